"""Following a case: its status, the letters from staff, an answer back."""

from __future__ import annotations

import secrets

from casework import mailbox, receipt
from casework.mailbox import Mailbox
from casework.receipt import NotAReceipt
from casework.triage import PUBLIC_WORDS
from handlers import readers, wording
from handlers.greeting import MENU_TAPS, menu
from handlers.memory import Desk, Memory
from handlers.speech import Button, Heard, NotAnAnswer, Reply, Tap, plain
from ledger.append import Act, append
from reports.calendar import thai_date

Step = tuple[tuple[Reply, ...], Memory]
"""What is said, and what is remembered."""

LIST, CASE, LETTER = "follow.list", "follow.case", "follow.letter"
SHOWN_AT_ONCE = 10


def begin(desk: Desk, person: str) -> Step:
    """The person's cases: one is shown at once, of several one is chosen."""
    boxes = mailbox.by_owner(desk.session, desk.office, person)[:SHOWN_AT_ONCE]
    if not boxes:
        return (Reply(wording.NO_CASES, MENU_TAPS),), Memory(LIST, {"cases": [], "conversation": _fresh()})
    if len(boxes) == 1:
        return show(desk, boxes[0])
    return _list(boxes)


def by_receipt(desk: Desk, text: str) -> Step:
    """The case of a receipt typed into the chat."""
    try:
        digits = receipt.read(text)
    except NotAReceipt:
        return (Reply(wording.BAD_RECEIPT, MENU_TAPS),), Memory()
    box = mailbox.by_receipt(desk.session, desk.office, digits)
    if box is None:
        return (Reply(wording.UNKNOWN_RECEIPT, MENU_TAPS),), Memory()
    return show(desk, box)


def show(desk: Desk, box: Mailbox) -> Step:
    """Status, dates and letters of one case; never the report."""
    append(desk.session, desk.office.keys, Act("case.followed", case_tag=box.case.ledger_tag), desk.now)
    letters = mailbox.letters(desk.session, desk.office, box)
    conversation = _fresh()
    said = [Reply("\n\n".join([_status(box), *(one.text for one in letters if one.system)][:SHOWN_AT_ONCE]))]
    letters = [one for one in letters if not one.system]
    said += [Reply(_letter(letter)) for letter in letters[-3:]] or [Reply(wording.NO_LETTERS)]
    taps = (
        Tap(wording.WRITE, Button(conversation, "case", "write")),
        Tap(wording.MENU_WORD, say=wording.MENU_WORD),
    )
    said[-1] = Reply(said[-1].text, taps)
    data = {"case": box.case.id, "reply_key": box.reply_key.hex(), "conversation": conversation}
    return tuple(said), Memory(CASE, data)


def answer(desk: Desk, person: str, memory: Memory, heard: Heard) -> Step | None:
    """The next step of following; None when what was heard is for somebody else."""
    if heard.button and heard.button.conversation != memory.data.get("conversation"):
        return None
    if memory.topic == LETTER:
        return _write(desk, memory, heard)
    said = heard.button.value if heard.button else plain(heard.text)
    if memory.topic == CASE and said in ("write", plain(wording.WRITE)):
        return (Reply(wording.ASK_LETTER),), Memory(LETTER, memory.data)
    cases: list[str] = memory.data.get("cases", [])
    if memory.topic == LIST and said.isdecimal() and 1 <= int(said) <= len(cases):
        wanted = cases[int(said) - 1]
        boxes = mailbox.by_owner(desk.session, desk.office, person)
        return next((show(desk, box) for box in boxes if box.case.id == wanted), None)
    return None


def _list(boxes: list[Mailbox]) -> Step:
    conversation = _fresh()
    lines = [
        f"{number}. "
        + wording.CASE_LINE.format(
            received=thai_date(box.case.received_on, style="short"), status=PUBLIC_WORDS[box.case.status]
        )
        for number, box in enumerate(boxes, start=1)
    ]
    taps = tuple(
        Tap(f"เรื่องที่ {number}", Button(conversation, "case", str(number))) for number in range(1, len(boxes) + 1)
    )
    text = wording.WHICH_CASE.format(count=len(boxes)) + "\n" + "\n".join(lines)
    return (Reply(text, taps),), Memory(LIST, {"cases": [b.case.id for b in boxes], "conversation": conversation})


def _write(desk: Desk, memory: Memory, heard: Heard) -> Step:
    try:
        text = readers.words(heard)
    except NotAnAnswer as sentence:
        return (Reply(f"{sentence}\n\n{wording.ASK_LETTER}"),), memory
    box = mailbox.reopen(desk.session, memory.data["case"], bytes.fromhex(memory.data["reply_key"]))
    if box is None:
        return (menu(wording.UNKNOWN_RECEIPT),), Memory()
    mailbox.write(desk.session, desk.office, box, text, desk.now)
    return (Reply(wording.LETTER_SENT, MENU_TAPS),), Memory(CASE, memory.data)


def _status(box: Mailbox) -> str:
    return wording.CASE_STATUS.format(
        received=thai_date(box.case.received_on, style="short"),
        status=PUBLIC_WORDS[box.case.status],
        due=thai_date(box.case.answer_due_on, style="short"),
    )


def _letter(letter: mailbox.Letter) -> str:
    day = thai_date(letter.on_day, style="short")
    if letter.from_staff:
        return wording.LETTER_FROM_STAFF.format(day=day, text=letter.text)
    return wording.LETTER_FROM_REPORTER.format(day=day)


def _fresh() -> str:
    return secrets.token_hex(4)
