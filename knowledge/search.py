"""The second opinion: SQLite's trigram search over all phrases of an entry, in memory."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from typing import Protocol

MOST_TRIGRAMS = 60
_SPACES = re.compile(r"[\s\"]+")


class Scorer(Protocol):
    """Whatever ranks labels for a folded text, best first: a municipality may put its own behind this."""

    def score(self, text: str) -> list[tuple[str, float]]:
        """Labels and scores, best first."""


class Trigrams:
    """FTS5 with the trigram tokenizer; one document a label. Reads take turns: a query takes under a millisecond."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._turn = threading.Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("CREATE VIRTUAL TABLE said USING fts5(label UNINDEXED, words, tokenize='trigram')")
        rows = [(label, " | ".join(_SPACES.sub("", one) for one in texts)) for label, texts in phrases.items()]
        self._db.executemany("INSERT INTO said VALUES (?, ?)", rows)

    def score(self, text: str) -> list[tuple[str, float]]:
        """Labels that share a trigram with the text, best first."""
        text = _SPACES.sub("", text)
        parts = list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))[:MOST_TRIGRAMS]
        if not parts:
            return []
        asked = " OR ".join(f'"{one}"' for one in parts)
        with self._turn:
            found = self._db.execute(
                "SELECT label, -bm25(said) AS score FROM said WHERE said MATCH ? ORDER BY score DESC LIMIT 5", (asked,)
            ).fetchall()
        return [(str(label), float(score)) for label, score in found]
