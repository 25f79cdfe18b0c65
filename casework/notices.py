"""Telling a reporter that there is news: only whoever asked for it, and never what it is about."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.office import Office
from models import Case, OutboxMessage
from models.days import bangkok_day

TRIED_FOR = timedelta(hours=24)
"""LINE honours a retry key for a day."""


def nudge(session: Session, office: Office, case: Case, now: datetime) -> None:
    """Queue a neutral notice, if one was asked for. The LINE id stays sealed until it is sent."""
    if case.notify is None:
        return
    retry_key = str(uuid.uuid4())
    content = json.dumps({"notice": case.id}).encode()
    session.add(
        OutboxMessage(
            created_on=bangkok_day(now),
            promised=True,
            retry_key=retry_key,
            sealed=office.keys.seal("outbox", content, retry_key),
            expires_at=now + TRIED_FOR,
            next_at=now,
        )
    )
