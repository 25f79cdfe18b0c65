"""``flask manual …``: the service manual from a file, to a file, and whether a file may be published."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from commands.services import office_of, ready_services
from knowledge import gate, manual_file, manual_store, xlsx
from knowledge.entries import Entry, ManualBroken
from knowledge.manual_store import Town
from ledger.append import Act, append
from models.days import bangkok_day
from services import Services, clock

READERS: dict[str, Callable[[bytes], list[Entry]]] = {
    ".yaml": manual_file.from_yaml,
    ".yml": manual_file.from_yaml,
    ".xlsx": xlsx.from_xlsx,
}
WRITERS: dict[str, Callable[[list[Entry]], bytes]] = {
    ".yaml": manual_file.to_yaml,
    ".yml": manual_file.to_yaml,
    ".xlsx": xlsx.to_xlsx,
}
Door = TypeVar("Door", bound=Callable[..., Any])
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def manual() -> None:
    """The service manual: import, export, check (YAML or XLSX)."""


@manual.command("import")
@click.argument("file", type=EXISTING)
def import_from(file: Path) -> None:
    """Take the entries of FILE in. What lacks something becomes a draft; a wrong file changes nothing."""
    entries = _read(file)
    with ready_services() as services:
        town = _town(services)
        with services.db.write() as session:
            done = manual_store.take_in(session, entries, "system", town)
            payload: dict[str, str | int] = {"new": done.new, "changed": done.changed, "same": done.same}
            append(session, services.keys, Act("manual.imported", actor="system", payload=payload), clock())
    click.echo(f"นำเข้าแล้ว: ใหม่ {done.new} แก้ไข {done.changed} เหมือนเดิม {done.same} รายการ")
    if done.drafts:
        click.echo("ยังไม่เผยแพร่ เก็บเป็นร่าง เพราะ:")
    for line in done.drafts:
        click.echo(f"  {line}")


@manual.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_to(file: Path) -> None:
    """Write all entries to FILE (.yaml or .xlsx)."""
    write = _by_suffix(WRITERS, file)
    with ready_services() as services, services.db.read() as session:
        entries = manual_store.export(session)
    try:
        file.write_bytes(write(entries))
    except ManualBroken as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"เขียน {len(entries)} รายการลง {file}")


@manual.command("check")
@click.argument("file", type=EXISTING)
@click.option("--agency", type=click.Choice([gate.MUNICIPALITY, gate.SAO]), default=gate.MUNICIPALITY)
def check(file: Path, agency: str) -> None:
    """Say what is wrong with FILE and what stands against publishing it; changes nothing. Ends with 1 if anything."""
    entries = _read(file)
    today = bangkok_day(clock())
    lines = [line for entry in entries for line in gate.problems(entry, agency, today)]
    for line in lines:
        click.echo(line)
    ready = sum(not gate.problems(entry, agency, today) for entry in entries)
    click.echo(f"พร้อมเผยแพร่ {ready} จาก {len(entries)} รายการ")
    if lines:
        sys.exit(1)


def _read(file: Path) -> list[Entry]:
    try:
        return _by_suffix(READERS, file)(file.read_bytes())
    except ManualBroken as error:
        raise click.ClickException(f"{file.name}\n{error}") from None


def _by_suffix(known: dict[str, Door], file: Path) -> Door:
    if file.suffix.lower() not in known:
        raise click.ClickException(f"{file.name}: ใช้ได้เฉพาะไฟล์ .yaml หรือ .xlsx")
    return known[file.suffix.lower()]


def _town(services: Services) -> Town:
    return Town(gate.agency_type(office_of(services).municipality), bangkok_day(clock()))
