"""Send one waiting message: the fresh reply token first, a push only where one was promised.

The row is leased in one transaction, LINE is called with none open, the outcome is settled in another, and
only by whoever still holds the lease. A reply of unknown outcome is tried again with the *same* token
(LINE takes a token once, so it cannot be shown twice) and never becomes a push.
"""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from bot.client import SPENT, GiveUp, LineClient, TryLater
from bot.render import render
from bot.traces import leave_outcome, midnight
from handlers import wording
from handlers.speech import Reply
from keys import SealBroken, ServerKeys
from ledger.append import Act, append
from models import Case, OutboxMessage
from models.database import Database
from models.queues import OutboxState

LEASE = timedelta(seconds=15)
"""Longer than connecting and reading may take together (13 s); a worker that died is relieved after it."""

KEPT_FOR = timedelta(hours=24)
LONGEST_PAUSE = timedelta(minutes=10)
REPLY_PAUSE = timedelta(seconds=2)
MOST_FAILURES = 5
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leased:
    """A message this worker may send now."""

    id: int
    lease: bytes
    content: dict[str, Any]
    retry_key: str
    expires_at: datetime
    promised: bool
    in_doubt: bool
    attempts: int
    lane: bytes | None


@dataclass(frozen=True)
class Outcome:
    """Where a message stands after an attempt; ``again_at`` when it is to be tried again."""

    state: OutboxState
    words: str
    in_doubt: bool = False
    again_at: datetime | None = None


