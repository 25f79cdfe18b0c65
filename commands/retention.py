"""``flask retention``: what is due to be erased, and erasing it."""

from __future__ import annotations

import click

from app import clock
from casework import retention as rules
from casework.retention import ClockNotBelieved
from commands.services import ready_services
from jobs.nightly import erase_due


@click.command()
@click.option("--dry-run", is_flag=True, help="List what would be erased and erase nothing.")
def retention(dry_run: bool) -> None:
    """Erase the content of cases whose time is over. The worker does it every night."""
    with ready_services() as services:
        with services.db.read() as session:
            found = rules.due(session, clock())
        for one in found:
            click.echo(f"{one.reference}  {one.rule.words}  ครบกำหนด {one.since}")
        if dry_run:
            click.echo(f"{len(found)} due; nothing was erased")
            return
        try:
            click.echo(f"{erase_due(services.db, services.keys, clock())} erased")
        except ClockNotBelieved as error:
            raise click.ClickException(f"nothing was erased, look at the clock: {error}") from None
