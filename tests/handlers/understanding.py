"""An understanding to read: what each text is understood as stands in tests/dialogues/understood.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from handlers.speech import plain
from knowledge.understood import Facet, Intent, Understood

FOLDER = Path(__file__).parents[1] / "dialogues"


def read_book() -> list[dict[str, Any]]:
    """What understood.yaml says."""
    book: list[dict[str, Any]] = yaml.safe_load((FOLDER / "understood.yaml").read_text(encoding="utf-8"))
    return book


@dataclass
class ByTheBook:
    """Answers by exact text; ``after`` in the book means: only with that text asked before."""

    book: list[dict[str, Any]] = field(default_factory=read_book)

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """What the book says of this text; UNSURE without choices when it says nothing."""
        earlier = [plain(one) for one in context]
        for line in self.book:
            if plain(line["text"]) == plain(text) and ("after" not in line or plain(line["after"]) in earlier):
                return _understood(line)
        return Understood(Intent.UNSURE)


def _understood(line: dict[str, Any]) -> Understood:
    return Understood(
        Intent(line.get("intent", "service")),
        line.get("entry", ""),
        Facet(line["facet"]) if "facet" in line else None,
        tuple(line.get("candidates", ())),
        bool(line.get("report")),
        elsewhere=line.get("elsewhere", ""),
    )
