"""Files among the answers of a form: each is a part of a list, known by its row and the message it came with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handlers.speech import Heard

if TYPE_CHECKING:
    from handlers.place import Place


def part(heard: Heard) -> dict[str, str]:
    """A file as it is remembered: its row, the message it came with, its album."""
    file = heard.file
    return {"file": file.item, "source": heard.source, "set": file.set_id} if file else {}


def is_file(value: Any) -> bool:
    """Whether a part of an answer is a file."""
    return isinstance(value, dict) and "file" in value


def count(parts: Iterable[Any]) -> int:
    """How many files there are among the parts of an answer."""
    return sum(is_file(one) for one in parts)


def words_of(value: Any) -> Any:
    """An answer without the files among its parts."""
    return [one for one in value if not is_file(one)] if isinstance(value, list) else value


def ids(place: Place) -> frozenset[str]:
    """The rows of all files of a place."""
    return frozenset(in_order(place))


def in_order(place: Place) -> tuple[str, ...]:
    """The rows of all files of a place, in the order they came."""
    return tuple(one["file"] for _, one in _all(place))


def sources_in_order(place: Place) -> tuple[str, ...]:
    """The messages those files came with."""
    return tuple(one["source"] for _, one in _all(place))


def sent_with(place: Place, source: str) -> frozenset[str]:
    """The rows of files that came with a message."""
    return frozenset(one["file"] for _, one in _all(place) if one["source"] == source)


def album(place: Place, heard: Heard) -> str:
    """The question that has taken other pictures of the same album; empty when none has."""
    wanted = heard.file.set_id if heard.file else ""
    return next((key for key, one in _all(place) if wanted and one["set"] == wanted), "")


def is_late(place: Place, heard: Heard) -> bool:
    """Whether a taken picture belongs to an album whose question was answered meanwhile."""
    return bool(heard.file and heard.file.item) and album(place, heard) not in ("", place.asked)


def add_late(place: Place, heard: Heard) -> Place:
    """The place with a late picture beside the others of its album."""
    key = album(place, heard)
    answers = {**place.answers, key: [*place.answers[key], part(heard)]}
    sources = {**place.sources, key: [*place.sources.get(key, []), heard.source]}
    return replace(place, answers=answers, sources=sources)


def without(place: Place, gone: frozenset[str]) -> Place:
    """The place without these files; a question that is left with nothing is asked again."""
    for key, one in list(_all(place)):
        if one["file"] in gone:
            place = place.without_message(key, one["source"])
    return place


def reopened(place: Place, lost: frozenset[str]) -> Place:
    """The place without lost files, their question open again; what else was answered there stays collected."""
    key = next((key for key, one in _all(place) if one["file"] in lost and key != place.asked), "")
    if key:
        answers = {name: value for name, value in place.answers.items() if name != key}
        place = replace(place, answers=answers, asked=key, collected=tuple(place.answers[key]))
    return without(place, lost)


def _all(place: Place) -> Iterator[tuple[str, dict[str, str]]]:
    """Every file, with the key of its question."""
    for key, value in place.answers.items():
        yield from ((key, one) for one in value if is_file(one)) if isinstance(value, list) else ()
    for key, parts in place.aside.items():
        yield from ((key, one) for one in parts if is_file(one))
    yield from ((place.asked, one) for one in place.collected if is_file(one))
