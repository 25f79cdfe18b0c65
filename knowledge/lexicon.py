"""The lexicon: words people write, replaced by the word the manual uses, whole words only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import yaml

from knowledge.keyboard import repair
from knowledge.text import THAI, clean, known_words, words

LATIN_SECTIONS = ("english", "romanised")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'\- ]*")
_LITTLE_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "to",
        "for",
        "of",
        "in",
        "on",
        "at",
        "my",
        "your",
        "our",
        "i",
        "we",
        "you",
        "is",
        "are",
        "am",
        "do",
        "does",
        "can",
        "could",
        "want",
        "need",
        "would",
        "like",
        "please",
        "with",
        "and",
        "or",
        "it",
        "this",
        "that",
        "what",
        "who",
        "which",
        "have",
        "has",
        "be",
        "me",
        "get",
        "if",
        "from",
        "by",
        "there",
        "any",
        "some",
        "so",
        "about",
        "will",
        "s",
        "t",
    ]
)


_SPELLINGS = (
    *(("ph", "p"), ("th", "t"), ("kh", "k"), ("ch", "j"), ("dt", "t"), ("bp", "p"), ("aa", "a"), ("ar ", "a ")),
    *(("ee", "i"), ("ii", "i"), ("oo", "u"), ("ou", "u"), ("eu", "u"), ("ue", "u"), ("ae", "e"), ("gn", "ng")),
    *(("ay", "ai"), ("y", "i"), ("v", "w"), ("ao", "aw"), ("aw", "o")),
)
_VOICED_END = re.compile(r"([dbg])(?<!ng)(?= |$)")


@dataclass(frozen=True)
class Lexicon:
    """``thai``: Thai words and their replacement; ``english`` and ``romanised``: phrases in Latin letters."""

    thai: Mapping[str, str]
    english: Mapping[str, str]
    romanised: Mapping[str, str]

    @cached_property
    def latin_words(self) -> frozenset[str]:
        """Every Latin word that means something as it stands."""
        listed = {word for phrase in (*self.english, *self.romanised) for word in phrase.split()}
        return frozenset(listed | _LITTLE_WORDS | {"eit", "ita", "no", "policy", "line", "e-service"})

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.thai), default=0)

    def plain(self, text: str) -> str:
        """Text in the manual's words: cleaned, right keyboard, chat and dialect words replaced, Latin as Thai."""
        text = clean(repair(clean(text), self.latin_words))
        return self._in_thai(_LATIN_RUN.sub(lambda run: self._from_latin(run.group()), text))

    def _in_thai(self, text: str) -> str:
        if not THAI.search(text):
            return text
        cut = _cuts(text)
        made: list[str] = []
        at = 0
        while at < len(text):
            end = self._match(text, at, cut) if cut[at] else 0
            made.append(self.thai[text[at:end]] if end else text[at])
            at = end or at + 1
        return "".join(made)

    def _match(self, text: str, at: int, cut: list[bool]) -> int:
        """Where the longest lexicon word from here ends (0: none)."""
        for end in range(min(len(text), at + self._longest), at, -1):
            if cut[end] and text[at:end] in self.thai:
                return end
        return 0

    def _from_latin(self, run: str) -> str:
        parts = run.split()
        foreign = sum(one.lower() in _LITTLE_WORDS or one.lower() in self._english_words for one in parts)
        romanised = sum(skeleton(one.lower()) in self._romanised_words for one in parts)
        table = self.english if foreign >= romanised else self.romanised
        other = self.romanised if table is self.english else self.english
        sounds = self._sounds if table is self.romanised else {}
        said = " ".join(_phrases([one.lower() for one in parts], table, other, sounds))
        return f" {said} " if len(parts) < len(run) else said

    @cached_property
    def _english_words(self) -> frozenset[str]:
        return frozenset(word for phrase in self.english for word in phrase.split())

    @cached_property
    def _romanised_words(self) -> frozenset[str]:
        return frozenset(skeleton(word) for phrase in self.romanised for word in phrase.split())

    @cached_property
    def _sounds(self) -> Mapping[str, str]:
        return {skeleton(phrase): meant for phrase, meant in reversed(list(self.romanised.items()))}


def _phrases(
    parts: list[str], table: Mapping[str, str], other: Mapping[str, str], sounds: Mapping[str, str]
) -> Iterator[str]:
    """The longest phrases of the tables, from left to right; ``sounds`` by their skeleton."""
    at = 0
    while at < len(parts):
        for size in range(min(5, len(parts) - at), 0, -1):
            phrase = " ".join(parts[at : at + size]).strip("'-")
            if (meant := table.get(phrase) or other.get(phrase) or sounds.get(skeleton(phrase))) is not None:
                yield meant
                break
        else:
            size = 1
            if parts[at] not in _LITTLE_WORDS:
                yield parts[at]
        at += size


def skeleton(word: str) -> str:
    """A romanised word without what everybody spells differently: aspiration, length, voice at the end."""
    for written, kept in _SPELLINGS:
        word = word.replace(written, kept)
    return _VOICED_END.sub(lambda end: {"d": "t", "b": "p", "g": "k"}[end.group(1)], word)


def _cuts(text: str) -> list[bool]:
    """At which places a word may begin or end: not inside a dictionary word, not before a mark."""
    cut = [True] * (len(text) + 1)
    known = known_words()
    at = 0
    for word in words(text):
        if word in known:
            for inside in range(at + 1, min(at + len(word), len(text))):
                cut[inside] = False
        at += len(word)
    for place, one in enumerate(text):
        if unicodedata.category(one) == "Mn" or one in "ะาำ":
            cut[place] = False
    return cut


def read_lexicon(text: str) -> Lexicon:
    """The lexicon of a YAML file: sections of ``word: replacement``. ValueError when it is something else."""
    raw = yaml.safe_load(text)
    if not isinstance(raw, Mapping) or not all(isinstance(one, Mapping) for one in raw.values()):
        raise ValueError("a lexicon has sections of words")
    thai = {
        str(word): str(meant) for name, one in raw.items() if name not in LATIN_SECTIONS for word, meant in one.items()
    }
    latin = [{str(a).lower(): str(b) for a, b in raw.get(name, {}).items()} for name in LATIN_SECTIONS]
    return Lexicon(thai, latin[0], latin[1])
