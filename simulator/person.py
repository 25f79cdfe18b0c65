"""A person with a phone: says, taps, sends, unsends; sees the chat."""

from __future__ import annotations

import secrets
from typing import Any

from simulator.platform import ChatMessage, Content, PersonState, Platform
from simulator.webhooks import Event, Webhooks

ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "0003010100c9fe92ef0000000049454e44ae426082"
)


class NoSuchButtonError(AssertionError):
    """The label is not on the screen now."""


class Person:
    """One person of the platform, as a test or the phone moves them."""

    def __init__(self, platform: Platform, webhooks: Webhooks, state: PersonState) -> None:
        """Made by ``Simulator.person``."""
        self._platform, self._webhooks, self.state = platform, webhooks, state

    @property
    def user_id(self) -> str:
        """The LINE user id."""
        return self.state.user_id

    @property
    def chat(self) -> list[ChatMessage]:
        """All bubbles, oldest first."""
        return list(self.state.chat)

    def last_texts(self) -> list[str]:
        """What the bot has said since the person last did something."""
        texts: list[str] = []
        for message in reversed(self.chat):
            if message.sender != "bot":
                break
            texts.append(message.text)
        return texts[::-1]

    def actions(self) -> list[dict[str, Any]]:
        """Everything that can be pressed now: quick replies of the last bubble, buttons of all Flex bubbles."""
        chat = self.chat
        last = chat[-1].raw if chat and chat[-1].sender == "bot" else {}
        quick = [item["action"] for item in last.get("quickReply", {}).get("items", [])]
        return quick + [a for m in reversed(chat) if m.kind == "flex" for a in _flex_actions(m.raw.get("contents"))]

    def buttons(self) -> list[str]:
        """The labels of :meth:`actions`."""
        return [str(action.get("label", "")) for action in self.actions()]

    def follows(self) -> None:
        """Add the account as a friend, or unblock it."""
        again, self.state.blocked, self.state.friend = self.state.blocked, False, True
        self._webhooks.happen(self._webhooks.event("follow", self.user_id, follow={"isUnblocked": again}))

    def unfollows(self) -> None:
        """Block the account."""
        self.state.blocked, self.state.friend = True, False
        self._webhooks.happen(self._webhooks.event("unfollow", self.user_id, reply=False))

    blocks = unfollows

    def says(self, text: str) -> None:
        """Type and send words."""
        self._webhooks.happen(self.event_text(text))

    def event_text(self, text: str) -> Event:
        """The event of some words, shown in the chat but not delivered."""
        return self._message({"type": "text", "text": text}, text)

    def taps(self, label: str) -> None:
        """Press what carries this label now. NoSuchButtonError."""
        action = next((one for one in self.actions() if one.get("label") == label), None)
        if action is None:
            raise NoSuchButtonError(f"{label!r} is not among {self.buttons()}")
        self.does(action)

    def does(self, action: dict[str, Any]) -> None:
        """Carry out an action of a button, as LINE would."""
        if action["type"] == "message":
            self.says(action["text"])
        elif action["type"] == "postback":
            if action.get("displayText"):
                self._show("text", action["displayText"], {"type": "text", "text": action["displayText"]})
            self.posts_back(action["data"])

    def posts_back(self, data: str) -> None:
        """Send a postback, of a button or forged."""
        self._webhooks.happen(self._webhooks.event("postback", self.user_id, postback={"data": data}))

    def sends_sticker(self, package: str = "446", sticker: str = "1988") -> None:
        """Send a sticker."""
        message = {
            "packageId": package,
            "stickerId": sticker,
            "stickerResourceType": "STATIC",
            "keywords": ["hi"],
        }
        self._webhooks.happen(self._message({"type": "sticker", **message}, ""))

    def sends_image(self, data: bytes = ONE_PIXEL, media_type: str = "image/png") -> str:
        """Send a photo; its message id."""
        return self._sends_content("image", data, media_type, {"contentProvider": {"type": "line"}})

    def sends_album(self, pictures: list[bytes], total: bool = True) -> list[str]:
        """Send several photos at once; their message ids. LINE may leave out index and total."""
        album = secrets.token_hex(16).upper()
        ids = []
        for number, data in enumerate(pictures, start=1):
            place = {"id": album, "index": number, "total": len(pictures)} if total else {"id": album}
            more = {"contentProvider": {"type": "line"}, "imageSet": place}
            ids.append(self._sends_content("image", data, "image/jpeg", more))
        return ids

    def sends_video(self, data: bytes = b"video") -> str:
        """Send a video; its message id."""
        return self._sends_content("video", data, "video/mp4", {"duration": 1000, "contentProvider": {"type": "line"}})

    def sends_audio(self, data: bytes = b"audio") -> str:
        """Send a voice message; its message id."""
        return self._sends_content(
            "audio", data, "audio/x-m4a", {"duration": 1000, "contentProvider": {"type": "line"}}
        )

    def sends_file(self, name: str = "หลักฐาน.pdf", data: bytes = b"%PDF-1.4") -> str:
        """Send a file; its message id."""
        return self._sends_content("file", data, "application/pdf", {"fileName": name, "fileSize": len(data)})

    def sends_location(self, title: str = "หน้าเทศบาล", latitude: float = 18.85, longitude: float = 99.05) -> None:
        """Share a place."""
        place = {
            "title": title,
            "address": "อ.สันทราย จ.เชียงใหม่",
            "latitude": latitude,
            "longitude": longitude,
        }
        self._webhooks.happen(self._message({"type": "location", **place}, title))

    def unsends(self, message_id: str = "") -> None:
        """Take back a message of one's own, the last one by default."""
        own = [m for m in self.chat if m.sender == "person" and not m.unsent]
        message = next((m for m in reversed(own) if not message_id or m.message_id == message_id), None)
        if message is None:
            raise NoSuchButtonError("there is no such message to unsend")
        message.unsent = True
        if message.message_id in self._platform.contents:
            self._platform.contents[message.message_id].gone = True
        self._platform.touch()
        unsend = {"messageId": message.message_id}
        self._webhooks.happen(self._webhooks.event("unsend", self.user_id, reply=False, unsend=unsend))

    def _sends_content(self, kind: str, data: bytes, media_type: str, more: dict[str, Any]) -> str:
        event = self._message({"type": kind, **more}, more.get("fileName", ""), Content(data, media_type))
        self._webhooks.happen(event)
        return str(event["message"]["id"])

    def _message(self, message: dict[str, Any], text: str, content: Content | None = None) -> Event:
        bubble = self._show(message["type"], text, message, content)
        told = {**message, "id": bubble.message_id}
        if message["type"] != "file":
            told["quoteToken"] = secrets.token_urlsafe(24)
        return self._webhooks.event("message", self.user_id, message=told)

    def _show(self, kind: str, text: str, raw: dict[str, Any], content: Content | None = None) -> ChatMessage:
        now, message_id = self._platform.clock.now(), self._platform.new_id()
        if content is not None:  # there before the phone shows the message and asks for it
            self._platform.contents[message_id] = content
        bubble = ChatMessage("person", kind, text, raw, now, message_id)
        self._platform.add(self.state, bubble)
        return bubble


def _flex_actions(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [action for one in part for action in _flex_actions(one)]
    if not isinstance(part, dict):
        return []
    own = [part["action"]] if "action" in part and part.get("type") else []
    return own + [a for key in ("header", "hero", "body", "footer", "contents") for a in _flex_actions(part.get(key))]
