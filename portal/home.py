"""The home page, the privacy notice, and where somebody lands who leaves in a hurry."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from handlers.wording.report import NOTICE_VERSION
from portal.desk import Desk


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/``, ``/privacy`` and ``/leave``."""
    rule = blueprint.add_url_rule
    rule("/", "home", lambda: render_template("home.html", office=desk.office()))
    rule("/privacy", "privacy", lambda: render_template("privacy.html", office=desk.office(), version=NOTICE_VERSION))
    rule("/leave", "leave", lambda: left(desk))


def left(desk: Desk) -> Response:
    """A page that looks like nothing in particular; the browser is asked to forget the others."""
    answer = make_response(render_template("leave.html", office=desk.office()))
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer
