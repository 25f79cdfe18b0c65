"""``flask serve``: web and worker in one process, until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

import click
from waitress import create_server
from waitress.server import BaseWSGIServer

from app import create_app
from commands.services import ready_services
from commands.working import new_worker, on_stop
from portal.uploads import LARGEST_FORM
from services import Services
from settings import Settings

THREADS = 16


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 behind no proxy at all.")
def serve(host: str) -> None:
    """Web and worker in one process, for one small machine."""
    with ready_services() as services:
        run_together(services, create_app(services), host)


def run_together(services: Services, wsgi: Callable[..., object], host: str) -> None:
    """Serve an application beside a worker thread until TERM or Ctrl-C; both end cleanly."""
    stop = threading.Event()
    working = threading.Thread(target=new_worker(services).run, args=(stop,), name="worker")
    server = new_server(services.settings, wsgi, host)
    on_stop(stop.set, server.close)
    working.start()
    try:
        server.run()
    except OSError:
        if not stop.is_set():  # closing the socket is how the loop is told to end
            raise
    finally:
        stop.set()
        working.join(timeout=10)


def new_server(settings: Settings, wsgi: Callable[..., object], host: str) -> BaseWSGIServer:
    """A server with more threads than wait for slow work; what comes in and goes out stays in memory.

    Waitress would spool large forms and answers, evidence among them, to files.
    """
    return create_server(
        wsgi,
        host=host,
        port=settings.port,
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
        max_request_body_size=LARGEST_FORM,
        inbuf_overflow=2 * LARGEST_FORM,
        outbuf_overflow=2 * LARGEST_FORM,
    )
