"""``flask talk``: a conversation with the bot in the terminal, printed in the form of the dialogue tests."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from pydantic import SecretStr

from casework.office import open_office
from casework.seal import new_pair
from handlers.talk import ScriptError, Talk
from jobs import sample_answers
from jobs.sample_data import sample_town
from jobs.understanding import open_understanding
from keys import ServerKeys
from knowledge.live import LiveAnswering
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
        keys = ServerKeys((decode_secret(SecretStr(SAMPLE_SECRET)),))
        conversation = Talk(db, keys, clock(), understanding=_town(db, keys))
        for line in lines:
            _say(conversation, line, forgiving=script is None)
        db.close()


def _say(conversation: Talk, line: str, *, forgiving: bool) -> None:
    try:
        for said in conversation.play([line]):
            click.echo(said)
    except ScriptError as error:
        if not forgiving:
            raise click.ClickException(str(error)) from None
        click.echo(f"# {error}")


def _town(db: Database, keys: ServerKeys) -> LiveAnswering:
    """A sample municipality with its manual, whose reports nobody can open; what finds its answers."""
    with db.write() as session:
        town = sample_town()
        town.recovery_public_key = new_pair()[1]
        session.add(town)
        session.flush()
        sample_answers.plant(session, town.municipality, clock())
        office = open_office(session, keys, "http://localhost:8000")
    return open_understanding(db, office, clock)


def _typed() -> Iterator[str]:
    """What is typed, as lines of a script; plain words need no ``reporter:`` in front."""
    for line in sys.stdin:
        known = line.startswith(("reporter:", "tap:", "later:", "staff:", "#", "sends:"))
        yield line.rstrip("\n") if known else f"reporter: {line.rstrip()}"
