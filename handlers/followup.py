"""Following a case: its status, the letters from staff, an answer back, and the way to what may be asked of it."""

from __future__ import annotations

import secrets
from datetime import date

from casework import evidence, mailbox, pace, receipt, requests, withdraw
from casework.evidence import Owner
from casework.mailbox import Mailbox
from casework.receipt import NotAReceipt
from casework.requests import Standing, Wish
from casework.seal import seal_kept
from casework.triage import PUBLIC_WORDS
from handlers import attachments, readers, wishes, wording
from handlers.greeting import MENU_TAPS, menu
from handlers.memory import Desk, Memory
from handlers.speech import Button, Heard, NotAnAnswer, Reply, Tap, plain
from handlers.wording import evidence as file_wording
from handlers.wording import follow as words
from ledger.append import Act, append
from reports.calendar import thai_date

Step = tuple[tuple[Reply, ...], Memory]
"""What is said, and what is remembered."""

LIST, CASE, LETTER = "follow.list", "follow.case", "follow.letter"
SHOWN_AT_ONCE = 10
MOST_TOLD = 2000
"""Characters of the first message about a case."""


def begin(desk: Desk, person: str) -> Step:
    """The person's cases: one is shown at once, of several one is chosen."""
    boxes = mailbox.by_owner(desk.session, desk.office, person)[:SHOWN_AT_ONCE]
    if not boxes:
        return (Reply(wording.NO_CASES, MENU_TAPS),), Memory(LIST, {"cases": [], "conversation": _fresh()})
    if len(boxes) == 1:
        return show(desk, boxes[0])
    return _list(boxes)


def by_receipt(desk: Desk, text: str) -> Step:
    """The case of a receipt typed into the chat. TooFast puts the message back until the minute is over."""
    try:
        digits = receipt.read(text)
    except NotAReceipt:
        return (Reply(wording.BAD_RECEIPT, MENU_TAPS),), Memory()
    pace.look_up(desk.session, "line", desk.now)
    box = mailbox.by_receipt(desk.session, desk.office, digits)
    if box is None:
        return (Reply(wording.UNKNOWN_RECEIPT, MENU_TAPS),), Memory()
    return show(desk, box)


def show(desk: Desk, box: Mailbox) -> Step:
    """Status, dates and letters of one case; never the report."""
    append(desk.session, desk.office.keys, Act("case.followed", case_tag=box.case.ledger_tag), desk.now)
    letters = mailbox.letters(desk.session, desk.office, box)
    standing = requests.standing(desk.office, box, letters, desk.now)
    conversation = _fresh()
    lost = evidence.not_arrived(desk.session, Owner(case=box.case))
    said = [Reply(file_wording.NOT_ARRIVED.format(count=len(lost)))] if lost else []
    told = [one.text for one in letters if one.system]
    said.append(Reply(_together(_status(standing), told)))
    letters = [one for one in letters if not one.system]
    # What does not fit is left out from the oldest on: the newest letter is what somebody came for.
    said += [Reply(_letter(letter), spare=letter is not letters[-1]) for letter in letters[-3:]]
    said += [] if letters else [Reply(wording.NO_LETTERS)]
    asked = [wish for wish in Wish if wish in standing.wishes]
    taps = (
        Tap(wording.WRITE, Button(conversation, "case", "write")),
        *(Tap(words.LABELS[wish], Button(conversation, "case", wish)) for wish in asked),
        Tap(wording.MENU_WORD, say=wording.MENU_WORD),
    )
    typed = " · ".join(tap.label for tap in taps)
    ending = [words.TYPE_ONE.format(words=typed)]
    if len(letters) + len(told) > 1:
        ending.insert(0, wording.ALL_LETTERS.format(public_url=desk.office.public_url))
    said[-1] = Reply("\n\n".join([said[-1].text, *ending]), taps)
    data = {"case": box.case.id, "reply_key": box.reply_key.hex(), "conversation": conversation, "wishes": asked}
    return tuple(said), Memory(CASE, data)


