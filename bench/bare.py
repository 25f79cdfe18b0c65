"""Bare peers of the webhook: the signature checked, the body stored with the raw driver, nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import Any

Start = Callable[[str, list[tuple[str, str]]], object]
INSERT = "INSERT INTO raw (body) VALUES (?)"


class Bare:
    """A WSGI application that stores with one commit a request."""

    def __init__(self) -> None:
        """The engine is that of DATABASE_URL."""
        self._url = os.environ["DATABASE_URL"]
        self._mine = threading.local()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Check, store, 200."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        digest = hmac.digest(os.environ["LINE_CHANNEL_SECRET"].encode(), body, hashlib.sha256)
        if not hmac.compare_digest(base64.b64encode(digest).decode(), environ.get("HTTP_X_LINE_SIGNATURE", "")):
            start("401 Unauthorized", [])
            return [b""]
        self._store(body)
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    def _store(self, body: bytes) -> None:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = self._connect()
        connection = self._mine.connection
        connection.execute(INSERT if self._url.startswith("sqlite") else INSERT.replace("?", "%s"), (body,))
        connection.commit()

    def _connect(self) -> Any:
        if self._url.startswith("sqlite"):
            connection = sqlite3.connect(self._url.removeprefix("sqlite:///"), timeout=30)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("CREATE TABLE IF NOT EXISTS raw (id INTEGER PRIMARY KEY, body BLOB)")
            return connection
        import psycopg

        made = psycopg.connect(self._url.replace("+psycopg", ""))
        made.execute("SELECT pg_advisory_xact_lock(1)")
        made.execute("CREATE TABLE IF NOT EXISTS raw (id bigserial PRIMARY KEY, body bytea)")
        made.commit()
        return made


application = Bare()
