"""The ``flask …`` commands, each a thin door to a package below."""

from __future__ import annotations

from importlib import import_module

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "demo": "commands.demo:demo",
    "migrate": "commands.setting_up:migrate",
    "setup": "commands.setting_up:setup",
    "seed": "commands.setting_up:seed",
    "serve": "commands.processes:serve",
    "worker": "commands.working:worker",
    "staff": "commands.account_keys:staff",
    "talk": "commands.talk:talk",
    "ask": "commands.asking:ask",
    "ledger": "commands.evidence:ledger",
    "report": "commands.evidence:report",
    "retention": "commands.retention:retention",
    "manual": "commands.manual:manual",
    "richmenu": "commands.rich_menu:richmenu",
}


class Doors(AppGroup):
    """Commands that are imported when they are asked for: a worker holds nothing that only pages or documents need."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Their names."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: Context, name: str) -> Command | None:
        """The command of a name, if there is one."""
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, attribute = COMMANDS[name].split(":")
        command: Command = getattr(import_module(module), attribute)
        return command


def create_app() -> Flask:
    """The application of the ``flask`` command: commands and nothing else (pages: ``flask serve``)."""
    app = Flask("siangsai")
    app.cli = Doors(app.name)
    return app
