"""``flask talk``: a conversation with the bot in the terminal, printed in the form of the dialogue tests."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from pydantic import SecretStr

from handlers.talk import Talk
from keys import ServerKeys
from models import Instance
from models.database import Database
from models.schema import migrate
from services import clock
from settings import SAMPLE_SECRET, decode_secret


@click.command()
@click.option("--script", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Lines to say.")
def talk(script: Path | None) -> None:
    """Talk to the bot over a scratch database; every line said and answered is printed as a test would have it."""
    lines: Iterable[str] = script.read_text(encoding="utf-8").splitlines() if script else _typed()
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/talk.db")
        migrate(db)
        with db.write() as session:
            session.add(Instance(municipality="เทศบาลตำบลตัวอย่าง", phone="053 000 000", sample=True))
        for line in Talk(db, ServerKeys((decode_secret(SecretStr(SAMPLE_SECRET)),)), clock()).play(lines):
            click.echo(line)
        db.close()


def _typed() -> Iterator[str]:
    """What is typed, as lines of a script; plain words need no ``reporter:`` in front."""
    for line in sys.stdin:
        known = line.startswith(("reporter:", "tap:", "later:", "staff:", "#", "sends:"))
        yield line.rstrip("\n") if known else f"reporter: {line.rstrip()}"
