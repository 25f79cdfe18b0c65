"""Legal hold: a supervisor keeps a case beyond its time, or lets its time run again."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for

from admin.desk import Desk, actor_of
from admin.opened import opened_case
from casework import retention


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The two buttons of the case page."""
    rule = blueprint.add_url_rule
    rule("/cases/<reference>/hold", "case_hold", lambda reference: changed(desk, reference), methods=["POST"])


def changed(desk: Desk, reference: str) -> Response:
    """Place or lift the hold; both are entered in the ledger. A second press changes nothing."""
    wanted = {"place": retention.hold, "lift": retention.lift}.get(request.form.get("hold", ""))
    if wanted is None:
        abort(400)
    with opened_case(desk, reference) as (session, opened):
        wanted(session, desk.keys, opened.case, actor_of(desk.who()), desk.clock())
    return redirect(url_for("admin.case", reference=reference), 303)  # type: ignore[return-value]
