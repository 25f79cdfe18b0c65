"""A conversation played from a script, over a real database, and printed as the dialogue tests write it.

Lines: ``reporter: words`` · ``tap: label`` · ``tap old: label`` · ``sends: sticker|image|file NAME|album 3|…`` ·
``unsends`` (what was sent last) or ``unsends: words`` · ``forges: conversation|question|value`` (a button nobody was
shown) · ``follows`` · ``unfollows`` · ``later: 25h`` · ``staff: words`` (a letter on the newest case) · ``# comment``.
In words, ``{receipt}`` stands for the receipt shown last, ``\n`` and ``\u200b`` for what cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office, open_office
from casework.seal import Piece, add_item
from handlers.memory import Desk
from handlers.router import respond
from handlers.speech import Answer, Attached, Button, Heard, Inbound, InboundKind, Reply, Tap
from keys import ServerKeys
from knowledge.understood import Understanding
from models import Case
from models.cases import ItemKind
from models.database import Database

SPOT = "หน้าเทศบาล อ.สันทราย จ.เชียงใหม่ 18.85, 99.05"
"""What a shared location reads like once it has passed the edge."""

RECEIPT = r"\d{3}( \d{3}){5}"


class ScriptError(Exception):
    """A line of the script cannot be played; the text says which and why."""


@dataclass
class Talk:
    """One person's chat with the bot. ``taps`` are the buttons on the screen now."""

    db: Database
    keys: ServerKeys
    now: datetime
    person: str = "U" + "1" * 32
    taps: tuple[Tap, ...] = ()
    seen: dict[str, Button] = field(default_factory=dict)
    said: int = 0
    receipt: str = ""
    words: dict[str, str] = field(default_factory=dict)
    understanding: Understanding | None = None

    def play(self, lines: Iterable[str]) -> Iterator[str]:
        """Play the lines that act; every line acted and every answer comes out, in the test form."""
        for line in lines:
            if line.strip():
                yield line
            yield from self._act(line.strip())

    def _act(self, line: str) -> list[str]:
        verb, _, rest = line.partition(":")
        acts: dict[str, Callable[[str], list[str]]] = {
            "reporter": self._say,
            "tap": self._tap,
            "tap old": self._tap_old,
            "sends": self._send,
            "unsends": self._unsend,
            "forges": lambda data: self._press(Button(*data.split("|", 2))),
            "follows": lambda _: self._hear(InboundKind.FOLLOWED, Heard()),
            "unfollows": lambda _: self._hear(InboundKind.UNFOLLOWED, Heard()),
            "later": self._wait,
            "staff": self._letter,
        }
        if not line or line.startswith(("#", "bot:", "  ", "filed:", "buttons:")):
            return []
        if verb.strip() not in acts:
            raise ScriptError(f"cannot play {line!r}")
        return acts[verb.strip()](rest.strip())

    def _say(self, words: str) -> list[str]:
        self.said += 1
        self.words[words] = f"m{self.said}"
        return self._hear(InboundKind.SAID, Heard(typed(words, self.receipt), source=f"m{self.said}"))

    def _unsend(self, words: str) -> list[str]:
        return self._hear(InboundKind.UNSENT, Heard(source=self.words.get(words, f"m{self.said}")))

    def _send(self, what: str) -> list[str]:
        kind, _, more = what.partition(" ")
        if kind == "album":
            album = Attached(set_id=f"album{self.said}")
            return [line for _ in range(int(more)) for line in self._attach("image", album)]
        return self._attach(kind, Attached(more) if kind in ("image", "video", "audio", "file") else None)

    def _attach(self, kind: str, file: Attached | None) -> list[str]:
        self.said += 1
        return self._hear(
            InboundKind.SAID,
            Heard(SPOT if kind == "location" else "", attachment=kind, source=f"m{self.said}", file=file),
        )

    def _tap(self, label: str) -> list[str]:
        tap = next((tap for tap in self.taps if tap.label == label), None)
        if tap is None:
            raise ScriptError(f"no button {label!r} on the screen, only {[tap.label for tap in self.taps]}")
        return self._say(tap.say) if tap.say else self._press(tap.button)

    def _tap_old(self, label: str) -> list[str]:
        if label not in self.seen:
            raise ScriptError(f"no button {label!r} was ever on the screen")
        return self._press(self.seen[label])

    def _press(self, button: Button | None) -> list[str]:
        return self._hear(InboundKind.SAID, Heard(button=button))

    def _wait(self, span: str) -> list[str]:
        match = re.fullmatch(r"(\d+)([mhd])", span)
        if not match:
            raise ScriptError(f"cannot wait {span!r}: 5m, 25h, 3d")
        self.now += timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[match[2]]: int(match[1])})
        return []

    def _letter(self, words: str) -> list[str]:
        with self.db.write() as session:
            case = session.scalars(select(Case).order_by(Case.received_on.desc())).first()
            if case is None:
                raise ScriptError("staff cannot write: there is no case")
            office = open_office(session, self.keys, "http://localhost:8000")
            letter = Piece(ItemKind.MESSAGE_TO_REPORTER, words, for_reporter=True)
            add_item(session, office, case, letter, self.now)
        return []

    def _hear(self, kind: InboundKind, heard: Heard) -> list[str]:
        with self.db.write() as session:
            before = set(session.scalars(select(Case.id)))
            office = open_office(session, self.keys, "http://localhost:8000")
            answer = respond(self._desk(session, office), Inbound(kind, self.person, heard, self.now))
            filed = [case for case in session.scalars(select(Case)) if case.id not in before]
        self._remember(answer)
        lines = [line for reply in answer.replies for line in printed(reply)]
        return lines + [f"filed:    kind={case.kind}  category={case.category}" for case in filed]

    def _desk(self, session: Session, office: Office) -> Desk:
        return Desk(session, office, self.now, understanding=self.understanding)

    def _remember(self, answer: Answer) -> None:
        if answer.replies:
            self.taps = answer.replies[-1].taps
        cards = [tap for reply in answer.replies if reply.card for tap in reply.card.taps]
        self.taps = (*self.taps, *cards)
        rows = [value for reply in answer.replies if reply.card for _, value in reply.card.rows]
        self.receipt = next((value for value in rows if re.fullmatch(RECEIPT, value)), self.receipt)
        self.seen |= {tap.label: tap.button for tap in self.taps if tap.button}


def typed(words: str, receipt: str) -> str:
    """The words of a script as they are sent."""
    seen = words.replace("{receipt}", receipt).replace("{receipt without spaces}", receipt.replace(" ", ""))
    thai = receipt.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    seen = seen.replace("{thai receipt}", thai).replace("\\n", "\n")
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), seen)


def printed(reply: Reply) -> list[str]:
    """A reply as lines of a dialogue; digits of a receipt are shown as ###, since each is new."""
    lines = reply.text.split("\n") if reply.text else []
    if reply.card:
        lines += [
            f"[{reply.card.title}]",
            *(f"{name}: {value}" for name, value in reply.card.rows),
            *reply.card.notes,
        ]
    hidden = [re.sub(RECEIPT, "### ### ### ### ### ###", line) for line in "\n".join(lines).split("\n")]
    return [f"bot:      {hidden[0]}", *(f"          {line}" if line else "" for line in hidden[1:])]
