"""What the content folder adds to a manual: everyday phrases, seeds of acts, other agencies, ways of asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.entries import read_manual
from knowledge.lexicon import Lexicon, read_lexicon
from knowledge.understood import ASKED_FIRST, TOPICS, Facet, Intent

CONTENT = Path(__file__).parents[1] / "content"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Elsewhere:
    """Another agency: its name, where it is found, what people ask it for."""

    agency: str
    where: str = ""
    phrases: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The agency and, below it, where to find it, as far as more is known than to ask it."""
        place = self.where.replace("สอบถามหน่วยงานโดยตรง", "").strip().removeprefix("หรือ")
        return f"{self.agency}\n{place}".strip()


@dataclass(frozen=True)
class Seeds:
    """Everything an answerer learns from beside the manual itself."""

    lexicon: Lexicon
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acts: Mapping[Intent, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: tuple[Elsewhere, ...] = ()
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)


def read_seeds(folder: Path = CONTENT) -> Seeds:
    """Seeds of a folder, hints from all files of its ``hints``; a file that is not there adds nothing.

    Hints of an entry of its manual that begins an act are seeds of that act. ValueError for a file that is something
    else, ManualBroken for such a manual.
    """
    hints: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("hints/*.yaml")):
        more = _phrases(_yaml(path, "hints"))
        if twice := hints.keys() & more.keys():
            raise ValueError(f"{path.name}: {min(twice)}: stands in two files")
        hints |= more
    acts = {Intent(name): phrases for name, phrases in _phrases(_yaml(folder / "acts.yaml", "acts")).items()}
    for entry, act in _begins_act(folder / "manual.yaml"):
        acts[act] = (*acts.get(act, ()), *hints.pop(entry, ()))
    elsewhere = _yaml(folder / "elsewhere.yaml", "elsewhere") or []
    if not isinstance(elsewhere, list) or not all(isinstance(one, Mapping) and one.get("agency") for one in elsewhere):
        raise ValueError("elsewhere.yaml: a list of agencies, each with its name")
    return Seeds(
        lexicon=read_lexicon((folder / "lexicon.yaml").read_text(encoding="utf-8")),
        hints=hints,
        acts=acts,
        elsewhere=tuple(_elsewhere(one) for one in elsewhere),
        facets={Facet(name): phrases for name, phrases in _phrases(_yaml(folder / "facets.yaml", "facets")).items()},
    )


def _begins_act(manual: Path) -> Iterator[tuple[str, Intent]]:
    for entry in read_manual(manual.read_text(encoding="utf-8")) if manual.exists() else ():
        if entry.intent not in TOPICS and entry.intent in set(Intent) and entry.id not in ASKED_FIRST:
            yield entry.id, Intent(entry.intent)


def _yaml(path: Path, key: str) -> Any:
    if not path.exists():
        return None
    raw = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 (safe, and ten times as fast)
    if not isinstance(raw, Mapping) or key not in raw:
        raise ValueError(f"{path.name}: {key}: is missing")
    return raw[key]


def _phrases(raw: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw or {}, Mapping) or not all(isinstance(said, list) for said in (raw or {}).values()):
        raise ValueError("phrases stand in lists under their name")
    return {str(name): tuple(str(one) for one in said) for name, said in (raw or {}).items()}


def _elsewhere(raw: Mapping[str, Any]) -> Elsewhere:
    phrases = tuple(str(one) for one in raw.get("phrases") or ())
    return Elsewhere(str(raw["agency"]), str(raw.get("where") or ""), phrases)
