"""The staff view: deny by default, one file per staff task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint

from admin import accounts_page, case_page, export_page, gaps_page, manual_page, sign_in, work_list
from admin.desk import Desk
from keys import ServerKeys
from models.database import Database
from settings import Settings


def create_admin(db: Database, keys: ServerKeys, settings: Settings, clock: Callable[[], datetime]) -> Blueprint:
    """The staff view as a blueprint under /admin."""
    blueprint = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")
    desk = Desk(db, keys, settings, clock)
    blueprint.before_request(desk.guard)
    blueprint.context_processor(desk.for_templates)
    for page in (sign_in, work_list, case_page, export_page, accounts_page, manual_page, gaps_page):
        page.add_routes(blueprint, desk)
    return blueprint
