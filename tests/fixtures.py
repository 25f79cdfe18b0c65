"""A whole bot in one process: the LINE edge, one worker's steps by hand, and a LINE to talk to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import inbox, outbox
from bot.client import LineClient
from bot.content import ContentClient
from bot.webhook import create_webhook
from casework.office import Office
from jobs.evidence import Bench, clean_one, fetch_one
from keys import ServerKeys
from knowledge.understood import Understanding
from ledger import export
from ledger.seal import seal_all
from ledger.verify import verify
from models.database import Database
from settings import SAMPLE_SECRET, Settings, read_settings
from simulator import FakeClock, Person, Simulator
from tests.site import Site, build

CHANNEL_SECRET = "a channel secret"


@dataclass
class Bot:
    """The bot under test; nothing runs by itself, so every step can be looked at."""

    db: Database
    keys: ServerKeys
    office: Office
    clock: FakeClock
    line: Simulator
    edge: FlaskClient
    client: LineClient
    content: ContentClient
    free_text_safe: bool = True
    understanding: Understanding | None = None

    def read(self) -> int:
        """Work off all events; how many."""
        done = 0
        while inbox.process_one(self.db, self._step()):
            done += 1
        return done

    def _step(self) -> inbox.Step:
        return inbox.Step(self.office, self.clock.now(), self.free_text_safe, self.understanding)

    def send(self) -> int:
        """Send all answers that are due; how many attempts."""
        done = 0
        while outbox.send_one(self.db, self.client, self.keys, self.clock.now()):
            done += 1
        return done

    def fetch(self) -> int:
        """Fetch and clean all files that are due; how many steps."""
        bench, done = Bench(self.db, self.office, self.clock.now), 0
        while fetch_one(bench, self.content) or clean_one(bench):
            done += 1
        return done

    def work(self) -> None:
        """Events and answers, until nothing is due."""
        while self.read() + self.send():
            continue

    def hears(self, person: Person, text: str) -> list[str]:
        """A person says something; what the bot says back."""
        person.says(text)
        self.work()
        return person.last_texts()

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        """A webhook request by hand, rightly signed unless headers are given; the status."""
        signed = self.line.webhooks.sign(body) if headers is None else headers
        return self.edge.post("/callback", data=body, headers=signed).status_code

    def post_events(self, *events: object) -> int:
        """A rightly signed batch; the status."""
        payload = {"destination": self.line.platform.bot_user_id, "events": events}
        return self.post(json.dumps(payload).encode())

    def ledger_is_whole(self) -> int:
        """The entries of a ledger that verifies."""
        seal_all(self.db)
        return verify(export.lines(self.db, self.keys, "test/ledger")).size


def settings_for(line_url: str, database_url: str = "sqlite:///unused", data_url: str = "") -> Settings:
    """Settings that point at a stand-in."""
    return read_settings(
        {
            "DATABASE_URL": database_url,
            "SIANGSAI_SECRET": SAMPLE_SECRET,
            "SIANGSAI_DEV": "1",
            "LINE_CHANNEL_SECRET": f"{CHANNEL_SECRET},the secret before",
            "LINE_CHANNEL_ACCESS_TOKEN": "token",
            "LINE_API_URL": line_url,
            "LINE_DATA_URL": data_url,
        }
    )


@pytest.fixture
def bot(db: Database, keys: ServerKeys, office: Office, now: datetime) -> Iterator[Bot]:
    """A bot and its LINE."""
    clock = FakeClock(now)
    app = Flask("edge")
    edge = app.test_client()

    def deliver(body: bytes, headers: dict[str, str]) -> int:
        return edge.post("/callback", data=body, headers=headers).status_code

    with Simulator(channel_secret=CHANNEL_SECRET, access_token="token", clock=clock, bot=deliver) as line:
        settings = settings_for(line.api_url, data_url=line.data_url)
        app.register_blueprint(create_webhook(db, keys, settings, clock.now))
        yield Bot(db, keys, office, clock, line, edge, LineClient(settings), ContentClient(settings))
        assert line.refusals == []
        assert line.misuses == []


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A person with a phone."""
    return bot.line.person("สมชาย")


@pytest.fixture
def site(db: Database, keys: ServerKeys, office: Office, now: datetime) -> Site:
    """The pages over the test's database."""
    return build(db, keys, settings_for(""), office, now)
