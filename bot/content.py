"""Files that people sent, fetched from LINE: streamed, never whole in memory, never more than asked for.

Only LINE's own data host is ever called; what a message says about other addresses is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import urllib3
from urllib3.exceptions import HTTPError

from settings import Settings

DATA_URL = "https://api-data.line.me"
TIMEOUT = urllib3.Timeout(connect=3.0, read=15.0)
PIECE = 64 * 1024


class NotReady(Exception):
    """LINE has not finished with the file, or could not be reached: try again later. The text says why."""


class Gone(Exception):
    """LINE does not have the file, or no longer: it was unsent, or too much time went by."""


class TooLarge(Exception):
    """The file is larger than was allowed, whatever LINE declared."""


class ContentClient:
    """Fetches contents by message id; one connection pool per process."""

    def __init__(self, settings: Settings) -> None:
        """``LINE_DATA_URL`` is set only to point at a stand-in."""
        self._address = (settings.line_data_url or DATA_URL).rstrip("/")
        self._headers = {"Authorization": f"Bearer {settings.line_channel_access_token.get_secret_value()}"}
        self._pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=TIMEOUT)

    @contextmanager
    def open(self, message_id: str, most: int) -> Iterator[Iterator[bytes]]:
        """The bytes of a message's file, at most ``most``. NotReady, Gone, TooLarge, also while reading."""
        if not (message_id.isascii() and message_id.isdecimal()):
            raise Gone
        response = self._request(f"{self._address}/v2/bot/message/{message_id}/content")
        try:
            _judge(response.status)
            if int(response.headers.get("Content-Length") or 0) > most:
                raise TooLarge
            yield _pieces(response, most)
        finally:
            response.close()

    def _request(self, address: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request("GET", address, headers=self._headers, preload_content=False, redirect=False)
        except HTTPError as error:
            raise NotReady(type(error).__name__) from None


def _judge(status: int) -> None:
    """By status code alone; a redirect is no answer LINE gives."""
    if status == 200:
        return
    if status in (400, 403, 404, 410):
        raise Gone
    raise NotReady(f"status {status}")


def _pieces(response: urllib3.BaseHTTPResponse, most: int) -> Iterator[bytes]:
    """Pieces of the body; a connection that breaks off in the middle is NotReady, never a shorter file."""
    size = 0
    try:
        for piece in response.stream(PIECE, decode_content=False):
            size += len(piece)
            if size > most:
                raise TooLarge
            yield piece
    except HTTPError as error:
        raise NotReady(type(error).__name__) from None
