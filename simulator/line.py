"""The whole platform in one hand: hosts, people, deliveries, and what the bot did."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from types import TracebackType

from simulator.clock import Clock, RealClock
from simulator.faults import Faults
from simulator.hosts import open_hosts
from simulator.person import Person
from simulator.platform import Call, PersonState, Platform
from simulator.webhooks import Deliver, Delivery, Event, Webhooks, over_http


class Simulator:
    """A LINE of one's own. Use it as a context; ``bot`` is the webhook's address or a function."""

    def __init__(
        self, *, channel_secret: str, access_token: str, bot: str | Deliver, clock: Clock | None = None
    ) -> None:
        """Hosts listen from ``__enter__`` on; nothing happens by itself."""
        self.platform = Platform(channel_secret, access_token, clock or RealClock())
        self.webhooks = Webhooks(self.platform, over_http(bot) if isinstance(bot, str) else bot)
        self._api, self._data = open_hosts(self.platform)
        self._persons: dict[str, Person] = {}

    def __enter__(self) -> Simulator:
        """Begin to listen."""
        self._api.start()
        self._data.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self.webhooks.close()
        self._api.close()
        self._data.close()

    @property
    def api_url(self) -> str:
        """What stands for https://api.line.me."""
        return self._api.url

    @property
    def data_url(self) -> str:
        """What stands for https://api-data.line.me."""
        return self._data.url

    def person(self, name: str) -> Person:
        """The person of this name; a new one the first time."""
        if name not in self._persons:
            state = PersonState("U" + secrets.token_hex(16), name)
            with self.platform.lock:
                self.platform.people[state.user_id] = state
            self._persons[name] = Person(self.platform, self.webhooks, state)
            self.platform.touch()
        return self._persons[name]

    @property
    def persons(self) -> dict[str, Person]:
        """Everybody by name."""
        return dict(self._persons)

    @property
    def faults(self) -> Faults:
        """What goes wrong next."""
        return self.platform.faults

    @property
    def calls(self) -> list[Call]:
        """Every request the bot made."""
        return list(self.platform.calls)

    @property
    def refusals(self) -> list[Call]:
        """Requests LINE would refuse for what they say: none may ever be made. Asking for what is not there may."""
        return [
            c
            for c in self.calls
            if c.method != "GET"
            and c.status in (400, 404, 413, 415)
            and not (c.endpoint == "reply" and _token_only(self, c))
        ]

    @property
    def misuses(self) -> list[str]:
        """Calls a protected channel must never make."""
        return list(self.platform.misuses)

    @property
    def deliveries(self) -> list[Delivery]:
        """How each webhook request ended."""
        return list(self.webhooks.deliveries)

    def deliver(self, events: Sequence[Event], copies: int = 1) -> list[int]:
        """Deliver a batch, several times over; the statuses."""
        return [self.webhooks.deliver(events) for _ in range(copies)]


def _token_only(line: Simulator, call: Call) -> bool:
    """Whether a reply was refused for its token alone: late or used tokens are the outbox's business."""
    token = line.platform.tokens.get(str((call.body or {}).get("replyToken")))
    return token is not None
