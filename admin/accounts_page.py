"""Who has an account: for the system administrator, who sees no case."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from admin.desk import Desk
from models import Staff


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The list of accounts."""
    blueprint.add_url_rule("/accounts", "accounts", lambda: accounts(desk))


def accounts(desk: Desk) -> str:
    """Accounts with roles and duties; they are made and closed with ``flask staff``."""
    with desk.db.read() as session:
        everybody = session.scalars(select(Staff).order_by(Staff.username)).all()
    return render_template("admin/accounts.html", accounts=everybody)
