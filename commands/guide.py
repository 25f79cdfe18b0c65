"""Who answers the questions of the guided set-up: a person at the terminal, or a file for all but the sheets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import click
import yaml


class Guide(Protocol):
    """Questions and what is said between them. ``patient``: a wrong answer can be given again."""

    patient: bool

    def ask(self, key: str, words: str, default: str = "") -> str:
        """The answer to one question; an empty default means that an empty answer is an answer."""

    def say(self, words: str) -> None:
        """Something to read."""


class Terminal:
    """A person."""

    patient = True

    def ask(self, key: str, words: str, default: str = "") -> str:
        """Ask on the terminal; passwords are not shown while they are typed."""
        hidden = key.endswith("password")
        return str(click.prompt(words, default=default, show_default=bool(default), hide_input=hidden)).strip()

    def say(self, words: str) -> None:
        """Print."""
        click.echo(words)


class Answers(Terminal):
    """A file; only the recovery sheets, which no file can know before they exist, are asked for."""

    patient = False

    def __init__(self, given: Mapping[str, Any]) -> None:
        """``given``: see docs/running.md."""
        self._given = given

    def ask(self, key: str, words: str, default: str = "") -> str:
        """The value at a dotted place such as ``custodians.0.username``; the sheets from the terminal."""
        if key.startswith("sheet."):
            return super().ask(key, words)
        value: Any = self._given
        for part in key.removesuffix(".more").split("."):
            value = _step(value, part)
        return default if value is None else str(value).strip()


def read_answers(path: Path) -> Answers:
    """The answers of a YAML or JSON file. ClickException when it is neither."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise click.ClickException(f"อ่านไฟล์คำตอบไม่ได้ ({type(error).__name__})") from None
    if not isinstance(given, dict):
        raise click.ClickException("ไฟล์คำตอบต้องเป็น YAML หรือ JSON ที่มีชื่อและค่า")
    return Answers(given)


def _step(value: Any, part: str) -> Any:
    if isinstance(value, list) and part.isdecimal():
        return value[int(part)] if int(part) < len(value) else None
    found = value.get(part) if isinstance(value, dict) else None
    return ",".join(map(str, found)) if isinstance(found, list) and all(isinstance(x, str) for x in found) else found
