"""``/no-gift``: the declaration of the year, the questions with their rule, the guide of yes and no."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from knowledge.no_gift import declaration, no_gift
from models.days import bangkok_day
from portal.desk import Desk
from reports.calendar import thai_date


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The page; ``?at=`` names the step of the guide, so that it works without a script."""
    blueprint.add_url_rule("/no-gift", "no_gift", lambda: page(desk))


def page(desk: Desk) -> str:
    """Everything the chat knows of the policy, printable."""
    policy, at = no_gift(), request.args.get("at", no_gift().start)
    if at not in policy.nodes and at not in policy.ends:
        abort(404)
    with desk.db.read() as session:
        declared = declaration(session, bangkok_day(desk.clock()))
    return render_template(
        "no_gift.html",
        office=desk.office(),
        policy=policy,
        node=policy.nodes.get(at),
        end=policy.ends.get(at),
        declared=declared,
        signed=thai_date(declared.signed_on) if declared else "",
        day=thai_date,
    )
