"""``flask retention``: what is due to be erased, and erasing it."""

from __future__ import annotations

import click

from casework import retention as rules
from casework.retention import ClockNotBelieved
from commands.services import ready_services
from jobs.nightly import erase_due
from services import clock


@click.command()
@click.option("--dry-run", is_flag=True, help="List what would be erased and erase nothing.")
@click.option("--clock-is-right", is_flag=True, help="The date of this machine was looked at and is right.")
def retention(dry_run: bool, clock_is_right: bool) -> None:
    """Erase the content of cases whose time is over. The worker does it every night."""
    with ready_services() as services:
        if clock_is_right:
            with services.db.write() as session:
                rules.confirm_clock(session, services.keys, clock())
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
            raise click.ClickException(f"nothing was erased: {error}") from None
