"""The table of gifts that were demanded, taken or offered."""

from __future__ import annotations

from handlers.form import Form
from handlers.rows import Today, accused, category, consent, details, high_office, look, missing, what
from handlers.wording import evidence as file_words
from handlers.wording import report as say
from models.cases import Kind
from models.catalogue import GIFT


def gift(today: Today, public_url: str = "") -> Form:
    """As a corruption report, but it begins with what happened to the gift."""
    return Form(
        (
            consent(public_url),
            category(say.ASK_GIFT, GIFT),
            accused(),
            what(say.ASK_GIFT_WHAT, file_words.SHOWN),
            *details(today),
        ),
        say.ENGINE,
        note=high_office,
        helps=missing(Kind.GIFT),
        look=look,
    )
