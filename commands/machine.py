"""Before anything is set up: a server secret, a right clock, room on the disk."""

from __future__ import annotations

import base64
import secrets
import shutil
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import make_url

from commands.guide import Guide
from commands.printing import write_private
from services import Services

NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
"""This version was written after that day: a clock that stands earlier is wrong."""

ROOM = 1024**3
"""Bytes that must be free: a year of a small office with evidence files takes about that."""


def ensure_secret(guide: Guide, environ: MutableMapping[str, str]) -> None:
    """When there is no server secret, offer to make one in a file of mode 0600; used for this run at once."""
    if environ.get("SIANGSAI_SECRET", "").strip():
        return
    path = Path(guide.ask("secret_file", "ยังไม่มีกุญแจของเครื่อง สร้างไว้ที่ไฟล์ใด", "var/secret")).resolve()
    if not path.exists():
        write_private(path, base64.b64encode(secrets.token_bytes(32)) + b"\n")
    environ["SIANGSAI_SECRET"] = f"file:{path}"
    guide.say(f"สร้างกุญแจของเครื่องแล้ว ใส่บรรทัดนี้ในไฟล์ .env และเก็บสำเนาไว้ในตู้นิรภัย:\nSIANGSAI_SECRET=file:{path}")


def check_machine(services: Services, guide: Guide, now: datetime) -> None:
    """Clock and disk. ClickException when the clock is wrong or the disk nearly full."""
    if now < NOT_BEFORE:
        raise click.ClickException("นาฬิกาของเครื่องไม่ตรง โปรดตั้งเวลาให้ถูกก่อน")
    free = shutil.disk_usage(_folder(services)).free
    if free < ROOM:
        raise click.ClickException("พื้นที่ดิสก์เหลือน้อยกว่า 1 GB โปรดเพิ่มพื้นที่ก่อน")
    guide.say(f"ตรวจเครื่อง: เวลา {now:%Y-%m-%d %H:%M} UTC พื้นที่ว่าง {free / ROOM:.0f} GB")


def _folder(services: Services) -> Path:
    """Where the database lies; this folder when it is on another machine."""
    name = make_url(services.settings.database_url).database or "" if services.db.is_sqlite else ""
    return Path(name).resolve().parent if name else Path()
