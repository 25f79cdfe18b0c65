"""Phrases as bags of character n-grams: which phrases hold which, and how near a text is to each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.fitting import Floats, Ints, Rows
from knowledge.frames import topic_of
from knowledge.lexicon import Lexicon
from knowledge.text import content_words, fold

Places = NDArray[np.int64]
Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]
Marks = NDArray[np.bool_]
Halves = NDArray[np.float16]
_SPACES = re.compile(r"[\s/()\"'.,!?]+")
SIZES = (2, 3, 4)
WORD_COUNTS = 4
"""A word counts as if it stood so often."""
COMMON = 2000
"""Phrases: an n-gram that more of them hold makes none of them more like a text than others, and costs most time."""


@dataclass(frozen=True)
class Topic:
    """What a text is about: its folded letters, and its words that carry meaning."""

    text: str
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, plain: str) -> Topic:
        """The topic of a text in plain words, without what only asks."""
        return cls(topic_of(fold(plain)), tuple(content_words(plain)))


def grams(topic: Topic) -> Counter[str]:
    """The n-grams of a topic without spaces, its ends marked, and its whole words, which tell more."""
    text = f"^{_SPACES.sub('', topic.text)}$"
    bag = Counter(text[at : at + size] for size in SIZES for at in range(len(text) - size + 1))
    bag.update({f"#{word}": WORD_COUNTS for word in topic.words})
    return bag


class Bag(NamedTuple):
    """A phrase as it is learned: which n-grams (by their hash) and how often each. Empty: nothing to learn."""

    hashes: Hashes
    counts: Counts


def bag_of(topic: Topic) -> Bag:
    """The bag of a topic."""
    held = grams(topic) if topic.text.strip() else Counter[str]()
    return Bag(hashed(held), np.fromiter((min(one, 255) for one in held.values()), np.uint8, len(held)))


def read(lexicon: Lexicon, said: str) -> Bag:
    """The bag of a phrase as somebody wrote it."""
    return bag_of(Topic.of(lexicon.plain(said)))


def read_whole(lexicon: Lexicon, said: str) -> Bag:
    """The bag of a question as a whole, with the words that ask."""
    return bag_of(Topic(fold(lexicon.plain(said))))


def hashed(several: Collection[str]) -> Hashes:
    """N-grams as 32 bits: of two hundred thousand a handful fall together, which no figure feels."""
    return np.fromiter((crc32(one.encode()) for one in several), np.uint32, len(several))


def damped(counts: NDArray[np.unsignedinteger]) -> Floats:
    """What it counts that an n-gram stands so often in one text."""
    worth: Floats = 1 + np.log(counts.astype(np.float32))
    return worth


@dataclass(frozen=True)
class Postings:
    """For every n-gram the phrases that hold it and its weight in each, in a few flat arrays: tens of thousands of
    phrases take no more room than these. The phrases stand in the order of their labels (``owner``)."""

    hashes: Hashes
    start: Ints
    length: Ints
    rarity: Floats
    weight: Halves
    phrase: NDArray[np.unsignedinteger]
    owner: Ints

    @property
    def rarest(self) -> float:
        """What an n-gram counts that no phrase holds."""
        return max(float(np.log((1 + len(self.owner)) / 2)), 0.0) + 0.1

    def find(self, hashes: Hashes) -> tuple[Places, Marks]:
        """Where n-grams stand, and which of them some phrase holds: the others stand nowhere."""
        places = np.searchsorted(self.hashes, hashes)
        known = places < len(self.hashes)
        known[known] = self.hashes[places[known]] == hashes[known]
        return places, known

    def rarity_at(self, places: Places, known: Marks) -> Floats:
        """How rare n-grams are among the phrases, by where they were found."""
        rarity = np.full(len(places), self.rarest, np.float32)
        rarity[known] = self.rarity[places[known]]
        return rarity

    def similar(self, ids: Places, weights: Floats) -> Floats:
        """How near every phrase is to a text with these n-grams."""
        phrases, found = self._held(ids)
        near = np.bincount(phrases, np.repeat(weights, self.length[ids]) * found, len(self.owner))
        return near.astype(np.float32)

    def nearest(self, similar: Floats, labels: int) -> Floats:
        """Of every label the phrase that is nearest."""
        nearest = np.zeros(labels, np.float32)
        if len(similar):
            nearest[self.owner[self._first]] = np.maximum.reduceat(similar, self._first)
        return nearest

    @cached_property
    def _first(self) -> Places:
        """Where the phrases of each label begin."""
        return np.flatnonzero(np.diff(self.owner, prepend=-1))

    def holders(self, ids: Places, labels: int) -> Marks:
        """For each n-gram which labels have a phrase that holds it."""
        holders = np.zeros(len(ids) * labels, np.bool_)
        gram = np.repeat(np.arange(len(ids)) * labels, self.length[ids])
        holders[gram + self.owner[self._held(ids)[0]]] = True
        return holders.reshape(len(ids), labels)

    def _held(self, ids: Places) -> tuple[NDArray[np.unsignedinteger], Halves]:
        """The phrases that hold each n-gram, one n-gram after the other, and its weights in them."""
        found = [slice(at, at + long) for at, long in zip(self.start[ids], self.length[ids], strict=True)] or [slice(0)]
        return np.concatenate([self.phrase[one] for one in found]), np.concatenate([self.weight[one] for one in found])


def lay(phrases: Iterable[tuple[int, Bag]], below: Postings | None = None) -> tuple[Postings, Rows]:
    """(Label number, phrase) pairs in the order of the labels as postings, and as rows of length one to learn from.

    How rare an n-gram is is counted here, or told by the phrases ``below``.
    """
    pairs = list(phrases)
    owner = np.array([label for label, _ in pairs], np.int32)
    starts = np.cumsum([0, *(len(bag.hashes) for _, bag in pairs)], dtype=np.int64)
    hashes = np.concatenate([bag.hashes for _, bag in pairs] or [np.zeros(0, np.uint32)])
    counts = np.concatenate([bag.counts for _, bag in pairs] or [np.zeros(0, np.uint8)])
    del pairs  # millions of n-grams: there is room for few copies
    order = np.argsort(hashes, kind="stable").astype(np.int32)
    arranged = hashes[order]
    first = np.concatenate([[True], arranged[1:] != arranged[:-1]])[: len(arranged)]
    ids = np.empty(len(hashes), np.int32)
    ids[order] = np.cumsum(first, dtype=np.int32) - 1
    start = np.flatnonzero(first).astype(np.int32)
    length = np.diff(np.append(start, len(hashes))).astype(np.int32)
    known = arranged[first]
    rarity = np.log((1 + len(owner)) / (1 + length)) + 0.1 if below is None else below.rarity_at(*below.find(known))
    rarity = rarity.astype(np.float32)
    values = _of_length_one(damped(counts) * rarity[ids], starts)
    weight, phrase = values[order].astype(np.float16), _repeated(starts)[order]
    length[length > COMMON] = 0
    rows = Rows(ids, values, starts, len(known))
    return Postings(known, start, length, rarity, weight, phrase, owner), rows


def each_once(said: Sequence[Sequence[str]], ready: Callable[[str], Bag]) -> Iterator[tuple[int, Bag]]:
    """Every phrase of every label once: two that are the same but for asking words teach no more than one."""
    for number, phrases in enumerate(said):
        held = {one.hashes.tobytes(): one for one in map(ready, phrases)}
        yield from ((number, one) for one in held.values() if len(one.hashes))


def _of_length_one(values: Floats, starts: Places) -> Floats:
    """The values of every phrase divided by its length (no phrase is empty)."""
    if len(values):
        length = np.sqrt(np.maximum(np.add.reduceat(values * values, starts[:-1]), 1e-12))
        values /= np.repeat(length, np.diff(starts))
    return values


def _repeated(starts: Places) -> NDArray[np.unsignedinteger]:
    """The number of its phrase for every n-gram, as small as it goes."""
    numbers = np.arange(len(starts) - 1)
    return np.repeat(numbers.astype(np.min_scalar_type(len(numbers))), np.diff(starts))
