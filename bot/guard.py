"""What the LINE account must look like: while its Chat is on, staff of the account can read what is typed."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.client import Account, GiveUp, LineClient, TryLater
from keys import ServerKeys
from ledger.append import Act, append
from models import Instance
from models.database import Database
from models.days import bangkok_day

CHECK_EVERY = timedelta(minutes=10)
AFTER_A_FAILURE = timedelta(seconds=30)
BELIEVED_FOR = timedelta(hours=24)
"""How long the last good look counts while LINE does not answer."""

LOOKS_TO_RECOVER = 2
log = logging.getLogger(__name__)


class Guard:
    """Knows whether free text may be asked for. Until the first good look it may not.

    One look switches it off; two in a row, or one when nothing was wrong before, switch it on again. The state
    lies in the municipality's row, so that a new start does not forget it and the pages can show it.
    """

    def __init__(self, db: Database, keys: ServerKeys, client: LineClient) -> None:
        """Over the account of this client."""
        self._db, self._keys, self._client = db, keys, client
        self._due: datetime | None = None
        self._seen: datetime | None = None
        self._good = 0
        self._checking = threading.Lock()
        self._has_looked = False
        self.free_text_safe = False

    def first_look(self, now: datetime) -> bool:
        """Look before the first event is read; whoever comes while somebody looks waits for what they see.

        False while there was no look yet whose outcome could be kept: then nothing may be read.
        """
        if not self._has_looked:
            self.check(now)
        return self._has_looked

    def check(self, now: datetime) -> None:
        """Ask LINE, at most every ten minutes, half a minute after a failure; a change is entered in the ledger."""
        with self._checking:
            if self._due is not None and now < self._due <= now + CHECK_EVERY:  # a clock set back makes it due
                return
            self._due = now + AFTER_A_FAILURE
            try:
                account = self._client.account()
            except (TryLater, GiveUp) as error:
                log.warning("could not look at the LINE account: %s", error.reason)
                self._not_seen(now)
            else:
                self._due = now + self._looked(account, now)
            self._has_looked = True

    def _looked(self, account: Account, now: datetime) -> timedelta:
        """Keep what was seen; how long until the next look. What is not safe counts even when it cannot be kept."""
        good = account.chat_mode == "bot"
        if not good:
            self._good, self.free_text_safe = 0, False
        count = self._good + good
        with self._db.write() as session:
            instance = session.get(Instance, 1, with_for_update=True)
            if instance is not None and account.user_id and instance.bot_user_id != account.user_id:
                instance.bot_user_id = account.user_id
            known_bad = instance is not None and instance.chat_unsafe_since is not None
            safe = good and (not known_bad or count >= LOOKS_TO_RECOVER)
            self._note(session, instance, "" if safe else "chat_is_on", now)
        self._good, self._seen, self.free_text_safe = count, now, safe
        return AFTER_A_FAILURE if good and not safe else CHECK_EVERY  # soon: the second look

    def _not_seen(self, now: datetime) -> None:
        """Nobody knows how the account stands; after a day nobody may rely on what was known."""
        self._good = 0
        self._seen = self._seen or now
        if now - self._seen < BELIEVED_FOR:
            return
        self.free_text_safe = False
        with self._db.write() as session:
            self._note(session, session.get(Instance, 1, with_for_update=True), "not_seen", now)

    def _note(self, session: Session, instance: Instance | None, wrong: str, now: datetime) -> None:
        """Keep the state for pages and workers; a change, not a repetition, is entered."""
        if wrong:
            log.error("the LINE account is not safe (%s): no free text is asked for", wrong)
        if instance is None or (instance.chat_unsafe_since is not None) == bool(wrong):
            return
        instance.chat_unsafe_since = bangkok_day(now) if wrong else None
        append(session, self._keys, Act("guard", wrong or "safe", "system"), now)
