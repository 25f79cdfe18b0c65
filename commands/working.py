"""``flask worker``: the process without pages, until it is told to stop. It imports no page: that is a third of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

import click

from commands.services import ready_services
from jobs.worker import Worker
from services import Services, clock


@click.command()
@click.option("--drain", is_flag=True, help="Work until nothing is waiting, then end.")
def worker(drain: bool) -> None:
    """The worker: takes stored events through the conversations and sends the answers."""
    with ready_services() as services:
        one = new_worker(services)
        if drain:
            one.drain()
            click.echo("nothing is waiting")
            return
        stop = threading.Event()
        on_stop(stop.set)
        one.run(stop)


def new_worker(services: Services) -> Worker:
    """A worker over these services."""
    return Worker(services.db, services.keys, services.settings, clock)


def on_stop(*acts: Callable[[], object]) -> None:
    """Do these when the process is told to end."""

    def told(_number: int, _frame: FrameType | None) -> None:
        for act in acts:
            act()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
