"""Take one stored event through the handlers; everything it causes is one transaction.

The stored row is the queue. A person's events are taken in LINE's order (the head of the lane only), people
take turns, and a crash anywhere leaves the event as it was.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot import events
from bot.events import Received
from bot.render import MOST_MESSAGES, Message, render
from casework import withdraw
from casework.office import Office
from handlers import wording
from handlers.memory import Desk
from handlers.router import Answer, InboundKind, respond
from handlers.speech import Reply
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


@dataclass(frozen=True)
class Step:
    """What a step of the inbox needs beside its transaction."""

    office: Office
    now: datetime
    free_text_safe: bool = True
    understanding: Understanding | None = None


def process_one(db: Database, step: Step) -> bool:
    """Work off the next event that is due; False when there is none.

    A failing event is put back with a growing pause, and after eight attempts set aside for a person, so
    that it cannot block its lane for ever.
    """
    event_id = None
    try:
        with db.write() as session:
            row = session.scalars(_next(step.now)).first()
            if row is None:
                return False
            event_id = row.id
            _work(session, step, row)
    except Exception as error:
        if event_id is None:
            raise
        log.error("event failed: %s", type(error).__name__)
        with db.write() as session:
            _put_back(session, step, session.get_one(InboxEvent, event_id))
    db.bell.ring()
    return True


def _next(now: datetime) -> Any:
    """The due event that waited longest among the heads of all lanes."""
    earlier = aliased(InboxEvent)
    before = or_(
        earlier.event_at < InboxEvent.event_at,
        and_(earlier.event_at == InboxEvent.event_at, earlier.id < InboxEvent.id),
    )
    not_head = exists().where(earlier.lane == InboxEvent.lane, earlier.state == InboxState.WAITING, before)
    return (
        select(InboxEvent)
        .where(InboxEvent.state == InboxState.WAITING, InboxEvent.next_at <= now, ~not_head)
        .order_by(InboxEvent.next_at, InboxEvent.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _work(session: Session, step: Step, row: InboxEvent) -> None:
    lane = row.lane
    received = _read(step, row)
    if received.inbound.kind is InboundKind.UNSENT:
        _withdraw_waiting(session, step, row, received)
        withdraw.remember(session, step.office, _named(received), step.now)
    if row.sealed == b"" or withdraw.was_taken_back(session, step.office, _said(received)):
        answer = Answer((), "unsent", "erased")
    else:
        desk = Desk(session, step.office, step.now, step.free_text_safe, step.understanding)
        answer = _answer(desk, received)
    payload = {"outcome": answer.outcome}
    append(session, step.office.keys, Act("inbound", answer.topic, payload=payload), step.now)
    _store_answer(session, step, row, received, answer)
    _erase(row, InboxState.DONE)
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


def _store_answer(session: Session, step: Step, row: InboxEvent, received: Received, answer: Answer) -> None:
    messages = render(answer.replies) if received.wants_answer else []
    kept = _kept(session, step, row.lane, MOST_MESSAGES - len(messages)) if received.wants_answer else []
    if not messages and not kept:
        return
    content: dict[str, Any] = {"token": received.reply_token, "messages": [*kept, *messages]}
    if answer.leave_group and received.chat:
        content |= {"leave": received.chat, "room": received.chat.startswith("R")}
    retry_key = str(uuid.uuid4())
    session.add(
        OutboxMessage(
            inbox_id=row.id,
            lane=row.lane,
            created_on=bangkok_day(step.now),
            sealed=step.office.keys.seal("outbox", json.dumps(content).encode(), retry_key),
            retry_key=retry_key,
            expires_at=(row.received_at or step.now) + REPLY_TOKEN_LIFE,
            next_at=step.now,
        )
    )


def _kept(session: Session, step: Step, lane: bytes | None, room: int) -> Sequence[Message]:
    """Answers that could not be delivered before, to go out with this one's fresh token."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.lane == lane, OutboxMessage.state == OutboxState.KEPT)
        .order_by(OutboxMessage.id)
        .with_for_update()
    ).all()
    messages: list[Message] = []
    for row in rows:
        content = json.loads(step.office.keys.unseal("outbox", row.sealed or b"", row.retry_key or ""))
        if len(messages) + len(content["messages"]) > room:
            break
        messages += [{key: part[key] for key in part if key != "quickReply"} for part in content["messages"]]
        row.state, row.sealed, row.lane = OutboxState.SENT, None, None
    return messages


def _withdraw_waiting(session: Session, step: Step, row: InboxEvent, unsend: Received) -> None:
    """Unsend of a message not yet worked off: its content goes, whatever the order they came in."""
    waiting = session.scalars(
        select(InboxEvent).where(InboxEvent.lane == row.lane, InboxEvent.state == InboxState.WAITING)
    )
    for other in waiting:
        if other.id != row.id and _message(step, other) == (unsend.chat, unsend.inbound.heard.source):
            other.sealed = b""


def _named(received: Received) -> str:
    """A message by its chat and id: an unsend in a group takes nothing back elsewhere."""
    return f"{received.chat}|{received.inbound.heard.source}"


def _said(received: Received) -> str:
    """The name of a message that is about to be worked off; empty for any other event."""
    said = received.inbound.kind is InboundKind.SAID and received.inbound.heard.source
    return _named(received) if said else ""


def _message(step: Step, row: InboxEvent) -> tuple[str, str]:
    """Chat and message id of a waiting event: an unsend in a group takes nothing back elsewhere."""
    try:
        received = _read(step, row)
    except (ValueError, SealBroken):
        return ("", "")
    return (received.chat, received.inbound.heard.source)


def _put_back(session: Session, step: Step, row: InboxEvent) -> None:
    row.attempts += 1
    pause = min(timedelta(seconds=2 ** (row.attempts - 1)), LONGEST_PAUSE)
    row.next_at = step.now + pause
    if row.attempts < MOST_ATTEMPTS:
        return
    row.state = InboxState.DEAD
    append(session, step.office.keys, Act("inbound", "failed", actor="system"), step.now)
    try:
        received = _read(step, row)
    except (ValueError, SealBroken):
        return  # nobody can be told: it does not even say who sent it
    _store_answer(session, step, row, received, Answer((Reply(wording.SORRY),), "failed", "set_aside"))


def _erase(row: InboxEvent, state: InboxState) -> None:
    """What is left of a finished event: that it came, and on which day."""
    row.state = state
    row.sealed = row.lane = row.event_at = row.received_at = None


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
