"""All pages of the staff view as one blueprint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint

from admin import (
    accounts_page,
    case_page,
    conflict_page,
    evidence_page,
    export_page,
    gaps_page,
    hold_page,
    identity_page,
    intake_page,
    manual_page,
    newcomers_page,
    password_page,
    sign_in,
    survey_page,
    work_list,
)
from admin.desk import Desk
from keys import ServerKeys
from models.database import Database
from settings import Settings

PAGES = (sign_in, work_list, case_page, evidence_page, intake_page, export_page, accounts_page)
ANSWER_PAGES = (manual_page, gaps_page, survey_page)
KEY_PAGES = (hold_page, identity_page, conflict_page, password_page, newcomers_page)


def create_admin(db: Database, keys: ServerKeys, settings: Settings, clock: Callable[[], datetime]) -> Blueprint:
    """The staff view as a blueprint under /admin."""
    blueprint = Blueprint("admin", "admin", url_prefix="/admin", template_folder="templates")
    desk = Desk(db, keys, settings, clock)
    blueprint.before_request(desk.guard)
    blueprint.context_processor(desk.for_templates)
    for page in (*PAGES, *KEY_PAGES, *ANSWER_PAGES):
        page.add_routes(blueprint, desk)
    return blueprint
