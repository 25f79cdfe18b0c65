"""Files in a conversation: which are taken, which a draft holds, what becomes of those that are dropped."""

from __future__ import annotations

from dataclasses import replace

from casework import evidence
from casework.evidence import FileRefused, Owner, Sent
from handlers import form_files
from handlers.form import Form, Place, Turn
from handlers.memory import Desk, Memory
from handlers.speech import Heard, NotAnAnswer
from handlers.wording import evidence as wording


def accept(desk: Desk, owner: Owner, heard: Heard) -> Heard:
    """The same with a row of its own for the file, to be fetched soon. NotAnAnswer for a file that is not taken."""
    if heard.file is None or heard.file.external:
        raise NotAnAnswer(wording.ELSEWHERE)
    sent = Sent(heard.attachment, heard.source, heard.file.name, heard.file.size)
    try:
        item = evidence.announce(desk.session, desk.office, owner, sent, desk.now)
    except FileRefused as refusal:
        raise NotAnAnswer(wording.REFUSED[refusal.reason]) from None
    return replace(heard, file=replace(heard.file, item=item))


def answer(desk: Desk, person: str, form: Form, place: Place, heard: Heard) -> Turn:
    """The form's turn; a file is taken first where one may stand, and whoever sent a lost one is told."""
    if heard.file and _is_taken(form, place, heard):
        try:
            heard = accept(desk, evidence.draft_of(desk.office, person), heard)
        except NotAnAnswer as sentence:
            return form.again(place, str(sentence))
    turn = form.answer(place, heard)
    lost = _not_arrived(desk, person, turn.place)
    if lost:
        return form.again(form_files.reopened(turn.place, lost), wording.NOT_ARRIVED.format(count=len(lost)))
    return turn


def held(memory: Memory) -> frozenset[str]:
    """The files of the draft somebody has open."""
    place = memory.data.get("place")
    return form_files.ids(Place.from_json(place)) if place else frozenset()


def follow_up(desk: Desk, person: str, before: frozenset[str], after: frozenset[str]) -> None:
    """Erase the files a step dropped from the draft, whatever the reason; keep the others as long as the draft."""
    evidence.forget(desk.session, before - after)
    if after:
        evidence.keep_longer(desk.session, evidence.draft_of(desk.office, person), desk.now)


def _is_taken(form: Form, place: Place, heard: Heard) -> bool:
    """Not the same message twice; where files are asked for, or where the rest of the album went."""
    is_new = not form_files.sent_with(place, heard.source)
    return is_new and (form.takes_files(place) or form_files.album(place, heard) != "")


def _not_arrived(desk: Desk, person: str, place: Place) -> frozenset[str]:
    if not form_files.ids(place):
        return frozenset()
    return frozenset(evidence.not_arrived(desk.session, evidence.draft_of(desk.office, person)))
