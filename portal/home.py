"""The home page and the privacy notice."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.desk import Desk


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/`` and ``/privacy``."""
    blueprint.add_url_rule("/", "home", lambda: render_template("home.html", office=desk.office()))
    blueprint.add_url_rule("/privacy", "privacy", lambda: render_template("privacy.html", office=desk.office()))
