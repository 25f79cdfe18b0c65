"""POST /callback: check the signature, store the events, say 200. Nothing slow happens before the 200."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import select

from bot import events
from bot.flood import Flood
from bot.store import Row, Store, open_store
from bot.traces import midnight
from keys import ServerKeys
from models import InboxEvent, Instance
from models.base import random_id
from models.database import Database
from models.days import bangkok_day
from models.queues import InboxState
from settings import Settings

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes. LINE documents none for webhooks; its API takes 2 MB."""

SIGNATURE = "X-Line-Signature"
LOOK_EVERY = timedelta(minutes=1)
log = logging.getLogger(__name__)


def create_webhook(
    db: Database,
    keys: ServerKeys,
    settings: Settings,
    clock: Callable[[], datetime],
    store: Store | None = None,
) -> Blueprint:
    """The LINE edge as a blueprint."""
    blueprint = Blueprint("webhook", __name__)
    edge = Webhook(db, keys, tuple(s.get_secret_value() for s in settings.line_channel_secret), store)
    blueprint.add_url_rule("/callback", "callback", lambda: edge.receive(clock()), methods=["POST"])
    return blueprint


class Webhook:
    """What stands at the address LINE calls."""

    def __init__(self, db: Database, keys: ServerKeys, secrets: Sequence[str], store: Store | None = None) -> None:
        """``secrets``: the channel secrets accepted now, several while one is being replaced."""
        self._db, self._keys = db, keys
        self._secrets = [secret.encode() for secret in secrets]
        self._store = store or open_store(db)
        self._flood = Flood()
        self._bot_user_id = ""
        self._ask_again_at = datetime.min.replace(tzinfo=UTC)

    def receive(self, now: datetime) -> Response:
        """Answer one delivery: 413, 415, 401, or 200 once everything is durably stored."""
        request.max_content_length = BODY_LIMIT
        if request.content_encoding:
            return Response(status=415)
        body = request.get_data(cache=False)
        if not signed(body, request.headers.get(SIGNATURE), self._secrets):
            log.info("webhook refused: signature")
            return Response(status=401)
        rows = self._rows(body, now)
        rows = self._unseen(rows)
        try:
            stored = self._store.add(rows) if rows else 0
        except TimeoutError:
            log.error("webhook events=%d not stored in time", len(rows))
            return Response(status=503)  # LINE delivers them again
        log.info("webhook events=%d stored=%d", len(rows), stored)
        return Response(status=200)

    def _rows(self, body: bytes, now: datetime) -> list[Row]:
        payload = parse(body)
        found = payload.get("events", []) if isinstance(payload, dict) else None
        if not isinstance(found, list):
            return [self._quarantined(body, now)]
        if self._for_another(payload, now):
            log.warning("webhook for another account")
            return []
        rows = [self._row(event, now) for event in found]
        taken = [row for event, row in zip(found, rows, strict=True) if self._takes(event, row, now)]
        if len(taken) < len(rows):
            log.warning("webhook events over one person's limit: %d", len(rows) - len(taken))
        return taken

    def _takes(self, event: Any, row: Row, now: datetime) -> bool:
        """Whether an event is within its person's limit; what only takes something back always is."""
        kind = event.get("type") if isinstance(event, dict) else ""
        return row["lane"] is None or kind in ("unsend", "unfollow") or self._flood.lets_in(row["lane"], now)

    def _row(self, event: Any, now: datetime) -> Row:
        if not isinstance(event, dict):
            return self._quarantined(json.dumps(event).encode(), now)
        key, *older = self._keys.macs("dedupe", events.identity(event))
        whose = [name for name in (events.chat(event), events.person(event) or random_id()) if name]
        return {
            **_blank(now),
            "event_key": key,
            "older": older,
            "lane": self._keys.mac("lane", *whose)[:8],  # of its own in each group
            "event_at": events.moment(event, now),
            "sealed": self._keys.seal("inbox", json.dumps(event).encode(), key.hex()),
        }

    def _unseen(self, rows: list[Row]) -> list[Row]:
        """Without what was stored under the secret before, while that is still accepted: LINE delivers again."""
        older = {key: row["event_key"] for row in rows for key in row["older"]}
        if not older:
            return rows
        with self._db.read() as session:
            seen = set(session.scalars(select(InboxEvent.event_key).where(InboxEvent.event_key.in_(older))))
        stored = {older[key] for key in seen}
        return [row for row in rows if row["event_key"] not in stored]

    def _quarantined(self, raw: bytes, now: datetime) -> Row:
        """What cannot be read is kept, sealed, for a person to look at: LINE signed it."""
        key, *older = self._keys.macs("dedupe", "unreadable", hashlib.sha256(raw).digest())
        sealed = self._keys.seal("inbox", raw, key.hex())
        blank = {**_blank(now), "event_at": None, "received_at": None, "next_at": midnight(bangkok_day(now))}
        return {**blank, "event_key": key, "older": older, "state": InboxState.DEAD, "sealed": sealed}

    def _for_another(self, payload: dict[str, Any], now: datetime) -> bool:
        """Whether LINE meant another account; while ours is not known yet, nothing is another's."""
        if not self._bot_user_id and now >= self._ask_again_at:
            self._ask_again_at = now + LOOK_EVERY
            with self._db.read() as session:
                self._bot_user_id = session.scalar(select(Instance.bot_user_id)) or ""
        return bool(self._bot_user_id) and payload.get("destination", self._bot_user_id) != self._bot_user_id


def signed(body: bytes, given: str | None, secrets: Sequence[bytes]) -> bool:
    """Whether base64(HMAC-SHA256(secret, raw body)) is the signature given, for any of the secrets."""
    if not given or not given.isascii():
        return False
    matches = [
        hmac.compare_digest(base64.b64encode(hmac.digest(secret, body, hashlib.sha256)), given.encode())
        for secret in secrets
    ]
    return any(matches)


def parse(body: bytes) -> Any:
    """JSON as tolerantly as can be: monstrous numbers and NaN become None; None when it is no JSON at all."""
    try:
        return json.loads(body, parse_int=_small, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _small(digits: str) -> int | None:
    return int(digits) if len(digits) <= 19 else None


def _blank(now: datetime) -> Row:
    return {
        "state": InboxState.WAITING,
        "received_on": bangkok_day(now),
        "received_at": now,
        "next_at": now,
        "event_at": now,
        "lane": None,
        "attempts": 0,
    }
