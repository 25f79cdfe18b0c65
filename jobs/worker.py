"""The worker: events through the conversations, answers to LINE, the ledger sealed, what is old erased."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from admin import sessions
from bot import inbox, outbox, traces
from bot.client import LineClient
from bot.content import ContentClient
from bot.guard import Guard
from casework import evidence, identity_opening
from casework.office import NotSetUp, Office, open_office
from casework.once import forget_old
from jobs.evidence import Bench, clean_one, fetch_one, waiting
from jobs.nightly import nightly
from jobs.rotation import renew
from jobs.understanding import open_understanding
from jobs.wake import Listener
from keys import ServerKeys
from knowledge import manual_store
from knowledge.live import LiveAnswering
from ledger.seal import seal_waiting
from models import Case, Conversation, InboxEvent, OutboxMessage, WithdrawnMessage
from models.database import Database
from models.days import bangkok_day
from models.queues import InboxState, OutboxState
from settings import Settings

SENDERS = 8
LONGEST_IDLE = 5.0
"""Seconds between two looks when nothing rings."""

LOOK_EVERY = 0.5
"""Seconds between two looks at the version of the manual, also before the first: an edit is answered within five."""

SWEEP_EVERY = timedelta(minutes=1)
NOTICES_KEPT = timedelta(days=30)
"""After a case is finished its reporter's LINE id for notices is erased."""

log = logging.getLogger(__name__)


class Worker:
    """All the work that is not a web request. Any number may run on PostgreSQL."""

    understanding: LiveAnswering | None = None
    """What finds the entry of the manual that a question is about; without it questions are honest misses."""

    def __init__(self, db: Database, keys: ServerKeys, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Nothing starts before :meth:`run` or :meth:`drain`."""
        self._db, self._keys, self._clock = db, keys, clock
        self._public_url = settings.public_url
        self._client, self._content = LineClient(settings), ContentClient(settings)
        self._guard = Guard(db, keys, self._client)
        self._office: Office | None = None
        self._renewed = False

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; what is in hand is finished."""
        readers = 1 if self._db.is_sqlite else 2
        jobs = [self._read_one] * readers + [self._send_one] * SENDERS + [self._fetch_one, self._clean_one]
        threads = [threading.Thread(target=self._repeat, args=(job, stop)) for job in jobs]
        threads.append(threading.Thread(target=self._keep_house, args=(stop,)))
        learner = threading.Thread(target=self._learn, args=(stop,), daemon=True)
        listener = Listener(self._db)
        for thread in (*threads, learner):
            thread.start()
        listener.start()
        stop.wait()
        self._db.bell.ring()
        for thread in threads:
            thread.join(timeout=10)
        learner.join(timeout=1)  # it writes nothing of the town's, and may learn for half a minute
        listener.close()

    def drain(self) -> None:
        """Work until nothing is waiting, not even for its next attempt."""
        stop = threading.Event()
        running = threading.Thread(target=self.run, args=(stop,))
        running.start()
        while self._waiting():
            self._db.bell.wait(self._db.bell.rings, 0.2)
        stop.set()
        running.join()
        while seal_waiting(self._db):
            pass

    def sweep(self, now: datetime) -> None:
        """Erase what has had its time: drafts, settled answers, LINE ids of finished cases, openings, sessions."""
        with self._db.write() as session:
            # An hour more, so that somebody who comes back late is told that the draft is gone.
            session.execute(delete(Conversation).where(Conversation.expires_at < now - timedelta(hours=1)))
            session.execute(delete(WithdrawnMessage).where(WithdrawnMessage.expires_at < now))
            forget_old(session, now)
            traces.sweep(session, self._keys, now)
            evidence.sweep(session, now)
            finished = bangkok_day(now) - NOTICES_KEPT
            session.execute(
                update(Case).where(Case.finished_on < finished, Case.notify.is_not(None)).values(notify=None)
            )
            identity_opening.tidy(session, now)
            manual_store.forget_old(session, bangkok_day(now))
            sessions.tidy(session, now)
        outbox.expire_kept(self._db, self._keys, now)
        if not self._renewed:  # by each worker that starts: one that knows only the old secret cannot do it
            renew(self._db, self._keys)
            self._renewed = True
        nightly(self._db, self._keys, now)

    def _read_one(self) -> bool:
        office = self._open_office()
        if office is None:
            return False
        if not self._guard.first_look(self._clock()):
            return False
        step = inbox.Step(office, self._clock(), self._guard.free_text_safe, self.understanding)
        return inbox.process_one(self._db, step)

    def _send_one(self) -> bool:
        return outbox.send_one(self._db, self._client, self._keys, self._clock())

    def _fetch_one(self) -> bool:
        office = self._open_office()
        return office is not None and fetch_one(Bench(self._db, office, self._clock), self._content)

    def _clean_one(self) -> bool:
        office = self._open_office()
        return office is not None and clean_one(Bench(self._db, office, self._clock))

    def _open_office(self) -> Office | None:
        """The municipality, once there is one: events wait for ``flask setup``, they are not lost."""
        if self._office is None:
            try:
                with self._db.read() as session:
                    self._office = open_office(session, self._keys, self._public_url)
            except NotSetUp:
                log.warning("no municipality is set up yet")
        return self._office

    def _repeat(self, job: Callable[[], bool], stop: threading.Event) -> None:
        """Do a job as long as there is work; wait for the bell when there is none, longer each time."""
        idle = 0.05
        while not stop.is_set():
            seen = self._db.bell.rings
            if self._did(job):
                idle = 0.05
                continue
            rings = self._db.bell.wait(seen, idle)
            idle = 0.05 if rings > seen else min(idle * 2, LONGEST_IDLE)

    def _keep_house(self, stop: threading.Event) -> None:
        swept: datetime | None = None
        while not stop.wait(1.0):
            self._did(lambda: seal_waiting(self._db) > 0)
            self._did(self._look_at_account)
            now = self._clock()
            if swept is None or not swept <= now < swept + SWEEP_EVERY:  # a clock set back makes it due
                swept = now
                self._did(self._sweep_now)

    def _learn(self, stop: threading.Event) -> None:
        """Make what finds answers ready, once there is a municipality, and again after every edit of the manual.

        Questions before are honest misses.
        """
        while not stop.wait(LOOK_EVERY):
            self._did(self._understand)

    def _understand(self) -> bool:
        if self.understanding is not None:
            self.understanding.look()
        elif (office := self._open_office()) is not None:
            self.understanding = open_understanding(self._db, office, self._clock)
        return self.understanding is not None

    def _look_at_account(self) -> bool:
        self._guard.check(self._clock())
        return True

    def _sweep_now(self) -> bool:
        self.sweep(self._clock())
        return True

    def _did(self, job: Callable[[], bool]) -> bool:
        """A job's result; a database that is away is waited for, not a reason to end."""
        try:
            return job()
        except Exception as error:  # noqa: BLE001 (the loop: what is away comes back)
            log.error("%s failed: %s", getattr(job, "__name__", "work"), type(error).__name__)
            return False

    def _waiting(self) -> bool:
        with self._db.read() as session:
            events = select(func.count()).where(InboxEvent.state == InboxState.WAITING)
            answers = select(func.count()).where(OutboxMessage.state == OutboxState.WAITING)
            return bool((session.scalar(events) or 0) + (session.scalar(answers) or 0) + waiting(session))