def takes_words(memory: Memory, heard: Heard) -> bool:
    """Whether a step asks for, or takes, what only the staff of the case should read: a letter, a reason, a file."""
    said = heard.button.value if heard.button else plain(heard.text)
    if memory.topic == CASE:
        wanted = said in ("write", plain(wording.WRITE)) or wishes.named(said, (Wish.OBJECT,)) is not None
        return wanted or heard.file is not None
    return memory.topic == LETTER or (memory.topic == wishes.TOPIC and memory.data["wish"] == Wish.OBJECT)


def answer(desk: Desk, person: str, memory: Memory, heard: Heard) -> Step | None:
    """The next step of following; None when what was heard is for somebody else."""
    if heard.button and heard.button.conversation != memory.data.get("conversation"):
        return None
    if heard.file and memory.topic in (CASE, LETTER):
        return _add_file(desk, memory, heard)
    if memory.topic == LETTER:
        return _write(desk, memory, heard)
    if memory.topic == wishes.TOPIC:
        return wishes.answered(desk, person, memory, heard)
    said = heard.button.value if heard.button else plain(heard.text)
    return _at_case(desk, person, memory, said) if memory.topic == CASE else _chosen(desk, person, memory, said)


def _at_case(desk: Desk, person: str, memory: Memory, said: str) -> Step | None:
    wish = wishes.named(said, memory.data.get("wishes", []))
    if wish:
        return wishes.asked(desk, person, memory, wish)
    if said in ("write", plain(wording.WRITE)):
        return (Reply(wording.ASK_LETTER),), Memory(LETTER, memory.data)
    return None


def _chosen(desk: Desk, person: str, memory: Memory, said: str) -> Step | None:
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
    item = mailbox.write(desk.session, desk.office, box, text, desk.now)
    seal_kept(desk.office, item, {"letter": ["", [withdraw.mark(desk.office, box.case, heard.source)]]})
    return (Reply(wording.LETTER_SENT, MENU_TAPS),), Memory(CASE, memory.data)


def _status(standing: Standing) -> str:
    """The public word, the days, and what comes next."""
    day = {"received": _day(standing.received_on), "status": standing.words, "detail": standing.detail}
    if standing.finished_on:
        finished = words.CASE_FINISHED.format(**day, finished=_day(standing.finished_on))
        until = standing.objection_until
        return f"{finished}\n{words.OBJECTION_UNTIL.format(until=_day(until))}" if until else finished
    first = standing.news_due_on in (None, standing.first_answer_due_on)
    due = _day(standing.news_due_on or standing.first_answer_due_on)
    coming = (words.FIRST_NEWS if first else words.NEXT_NEWS).format(due=due)
    form = words.CASE_DETAILED if standing.detail else words.CASE_GOES_ON
    return form.format(**day, next=coming)


def _together(status: str, told: list[str]) -> str:
    """The status, and as many of the newest words told by the system as stand in one message with it."""
    shown: list[str] = []
    for words_told in reversed(told[-SHOWN_AT_ONCE:]):
        if sum(map(len, (status, words_told, *shown))) > MOST_TOLD:
            break
        shown.insert(0, words_told)
    return "\n\n".join([status, *shown])


def _day(day: date) -> str:
    return thai_date(day, "short")


def _add_file(desk: Desk, memory: Memory, heard: Heard) -> Step:
    """Further evidence, straight into the case; the pictures of an album are acknowledged once."""
    box = mailbox.reopen(desk.session, memory.data["case"], bytes.fromhex(memory.data["reply_key"]))
    if box is None:
        return (menu(wording.UNKNOWN_RECEIPT),), Memory()
    try:
        attachments.accept(desk, Owner(case=box.case), heard)
    except NotAnAnswer as sentence:
        return (Reply(str(sentence)),), memory
    album = heard.file.set_id if heard.file else ""
    again = album != "" and album == memory.data.get("album")
    replies = () if again else (Reply(file_wording.ADDED),)
    return replies, Memory(LETTER, {**memory.data, "album": album})


def _letter(letter: mailbox.Letter) -> str:
    day = _day(letter.on_day)
    if letter.from_staff:
        return wording.LETTER_FROM_STAFF.format(day=day, text=letter.text)
    return wording.LETTER_FROM_REPORTER.format(day=day)


def _fresh() -> str:
    return secrets.token_hex(4)
