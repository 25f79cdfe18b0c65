"""What is heard and what is said, free of LINE: words, buttons, cards, and what a person did."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import regex

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
MOST_MARKS = 10
MARKS = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")
"""More marks on one letter than any writing has: they only darken the screen."""

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")


class NotAnAnswer(Exception):
    """What was heard does not answer the question; the text is the sentence to say."""


@dataclass(frozen=True)
class Button:
    """A pressed button, as it was made: for one question of one conversation."""

    conversation: str
    question: str
    value: str


@dataclass(frozen=True)
class Attached:
    """A file somebody sent, not fetched yet. ``set_id`` names the album it belongs to; ``external`` ones lie elsewhere.

    ``item`` is filled once the file has a row of its own.
    """

    name: str = ""
    size: int = 0
    set_id: str = ""
    external: bool = False
    item: str = ""


@dataclass(frozen=True)
class Heard:
    """What a person sent. ``attachment`` is set for what is not words; ``source`` names the message.

    ``file`` is set when the attachment is a file.
    """

    text: str = ""
    button: Button | None = None
    attachment: str = ""
    source: str = ""
    file: Attached | None = None


@dataclass(frozen=True)
class Tap:
    """A thing to press: a button of a question, a word to say, or an address to open."""

    label: str
    button: Button | None = None
    say: str = ""
    url: str = ""


@dataclass(frozen=True)
class Card:
    """A small table with a title; ``alt`` is what a lock screen may show of it."""

    title: str
    rows: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    taps: tuple[Tap, ...] = ()
    alt: str = ""


@dataclass(frozen=True)
class Reply:
    """One thing the bot says. Its text already lists the choices: LINE for PC shows no quick replies.

    ``spare``: may be left out when everything together is too much for one answer.
    """

    text: str = ""
    taps: tuple[Tap, ...] = ()
    card: Card | None = None
    spare: bool = False


def plain(text: str) -> str:
    """Words as they are compared: NFC, no invisible marks, Arabic digits, single spaces, lower case."""
    seen = INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(THAI_DIGITS)
    return " ".join(seen.split()).casefold()


class InboundKind(StrEnum):
    """What happened on the person's side."""

    SAID = "said"
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    UNSENT = "unsent"
    GROUP = "group"
    OTHER = "other"


@dataclass(frozen=True)
class Inbound:
    """Something a person did. ``person`` is the LINE user id, empty when LINE does not tell it."""

    kind: InboundKind
    person: str
    heard: Heard
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What goes back, and what the ledger is told of it (never words)."""

    replies: tuple[Reply, ...]
    topic: str
    outcome: str = "answered"
    leave_group: bool = False
