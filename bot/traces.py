"""What is left of finished events and answers: that they came, and on which day. Never the time of day.

A time left behind would join the n-th event with the n-th entry of the ledger, and so with a case.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from keys import ServerKeys
from ledger.append import Act, append
from models import InboxEvent, OutboxMessage
from models.days import bangkok_day
from models.queues import InboxState, OutboxState

REMEMBERED = timedelta(days=30)
"""How long a finished event is recognised when LINE delivers it again; what is older has no effect."""

SET_ASIDE_FOR = timedelta(days=7)
"""How long a person may look at an event that could not be handled."""

SETTLED = (OutboxState.SENT, OutboxState.PROBABLY_SENT, OutboxState.GIVEN_UP)


def midnight(day: date) -> datetime:
    """The one time a finished thing may show."""
    return datetime.combine(day, time(), UTC)


def leave_day(row: InboxEvent, state: InboxState) -> None:
    """An event is done or set aside: whose it was and when it came goes; a set-aside one keeps its sealed words."""
    row.state, row.attempts, row.next_at = state, 0, midnight(row.received_on)
    row.lane = row.event_at = row.received_at = row.lease = None
    if state is InboxState.DONE:
        row.sealed = None


def leave_outcome(row: OutboxMessage, state: OutboxState) -> None:
    """An answer is settled: only its outcome and its day stay, until the next sweep."""
    row.state, row.attempts, row.in_doubt, row.next_at = state, 0, False, midnight(row.created_on)
    row.inbox_id = row.sealed = row.lane = row.retry_key = row.expires_at = row.lease = None


def sweep(session: Session, keys: ServerKeys, now: datetime) -> None:
    """Erase settled answers, events nobody will deliver again, and the words of those set aside a week ago."""
    today = bangkok_day(now)
    session.execute(delete(OutboxMessage).where(OutboxMessage.state.in_(SETTLED)))
    kept = select(OutboxMessage.inbox_id).where(OutboxMessage.inbox_id.is_not(None))
    finished = InboxEvent.state.in_((InboxState.DONE, InboxState.DEAD)) & InboxEvent.sealed.is_(None)
    old = InboxEvent.received_on < today - REMEMBERED
    session.execute(delete(InboxEvent).where(finished, old, InboxEvent.id.not_in(kept)))
    words = (InboxEvent.state == InboxState.DEAD, InboxEvent.sealed.is_not(None))
    for row in session.scalars(select(InboxEvent).where(*words, InboxEvent.received_on < today - SET_ASIDE_FOR)):
        row.sealed = None
        append(session, keys, Act("payload.erased", "set_aside", "system"), now)
