"""Public pages outside LINE: what this is, how reporters are protected, following a case by its receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint

from keys import ServerKeys
from models.database import Database
from portal import follow, health, home, manual, no_gift, report, survey
from portal.desk import Desk, Receives
from settings import Settings


def create_portal(
    db: Database,
    keys: ServerKeys,
    settings: Settings,
    clock: Callable[[], datetime],
    receive: Receives | None = None,
) -> Blueprint:
    """The public pages as a blueprint; ``receive`` takes files, without it no page offers to."""
    blueprint = Blueprint("portal", __name__, template_folder="templates")
    desk = Desk(db, keys, settings, clock, receive)
    for page in (home, report, follow, manual, no_gift, survey, health):
        page.add_routes(blueprint, desk)
    return blueprint
