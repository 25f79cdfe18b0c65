"""Talking to LINE: reply, push, who am I. Two errors only: TryLater and GiveUp."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic.v1 import ValidationError
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from settings import Settings

if TYPE_CHECKING:
    from linebot.v3.messaging.exceptions import ApiException

TIMEOUTS = (3.0, 10.0)
"""Seconds to connect and to wait for an answer; the SDK itself waits for ever."""

CONNECTIONS = 32
SPENT = "reply token"
"""The reason of GiveUp when a reply token was used before or is too old: LINE does not say which."""


@dataclass(eq=False)
class TryLater(Exception):
    """LINE could not be reached or was busy. ``in_doubt``: the request may have been carried out."""

    reason: str
    in_doubt: bool


@dataclass(eq=False)
class GiveUp(Exception):
    """LINE refused, and will refuse again."""

    reason: str


@dataclass(frozen=True)
class Account:
    """What LINE says of the account itself."""

    user_id: str
    chat_mode: str


class LineClient:
    """One client, one connection pool per process."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is connected yet. ``LINE_API_URL`` is set only to point at a stand-in."""
        from linebot.v3 import messaging  # a second and a half: only who sends pays for it

        configuration = messaging.Configuration(
            access_token=settings.line_channel_access_token.get_secret_value(),
            host=settings.line_api_url or None,
        )
        configuration.retries = False  # the outbox decides what is tried again, and when
        configuration.connection_pool_maxsize = CONNECTIONS
        self._sdk = messaging
        self._api = messaging.MessagingApi(messaging.ApiClient(configuration))
        files = messaging.Configuration(
            access_token=configuration.access_token,
            host=settings.line_data_url or None,
        )
        files.retries = False
        self._files = messaging.MessagingApiBlob(messaging.ApiClient(files))

    def reply(self, token: str, messages: list[dict[str, Any]]) -> None:
        """Answer with a reply token, once. TryLater, GiveUp."""
        request = self._sdk.ReplyMessageRequest(replyToken=token, messages=self._typed(messages))
        _call(lambda: self._api.reply_message(request, _request_timeout=TIMEOUTS))

    def push(self, person: str, messages: list[dict[str, Any]], retry_key: str) -> None:
        """Send to a person; the same key may be tried again for 24 hours. TryLater, GiveUp."""
        typed = self._typed(messages)
        request = self._sdk.PushMessageRequest(to=person, messages=typed, notificationDisabled=True)
        _call(lambda: self._api.push_message(request, x_line_retry_key=retry_key, _request_timeout=TIMEOUTS))

    def leave(self, chat: str, *, room: bool) -> None:
        """Leave a group or room. TryLater, GiveUp."""
        leave = self._api.leave_room if room else self._api.leave_group
        _call(lambda: leave(chat, _request_timeout=TIMEOUTS))

    def account(self) -> Account:
        """Bot id and chat mode. TryLater, GiveUp."""
        info = _call(lambda: self._api.get_bot_info(_request_timeout=TIMEOUTS))
        return Account(info.user_id, info.chat_mode) if info else Account("", "unknown")

    def menus(self) -> dict[str, str]:
        """Name by id of every rich menu of the account. TryLater, GiveUp."""
        listed = _call(lambda: self._api.get_rich_menu_list(_request_timeout=TIMEOUTS))
        return {menu.rich_menu_id: menu.name for menu in listed.richmenus} if listed else {}

    def default_menu(self) -> str:
        """The id of the rich menu everybody sees, empty when there is none. TryLater, GiveUp."""
        try:
            shown = _call(lambda: self._api.get_default_rich_menu_id(_request_timeout=TIMEOUTS))
        except GiveUp as refusal:
            if refusal.reason == "status 404":
                return ""
            raise
        return str(shown.rich_menu_id) if shown else ""

    def add_menu(self, menu: dict[str, Any], picture: bytes) -> str:
        """Make a rich menu and give it its picture (PNG); its id. TryLater, GiveUp."""
        request = self._sdk.RichMenuRequest.from_dict(menu)
        made = _call(lambda: self._api.create_rich_menu(request, _request_timeout=TIMEOUTS))
        menu_id = str(made.rich_menu_id)
        headers = {"Content-Type": "image/png"}
        upload = self._files.set_rich_menu_image
        _call(lambda: upload(menu_id, body=bytearray(picture), _headers=headers, _request_timeout=TIMEOUTS))
        return menu_id

    def show_menu(self, menu_id: str) -> None:
        """Make a rich menu the one everybody sees. TryLater, GiveUp."""
        _call(lambda: self._api.set_default_rich_menu(menu_id, _request_timeout=TIMEOUTS))

    def remove_menu(self, menu_id: str) -> None:
        """Take a rich menu away. TryLater, GiveUp."""
        _call(lambda: self._api.delete_rich_menu(menu_id, _request_timeout=TIMEOUTS))

    def _typed(self, messages: list[dict[str, Any]]) -> list[Any]:
        return [self._sdk.Message.from_dict(one) for one in messages]


def _call(act: Callable[[], Any]) -> Any:
    """Carry out a request; LINE's answer, or what its refusal means, by status code alone.

    None when LINE carried it out but answered in words the SDK does not know, or had before.
    """
    from linebot.v3.messaging.exceptions import ApiException

    try:
        return act()
    except ApiException as error:
        _judge(error)
        return None
    except ValidationError:
        return None  # LINE said 2xx in words the SDK does not know: it was carried out
    except HTTPError as error:
        cause = error.reason if isinstance(error, MaxRetryError) else error
        never_sent = isinstance(cause, NewConnectionError | ConnectTimeoutError)
        raise TryLater(type(cause).__name__, in_doubt=not never_sent) from None


def _judge(error: ApiException) -> None:
    status = int(error.status or 0)
    if status == 409:
        return  # this retry key was accepted before
    if status == 429:
        raise TryLater("quota" if "monthly limit" in _message(error) else "rate", in_doubt=False)
    if status == 401:
        raise TryLater("token", in_doubt=False)
    if status >= 500 or status == 0:
        raise TryLater(f"status {status}", in_doubt=True)
    spent = status == 400 and "invalid reply token" in _message(error).lower()
    raise GiveUp(SPENT if spent else f"status {status}")


def _message(error: ApiException) -> str:
    try:
        return str(json.loads(error.body or "{}").get("message", ""))
    except (ValueError, AttributeError):
        return ""
