"""The service manual as a file: what YAML and XLSX share, and what every entry of a file must keep to."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import yaml

from knowledge.entries import Entry, ManualBroken, Source, read_manual
from knowledge.gate import ID
from knowledge.understood import Intent
from models.manual import ID_MOST, EntryStatus

LISTS = ("aliases", "hints", "steps", "documents", "agency_types")
DATES = ("as_of", "valid_from", "valid_to")
LONGEST, MOST_LINES, MOST_ENTRIES = 4000, 100, 2000
"""Characters of one value, lines of one list, entries of one file."""

INTENTS = frozenset(Intent) - {Intent.UNSURE, Intent.OOS, Intent.GREETING, Intent.HANDOFF}


def from_yaml(data: bytes) -> list[Entry]:
    """The entries of a YAML file, checked. ManualBroken names every entry that is wrong."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ManualBroken("ไฟล์ต้องเป็นข้อความ UTF-8") from None
    return checked(read_manual(text))


def to_yaml(entries: Sequence[Entry]) -> bytes:
    """The entries as a YAML file that reads back to the same."""
    rows = [{**as_content(entry), "status": entry.status} for entry in entries]
    text = yaml.safe_dump({"entries": rows}, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()


def as_content(entry: Entry) -> dict[str, Any]:
    """The plain value of an entry without its status; empty fields are left out, dates stay dates."""
    content: dict[str, Any] = {}
    for one in fields(Entry):
        value = getattr(entry, one.name)
        if isinstance(value, Source):
            value = {key: words for key, words in (("title", value.title), ("url", value.url)) if words}
        if value and one.name != "status":
            content[one.name] = list(value) if isinstance(value, tuple) else value
    return content


def to_json(entry: Entry) -> dict[str, Any]:
    """The same with dates as words, for storing."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in as_content(entry).items()}


def from_json(content: dict[str, Any], status: str) -> Entry:
    """The entry of a stored value; keys a later version added are left out."""
    given: dict[str, Any] = {key: value for key, value in content.items() if key in Entry.__dataclass_fields__}
    given |= {key: date.fromisoformat(given[key]) for key in DATES if key in given}
    given |= {key: tuple(given[key]) for key in LISTS if key in given}
    return Entry(**{**given, "source": Source(**given.get("source", {})), "status": status})


def checked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with their words cleaned. ManualBroken with one line for everything that is wrong."""
    if len(entries) > MOST_ENTRIES:
        raise ManualBroken(f"ไฟล์มีเกิน {MOST_ENTRIES:,} รายการ")
    clean = [_clean(entry) for entry in entries]
    wrong = [line for entry in clean for line in _wrong(entry)]
    twice = [key for key, count in Counter(entry.id for entry in clean).items() if count > 1]
    wrong += [f"{key}: id ซ้ำกันในไฟล์" for key in twice]
    if wrong:
        raise ManualBroken("\n".join(wrong))
    return clean


def words(text: str) -> str:
    """Text without control and invisible direction characters, ends trimmed; line breaks stay."""
    kept = [
        c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    ]
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _clean(entry: Entry) -> Entry:
    given: dict[str, Any] = {}
    for one in fields(Entry):
        value = getattr(entry, one.name)
        if isinstance(value, str):
            given[one.name] = words(value)
        elif isinstance(value, tuple):
            given[one.name] = tuple(line for line in map(words, value) if line)
    return replace(entry, **given, source=Source(words(entry.source.title), words(entry.source.url)))


def _wrong(entry: Entry) -> Iterator[str]:
    if not ID.fullmatch(entry.id):
        yield f"{entry.id[:60]}: id ใช้ได้เฉพาะ a-z 0-9 และ - ไม่เกิน {ID_MOST} ตัว"
    if not entry.name:
        yield f"{entry.id}: ต้องมี name"
    if entry.intent not in INTENTS:
        yield f"{entry.id}: ไม่รู้จัก intent {entry.intent[:40]}"
    if entry.status not in set(EntryStatus):
        yield f"{entry.id}: ไม่รู้จัก status {entry.status[:40]}"
    yield from (f"{entry.id}: {name} ต้องเป็นวันที่ เช่น 2026-11-24" for name in DATES if _is_no_day(entry, name))
    yield from (f"{entry.id}: {name} ต้องเป็นที่อยู่เว็บ https://" for name in ("url", "map_url") if _is_no_url(entry, name))
    for one in fields(Entry):
        value = getattr(entry, one.name)
        if isinstance(value, str | tuple) and _is_too_much(value):
            yield f"{entry.id}: {one.name} ยาวเกินไป (ข้อความ {LONGEST:,} ตัวอักษร รายการ {MOST_LINES} บรรทัด)"


def _is_no_day(entry: Entry, name: str) -> bool:
    value = getattr(entry, name)
    return value is not None and type(value) is not date


def _is_no_url(entry: Entry, name: str) -> bool:
    value = entry.source.url if name == "url" else entry.map_url
    try:
        parts = urlsplit(value)
    except ValueError:
        return True
    return bool(value) and (parts.scheme not in ("http", "https") or not parts.hostname or " " in value)


def _is_too_much(value: str | tuple[str, ...]) -> bool:
    lines = (value,) if isinstance(value, str) else value
    return len(lines) > MOST_LINES or any(len(line) > LONGEST for line in lines)
