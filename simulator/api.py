"""The endpoints of api.line.me that a bot like ours may call, and the refusal of everything else.

Rules: Messaging API reference (status codes, reply tokens, retry keys, rate limits). Paths LINE has but a
protected channel must never call (profile, followers, audience …) are answered and remembered as misuse.
"""

from __future__ import annotations

import json
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator import judge, limits
from simulator.platform import RETRY_LIFE, Accepted, Platform

BODY_LIMIT = 2 * 1024 * 1024
MENU_MOST = 1000


@dataclass(frozen=True)
class Request:
    """One call as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Response:
    """What LINE answers."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


Endpoint = Callable[[Platform, Request, "re.Match[str]"], Response]


def refuse(status: int, message: str, details: list[tuple[str, str]] | None = None) -> Response:
    """An error body as LINE writes them."""
    body: dict[str, Any] = {"message": message}
    if details:
        body["details"] = [{"message": what, "property": where} for what, where in details]
    return Response(status, body)


def reply(platform: Platform, request: Request, _match: re.Match[str]) -> Response:
    """POST /v2/bot/message/reply: free, once per token, never with a retry key."""
    if "x-line-retry-key" in request.headers:
        return refuse(400, "The retry key cannot be used with this endpoint")
    body = request.json()
    wrong = _wrong(body, "ReplyMessageRequest")
    if wrong:
        return wrong
    person = platform.spend(body["replyToken"])
    if person is None:
        return refuse(400, "Invalid reply token")
    platform.replies += 1
    return Response(body={"sentMessages": platform.show(person, body["messages"])})


def push(platform: Platform, request: Request, _match: re.Match[str]) -> Response:
    """POST /v2/bot/message/push: counts against the quota; a retry key makes it safe to repeat."""
    key, body = request.headers.get("x-line-retry-key", ""), request.json()
    if key and not _is_uuid(key):
        return refuse(400, "Invalid retry key")
    known = platform.retry_keys.get(key) if key else None
    if known and platform.clock.now() - known.at < RETRY_LIFE:
        return _repeated(platform, known, request)
    wrong = _wrong(body, "PushMessageRequest")
    if wrong:
        return wrong
    person = platform.people.get(body["to"])
    if person is None:
        return refuse(400, "The property, 'to', in the request body is invalid (line: -, column: -)")
    if platform.pushes >= platform.quota:
        return refuse(429, "You have reached your monthly limit.")
    platform.pushes += 1
    answer = {"sentMessages": platform.show(person, body["messages"])}
    if key:
        platform.retry_keys[key] = Accepted(request.body, platform.clock.now(), secrets.token_hex(16), answer)
    return Response(body=answer)


def validate(_platform: Platform, request: Request, _match: re.Match[str]) -> Response:
    """POST /v2/bot/message/validate/…: the messages alone."""
    return _wrong(request.json(), "ValidateMessageRequest") or Response()


def bot_info(platform: Platform, _request: Request, _match: re.Match[str]) -> Response:
    """GET /v2/bot/info."""
    about = {"userId": platform.bot_user_id, "basicId": "@siangsai", "displayName": "เสียงใส"}
    return Response(body={**about, "chatMode": platform.chat_mode, "markAsReadMode": "auto"})


def quota(platform: Platform, _request: Request, _match: re.Match[str]) -> Response:
    """GET /v2/bot/message/quota."""
    return Response(body={"type": "limited", "value": platform.quota})


def consumption(platform: Platform, _request: Request, _match: re.Match[str]) -> Response:
    """GET /v2/bot/message/quota/consumption."""
    return Response(body={"totalUsage": platform.pushes})


def loading(platform: Platform, request: Request, _match: re.Match[str]) -> Response:
    """POST /v2/bot/chat/loading/start: one-to-one only, 5 to 60 seconds in steps of five."""
    body = request.json() or {}
    seconds = body.get("loadingSeconds", 20)
    if not isinstance(seconds, int) or seconds % 5 or not 5 <= seconds <= 60:
        return refuse(400, "The request body has 1 error(s)", [("must be a multiple of five", "loadingSeconds")])
    person = platform.people.get(str(body.get("chatId")))
    if person is None:
        return refuse(400, "The value for the 'chatId' parameter is invalid")
    person.typing = True
    platform.touch()
    return Response(202)


def leave(platform: Platform, _request: Request, match: re.Match[str]) -> Response:
    """POST /v2/bot/group|room/{id}/leave."""
    platform.left.append(match[1])
    return Response()


def create_menu(platform: Platform, request: Request, _match: re.Match[str]) -> Response:
    """POST /v2/bot/richmenu."""
    menu = request.json()
    wrong = _menu_problems(menu)
    if wrong:
        return refuse(400, "The request body has errors", wrong)
    if len(platform.menus) >= MENU_MOST:
        return refuse(400, "Too many rich menus")
    menu_id = "richmenu-" + secrets.token_hex(16)
    platform.menus[menu_id] = menu
    return Response(body={"richMenuId": menu_id})


