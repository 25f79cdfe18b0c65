"""``flask demo``: LINE stand-in, phone, bot, worker and staff view in one process, with sample data."""

from __future__ import annotations

import os
import secrets

import click
from jobs.sample_data import seed as plant
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import clock, create_app, open_services
from commands.processes import run_together
from models.schema import migrate
from simulator import RealClock, Simulator

HOST = "127.0.0.1"
PEOPLE = ("สมชาย", "สมหญิง", "ป้าแดง")


@click.command()
@click.option("--host", default=HOST, show_default=True)
def demo(host: str) -> None:
    """Everything on this machine: open the phone in a browser and chat; LINE itself is never contacted."""
    channel_secret, access_token = secrets.token_hex(16), secrets.token_urlsafe(32)
    port = int(os.environ.get("PORT") or 8000)
    callback = f"http://{HOST}:{port}/callback"
    with Simulator(channel_secret=channel_secret, access_token=access_token, clock=RealClock(), bot=callback) as line:
        services = open_services(_settings(line, port))
        migrate(services.db)
        accounts = plant(services.db, services.keys, services.settings, "small", clock())
        _greet(port, accounts)
        wsgi = DispatcherMiddleware(create_app(services), {"/simulator": _phone(line, port, accounts)})
        run_together(services, wsgi, host)
        services.db.close()
