"""``flask demo``: LINE stand-in, phone, bot, worker and staff view in one process, with sample data."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from app import create_app
from bot import rich_menu
from bot.client import LineClient
from commands.processes import run_together
from commands.setting_up import account_line
from handlers import wording
from handlers.greeting import MENU_TAPS
from jobs.sample_data import DemoAccount
from jobs.sample_data import seed as plant
from models.schema import migrate
from services import clock, open_services
from settings import SAMPLE_SECRET, Settings, SettingsError, read_settings
from simulator import RealClock, Simulator
from simulator.phone import Link, create_phone

LOCAL = "127.0.0.1"
PEOPLE = ("สมชาย", "สมหญิง", "ป้าแดง")
DATABASE = "sqlite:///var/demo.db"
MENU = [*(tap.say for tap in MENU_TAPS), wording.MENU_WORD]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@click.command()
@click.option("--host", default=LOCAL, show_default=True)
def demo(host: str) -> None:
    """Everything on this machine: open the phone in a browser and chat. LINE itself is never contacted."""
    given = {"channel_secret": secrets.token_hex(16), "access_token": secrets.token_urlsafe(32)}
    port = int(os.environ.get("PORT") or 8000)
    with Simulator(**given, clock=RealClock(), bot=f"http://{LOCAL}:{port}/callback") as line:
        line.webhooks.in_background()
        services = open_services(_settings(line, port))
        migrate(services.db)
        accounts = plant(services.db, services.keys, services.settings.public_url, "small", clock())
        rich_menu.install(LineClient(services.settings))
        click.echo(_greeting(port, accounts))
        for name in PEOPLE:
            line.person(name).state.friend = True
        phone = create_phone(line, MENU, _links(accounts))
        run_together(services, _side_by_side(phone, create_app(services)), host)
        services.db.close()


def _settings(line: Simulator, port: int) -> Settings:
    """Settings of a demo; only the database may come from outside."""
    try:
        return read_settings(
            {
                "DATABASE_URL": os.environ.get("DATABASE_URL") or DATABASE,
                "SIANGSAI_DEV": "1",
                "SIANGSAI_SECRET": SAMPLE_SECRET,
                "LINE_CHANNEL_SECRET": line.platform.channel_secret,
                "LINE_CHANNEL_ACCESS_TOKEN": line.platform.access_token,
                "LINE_API_URL": line.api_url,
                "LINE_DATA_URL": line.data_url,
                "PUBLIC_URL": f"http://localhost:{port}",
                "PORT": str(port),
            }
        )
    except SettingsError as error:
        raise click.ClickException(f"settings:\n{error}") from None


def _side_by_side(phone: Wsgi, site: Wsgi) -> Wsgi:
    """One address for both: /simulator/ is the phone, everything else the product."""

    def serve(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        return (phone if path == "/simulator" or path.startswith("/simulator/") else site)(environ, start)

    return serve


def _links(accounts: Sequence[DemoAccount]) -> list[Link]:
    words = f"ชื่อผู้ใช้ {accounts[0].username} รหัสผ่าน {accounts[0].password} (หน้าเข้าสู่ระบบบอกรหัสยืนยัน)"
    staff = Link("หน้าเจ้าหน้าที่", "/admin/", words)
    return [staff, Link("หน้าเว็บสาธารณะ", "/"), Link("ติดตามเรื่องด้วยรหัส", "/follow")]


def _greeting(port: int, accounts: Sequence[DemoAccount]) -> str:
    lines = [
        f"Phone:       http://localhost:{port}/simulator/",
        f"Staff view:  http://localhost:{port}/admin/",
        f"Public page: http://localhost:{port}/",
        "ข้อมูลตัวอย่าง – demo accounts (the sign-in page shows the current six digits):",
        *(account_line(account) for account in accounts),
        "Ctrl-C ends it.",
    ]
    return "\n".join(lines)
