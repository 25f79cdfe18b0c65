"""What the LINE account must look like: while its Chat is on, staff of the account can read what is typed."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from bot.client import GiveUp, LineClient, TryLater
from keys import ServerKeys
from ledger.append import Act, append
from models import Instance
from models.database import Database

CHECK_EVERY = timedelta(minutes=10)
log = logging.getLogger(__name__)


class Guard:
    """Remembers whether free text may be asked for; safe until LINE says otherwise."""

    def __init__(self, db: Database, keys: ServerKeys, client: LineClient) -> None:
        """Over the account of this client."""
        self._db, self._keys, self._client = db, keys, client
        self._due: datetime | None = None
        self._checking = threading.Lock()
        self.free_text_safe = True

    def check(self, now: datetime) -> None:
        """Ask LINE, at most every ten minutes; a change is entered in the ledger."""
        with self._checking:
            if self._due is not None and now < self._due:
                return
            self._due = now + CHECK_EVERY
            try:
                account = self._client.account()
            except (TryLater, GiveUp) as error:
                log.warning("could not look at the LINE account: %s", error.reason)
                return
            safe = account.chat_mode == "bot"
            self._note(account.user_id, safe, changed=safe != self.free_text_safe, now=now)
            self.free_text_safe = safe

    def _note(self, user_id: str, safe: bool, *, changed: bool, now: datetime) -> None:
        with self._db.write() as session:
            instance = session.get(Instance, 1)
            if instance is not None and user_id and instance.bot_user_id != user_id:
                instance.bot_user_id = user_id
            if changed:
                append(session, self._keys, Act("guard", "safe" if safe else "chat_is_on", "system"), now)
        if not safe:
            log.error("Chat of the LINE account is on: no free text is asked for")