def _next() -> Select[OutboxMessage]:
    """The message due ``now`` that waited longest."""
    earlier = aliased(OutboxMessage)
    # A person's answers go out in order, but one that is being tried again does not hold up the others.
    waits = exists().where(
        earlier.lane == OutboxMessage.lane,
        earlier.state == OutboxState.WAITING,
        earlier.id < OutboxMessage.id,
        earlier.attempts <= 1,
    )
    return (
        select(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.WAITING, OutboxMessage.next_at <= bindparam("now"), ~waits)
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


NEXT = _next()
"""Made once, like the inbox's."""


def send_one(db: Database, client: LineClient, keys: ServerKeys, now: datetime) -> bool:
    """Send the next message that is due; False when there is none."""
    leased = lease_next(db, keys, now)
    if leased is None:
        return False
    outcome = attempt(client, leased, now)
    if outcome.again_at is None:
        _leave(client, leased.content)
    settle(db, keys, leased, outcome, now)
    return True


def lease_next(db: Database, keys: ServerKeys, now: datetime) -> Leased | None:
    """Take the next due message for 30 seconds, in the person's order; None when there is none."""
    with db.write() as session:
        row = session.scalars(NEXT, {"now": now}).first()
        if row is None:
            return None
        content = _opened(session, keys, row)
        if content is None:
            leave_outcome(row, OutboxState.GIVEN_UP)
            append(session, keys, Act("outbound", "reply", "system", payload={"outcome": "unreadable"}), now)
            return None
        # A lease left behind: its worker vanished, and its attempt may have reached LINE.
        row.in_doubt = in_doubt = row.in_doubt or row.lease is not None
        row.lease, row.next_at, row.attempts = secrets.token_bytes(16), now + LEASE, row.attempts + 1
        expires_at = row.expires_at or now
        return Leased(
            row.id,
            row.lease,
            content,
            row.retry_key or "",
            expires_at,
            row.promised,
            in_doubt,
            row.attempts,
            row.lane,
        )


def attempt(client: LineClient, leased: Leased, now: datetime) -> Outcome:
    """Call LINE once and judge what came of it."""
    try:
        if leased.promised:
            return _push(client, leased)
        client.reply(leased.content["token"], leased.content["messages"])
    except TryLater as later:
        return _later(leased, later, now)
    except GiveUp as refusal:
        return _refused(leased, refusal)
    except Exception as error:  # noqa: BLE001 (a message of ours that cannot even be sent; its words stay out of the log)
        log.error("a message could not be sent: %s", type(error).__name__)
        return _failed(leased, now)
    return Outcome(OutboxState.SENT, "sent")


def settle(db: Database, keys: ServerKeys, leased: Leased, outcome: Outcome, now: datetime) -> None:
    """Write the outcome down, unless another worker took the message over meanwhile."""
    with db.write() as session:
        row = session.get(OutboxMessage, leased.id, with_for_update=True)
        if row is None or row.lease != leased.lease:
            return
        row.state, row.lease, row.in_doubt = outcome.state, None, outcome.in_doubt
        if outcome.again_at is not None:
            row.next_at = outcome.again_at
            return
        if outcome.state is OutboxState.KEPT:
            row.expires_at, row.next_at, row.attempts = now + KEPT_FOR, midnight(row.created_on), 0
        else:
            leave_outcome(row, outcome.state)
        topic = "push" if leased.promised else "reply"
        append(session, keys, Act("outbound", topic, "system", payload={"outcome": outcome.words}), now)


def expire_kept(db: Database, keys: ServerKeys, now: datetime) -> int:
    """Give up answers that were kept a day for somebody who did not come back; how many."""
    with db.write() as session:
        old = session.scalars(
            select(OutboxMessage).where(OutboxMessage.state == OutboxState.KEPT, OutboxMessage.expires_at <= now)
        ).all()
        for row in old:
            leave_outcome(row, OutboxState.GIVEN_UP)
            append(session, keys, Act("outbound", "reply", "system", payload={"outcome": "expired"}), now)
        return len(old)


def _opened(session: Session, keys: ServerKeys, row: OutboxMessage) -> dict[str, Any] | None:
    """What is to be sent; None when no accepted server secret opens it any more."""
    try:
        content: dict[str, Any] = json.loads(keys.unseal("outbox", row.sealed or b"", row.retry_key or ""))
        return _addressed(session, keys, content["notice"]) if "notice" in content else content
    except (SealBroken, ValueError):
        log.error("an answer does not open with the server secret and is given up")
        return None


def _addressed(session: Session, keys: ServerKeys, case_id: str) -> dict[str, Any]:
    """A notice to whoever asked for it; the LINE id is opened here and nowhere else."""
    sealed = session.scalar(select(Case.notify).where(Case.id == case_id))
    person = keys.unseal("push", sealed, case_id).decode() if sealed else ""
    return {"to": person, "messages": render((Reply(wording.NUDGE),))}


def _push(client: LineClient, leased: Leased) -> Outcome:
    if not leased.content["to"]:
        return Outcome(OutboxState.GIVEN_UP, "no longer wanted")
    client.push(leased.content["to"], leased.content["messages"], leased.retry_key)
    return Outcome(OutboxState.SENT, "sent")


def _failed(leased: Leased, now: datetime) -> Outcome:
    """Nothing LINE said, but something that broke here: tried a few times, for it may have reached LINE."""
    if leased.attempts >= MOST_FAILURES:
        return Outcome(OutboxState.GIVEN_UP, "failed")
    return Outcome(OutboxState.WAITING, "failed", in_doubt=True, again_at=now + REPLY_PAUSE)


def _leave(client: LineClient, content: dict[str, Any]) -> None:
    """Out of a group once its answer is settled, whatever became of the answer."""
    if "leave" not in content:
        return
    try:
        client.leave(content["leave"], room=content["room"])
    except Exception as error:  # noqa: BLE001 (the answer is settled all the same)
        log.warning("could not leave a group: %s", type(error).__name__)


def _later(leased: Leased, later: TryLater, now: datetime) -> Outcome:
    doubt = leased.in_doubt or later.in_doubt
    if later.reason == "token":
        log.error("LINE refuses the channel access token")
    if leased.promised:
        return _push_later(leased, later, now)
    if now + REPLY_PAUSE < leased.expires_at:
        return Outcome(OutboxState.WAITING, later.reason, doubt, now + REPLY_PAUSE)
    return Outcome(OutboxState.PROBABLY_SENT, "unknown") if doubt else Outcome(OutboxState.KEPT, "kept")


def _push_later(leased: Leased, later: TryLater, now: datetime) -> Outcome:
    if later.reason == "quota":
        log.error("LINE's monthly push quota is used up")
        return Outcome(OutboxState.GIVEN_UP, "quota")
    if now >= leased.expires_at:
        return Outcome(OutboxState.GIVEN_UP, "expired")
    pause = min(timedelta(seconds=2 ** min(leased.attempts, 12)), LONGEST_PAUSE)
    return Outcome(OutboxState.WAITING, later.reason, later.in_doubt, now + pause)


def _refused(leased: Leased, refusal: GiveUp) -> Outcome:
    """A refused token that may have been used was used; one that never was is too old: keep the words."""
    if leased.promised or refusal.reason != SPENT:
        log.error("LINE refused a message: %s", refusal.reason)
        return Outcome(OutboxState.GIVEN_UP, "refused")
    return Outcome(OutboxState.PROBABLY_SENT, "unknown") if leased.in_doubt else Outcome(OutboxState.KEPT, "kept")
