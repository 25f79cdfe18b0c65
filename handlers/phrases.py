"""What the engine itself says, and what it is told of personal data in somebody's words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Personal data in somebody's words: what it is, and the words without it."""

    what: str
    cleaned: str


@dataclass(frozen=True)
class Phrases:
    """The sentences of the engine itself."""

    stale: str
    which: str
    summary: str
    send: str
    change: str
    done: str
    more: str
    nothing_yet: str
    enough: str
    told: str
    told_parts: str
    kept: str
    add: str
    would_help: str
    how_to_change: str
    elsewhere: str
    personal: str
    take_out: str
    keep_so: str
    take_out_words: tuple[str, ...]
    keep_so_words: tuple[str, ...]
    taken_out: str
    more_files: str
    album: str
    files_in_all: str
