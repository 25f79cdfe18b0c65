"""The ``flask …`` commands, each a thin door to a package below."""

from __future__ import annotations

from flask import Flask

from commands.accounts import staff
from commands.asking import ask
from commands.demo import demo
from commands.evidence import ledger, report
from commands.processes import serve, worker
from commands.setting_up import migrate, seed, setup
from commands.talk import talk


def create_app() -> Flask:
    """The application of the ``flask`` command: commands and nothing else (pages: ``flask serve``)."""
    app = Flask("siangsai")
    for command in (ask, demo, migrate, setup, seed, serve, worker, staff, talk, ledger, report):
        app.cli.add_command(command)
    return app
