"""``flask migrate``, ``flask setup``, ``flask seed``: from an empty database to a working one."""

from __future__ import annotations

import os
from pathlib import Path

import click
from sqlalchemy import select

from casework.staff_seal import sign
from commands.guide import Answers, Terminal, read_answers
from commands.guided_setup import HOURS, profile, run
from commands.machine import check_machine, ensure_secret
from commands.services import ready_services, services_of_environment
from jobs.sample_data import DemoAccount
from jobs.sample_data import seed as plant
from knowledge.starter import plant as plant_manual
from ledger.append import Act, append
from models import Instance, Staff
from models.days import bangkok_day
from models.schema import current
from models.schema import migrate as bring_up
from services import Services, clock

SIGNED_SINCE = "0011"
"""The shape since which staff rows are signed; those of before are taken as they are, once."""


@click.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    with services_of_environment() as services:
        before = current(services.db)
        click.echo(f"database is at revision {bring_up(services.db)}")
        if "" < before < SIGNED_SINCE:
            _sign_all(services)


def _sign_all(services: Services) -> None:
    with services.db.write() as session:
        for one in session.scalars(select(Staff)):
            sign(services.keys, one)


@click.command()
@click.option("--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="YAML or JSON.")
@click.option("--municipality", default="", help="Only the name and the two below; keys and accounts come later.")
@click.option("--phone", default="", help="What the bot tells people to call.")
@click.option("--office-hours", default=HOURS, show_default=True)
def setup(answers: Path | None, municipality: str, phone: str, office_hours: str) -> None:
    """First-time set-up of a municipality, guided, in Thai. Refuses a database that already has one."""
    guide = read_answers(answers) if answers else Terminal()
    ensure_secret(guide, os.environ)
    with ready_services() as services:
        check_machine(services, guide, clock())
        if not municipality:
            run(services, guide, clock())
            return
        named = profile(Answers({"municipality": municipality, "phone": phone, "office_hours": office_hours}))
        with services.db.write() as session:
            if session.get(Instance, 1):
                raise click.ClickException("ฐานข้อมูลนี้ตั้งค่าหน่วยงานไว้แล้ว")
            session.add(named)
            plant_manual(session, named.municipality, bangkok_day(clock()))
            append(session, services.keys, Act("setup", actor="system"), clock())
    click.echo(f"ตั้งค่า {municipality.strip()} แล้ว แต่ยังไม่มีแผ่นกู้คืนและผู้เก็บรักษาข้อมูล ทำต่อด้วย: flask setup")


@click.command()
@click.option("--size", type=click.Choice(["small", "large"]), default="small", show_default=True)
def seed(size: str) -> None:
    """Fill an empty database with sample data over two fiscal years, clearly marked."""
    with ready_services() as services:
        if not services.settings.dev:
            raise click.ClickException("sample data needs SIANGSAI_DEV=1")
        accounts = plant(services.db, services.keys, services.settings.public_url, size, clock())
    click.echo("ข้อมูลตัวอย่าง: two fiscal years of cases, and these accounts:")
    for account in accounts:
        click.echo(account_line(account))


def account_line(account: DemoAccount) -> str:
    """One line: who, password and second factor of a demo account."""
    return f"  {account.username:<12} {account.password:<20} TOTP {account.totp_secret}  {account.words}"
