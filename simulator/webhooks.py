"""Events as LINE words them, signed and delivered: once, twice, late, in any order, again after a failure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import queue
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import urllib3

from simulator.platform import Platform, Token

Event = dict[str, Any]
Deliver = Callable[[bytes, dict[str, str]], int]
DEADLINE = 2.0
"""Seconds LINE waits for the 200."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEADER = "x-line-signature"


@dataclass(frozen=True)
class Delivery:
    """One webhook request and how it ended; status 0 is no answer in time."""

    status: int
    seconds: float
    events: int


def over_http(address: str) -> Deliver:
    """Delivery to a bot that listens somewhere on this machine."""
    pool = urllib3.PoolManager(maxsize=32, retries=False, timeout=DEADLINE)

    def deliver(body: bytes, headers: dict[str, str]) -> int:
        try:
            return int(pool.request("POST", address, body=body, headers=headers).status)
        except urllib3.exceptions.HTTPError:
            return 0

    return deliver


class Webhooks:
    """Makes events of what people do, and delivers them."""

    def __init__(self, platform: Platform, deliver: Deliver) -> None:
        """``deliver`` takes body and headers and gives the HTTP status."""
        self.platform, self._deliver = platform, deliver
        self.deliveries: list[Delivery] = []
        self.redeliveries = 0
        self._held: list[Event] | None = None
        self._line: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._courier: threading.Thread | None = None

    def event(self, kind: str, user_id: str, reply: bool = True, **more: Any) -> Event:
        """An event of a person, not yet delivered."""
        now = self.platform.clock.now()
        event: Event = {
            "type": kind,
            **more,
            "webhookEventId": _ulid(int(now.timestamp() * 1000)),
            "deliveryContext": {"isRedelivery": False},
            "timestamp": int(now.timestamp() * 1000),
            "source": {"type": "user", "userId": user_id},
            "mode": "active",
        }
        if reply:
            event["replyToken"] = secrets.token_hex(16)
            with self.platform.lock:
                self.platform.tokens[event["replyToken"]] = Token(user_id, now)
        return event

    def happen(self, event: Event) -> None:
        """Deliver an event, or put it aside while held, or hand it to the courier of the demo."""
        if self._held is not None:
            self._held.append(event)
        elif self._courier is not None:
            self._line.put(event)
        else:
            self.deliver([event])

    def hold(self) -> None:
        """Collect events instead of delivering them."""
        self._held = []

    def release(self, order: Callable[[list[Event]], Sequence[Event]] = list) -> None:
        """Deliver what was held, one request each, in an order of the test's choice."""
        held, self._held = self._held or [], None
        for event in order(held):
            self.deliver([event])

    def deliver(self, events: Sequence[Event]) -> int:
        """One request with these events; again up to ``redeliveries`` times while it fails. The last status."""
        status = self._once(events)
        for _ in range(self.redeliveries):
            if 200 <= status < 300:
                break
            time.sleep(0.05)
            status = self._once([{**event, "deliveryContext": {"isRedelivery": True}} for event in events])
        return status

    def in_background(self) -> None:
        """Deliver from a thread of its own, in order: a phone never waits for the bot."""
        self._courier = threading.Thread(target=self._carry, name="line courier", daemon=True)
        self._courier.start()

    def close(self) -> None:
        """End the courier."""
        if self._courier is not None:
            self._line.put(None)
            self._courier.join(timeout=5)

    def body(self, events: Sequence[Event]) -> bytes:
        """The bytes of a webhook request."""
        payload = {"destination": self.platform.bot_user_id, "events": list(events)}
        return json.dumps(payload, ensure_ascii=bool(secrets.randbelow(2))).encode("utf-8", "surrogatepass")

    def sign(self, body: bytes) -> dict[str, str]:
        """The headers of a request: the signature's name in any case."""
        digest = hmac.digest(self.platform.channel_secret.encode(), body, hashlib.sha256)
        name = "".join(secrets.choice((c.upper(), c.lower())) for c in HEADER)
        return {name: base64.b64encode(digest).decode(), "Content-Type": "application/json; charset=utf-8"}

    def _once(self, events: Sequence[Event]) -> int:
        body = self.body(events)
        with self.platform.lock:
            for event in events:
                token = self.platform.tokens.get(event.get("replyToken", ""))
                if token is not None:
                    token.delivered_at = self.platform.clock.now()
        began = time.monotonic()
        status = self._deliver(body, self.sign(body))
        self.deliveries.append(Delivery(status, time.monotonic() - began, len(events)))
        return status

    def _carry(self) -> None:
        while (event := self._line.get()) is not None:
            self.deliver([event])


def _ulid(milliseconds: int) -> str:
    number = (milliseconds << 80) | secrets.randbits(80)
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))
