"""Take one stored event through the handlers; everything it causes is one transaction.

The stored row is the queue. A person's events are taken in LINE's order (the head of the lane only), people
take turns, and a crash anywhere leaves the event as it was.
"""

from __future__ import annotations

import json
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot import events, traces
from bot.events import Received
from bot.render import MOST_MESSAGES, Message, render
from casework import withdraw
from casework.office import Office
from handlers import wording
from handlers.memory import Desk
from handlers.router import respond
from handlers.speech import Answer, InboundKind, Reply
from keys import SealBroken
from knowledge.understood import Understanding
from ledger.append import Act, append
from models import InboxEvent, OutboxMessage
from models.database import Database
from models.days import bangkok_day
from models.queues import InboxState, OutboxState

REPLY_TOKEN_LIFE = timedelta(seconds=50)
"""LINE promises a minute from the webhook; ten seconds are left for the way."""

MOST_ATTEMPTS = 8
LONGEST_PAUSE = timedelta(seconds=60)
log = logging.getLogger(__name__)


def _next() -> Select[InboxEvent]:
    """The event due ``now`` that waited longest among the heads of all lanes."""
    earlier = aliased(InboxEvent)
    before = or_(
        earlier.event_at < InboxEvent.event_at,
        and_(earlier.event_at == InboxEvent.event_at, earlier.id < InboxEvent.id),
    )
    not_head = exists().where(earlier.lane == InboxEvent.lane, earlier.state == InboxState.WAITING, before)
    return (
        select(InboxEvent)
        .where(InboxEvent.state == InboxState.WAITING, InboxEvent.next_at <= bindparam("now"), ~not_head)
        .order_by(InboxEvent.next_at, InboxEvent.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


NEXT = _next()
"""Made once: asked for at every step, and putting it together takes longer than running it."""


@dataclass(frozen=True)
class Step:
    """What a step of the inbox needs beside its transaction."""

    office: Office
    now: datetime
    free_text_safe: bool = True
    understanding: Understanding | None = None


@dataclass(frozen=True)
class Came:
    """What an answer needs to know of its event."""

    id: int
    lane: bytes | None
    received_at: datetime | None


def process_one(db: Database, step: Step) -> bool:
    """Work off the next event that is due; False when there is none.

    A failing event is put back with a growing pause, and after eight attempts set aside for a person, so
    that it cannot block its lane for ever.
    """
    taken: tuple[int, int] | None = None
    try:
        with db.write() as session:
            row = session.scalars(NEXT, {"now": step.now}).first()
            if row is None:
                return False
            taken = row.id, row.attempts
            _work(session, step, row)
    except Exception as error:
        if taken is None:
            raise
        log.error("event failed: %s", type(error).__name__)
        _put_back(db, step, *taken)
    db.bell.ring()
    return True


def _work(session: Session, step: Step, row: InboxEvent) -> None:
    lane = row.lane
    received = _read(step, row)
    if received.inbound.kind is InboundKind.UNSENT:
        _withdraw_waiting(session, step, row, received)
        withdraw.remember(session, step.office, _named(received), step.now)
    if row.sealed == b"" or withdraw.was_taken_back(session, step.office, _said(received)):
        answer = Answer((), "unsent", "erased")
    elif received.inbound.kind is not InboundKind.UNSENT and received.inbound.at < step.now - traces.REMEMBERED:
        answer = Answer((), received.topic, "too_old")  # it may have been handled and forgotten
    else:
        desk = Desk(session, step.office, step.now, step.free_text_safe, step.understanding)
        answer = _answer(desk, received)
    payload = {"outcome": answer.outcome}
    append(session, step.office.keys, Act("inbound", answer.topic, payload=payload), step.now)
    _store_answer(session, step, _came(row), received, answer)
    traces.leave_day(row, InboxState.DONE)
    session.flush()
    _next_person_first(session, lane, step.now)


def _read(step: Step, row: InboxEvent) -> Received:
    if not row.sealed:
        return events.read({}, step.now)
    event = json.loads(step.office.keys.unseal("inbox", row.sealed, row.event_key.hex()))
    return events.read(event, row.event_at or step.now)


def _answer(desk: Desk, received: Received) -> Answer:
    """Words only for whom they can reach: an event without a usable token changes state, silently."""
    if received.topic in events.SILENT and received.inbound.kind is InboundKind.OTHER:
        return Answer((), received.topic, "counted")
    if not received.reply_token and received.inbound.kind in (InboundKind.SAID, InboundKind.OTHER):
        return Answer((), received.topic, "no_reply_token")
    return respond(desk, received.inbound)


def _came(row: InboxEvent) -> Came:
    return Came(row.id, row.lane, row.received_at)


def _store_answer(session: Session, step: Step, came: Came, received: Received, answer: Answer) -> None:
    messages = render(answer.replies) if received.wants_answer else []
    if received.wants_answer and received.inbound.person and not received.chat:  # kept words are for one pair of eyes
        messages = [*_kept(session, step, came.lane, MOST_MESSAGES - len(messages)), *messages]
    if not messages:
        return
    content: dict[str, Any] = {"token": received.reply_token, "messages": messages}
    if answer.leave_group and received.chat:
        content |= {"leave": received.chat, "room": received.chat.startswith("R")}
    retry_key = str(uuid.uuid4())
    session.add(
        OutboxMessage(
            inbox_id=came.id,
            lane=came.lane,
            created_on=bangkok_day(step.now),
            sealed=step.office.keys.seal("outbox", json.dumps(content).encode(), retry_key),
            retry_key=retry_key,
            expires_at=(came.received_at or step.now) + REPLY_TOKEN_LIFE,
            next_at=step.now,
        )
    )


def _kept(session: Session, step: Step, lane: bytes | None, room: int) -> list[Message]:
    """Answers that could not be delivered before, to go out with this one's fresh token; in parts if need be."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.lane == lane, OutboxMessage.state == OutboxState.KEPT)
        .order_by(OutboxMessage.id)
        .with_for_update()
    ).all()
    messages: list[Message] = []
    for row in rows:
        if len(messages) == room:
            break
        messages += _taken_from(session, step, row, room - len(messages))
    return messages


def _taken_from(session: Session, step: Step, row: OutboxMessage, room: int) -> list[Message]:
    """As many messages of a kept answer as there is room for; the others stay kept."""
    keys, retry_key = step.office.keys, row.retry_key or ""
    try:
        content = json.loads(keys.unseal("outbox", row.sealed or b"", retry_key))
    except (SealBroken, ValueError):
        log.error("a kept answer does not open with the server secret and is given up")
        traces.leave_outcome(row, OutboxState.GIVEN_UP)
        append(session, keys, Act("outbound", "reply", "system", payload={"outcome": "unreadable"}), step.now)
        return []
    first, rest = content["messages"][:room], content["messages"][room:]
    if rest:
        row.sealed = keys.seal("outbox", json.dumps({**content, "messages": rest}).encode(), retry_key)
    else:
        traces.leave_outcome(row, OutboxState.SENT)
    return [{key: part[key] for key in part if key != "quickReply"} for part in first]


def _withdraw_waiting(session: Session, step: Step, row: InboxEvent, unsend: Received) -> None:
    """Unsend of a message not yet worked off, or set aside: its content goes, whatever the order they came in."""
    waiting = and_(InboxEvent.lane == row.lane, InboxEvent.state == InboxState.WAITING)
    set_aside = and_(InboxEvent.state == InboxState.DEAD, InboxEvent.sealed.is_not(None))
    for other in session.scalars(select(InboxEvent).where(or_(waiting, set_aside))):
        if other.id != row.id and _message(step, other) == (unsend.chat, unsend.inbound.heard.source):
            other.sealed = b"" if other.state == InboxState.WAITING else None


def _named(received: Received) -> str:
    """A message by its chat and id: an unsend in a group takes nothing back elsewhere."""
    return f"{received.chat}|{received.inbound.heard.source}"


def _said(received: Received) -> str:
    """The name of a message that is about to be worked off; empty for any other event."""
    said = received.inbound.kind is InboundKind.SAID and received.inbound.heard.source
    return _named(received) if said else ""


def _message(step: Step, row: InboxEvent) -> tuple[str, str]:
    """Chat and message id of a waiting event: an unsend in a group takes nothing back elsewhere."""
    received = _readable(step, row)
    return (received.chat, received.inbound.heard.source) if received else ("", "")


def _put_back(db: Database, step: Step, event_id: int, attempts: int) -> None:
    """Try again later, or set aside; not when another worker has been at the event meanwhile."""
    with db.write() as session:
        row = session.get(InboxEvent, event_id, with_for_update=True)
        if row is None or (row.state, row.attempts) != (InboxState.WAITING, attempts):
            return
        row.attempts += 1
        row.next_at = step.now + min(timedelta(seconds=2 ** (row.attempts - 1)), LONGEST_PAUSE)
        if row.attempts < MOST_ATTEMPTS:
            return
        came, received = _came(row), _readable(step, row)
        traces.leave_day(row, InboxState.DEAD)
        append(session, step.office.keys, Act("inbound", "failed", actor="system"), step.now)
    if received is not None:
        _apologise(db, step, came, received)


def _readable(step: Step, row: InboxEvent) -> Received | None:
    """The event, or None: then nobody can be told, it does not even say who sent it."""
    try:
        return _read(step, row)
    except (ValueError, SealBroken):
        return None


def _apologise(db: Database, step: Step, came: Came, received: Received) -> None:
    """Tell whoever sent it, apart from setting it aside: what fails here must not bring the event back."""
    sorry = Answer((Reply(wording.SORRY),), "failed", "set_aside")
    try:
        with db.write() as session:
            _store_answer(session, step, came, received, sorry)
    except Exception as error:  # noqa: BLE001 (the event is out of the way; only the apology is lost)
        log.error("no apology could be stored: %s", type(error).__name__)


def _next_person_first(session: Session, lane: bytes | None, now: datetime) -> None:
    """The rest of a lane queues up behind everybody who waits now: nobody can crowd others out."""
    head = (
        select(InboxEvent.id)
        .where(InboxEvent.lane == lane, InboxEvent.state == InboxState.WAITING, InboxEvent.next_at < now)
        .order_by(InboxEvent.event_at, InboxEvent.id)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(update(InboxEvent).where(InboxEvent.id == head).values(next_at=now))
