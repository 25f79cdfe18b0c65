"""A LINE event becomes an Inbound: any field may be missing, wrong or new, and the person is still answered.

Field rules: LINE Messaging API reference, "Webhook event objects"; nothing is taken from the SDK's parser,
which loses user id and reply token with the first field it does not know.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.speech import Attached, Button, Heard, Inbound, InboundKind
from models.base import from_ms

Event = Mapping[str, Any]
TEST_TOKENS = frozenset({"0" * 32, "f" * 32})
"""Reply tokens of the console's old verify request: never answered."""

BUTTON_VERSION = "v1"
ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
ATTACHMENTS = frozenset({"image", "video", "audio", "file", "location", "sticker"})
FILES = frozenset({"image", "video", "audio", "file"})
LONGEST_NAME = 300
SILENT = frozenset(
    {"unsend", "unfollow", "leave", "memberLeft", "delivery", "module", "activated", "deactivated"}
    | {"botSuspended", "botResumed", "accountLink", "videoPlayComplete", "beacon", "membership"}
    | {"memberJoined", "messageEdited"}
)
"""Known events that need no words back."""


@dataclass(frozen=True)
class Received:
    """An event as the bot handles it: what happened, and whether and where to answer."""

    inbound: Inbound
    topic: str
    reply_token: str
    chat: str = ""

    @property
    def wants_answer(self) -> bool:
        """Whether a reply may and should go out."""
        return bool(self.reply_token) and self.topic not in SILENT


def read(event: Event, now: datetime) -> Received:
    """What an event says. Never raises, whatever the event holds."""
    source = _mapping(event.get("source"))
    kind, heard = _happened(event, _word(event.get("type")))
    shared = chat(event)
    if shared and kind is not InboundKind.UNSENT:
        kind = InboundKind.GROUP
    token = _word(event.get("replyToken"))
    active = event.get("mode", "active") == "active"
    usable = active and token not in TEST_TOKENS
    inbound = Inbound(kind, _word(source.get("userId")), heard, moment(event, now))
    topic = _word(event.get("type"))[:32] or "unknown"
    return Received(inbound, topic, token if usable else "", shared)


def moment(event: Event, now: datetime) -> datetime:
    """When the event happened, by LINE's clock; now when it does not say."""
    stamp = event.get("timestamp")
    if isinstance(stamp, int) and not isinstance(stamp, bool) and 0 < stamp < 253_000_000_000_000:
        return from_ms(stamp)
    return now


def identity(event: Event) -> str:
    """What makes the event itself: its webhookEventId, a ULID; else everything but how it was delivered."""
    given = _word(event.get("webhookEventId"))
    if ULID.fullmatch(given):
        return given
    rest = {key: value for key, value in event.items() if key != "deliveryContext"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def person(event: Event) -> str:
    """The LINE user id, empty when there is none."""
    return _word(_mapping(event.get("source")).get("userId"))


def chat(event: Event) -> str:
    """The id of the group or room it happened in, empty for a chat with one person."""
    source = _mapping(event.get("source"))
    return _word(source.get("groupId")) or _word(source.get("roomId"))


def write_button(button: Button) -> str:
    """A button as postback data, at most 300 characters: LINE gives it back as it is."""
    return "|".join((BUTTON_VERSION, button.conversation, button.question, button.value))[:300]


def read_button(data: object) -> Button:
    """The button of some postback data; one that fits no question when the data is not ours."""
    parts = data.split("|", 3) if isinstance(data, str) else []
    if len(parts) != 4 or parts[0] != BUTTON_VERSION:
        return Button("", "", "")
    return Button(parts[1], parts[2], parts[3])


def _happened(event: Event, kind: str) -> tuple[InboundKind, Heard]:
    if kind == "message":
        return InboundKind.SAID, _heard(_mapping(event.get("message")))
    if kind == "postback":
        return InboundKind.SAID, Heard(button=read_button(_mapping(event.get("postback")).get("data")))
    if kind == "unsend":
        return InboundKind.UNSENT, Heard(source=_word(_mapping(event.get("unsend")).get("messageId")))
    known = {"follow": InboundKind.FOLLOWED, "unfollow": InboundKind.UNFOLLOWED, "join": InboundKind.GROUP}
    return known.get(kind, InboundKind.OTHER), Heard(attachment="other")


def _heard(message: Mapping[str, Any]) -> Heard:
    source, kind = _word(message.get("id")), _word(message.get("type"))
    if kind == "text":
        return Heard(_word(message.get("text")), source=source)
    if kind == "location":
        said = [_word(message.get(name)) for name in ("title", "address")]
        spot = [str(message.get(name)) for name in ("latitude", "longitude") if _number(message.get(name))]
        text = " ".join(one for one in (*said, ", ".join(spot)) if one)
        return Heard(text, attachment="location", source=source)
    if kind in FILES:
        return Heard(attachment=kind, source=source, file=_attached(message))
    return Heard(attachment=kind if kind in ATTACHMENTS else "other", source=source)


def _attached(message: Mapping[str, Any]) -> Attached:
    """What LINE says of a file; its name and size are the sender's word. The order in an album is not told."""
    album, provider = _mapping(message.get("imageSet")), _word(_mapping(message.get("contentProvider")).get("type"))
    return Attached(
        name=_word(message.get("fileName"))[:LONGEST_NAME],
        size=_count(message.get("fileSize")),
        set_id=_word(album.get("id"))[:64],
        external=provider not in ("", "line"),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _word(value: object) -> str:
    """A string without lone surrogates, which no database takes; empty for anything else."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
