"""Following a case by its receipt, without LINE: status, letters, and what may be asked of the case.

The receipt is never in an address. Between two pages the opened mailbox travels in the form, sealed by the
server, for 15 minutes; nothing is kept in the browser or on the server.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, render_template, request
from sqlalchemy.orm import Session

from casework import mailbox, pace, receipt, requests
from casework.mailbox import Mailbox
from casework.office import Office
from casework.receipt import NotAReceipt
from casework.requests import NotNow, Wish
from handlers import readers, wording
from handlers.speech import Heard, NotAnAnswer
from handlers.wording import follow as words
from keys import SealBroken
from ledger.append import Act, append
from models.base import from_ms, to_ms
from portal.desk import Desk, FilesRefused
from reports.calendar import thai_date

OPEN_FOR = timedelta(minutes=15)


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/follow``: the form, the opened mailbox, an answer, a wish."""
    rule = blueprint.add_url_rule
    rule("/follow", "follow", lambda: render_template("follow.html", office=desk.office()))
    rule("/follow", "follow_opened", lambda: opened(desk), methods=["POST"])
    rule("/follow/answer", "follow_answered", lambda: answered(desk), methods=["POST"])
    rule("/follow/wish", "follow_wished", lambda: wished(desk), methods=["POST"])


def opened(desk: Desk) -> str | tuple[str, int]:
    """Open the mailbox of a receipt. Unknown and expired receipts look the same, and cost what a known one costs."""
    office = desk.office()
    try:
        digits = receipt.read(request.form.get("receipt", "")[:100])
    except NotAReceipt:
        return render_template("follow.html", office=office, problem=wording.BAD_RECEIPT), 400
    try:
        with desk.db.write() as session:
            pace.look_up(session, "web", desk.clock())
        with desk.db.read() as session:
            box = mailbox.by_receipt(session, office, digits)
    except pace.TooFast:
        return render_template("follow.html", office=office, problem=words.TOO_MANY), 429
    with desk.db.write() as session:
        return _entered(desk, session, box)


def _entered(desk: Desk, session: Session, box: Mailbox | None) -> str | tuple[str, int]:
    """The page, entered in the ledger. An unknown receipt is an entry and a look for letters too."""
    tag = box.case.ledger_tag if box else ""
    append(session, desk.keys, Act("case.followed", "web" if box else "unknown", case_tag=tag), desk.clock())
    if box is None:
        office = desk.office()
        mailbox.no_letters(session)
        return render_template("follow.html", office=office, problem=wording.UNKNOWN_RECEIPT), 404
    return _page(desk, session, box)


def answered(desk: Desk) -> str | tuple[str, int]:
    """Write to the staff of the case, send files, or both."""
    try:
        with desk.db.write() as session:
            box = _reopened(desk, session)
            files = desk.take_files(session, box.case)
            if not files or _typed("text").strip():
                mailbox.write(session, desk.office(), box, _words("text"), desk.clock())
            return _page(desk, session, box, done=wording.LETTER_SENT)
    except NotAnAnswer as sentence:
        problem, wrong_files = str(sentence), str(sentence) if isinstance(sentence, FilesRefused) else ""
    more = {"problem": problem, "wrong_files": wrong_files, "kept": _typed("text")}
    with desk.db.read() as session:
        return _page(desk, session, _reopened(desk, session), **more), 400


def wished(desk: Desk) -> str | tuple[str, int]:
    """Do what was asked of the case; a wish that matters has to be confirmed on the page."""
    with desk.db.write() as session:
        box, wish = _reopened(desk, session), request.form.get("wish", "")
        if wish not in WISHES:
            abort(400)
        try:
            WISHES[wish](session, desk.office(), box, desk.clock())
        except NotAnAnswer as sentence:
            return _page(desk, session, box, problem=str(sentence), wish=wish, reason=_typed("reason")), 400
        except NotNow:
            return _page(desk, session, box, problem=words.NOT_NOW), 409
        return _page(desk, session, box, done=words.DONE[Wish(wish)])


def _object(session: Session, office: Office, box: Mailbox, now: datetime) -> None:
    requests.objected(session, office, box, _words("reason"), now)


def _withdraw(session: Session, office: Office, box: Mailbox, now: datetime) -> None:
    _confirmed()
    requests.withdrawn(session, office, box, _words_if_any("reason"), now)


def _erase(session: Session, office: Office, box: Mailbox, now: datetime) -> None:
    _confirmed()
    requests.erasure_asked(session, office, box, _words_if_any("reason"), now)


def _rate(session: Session, office: Office, box: Mailbox, now: datetime) -> None:
    score = request.form.get("score", "")
    if score not in {str(one) for one in requests.SCORES}:
        raise NotAnAnswer(words.WHICH_SCORE)
    requests.rated(session, office, box, int(score), now)


WISHES: dict[str, Callable[[Session, Office, Mailbox, datetime], None]] = {
    Wish.OBJECT: _object,
    Wish.WITHDRAW: _withdraw,
    Wish.ERASE: _erase,
    Wish.RATE: _rate,
    Wish.STOP_NOTICES: requests.notices_stopped,
}
"""What a page can ask for: everything but the start of notices, which takes a LINE id."""


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def _words(name: str) -> str:
    """Words as the chat takes them. NotAnAnswer."""
    return readers.words(Heard(_typed(name)))


def _words_if_any(name: str) -> str:
    return _words(name) if _typed(name).strip() else ""


def _confirmed() -> None:
    if request.form.get("sure") != "yes":
        raise NotAnAnswer(words.CONFIRM_FIRST)


def _page(desk: Desk, session: Session, box: Mailbox, **more: str) -> str:
    office = desk.office()
    letters = mailbox.letters(session, office, box)
    return render_template(
        "mailbox.html",
        office=office,
        standing=requests.standing(office, box, letters, desk.clock()),
        letters=letters,
        day=_day,
        scores=words.SCORES,
        takes_files=desk.receive is not None,
        ticket=_ticket(desk, box, desk.clock()),
        **more,
    )


def _day(day: date) -> str:
    return thai_date(day, "short")


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
