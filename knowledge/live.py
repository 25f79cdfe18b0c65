"""The answerer of a manual that is edited while people ask: built anew beside the old one, then put in its place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from knowledge.answering import Answering
from knowledge.understood import Understood


class LiveAnswering:
    """Answers always, by the newest manual that is built; one thread calls :meth:`look`, any number ask.

    ``version`` must be cheap (one row); ``load`` builds and may take seconds.
    """

    def __init__(self, load: Callable[[], Answering], version: Callable[[], Hashable]) -> None:
        self._load, self._version = load, version
        self._built_of = version()
        self._answering = load()

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """As Answering.understand."""
        return self._answering.understand(text, context)

    def look(self) -> None:
        """Build when the version is another one; when that fails the old answerer stays, until a later look."""
        version = self._version()
        if version != self._built_of:
            self._answering = self._load()
            self._built_of = version
