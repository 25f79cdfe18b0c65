"""Hello, menu, help, the way to a person."""

from __future__ import annotations

from dataclasses import dataclass

from casework.office import Office
from handlers import wording
from handlers.speech import Reply, Tap

MENU_TAPS = tuple(
    Tap(word, say=word)
    for word in (
        wording.CORRUPTION,
        wording.GIFT,
        wording.GENERAL,
        wording.FEEDBACK,
        wording.FOLLOW,
        wording.SERVICES,
        wording.NO_GIFT,
        wording.SURVEY,
        wording.STAFF,
    )
)


@dataclass(frozen=True)
class Area:
    """One area of the rich menu: its words, its icon, and what tapping it says."""

    words: str
    icon: str
    say: str


AREAS = (
    Area(wording.CORRUPTION, "shield-exclamation", wording.CORRUPTION),
    Area(wording.GENERAL, "tool", wording.GENERAL),
    Area(wording.FOLLOW, "history", wording.FOLLOW),
    Area(wording.SERVICES, "book-2", wording.SERVICES),
    Area(wording.NO_GIFT, "gift-off", wording.NO_GIFT),
    Area("เมนูทั้งหมด", "apps", wording.MENU_WORD),
)
"""The rich menu. LINE for PC shows none, so every area only says a word that can be typed as well."""


def greeting(office: Office) -> tuple[Reply, ...]:
    """What this account is for, how a reporter is protected, and the menu."""
    hello = wording.GREETING.format(municipality=office.municipality)
    return (Reply(hello), Reply(wording.NOTICE), menu())


def menu(before: str = "") -> Reply:
    """The menu, behind a sentence if there is one."""
    return Reply(f"{before}\n\n{wording.MENU}" if before else wording.MENU, MENU_TAPS)


def welcome() -> Reply:
    """To thanks, an "ok", a hello in the middle of things."""
    return Reply(wording.WELCOME, MENU_TAPS)


def call(office: Office, phone: str = "") -> str:
    """Where to telephone and when, as far as it is known; for the end of a sentence."""
    number, hours = phone or office.phone, office.office_hours
    return f" โทร {number}" + (f" ({hours})" if hours else "") if number else ""


def help_words() -> Reply:
    """What can be typed at any time."""
    return Reply(wording.HELP, MENU_TAPS)


def services(office: Office) -> Reply:
    """How to ask about services."""
    return Reply(wording.ASK_ABOUT_SERVICES.format(url=f"{office.public_url}/manual"), MENU_TAPS)


def contact(office: Office) -> Reply:
    """How to reach a person here, and the bodies outside."""
    here = wording.CONTACT.format(municipality=office.municipality, call=call(office))
    return Reply(f"{here}\n\n{wording.OUTSIDE}", MENU_TAPS)


def not_understood(office: Office, misses: int) -> Reply:
    """An honest miss; from the second in a row the telephone comes first."""
    if misses < 2:
        return menu(wording.NOT_UNDERSTOOD)
    return menu(wording.NOT_UNDERSTOOD_TWICE.format(call=call(office)))
