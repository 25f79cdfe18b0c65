"""The limits LINE's documentation states and its OpenAPI file does not: lengths, sizes, shapes.

Texts count UTF-16 units; labels and display texts count grapheme clusters ("Text character count").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import regex

Value = dict[str, Any]
Problem = tuple[str, str]
"""What is wrong, and where (LINE's property path)."""

SCHEMES = {"http", "https", "line", "tel"}
FLEX_TYPES = {
    "bubble", "carousel", "box", "text", "button", "separator", "image", "icon", "filler", "video", "span",
}  # fmt: skip
CLUSTER = regex.compile(r"\X")


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clusters(text: str) -> int:
    """Grapheme clusters: what a person calls a character."""
    return len(CLUSTER.findall(text))


def problems(messages: list[Any]) -> list[Problem]:
    """What LINE would refuse in these messages, beyond their schema."""
    if not 1 <= len(messages) <= 5:
        return [("Size must be between 1 and 5", "messages")]
    found: list[Problem] = []
    for number, message in enumerate(messages):
        if isinstance(message, dict):
            found += [(what, f"messages[{number}].{where}") for what, where in _message(message)]
    return found


def _message(message: Value) -> Iterator[Problem]:
    checks: dict[str, Callable[[Value], Iterator[Problem]]] = {
        "text": _text,
        "flex": _flex,
        "location": _place,
    }
    check = checks.get(message.get("type", ""))
    yield from check(message) if check else ()
    yield from _media(message)
    if "quickReply" in message:
        yield from _quick_reply(message["quickReply"].get("items", []))


def _length(text: str, most: int, where: str, count: Callable[[str], int] = units) -> Iterator[Problem]:
    if not text:
        yield ("May not be empty", where)
    elif count(text) > most:
        yield (f"Length must be between 0 and {most}", where)


def _text(message: Value) -> Iterator[Problem]:
    text = message.get("text", "")
    yield from _length(text, 5000, "text")
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield ("Invalid text", "text")
    emojis = message.get("emojis", [])
    if len(emojis) > 20:
        yield ("Size must be between 0 and 20", "emojis")
    wide = text.encode("utf-16-le", "surrogatepass")
    for number, emoji in enumerate(emojis):
        at = emoji.get("index", -1)
        if wide[2 * at : 2 * at + 2] != b"$\x00":
            yield ("Must be on $", f"emojis[{number}].index")


def _place(message: Value) -> Iterator[Problem]:
    for name in ("title", "address"):
        yield from _length(message.get(name, ""), 100, name)


def _media(message: Value) -> Iterator[Problem]:
    for name in ("originalContentUrl", "previewImageUrl", "baseUrl"):
        if name in message and (not message[name].startswith("https://") or len(message[name]) > 2000):
            yield ("Must be an HTTPS URL of at most 2000 characters", name)


def _quick_reply(items: list[Value]) -> Iterator[Problem]:
    if not 1 <= len(items) <= 13:
        yield ("Size must be between 1 and 13", "quickReply.items")
    for number, item in enumerate(items):
        where = f"quickReply.items[{number}]"
        if "imageUrl" in item and not item["imageUrl"].startswith("https://"):
            yield ("Must be HTTPS", f"{where}.imageUrl")
        yield from _action(item.get("action", {}), 20, f"{where}.action", needs_label=True)
        if item.get("action", {}).get("type") == "richmenuswitch":
            yield ("Not allowed in a quick reply", f"{where}.action")


def _action(action: Value, most: int, where: str, *, needs_label: bool) -> Iterator[Problem]:
    kind = action.get("type")
    if needs_label or "label" in action:
        yield from _length(action.get("label", ""), most, f"{where}.label", clusters)
    if kind == "message":
        yield from _length(action.get("text", ""), 300, f"{where}.text", clusters)
    if kind == "postback":
        yield from _postback(action, where)
    if kind == "uri":
        yield from _uri(action.get("uri", ""), where)
    if kind == "clipboard":
        yield from _length(action.get("clipboardText", ""), 1000, f"{where}.clipboardText")
    if kind == "datetimepicker" and not (action.get("mode") and action.get("data")):
        yield ("must be specified", f"{where}.mode")


def _postback(action: Value, where: str) -> Iterator[Problem]:
    yield from _length(action.get("data", ""), 300, f"{where}.data")
    for name in ("displayText", "text", "fillInText"):
        if name in action:
            yield from _length(action[name], 300, f"{where}.{name}", clusters)
    if "displayText" in action and "text" in action:
        yield ("displayText and text exclude each other", where)
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        yield ("fillInText needs openKeyboard", where)


def _uri(uri: str, where: str) -> Iterator[Problem]:
    yield from _length(uri, 1000, f"{where}.uri")
    if uri and (urlsplit(uri).scheme not in SCHEMES or not uri.isascii()):
        yield ("invalid uri", f"{where}.uri")


def _flex(message: Value) -> Iterator[Problem]:
    yield from _length(message.get("altText", ""), 1500, "altText")
    contents = message.get("contents") or {}
    size, most = len(json.dumps(contents)), 50 * 1024 if contents.get("type") == "carousel" else 30 * 1024
    if size > most:
        yield (f"must be at most {most} bytes", "contents")
    if contents.get("type") == "carousel":
        yield from _carousel(contents)
    else:
        yield from _bubble(contents, "contents")


def _carousel(carousel: Value) -> Iterator[Problem]:
    bubbles = carousel.get("contents", [])
    if not 1 <= len(bubbles) <= 12:
        yield ("Size must be between 1 and 12", "contents.contents")
    for number, bubble in enumerate(bubbles):
        yield from _bubble(bubble, f"contents.contents[{number}]")


def _bubble(bubble: Value, where: str) -> Iterator[Problem]:
    blocks = [name for name in ("header", "hero", "body", "footer") if name in bubble]
    if not blocks:
        yield ("At least one block must be specified", where)
    for name in blocks:
        if name == "hero" and bubble[name].get("type") not in ("box", "image", "video"):
            yield ("invalid property", f"{where}/hero")
        if name != "hero" and bubble[name].get("type") != "box":
            yield ("invalid property", f"{where}/{name}")
        yield from _component(bubble[name], f"{where}/{name}")


def _component(part: Value, where: str) -> Iterator[Problem]:
    kind = part.get("type", "")
    if kind not in FLEX_TYPES:
        yield ("unknown component", where)
    if kind == "text" and not (part.get("text") or part.get("contents")):
        yield ("must be specified", f"{where}/text")
    if kind == "button":
        yield from _action(part.get("action", {}), 40, f"{where}/action", needs_label=True)
    elif "action" in part:
        yield from _action(part["action"], 40, f"{where}/action", needs_label=False)
    if kind in ("image", "icon") and not str(part.get("url", "")).startswith("https://"):
        yield ("Must be HTTPS", f"{where}/url")
    if kind == "box":
        yield from _box(part, where)


def _box(box: Value, where: str) -> Iterator[Problem]:
    allowed = {"icon", "text", "filler", "span"} if box.get("layout") == "baseline" else FLEX_TYPES - {"bubble"}
    for number, part in enumerate(box.get("contents", [])):
        inner = f"{where}/contents/{number}"
        if part.get("type") not in allowed:
            yield ("invalid property", inner)
        yield from _component(part, inner)
