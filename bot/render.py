"""Replies become LINE messages inside every limit of the Messaging API: nothing LINE refuses leaves here.

Limits: LINE Messaging API reference, "Message objects" and "Action objects". Texts count UTF-16 units;
labels count grapheme clusters.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Any

import regex

from bot.events import write_button
from handlers.speech import Card, Reply, Tap

Message = dict[str, Any]
MOST_MESSAGES = 5
TEXT_UNITS = 5000
QUICK_REPLIES = 13
QUICK_LABEL, FLEX_LABEL = 20, 40
SAY_UNITS = 300
URL_UNITS = 1000
ALT_UNITS = 1500
CARD_ROW_UNITS, CARD_ROWS, CARD_TAPS = 300, 12, 4
BUBBLE_BYTES = 30 * 1024
NEUTRAL_ALT = "ข้อความจากเสียงใส"
CLUSTER = regex.compile(r"\X")
SENTENCE_ENDS = ("\n\n", "\n", " ")


def render(replies: Sequence[Reply]) -> list[Message]:
    """At most five messages; the buttons of the last reply that has any go under the last message."""
    messages = _at_most_five(_without_spare(replies))
    taps = next((reply.taps for reply in reversed(replies) if reply.taps), ())
    if messages and taps:
        messages[-1]["quickReply"] = {"items": [_quick_reply(tap) for tap in taps[:QUICK_REPLIES]]}
    return messages


def units(text: str) -> int:
    """UTF-16 code units: how LINE counts texts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_units(text: str, most: int) -> str:
    """The text, or as much of it as fits with … at the end, cut between characters as people see them."""
    if units(text) <= most:
        return text
    kept, used = [], 1
    for cluster in CLUSTER.findall(text):
        used += units(cluster)
        if used > most:
            break
        kept.append(cluster)
    return "".join(kept) + "…"


def cut_label(text: str, most: int) -> str:
    """A label of at most ``most`` grapheme clusters, with … when it was longer."""
    clusters = CLUSTER.findall(clean(text).replace("\n", " "))
    return "".join(clusters if len(clusters) <= most else [*clusters[: most - 1], "…"])


def clean(text: str) -> str:
    """Text without control characters and lone surrogates, which LINE refuses or shows as rubbish."""
    kept = [c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")]
    return "".join(kept).strip()


def split(text: str) -> list[str]:
    """The text in pieces of at most 5,000 units, cut at the end of a paragraph, line or word if possible."""
    pieces = []
    while units(text) > TEXT_UNITS:
        piece = cut_units(text, TEXT_UNITS + 1)[:-1] or _torn(text)  # without its …
        ends = [piece.rfind(end) for end in SENTENCE_ENDS if piece.rfind(end) > len(piece) // 2]
        at = ends[0] if ends else len(piece)
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [piece for piece in (*pieces, text) if piece]


def _torn(text: str) -> str:
    """The beginning of a character that is longer than a message: nothing but a tear lets it through."""
    start = text[:TEXT_UNITS]
    return start if units(start) <= TEXT_UNITS else text[: TEXT_UNITS // 2]


def _messages(reply: Reply) -> list[Message]:
    messages: list[Message] = [{"type": "text", "text": piece} for piece in split(clean(reply.text))]
    if reply.card:
        messages.append(_flex(reply.card))
    return messages


def _without_spare(replies: Sequence[Reply]) -> list[Message]:
    """The messages of all replies, or without the first of those that can be spared while they are too many."""
    left = list(replies)
    while True:
        messages = [message for reply in left for message in _messages(reply)]
        spare = next((reply for reply in left if reply.spare), None)
        if spare is None or len(_at_most_five(messages, MOST_MESSAGES + len(messages))) <= MOST_MESSAGES:
            return messages
        left.remove(spare)


def _at_most_five(messages: list[Message], most: int = MOST_MESSAGES) -> list[Message]:
    """Texts that follow each other are joined where they fit; what is still over is left to the last one."""
    joined: list[Message] = []
    over = len(messages) - MOST_MESSAGES
    for message in messages:
        fits = over > 0 and joined and joined[-1]["type"] == message["type"] == "text"
        both = f"{joined[-1]['text']}\n\n{message['text']}" if fits else ""
        if both and units(both) <= TEXT_UNITS:
            joined[-1] = {"type": "text", "text": both}
            over -= 1
        else:
            joined.append(message)
    return joined[:most]


def _quick_reply(tap: Tap) -> Message:
    return {"type": "action", "action": _action(tap, QUICK_LABEL)}


def _action(tap: Tap, label_most: int) -> Message:
    label = cut_label(tap.label, label_most) or "…"
    if tap.button:
        shown = cut_units(clean(tap.label), SAY_UNITS) or label
        return {"type": "postback", "label": label, "data": write_button(tap.button), "displayText": shown}
    if tap.url and units(tap.url) <= URL_UNITS:
        return {"type": "uri", "label": label, "uri": tap.url}
    return {"type": "message", "label": label, "text": cut_units(clean(tap.say), SAY_UNITS) or label}


def _flex(card: Card) -> Message:
    alt = cut_units(clean(card.alt) or NEUTRAL_ALT, ALT_UNITS)
    rows = list(card.rows[:CARD_ROWS])
    bubble = _bubble(card, rows, card.notes)
    while len(json.dumps(bubble)) > BUBBLE_BYTES and rows:
        rows = rows[:-1]
        bubble = _bubble(card, rows, ())
    return {"type": "flex", "altText": alt, "contents": bubble}


def _bubble(card: Card, rows: Sequence[tuple[str, str]], notes: Sequence[str]) -> Message:
    contents = [
        _text(card.title, weight="bold", size="lg", color="#0B5345"),
        {"type": "separator", "margin": "md"},
    ]
    contents += [_row(name, value) for name, value in rows]
    if notes:
        contents.append({"type": "separator", "margin": "lg"})
    contents += [_text(note, size="sm", color="#555555", margin="md") for note in notes]
    bubble: Message = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": contents}}
    if card.taps:
        buttons = [
            {
                "type": "button",
                "style": "primary",
                "color": "#0B5345",
                "height": "sm",
                "action": _action(tap, FLEX_LABEL),
            }
            for tap in card.taps[:CARD_TAPS]
        ]
        bubble["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons}
    return bubble


def _row(name: str, value: str) -> Message:
    """Name above value: two columns would break Thai words at large letter sizes."""
    return {
        "type": "box",
        "layout": "vertical",
        "margin": "lg",
        "contents": [
            _text(name, size="sm", color="#555555"),
            _text(value, size="lg", weight="bold", color="#111111"),
        ],
    }


def _text(words: str, **style: str) -> Message:
    shown = cut_units(clean(words), CARD_ROW_UNITS) or "-"
    return {"type": "text", "text": shown, "wrap": True, "scaling": True, **style}
