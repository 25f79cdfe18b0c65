"""``flask richmenu``: make and install the LINE menu."""

from __future__ import annotations

from pathlib import Path

import click

from bot import rich_menu
from bot.client import GiveUp, LineClient, TryLater
from commands.services import services_of_environment


@click.group()
def richmenu() -> None:
    """The LINE menu of six areas."""


@richmenu.command()
def install() -> None:
    """Make and install the menu. Run again it changes nothing."""
    with services_of_environment() as services:
        try:
            changed = rich_menu.install(LineClient(services.settings))
        except (TryLater, GiveUp) as error:
            raise click.ClickException(f"LINE did not take the menu: {error.reason}") from None
    click.echo("the menu is installed" if changed else "the menu is already installed; nothing was changed")


@richmenu.command()
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def picture(file: Path) -> None:
    """Write the menu's picture to FILE (PNG), to look at it."""
    file.write_bytes(rich_menu.picture())
    click.echo(f"wrote {file}")
