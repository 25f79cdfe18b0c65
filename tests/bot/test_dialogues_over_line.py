"""The same dialogues over LINE itself: every event delivered twice, words sent together in the wrong order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.render import QUICK_LABEL, cut_label
from casework.seal import Piece, add_item
from handlers.talk import typed
from models import Case
from models.cases import ItemKind
from simulator import Person
from simulator.person import ONE_PIXEL
from tests.fixtures import Bot

FOLDER = Path(__file__).parents[1] / "dialogues"
DIALOGUES = sorted(set(FOLDER.glob("*.txt")) - set(FOLDER.glob("manual-*.txt")))
"""All but those about services, which need a manual."""
ACTS = re.compile(r"(reporter|tap old|tap|sends|unsends|forges|follows|unfollows|later|staff)\b:?\s*(.*)")


class Phone:
    """Plays the lines of a dialogue on a phone, with a LINE that repeats itself and mixes things up."""

    def __init__(self, bot: Bot, person: Person) -> None:
        """Nothing was said yet."""
        self.bot, self.person = bot, person
        self.seen: dict[str, dict[str, Any]] = {}
        self.ids: dict[str, str] = {}
        self.last = ""

    def play(self, lines: list[str]) -> None:
        """Typed lines that follow each other go out together; everything else alone."""
        waiting: list[str] = []
        for line in [*lines, ""]:
            match = ACTS.match(line)
            if match and match[1] == "reporter" and "{" not in match[2]:
                waiting.append(line.partition(":")[2].strip())
                continue
            self._send(partial(self._say_all, waiting))
            waiting = []
            if match:
                self._act(match[1], match[2])

    def _act(self, verb: str, rest: str) -> None:
        if verb == "later":
            self.bot.clock.advance(int(rest[:-1]) * {"h": 3600, "d": 86400, "m": 60}[rest[-1]])
        elif verb == "staff":
            self._letter(rest)
        else:
            acts: dict[str, Callable[[], object]] = {
                "reporter": lambda: self._say(rest),
                "tap": lambda: self.person.taps(cut_label(rest, QUICK_LABEL)),
                "tap old": lambda: self.person.does(self.seen[cut_label(rest, QUICK_LABEL)]),
                "forges": lambda: self.person.posts_back(f"v1|{rest}"),
                "sends": lambda: self._sends(rest),
                "unsends": lambda: self.person.unsends(self.ids.get(rest, self.last)),
                "follows": self.person.follows,
                "unfollows": self.person.unfollows,
            }
            self._send(acts[verb])

    def _send(self, act: Callable[[], object]) -> None:
        webhooks = self.bot.line.webhooks
        webhooks.hold()
        act()
        webhooks.release(lambda events: [*reversed(events), *events])
        self.bot.work()
        self.seen |= {action.get("label", ""): action for action in self.person.actions()}

    def _say_all(self, lines: list[str]) -> None:
        for words in lines:
            self._say(words)

    def _say(self, words: str) -> None:
        self.bot.clock.advance(1)
        shown = next((m.text for m in reversed(self.person.chat) if m.kind == "flex"), "")
        receipt = re.search(r"\d{3}( \d{3}){5}", shown)
        self.person.says(typed(words, receipt[0] if receipt else ""))
        self.last = self.ids[words] = self.person.chat[-1].message_id

    def _sends(self, what: str) -> None:
        kind, _, more = what.partition(" ")
        if kind == "album":
            self.person.sends_album([ONE_PIXEL] * int(more))
        elif kind == "file":
            self.person.sends_file(more)
        elif kind == "other":
            event = self.person.event_text("x")
            self.bot.line.webhooks.happen({**event, "message": {"id": "1", "type": "hologram"}})
        else:
            getattr(self.person, f"sends_{kind}")()
        self.last = self.person.chat[-1].message_id

    def _letter(self, words: str) -> None:
        with self.bot.db.write() as session:
            case = session.scalars(select(Case).order_by(Case.received_on.desc())).one()
            add_item(
                session, self.bot.office, case, Piece(ItemKind.MESSAGE_TO_REPORTER, words, True), self.bot.clock.now()
            )


def said_by_bot(lines: list[str]) -> str:
    """What the bot says in a dialogue, without line breaks, marks of a card and digits of a receipt."""
    spoken, on = [], False
    for line in lines:
        on = line.startswith("bot:") or (on and (line.startswith("          ") or not line))
        if on:
            spoken.append(line.removeprefix("bot:"))
    return bare("".join(spoken))


def bare(text: str) -> str:
    """Text as it is compared."""
    return re.sub(r"[\s\[\]:]|#{3}|\d{3}( \d{3}){5}", "", re.sub(r"\d{3}( \d{3}){5}", "", text))


MARKS: tuple[tuple[pytest.MarkDecorator, ...], ...] = ((), (pytest.mark.postgres,))
EACH_ON_ONE = [
    pytest.param("sqlite" if number % 4 else "postgres", path, id=path.stem, marks=MARKS[number % 4 == 0])
    for number, path in enumerate(DIALOGUES)
]


@pytest.mark.parametrize(("database_url", "path"), EACH_ON_ONE, indirect=["database_url"])
def test_a_dialogue_is_the_same_when_line_repeats_and_reorders(path: Path, bot: Bot, somchai: Person) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    Phone(bot, somchai).play(lines)
    heard = bare("".join(message.text for message in somchai.chat if message.sender == "bot"))
    assert heard == said_by_bot(lines)
    with bot.db.read() as session:
        filed = sorted(f"kind={case.kind}  category={case.category}" for case in session.scalars(select(Case)))
    assert filed == sorted(line.removeprefix("filed:    ") for line in lines if line.startswith("filed:"))
