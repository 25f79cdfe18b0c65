"""Questions to answers, style by style, beside two plain methods on the same questions in the same run."""

from __future__ import annotations

import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from jobs.understanding import map_large_blocks
from knowledge.answering import Answering
from knowledge.entries import Entry, read_manual
from knowledge.kept import learned
from knowledge.seeds import Seeds, read_seeds
from knowledge.starter import starter_entries
from knowledge.text import clean, words
from knowledge.understood import TOPICS, Intent, Understood

QUESTIONS = Path(__file__).parents[1] / "tests" / "questions"
HOSTILE = [
    "เครีย" + "ส" * 4995,
    "กี" * 2500,
    "ไม่จ่ายไม่เซ็น" * 350,
    "ได้ไหม" * 830,
    "a " * 2500,
    "่" * 5000,
    "เงินเจ้าหน้าที่" * 330,
]

ENVIRONMENT = ("ANSWERS_MANUAL", "ANSWERS_QUESTIONS")
MOST_TRIGRAMS = 60
TAUGHT = 5
"""Phrases that editors taught an entry of the large manual."""
_SPACES = re.compile(r"[\s\"]+")
Question = dict[str, Any]
Finder = Callable[[str], str]


def questions(extra: Path | None) -> list[Question]:
    """The question sets of the tests, and one more file."""
    paths = [*sorted(QUESTIONS.glob("*.jsonl")), *([extra] if extra else [])]
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]


def style_of(asked: Question) -> str:
    """The style of a question about an entry; else the kind of act."""
    if asked.get("context"):
        return "followup"
    if asked.get("kind") == "protection":
        return "protection"
    return str(asked["style"] if asked["expect"]["intent"] in TOPICS else asked["expect"]["intent"])


def accepted(asked: Question) -> list[Question]:
    """What counts as right: what is expected, and the other entries that a question set allows."""
    also = [{"intent": "gift" if one.startswith("gift-") else "service", "entry": one} for one in asked.get("also", [])]
    return [asked["expect"], *asked.get("accept", []), *also]


def right(asked: Question, understood: Understood) -> bool:
    """The intent and, where there is one, the entry."""
    return any(
        one["intent"] == understood.intent.value
        and (one["intent"] not in TOPICS or one.get("entry") in (None, understood.entry))
        for one in accepted(asked)
    )


def one_tap(asked: Question, understood: Understood) -> bool:
    """Right, or among the choices offered."""
    names = {(one["intent"] in TOPICS and one.get("entry")) or one["intent"] for one in accepted(asked)}
    return right(asked, understood) or bool(understood.intent is Intent.UNSURE and names & set(understood.candidates))


def first_entry(understood: Understood) -> str:
    """The entry answered with or offered first."""
    return understood.entry or next(iter(understood.candidates), "")


class Words:
    """Plain BM25 over the dictionary's words."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self.bags = {entry: Counter(words(" ".join(said))) for entry, said in phrases.items()}
        self.held = Counter(word for bag in self.bags.values() for word in bag)
        self.long = sum(sum(bag.values()) for bag in self.bags.values()) / max(len(self.bags), 1)

    def find(self, text: str) -> str:
        asked = [one for one in words(clean(text)) if one.strip()]
        return max(self.bags, key=lambda entry: self._score(self.bags[entry], asked), default="")

    def _score(self, bag: Counter[str], asked: Sequence[str]) -> float:
        length = 0.25 + 0.75 * sum(bag.values()) / self.long
        return sum(
            math.log(1 + (len(self.bags) - self.held[one] + 0.5) / (self.held[one] + 0.5))
            * (bag[one] * 2.2 / (bag[one] + 1.2 * length))
            for one in asked
            if one in bag
        )


class Trigrams:
    """SQLite's FTS5 with the trigram tokenizer; one document an entry."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE VIRTUAL TABLE said USING fts5(entry UNINDEXED, words, tokenize='trigram')")
        rows = [(entry, " | ".join(_SPACES.sub("", one) for one in texts)) for entry, texts in phrases.items()]
        self.db.executemany("INSERT INTO said VALUES (?, ?)", rows)

    def find(self, text: str) -> str:
        asked = _SPACES.sub("", clean(text))
        parts = list(dict.fromkeys(asked[at : at + 3] for at in range(len(asked) - 2)))[:MOST_TRIGRAMS]
        any_of = " OR ".join(f'"{one}"' for one in parts)
        best = "SELECT entry FROM said WHERE said MATCH ? ORDER BY bm25(said) LIMIT 1"
        found = self.db.execute(best, (any_of,)).fetchone() if parts else None
        return str(found[0]) if found else ""


def plain_methods(entries: Sequence[Entry], seeds: Seeds) -> dict[str, Finder]:
    """Two methods without any of ours, over the same phrases."""
    phrases = {
        one.id: [one.name, *one.aliases, *one.hints, *seeds.hints.get(one.id, ())]
        for one in entries
        if one.intent in TOPICS
    }
    return {"BM25 on words": Words(phrases).find, "FTS5 trigram": Trigrams(phrases).find}


