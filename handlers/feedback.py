"""The table of praise, suggestion and comment."""

from __future__ import annotations

from handlers.form import Form
from handlers.rows import Today, category, look, what
from handlers.wording import report as say
from models.catalogue import FEEDBACK


def feedback(today: Today, public_url: str = "") -> Form:  # noqa: ARG001 (all tables are made alike)
    """Two questions: which of the three, and the words."""
    return Form((category(say.ASK_FEEDBACK, FEEDBACK), what(say.ASK_FEEDBACK_WHAT)), say.ENGINE, look=look)
