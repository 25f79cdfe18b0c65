"""Following a case by its receipt, without LINE: status, letters, an answer. The receipt is never in an address.

Between two pages the opened mailbox travels in the form, sealed by the server, for 15 minutes; nothing is
kept in the browser or on the server.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from flask import Blueprint, abort, render_template, request
from sqlalchemy.orm import Session

from casework import mailbox, receipt
from casework.mailbox import Mailbox
from casework.receipt import NotAReceipt
from casework.triage import PUBLIC_WORDS
from keys import SealBroken
from ledger.append import Act, append
from models.base import from_ms, to_ms
from portal.desk import Desk
from reports.calendar import thai_date

OPEN_FOR = timedelta(minutes=15)
LONGEST = 5000
UNKNOWN = "ไม่พบเรื่องของรหัสนี้ โปรดตรวจรหัสอีกครั้ง"
MISTYPED = "รหัสติดตามไม่ถูกต้อง โปรดตรวจตัวเลข 18 หลักอีกครั้ง"
EMPTY = "โปรดพิมพ์ข้อความ"
TOO_LONG = "ข้อความยาวเกินไป โปรดแบ่งส่งครั้งละไม่เกิน 5,000 ตัวอักษร"
HAS_RECEIPT = "ในข้อความมีรหัสติดตามเรื่อง โปรดเอารหัสออกก่อนส่ง"


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/follow``: the form, the opened mailbox, an answer."""
    blueprint.add_url_rule("/follow", "follow", lambda: render_template("follow.html", office=desk.office()))
    blueprint.add_url_rule("/follow", "follow_opened", lambda: opened(desk), methods=["POST"])
    blueprint.add_url_rule("/follow/answer", "follow_answered", lambda: answered(desk), methods=["POST"])


def opened(desk: Desk) -> str | tuple[str, int]:
    """Open the mailbox of a receipt. Unknown and expired receipts look and cost the same."""
    office = desk.office()
    try:
        digits = receipt.read(request.form.get("receipt", "")[:100])
    except NotAReceipt:
        return render_template("follow.html", office=office, problem=MISTYPED), 400
    with desk.db.read() as session:
        box = mailbox.by_receipt(session, office, digits)
    if box is None:
        return render_template("follow.html", office=office, problem=UNKNOWN), 404
    with desk.db.write() as session:
        append(session, desk.keys, Act("case.followed", "web", case_tag=box.case.ledger_tag), desk.clock())
        return _page(desk, session, box)


def answered(desk: Desk) -> str | tuple[str, int]:
    """Write to the staff of the case."""
    text = request.form.get("text", "").strip()
    with desk.db.write() as session:
        box = _reopened(desk, session)
        problem = _problem(text)
        if problem:
            return _page(desk, session, box, problem=problem, kept=text), 400
        mailbox.write(session, desk.office(), box, text, desk.clock())
        return _page(desk, session, box, done="ส่งข้อความถึงเจ้าหน้าที่แล้ว")


def _problem(text: str) -> str:
    if not text:
        return EMPTY
    if len(text) > LONGEST:
        return TOO_LONG
    return HAS_RECEIPT if receipt.contains_one(text) else ""


def _page(desk: Desk, session: Session, box: Mailbox, **words: str) -> str:
    office = desk.office()
    return render_template(
        "mailbox.html",
        office=office,
        received=thai_date(box.case.received_on, "short"),
        due=thai_date(box.case.answer_due_on, "short"),
        status=PUBLIC_WORDS[box.case.status],
        letters=mailbox.letters(session, office, box),
        day=lambda letter: thai_date(letter.on_day, "short"),
        ticket=_ticket(desk, box, desk.clock()),
        **words,
    )


def _ticket(desk: Desk, box: Mailbox, now: datetime) -> str:
    data = {"case": box.case.id, "key": box.reply_key.hex(), "until": to_ms(now + OPEN_FOR)}
    return desk.keys.seal("mailbox", json.dumps(data).encode(), "follow").hex()


def _reopened(desk: Desk, session: Session) -> Mailbox:
    try:
        data = json.loads(desk.keys.unseal("mailbox", bytes.fromhex(request.form.get("ticket", "")), "follow"))
    except (ValueError, SealBroken):
        abort(400)
    box = mailbox.reopen(session, data["case"], bytes.fromhex(data["key"]))
    if box is None or desk.clock() >= from_ms(data["until"]):
        abort(400)
    return box