def list_menus(platform: Platform, _request: Request, _match: re.Match[str]) -> Response:
    """GET /v2/bot/richmenu/list."""
    return Response(body={"richmenus": [{"richMenuId": key, **menu} for key, menu in platform.menus.items()]})


def delete_menu(platform: Platform, _request: Request, match: re.Match[str]) -> Response:
    """DELETE /v2/bot/richmenu/{id}."""
    if platform.menus.pop(match[1], None) is None:
        return refuse(404, "Not found")
    platform.menu_images.pop(match[1], None)
    platform.default_menu = "" if platform.default_menu == match[1] else platform.default_menu
    return Response()


def set_default_menu(platform: Platform, _request: Request, match: re.Match[str]) -> Response:
    """POST /v2/bot/user/all/richmenu/{id}: only once it has a picture."""
    if match[1] not in platform.menus:
        return refuse(404, "Not found")
    if match[1] not in platform.menu_images:
        return refuse(400, "must upload richmenu image before applying it to user")
    platform.default_menu = match[1]
    platform.touch()
    return Response()


def get_default_menu(platform: Platform, _request: Request, _match: re.Match[str]) -> Response:
    """GET /v2/bot/user/all/richmenu."""
    if not platform.default_menu:
        return refuse(404, "no default richmenu")
    return Response(body={"richMenuId": platform.default_menu})


def misuse(platform: Platform, request: Request, _match: re.Match[str]) -> Response:
    """A path LINE has and a protected channel must not call."""
    platform.misuses.append(f"{request.method} {request.path.split('/U')[0]}")
    return refuse(403, "Access to this API is not available for your account")


API: tuple[tuple[str, str, str, Endpoint], ...] = (
    ("POST", r"/v2/bot/message/reply", "reply", reply),
    ("POST", r"/v2/bot/message/push", "push", push),
    ("POST", r"/v2/bot/message/validate/(?:reply|push)", "validate", validate),
    ("GET", r"/v2/bot/info", "bot_info", bot_info),
    ("GET", r"/v2/bot/message/quota", "quota", quota),
    ("GET", r"/v2/bot/message/quota/consumption", "consumption", consumption),
    ("POST", r"/v2/bot/chat/loading/start", "loading", loading),
    ("POST", r"/v2/bot/(?:group|room)/([CR][0-9a-f]{32})/leave", "leave", leave),
    ("POST", r"/v2/bot/richmenu", "richmenu_create", create_menu),
    ("GET", r"/v2/bot/richmenu/list", "richmenu_list", list_menus),
    ("DELETE", r"/v2/bot/richmenu/(richmenu-[0-9a-f]{32})", "richmenu_create", delete_menu),
    ("POST", r"/v2/bot/user/all/richmenu/(richmenu-[0-9a-f]{32})", "richmenu_default", set_default_menu),
    ("GET", r"/v2/bot/user/all/richmenu", "richmenu_default", get_default_menu),
    (
        ".*",
        r"/v2/bot/(?:profile|followers|audienceGroup|user|insight|group|room|coupon|chat)/?.*",
        "misuse",
        misuse,
    ),
    ("POST", r"/v2/bot/message/(?:multicast|broadcast|narrowcast|markAsRead)", "misuse", misuse),
)
"""Method, path, name and handler of every endpoint of the api host."""


def _wrong(body: Any, schema: str) -> Response | None:
    """LINE's refusal of a body, None when it takes it."""
    broken = judge.problems(schema, body)
    if broken:
        return refuse(
            400,
            "A message (messages[0]) in the request body is invalid",
            [("unknown field", w) for w in broken],
        )
    found = limits.problems(body["messages"])
    if found:
        return refuse(400, f"The request body has {len(found)} error(s)", found)
    return None


def _repeated(platform: Platform, known: Accepted, request: Request) -> Response:
    if known.body != request.body:
        platform.misuses.append("a retry key was used again with another body")
    return Response(
        409,
        {"message": "The retry key is already accepted", **known.answer},
        {"x-line-accepted-request-id": known.request_id},
    )


def _menu_problems(menu: Any) -> list[tuple[str, str]]:
    if not isinstance(menu, dict) or not {"size", "selected", "name", "chatBarText", "areas"} <= menu.keys():
        return [("must be specified", "size, selected, name, chatBarText, areas")]
    width, height = menu["size"].get("width", 0), menu["size"].get("height", 0)
    checks = {
        "size": 800 <= width <= 2500 and height >= 250 and width / max(height, 1) >= 1.45,
        "areas": len(menu["areas"]) <= 20,
        "chatBarText": limits.clusters(menu["chatBarText"]) <= 14,
        "name": limits.clusters(menu["name"]) <= 300,
    }
    return [("invalid property", name) for name, holds in checks.items() if not holds]


def _is_uuid(key: str) -> bool:
    try:
        return str(uuid.UUID(key)) == key.lower()
    except ValueError:
        return False
