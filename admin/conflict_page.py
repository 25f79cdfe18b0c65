"""Stepping back from a case, or giving it to the reviewer from outside."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request, url_for

from admin.desk import Desk
from admin.opened import opened_case
from casework import conflict
from casework.conflict import Unlocked


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """Both take effect at once."""
    rule = blueprint.add_url_rule
    rule("/cases/<reference>/conflict", "case_conflict", lambda reference: declare(desk, reference), methods=["POST"])
    rule("/cases/<reference>/outside", "case_hand_over", lambda reference: hand_over(desk, reference), methods=["POST"])


def declare(desk: Desk, reference: str) -> Response:
    """The person at the screen has a conflict: the case is gone for them."""
    _sure()
    with opened_case(desk, reference) as (session, opened):
        conflict.declare(session, desk.office(), opened.case, _person(desk), desk.clock())
    return redirect(url_for("admin.work_list"), 303)  # type: ignore[return-value]


def hand_over(desk: Desk, reference: str) -> Response:
    """The case goes to the reviewer from outside; 400 when there is none."""
    _sure()
    with opened_case(desk, reference) as (session, opened):
        given = conflict.hand_over(session, desk.office(), opened.case, _person(desk), desk.clock())
    if not given:
        abort(400)
    return redirect(url_for("admin.work_list"), 303)  # type: ignore[return-value]


def _person(desk: Desk) -> Unlocked:
    who = desk.who()
    return Unlocked(who.staff, who.private_key)


def _sure() -> None:
    if request.form.get("sure") != "yes":
        abort(400)