def accuracy(answering: Answering, asked: Sequence[Question], others: dict[str, Finder]) -> Iterator[str]:
    """A table: for each style the share of right first entries of each method, and what ours does besides."""
    shares: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for one in asked:
        understood = answering.understand(one["text"], one.get("context") or ())
        for style in (style_of(one), "ALL"):
            _count(shares[style], one, understood, others)
    columns = [
        "ours, entry first",
        "unseen",
        *others,
        "intent",
        "facet",
        "one tap",
        "sure and wrong",
        "button",
        "taken for ours",
    ]
    yield f"{'':12}{'n':>6}" + "".join(f"{name:>19}" for name in columns)
    for style, row in sorted(shares.items(), key=lambda item: (item[0] == "ALL", item[0])):
        cells = (f"{sum(row[name]) / len(row[name]):19.3f}" if row[name] else " " * 19 for name in columns)
        yield f"{style:12}{len(row['intent']):6}" + "".join(cells)


def _count(row: dict[str, list[bool]], asked: Question, understood: Understood, others: dict[str, Finder]) -> None:
    expect = asked["expect"]
    row["intent"].append(any(one["intent"] == understood.intent.value for one in accepted(asked)))
    row["one tap"].append(one_tap(asked, understood))
    row["sure and wrong"].append(not right(asked, understood) and understood.intent not in (Intent.UNSURE, Intent.OOS))
    if expect["intent"] == "corruption":
        row["button"].append(understood.report_button)
    if expect["intent"] == "oos":
        row["taken for ours"].append(understood.intent.value in TOPICS)
    if expect["intent"] not in TOPICS or not expect.get("entry"):
        return
    entries = {one.get("entry") for one in accepted(asked)}
    found = first_entry(understood) in entries or right(asked, understood)
    row["ours, entry first"].append(found)
    if asked.get("unseen"):
        row["unseen"].append(found)
    if expect.get("facet") and understood.entry == expect["entry"]:
        row["facet"].append(bool(understood.facet and understood.facet.value == expect["facet"]))
    if not asked.get("context"):
        for name, find in others.items():
            row[name].append(find(asked["text"]) in entries)


def many(entries: Sequence[Entry], count: int, hints: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The entries again and again under other names, until there are so many; each with what its editors taught it."""

    def taught(one: Entry, number: int) -> tuple[str, ...]:
        said = hints.get(one.id, ())
        return tuple(said[number * TAUGHT : (number + 1) * TAUGHT])

    return [
        Entry(f"{one.id}-{number}", f"{one.name} {number}", one.intent, one.aliases, taught(one, number))
        for number in range(1 + count // max(len(entries), 1))
        for one in entries
    ][:count]


def milliseconds(answering: Answering, texts: Sequence[str]) -> list[float]:
    """How long each takes."""
    took = []
    for text in texts:
        began = time.perf_counter()
        answering.understand(text)
        took.append((time.perf_counter() - began) * 1000)
    return took


def speed(entries: Sequence[Entry], asked: Sequence[Question]) -> Iterator[str]:
    """Time to build and to answer, at the manual's size and at 300 entries."""
    content = learned()
    for several in (list(entries), many(entries, 300, read_seeds().hints)):
        began = time.process_time()
        answering = Answering(several, content)
        built = time.process_time() - began
        took = milliseconds(answering, [one["text"] for one in asked[:400]])
        worst = max(milliseconds(answering, HOSTILE))
        yield (
            f"{len(several)} entries: learned in {built:.1f} s of one core; a question p50 {median(took):.1f} ms, "
            f"p95 {quantiles(took, n=20)[-1]:.1f} ms; the worst hostile text {worst:.0f} ms"
        )


def memory(manual: Path | None) -> str:
    """Resident memory of a process that holds an answerer and nothing else."""
    given = [str(manual)] if manual else []
    done = subprocess.run(
        [sys.executable, "-m", "bench.answers", "--resident", *given], capture_output=True, check=True
    )
    return f"resident memory with everything loaded: {done.stdout.decode().strip()}"


def resident(manual: Path | None) -> None:
    """Load as a worker does, answer once, say how much memory is held then, and was at the most."""
    map_large_blocks()
    Answering(manual_of(manual), learned()).understand("ขอถังขยะใช้เอกสารอะไรบ้าง")
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    held, most = (int(status[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))
    print(f"{held} MB, at the most {most} MB")


def manual_of(manual: Path | None) -> list[Entry]:
    """The entries of a file, or of the content folder."""
    return read_manual(manual.read_text(encoding="utf-8-sig")) if manual else starter_entries()


def answers() -> None:
    """Everything; ANSWERS_MANUAL and ANSWERS_QUESTIONS name a manual and one more question file."""
    manual, extra = (Path(os.environ[name]) if os.environ.get(name) else None for name in ENVIRONMENT)
    entries = manual_of(manual)
    asked = questions(extra)
    if not entries or not asked:
        print("answers: no manual or no questions here")
        return
    for line in accuracy(Answering(entries, learned()), asked, plain_methods(entries, read_seeds())):
        print(line)
    for line in speed(entries, asked):
        print(line)
    print(memory(manual))


if __name__ == "__main__":
    if "--resident" in sys.argv:
        resident(Path(sys.argv[-1]) if sys.argv[-1] != "--resident" else None)
    else:
        answers()
