"""Entries of the service manual, and the YAML file they travel in (contract: ``entries:`` list)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

SIX_ELEMENTS = ("name", "steps", "time", "where", "fee", "documents")
"""What a published service must say (ITA item on service manuals, data elements)."""


class ManualBroken(Exception):
    """A manual file cannot be read; the text names the entry and what is wrong, in Thai."""


@dataclass(frozen=True)
class Source:
    """Where a fact comes from."""

    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """One service, or one topic with a ready ``answer``. ``hints`` are how people ask; they are never shown."""

    id: str
    name: str
    intent: str = "service"
    aliases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    office: str = ""
    who: str = ""
    steps: tuple[str, ...] = ()
    time: str = ""
    fee: str = ""
    documents: tuple[str, ...] = ()
    where: str = ""
    answer: str = ""
    source: Source = field(default_factory=Source)
    as_of: date | None = None
    legal: str = ""
    agency_types: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = "published"
    name_en: str = ""
    answer_en: str = ""
    phone: str = ""
    map_url: str = ""


def read_manual(text: str) -> list[Entry]:
    """The entries of a manual file. ManualBroken for anything that is not one; unknown keys are left out."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ManualBroken(f"ไฟล์ไม่ใช่ YAML ที่ถูกต้อง ({type(error).__name__})") from None
    entries = raw.get("entries") if isinstance(raw, Mapping) else None
    if not isinstance(entries, list):
        raise ManualBroken("ไฟล์ต้องมีรายการ entries")
    return [_entry(one, number) for number, one in enumerate(entries, start=1)]


def _entry(raw: Any, number: int) -> Entry:
    if not isinstance(raw, Mapping) or not raw.get("id") or not raw.get("name"):
        raise ManualBroken(f"รายการที่ {number}: ต้องมี id และ name")
    given: dict[str, Any] = {}
    for name in Entry.__dataclass_fields__:
        if raw.get(name) is not None:
            given[name] = _value(name, raw[name], str(raw["id"]))
    return Entry(**given)


def _value(name: str, value: Any, entry: str) -> Any:
    if name in ("aliases", "hints", "steps", "documents", "agency_types"):
        return tuple(str(one) for one in (value if isinstance(value, list) else [value]))
    if name in ("as_of", "valid_from", "valid_to"):
        if not isinstance(value, date):
            raise ManualBroken(f"{entry}: {name} ต้องเป็นวันที่ เช่น 2026-11-24")
        return value
    if name == "source":
        return Source(
            **{key: str(value[key]) for key in ("title", "url") if isinstance(value, Mapping) and key in value}
        )
    return str(value)
