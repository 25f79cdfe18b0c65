"""The ``flask …`` commands, each a thin door to a package below."""

from __future__ import annotations

from flask import Flask

from commands.account_keys import recover, reset_factor
from commands.accounts import staff
from commands.asking import ask
from commands.demo import demo
from commands.evidence import ledger, report
from commands.manual import manual
from commands.processes import serve, worker
from commands.retention import retention
from commands.rich_menu import richmenu
from commands.setting_up import migrate, seed, setup
from commands.talk import talk


def create_app() -> Flask:
    """The application of the ``flask`` command: commands and nothing else (pages: ``flask serve``)."""
    app = Flask("siangsai")
    staff.add_command(recover)
    staff.add_command(reset_factor)
    first = (demo, migrate, setup, seed, serve, worker, staff, talk)
    for command in (*first, ask, ledger, report, retention, manual, richmenu):
        app.cli.add_command(command)
    return app
