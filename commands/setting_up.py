"""``flask migrate``, ``flask setup``, ``flask seed``: from an empty database to a working one."""

from __future__ import annotations

import click

from app import clock
from commands.services import ready_services, services_of_environment
from jobs.sample_data import DemoAccount
from jobs.sample_data import seed as plant
from ledger.append import Act, append
from models import Instance
from models.schema import migrate as bring_up


@click.command()
def migrate() -> None:
    """Bring the database to the newest shape."""
    with services_of_environment() as services:
        click.echo(f"database is at revision {bring_up(services.db)}")


@click.command()
@click.option("--municipality", prompt="ชื่อหน่วยงาน (เช่น เทศบาลตำบล…)", help="Full official name, in Thai.")
@click.option("--phone", prompt="โทรศัพท์สำนักงาน", help="What the bot tells people to call.")
@click.option("--office-hours", prompt="เวลาทำการ", default="จันทร์-ศุกร์ 08.30-16.30 น.", show_default=True)
def setup(municipality: str, phone: str, office_hours: str) -> None:
    """First-time set-up of a municipality. Refuses a database that already has one."""
    if not municipality.strip() or len(municipality) > 200:
        raise click.ClickException("ชื่อหน่วยงานต้องมี 1 ถึง 200 ตัวอักษร")
    with ready_services() as services, services.db.write() as session:
        if session.get(Instance, 1):
            raise click.ClickException("ฐานข้อมูลนี้ตั้งค่าหน่วยงานไว้แล้ว")
        session.add(Instance(municipality=municipality.strip(), phone=phone.strip(), office_hours=office_hours.strip()))
        append(session, services.keys, Act("setup", actor="system"), clock())
    click.echo(f"ตั้งค่า {municipality.strip()} แล้ว ต่อไป: flask staff add")


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
