"""A new server secret, while the old one is still accepted and after it is gone."""

from __future__ import annotations

from datetime import datetime

import pyotp
from flask import Flask
from sqlalchemy import func, select

from bot.webhook import create_webhook
from casework import mailbox
from casework.office import open_office
from casework.staff_keys import check_totp, totp_secret_of
from jobs.rotation import renew
from keys import ServerKeys
from ledger import checkpoint, export
from ledger.append import Act, append
from ledger.payloads import check
from ledger.seal import seal_all
from ledger.verify import verify
from models import InboxEvent, Staff
from models.database import Database
from simulator import Person
from tests.fixtures import Bot, settings_for
from tests.site import Site

NEW = b"another server secret for a test"
OLD = b"a server secret made for a test!"
BOTH = ServerKeys((NEW, OLD))


def test_an_event_delivered_again_after_a_rotation_is_worked_once(bot: Bot, somchai: Person) -> None:
    bodies: list[bytes] = []
    deliver = bot.line.webhooks.sign
    event = {"type": "message", "webhookEventId": "01HEXAMPLE0000000000000000", "timestamp": 1, "message": {}}
    assert bot.post_events(event) == 200
    app = Flask("rotated")
    app.register_blueprint(create_webhook(bot.db, BOTH, settings_for(""), bot.clock.now))
    import json

    body = json.dumps({"destination": bot.line.platform.bot_user_id, "events": [event]}).encode()
    bodies.append(body)
    for _ in range(2):
        answer = app.test_client().post("/callback", data=body, headers=deliver(body))
        assert answer.status_code == 200
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxEvent)) == 1


def test_ledger_accounts_and_receipts_outlive_a_rotation(db: Database, site: Site, now: datetime) -> None:
    site.hire("somsri", ("handler",), ("general",))
    _, filed = site.file()
    old = ServerKeys((OLD,))
    note = checkpoint.make(db, old, "o", now)
    public = checkpoint.signing_key(db, old).verify_key.encode()
    renew(db, BOTH)
    renew(db, BOTH)
    with db.write() as session:
        append(session, BOTH, Act("list.viewed", "cases"), now)
    seal_all(db)
    assert verify(export.lines(db, BOTH, "o"), public, [note]).size > 1
    assert check(db, BOTH).closed == 0
    assert verify(export.lines(db, ServerKeys((NEW,)), "o"), public, [note]).size > 1
    assert check(db, ServerKeys((NEW,))).closed > 0
    with db.write() as session:
        newest = open_office(session, ServerKeys((NEW,)), "")
        one = session.scalars(select(Staff)).one()
        assert check_totp(newest, one, pyotp.TOTP(totp_secret_of(newest, one)).at(now), now)
        assert mailbox.by_receipt(session, open_office(session, BOTH, ""), filed.receipt) is not None
