"""What the platform knows: people and their chats, reply tokens, retry keys, quota, rates, contents, menus."""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulator.clock import Clock
from simulator.faults import Faults

TOKEN_LIFE = timedelta(minutes=1)
TOKEN_END = timedelta(minutes=20)
"""A reply token works a minute from each delivery of its webhook, and 20 minutes from the event at most."""

RETRY_LIFE = timedelta(hours=24)
RATES = {
    "richmenu_create": (100, 3600),
    "richmenu_list": (10, 1),
    "loading": (100, 1),
    "webhook_test": (60, 3600),
}
"""Calls and seconds, per endpoint; all others 2,000 a second."""


@dataclass
class Token:
    """A reply token and when it was last handed out."""

    person: str
    event_at: datetime
    delivered_at: datetime | None = None
    used: bool = False


@dataclass
class ChatMessage:
    """One bubble of a chat. ``raw`` is the message as LINE has it."""

    sender: str
    kind: str
    text: str
    raw: dict[str, Any]
    at: datetime
    message_id: str
    unsent: bool = False


@dataclass
class PersonState:
    """A person as the platform knows them."""

    user_id: str
    name: str
    friend: bool = False
    blocked: bool = False
    deleted: bool = False
    typing: bool = False
    chat: list[ChatMessage] = field(default_factory=list)


@dataclass
class Content:
    """A file somebody sent: ``not_ready`` calls answer 202 first; ``gone`` answers 410."""

    data: bytes
    media_type: str
    not_ready: int = 0
    gone: bool = False
    transcoding: str = "succeeded"


@dataclass(frozen=True)
class Call:
    """A request the bot made and what it was told."""

    host: str
    method: str
    path: str
    endpoint: str
    body: Any
    status: int
    at: datetime


@dataclass(frozen=True)
class Accepted:
    """What a retry key stands for."""

    body: bytes
    at: datetime
    request_id: str
    answer: dict[str, Any]


class Platform:
    """The state of one LINE, shared by its two hosts and its people; guarded by one lock."""

    def __init__(self, channel_secret: str, access_token: str, clock: Clock) -> None:
        """A new account with Chat off and a quota of 300 pushes."""
        self.channel_secret, self.access_token, self.clock = channel_secret, access_token, clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.faults = Faults()
        self.bot_user_id = "U" + secrets.token_hex(16)
        self.chat_mode, self.quota = "bot", 300
        self.people: dict[str, PersonState] = {}
        self.tokens: dict[str, Token] = {}
        self.retry_keys: dict[str, Accepted] = {}
        self.contents: dict[str, Content] = {}
        self.menus: dict[str, dict[str, Any]] = {}
        self.menu_images: dict[str, bytes] = {}
        self.default_menu = ""
        self.calls: list[Call] = []
        self.misuses: list[str] = []
        self.left: list[str] = []
        self.pushes = self.replies = self.version = 0
        self._used: dict[str, list[datetime]] = defaultdict(list)
        self._next_id = 500_000_000_000_000_000

    def new_id(self) -> str:
        """A message id as LINE makes them: 18 digits, growing."""
        with self.lock:
            self._next_id += 1 + secrets.randbelow(1000)
            return str(self._next_id)

    def too_fast(self, endpoint: str) -> bool:
        """Whether this call is over the endpoint's rate."""
        most, seconds = RATES.get(endpoint, (2000, 1))
        now = self.clock.now()
        recent = [at for at in self._used[endpoint] if (now - at).total_seconds() < seconds]
        self._used[endpoint] = [*recent, now]
        return len(recent) >= most

    def spend(self, token: str) -> PersonState | None:
        """The person a reply token leads to, once, in time; None for any other token."""
        known, now = self.tokens.get(token), self.clock.now()
        if known is None or known.used or known.delivered_at is None:
            return None
        if now - known.delivered_at > TOKEN_LIFE or now - known.event_at > TOKEN_END:
            return None
        known.used = True
        return self.people.get(known.person) or PersonState(known.person, "")

    def show(self, person: PersonState, messages: list[dict[str, Any]]) -> list[dict[str, str]]:
        """Put the bot's messages into a chat, unless nobody would see them; ids as LINE answers them."""
        sent = []
        for message in messages:
            message_id = self.new_id()
            sent.append({"id": message_id, "quoteToken": secrets.token_urlsafe(24)})
            if not (person.blocked or person.deleted):
                self.add(
                    person,
                    ChatMessage("bot", message["type"], words(message), message, self.clock.now(), message_id),
                )
        return sent

    def add(self, person: PersonState, message: ChatMessage) -> None:
        """Add a bubble and wake the phones."""
        person.typing = False
        person.chat.append(message)
        self.touch()

    def touch(self) -> None:
        """Something a phone shows has changed."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()


def words(message: dict[str, Any]) -> str:
    """What a message says, for reading in tests: its text, or all texts of its Flex."""
    if message["type"] == "text":
        return str(message["text"])
    if message["type"] == "flex":
        return "\n".join(_flex_words(message.get("contents", {})))
    return ""


def _flex_words(part: Any) -> list[str]:
    if isinstance(part, list):
        return [line for one in part for line in _flex_words(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") in ("text", "span") and part.get("text") else []
    inner = [line for key in ("header", "hero", "body", "footer", "contents") for line in _flex_words(part.get(key))]
    return own + inner
