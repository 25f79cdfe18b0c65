"""What may be asked of a case in the chat: objecting, withdrawing, erasure, a rating, notices or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from casework import mailbox, requests
from casework.mailbox import Mailbox
from casework.requests import NotNow, Wish
from handlers import readers, wording
from handlers.greeting import MENU_TAPS, menu
from handlers.memory import Desk, Memory
from handlers.speech import Button, Heard, NotAnAnswer, Reply, Tap, plain
from handlers.wording import follow as words

Step = tuple[tuple[Reply, ...], Memory]
"""What is said, and what is remembered."""

TOPIC, CASE = "follow.wish", "follow.case"
YES_NO = (("1", words.YES), ("2", words.NO))
SCORES = tuple((str(score), f"{score} {label}") for score, label in words.SCORES.items())
DO: dict[Wish, Callable[[Desk, Mailbox, str], None]] = {
    Wish.OBJECT: lambda desk, box, said: requests.objected(desk.session, desk.office, box, said, desk.now),
    Wish.WITHDRAW: lambda desk, box, _: requests.withdrawn(desk.session, desk.office, box, "", desk.now),
    Wish.ERASE: lambda desk, box, _: requests.erasure_asked(desk.session, desk.office, box, "", desk.now),
    Wish.RATE: lambda desk, box, said: requests.rated(desk.session, desk.office, box, int(said), desk.now),
    Wish.STOP_NOTICES: lambda desk, box, _: requests.notices_stopped(desk.session, desk.office, box, desk.now),
}


def named(said: str, offered: Sequence[str]) -> Wish | None:
    """The wish of a button or of its words, if it was offered."""
    return next((wish for wish in Wish if wish in offered and said in (wish, plain(words.LABELS[wish]))), None)


def asked(desk: Desk, person: str, memory: Memory, wish: Wish) -> Step:
    """Ask what a wish needs; the end of notices needs nothing."""
    if wish is Wish.STOP_NOTICES:
        return _done(desk, person, memory, wish, "")
    return _ask(Memory(TOPIC, {**memory.data, "wish": wish}))


def answered(desk: Desk, person: str, memory: Memory, heard: Heard) -> Step:
    """Do it, leave it, or ask again."""
    wish = Wish(memory.data["wish"])
    if wish is Wish.OBJECT:
        try:
            return _done(desk, person, memory, wish, readers.words(heard))
        except NotAnAnswer as sentence:
            return _ask(memory, str(sentence))
    said = heard.button.value if heard.button else plain(heard.text)
    if wish is Wish.RATE:
        score = said if said in {str(one) for one in requests.SCORES} else ""
        return _done(desk, person, memory, wish, score) if score else _ask(memory, words.WHICH_SCORE)
    if said in ("1", plain(words.YES)):
        return _done(desk, person, memory, wish, "")
    if said == "2" or said.startswith(plain(words.NO)):
        return (Reply(words.LEFT, MENU_TAPS),), Memory(CASE, memory.data)
    return _ask(memory, words.WHICH)


def _ask(memory: Memory, before: str = "") -> Step:
    wish, conversation = Wish(memory.data["wish"]), memory.data["conversation"]
    text = words.ASKS[wish].format(scores="\n".join(label for _, label in SCORES))
    choices = (
        YES_NO if wish is not Wish.RATE else tuple((str(one), f"{one} {words.SCORES[one]}") for one in words.SCORES)
    )
    taps = tuple(Tap(label, Button(conversation, "wish", value)) for value, label in choices)
    said = f"{before}\n\n{text}" if before else text
    return (Reply(said, () if wish is Wish.OBJECT else taps),), memory


def _done(desk: Desk, person: str, memory: Memory, wish: Wish, said: str) -> Step:
    box = mailbox.reopen(desk.session, memory.data["case"], bytes.fromhex(memory.data["reply_key"]))
    if box is None:
        return (menu(wording.UNKNOWN_RECEIPT),), Memory()
    try:
        if wish is Wish.START_NOTICES:
            requests.notices_started(desk.session, desk.office, box, person, desk.now)
        else:
            DO[wish](desk, box, said)
    except NotNow:
        return (menu(words.NOT_NOW),), Memory()
    data = {**memory.data, "wishes": []}
    return (Reply(words.DONE[wish], MENU_TAPS),), Memory(CASE, data)
