"""Giving a new colleague the cases of before; for corruption cases a custodian agrees first."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import select

from admin.desk import Desk, actor_of
from admin.reauth import WRONG, NotConfirmed, confirm
from casework import newcomers
from casework.newcomers import Gift, GrantRefused
from ledger.append import Act, append
from models import KeyGrant, Staff
from models.identity import RequestState
from models.staff import Duty


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The colleagues of one's duties; the custodians' list of what they are asked to agree to."""
    rule = blueprint.add_url_rule
    rule("/newcomers", "newcomers", lambda: page(desk))
    rule("/newcomers/<username>", "newcomer_given", lambda username: give(desk, username), methods=["POST"])
    rule("/grants", "grants", lambda: grants(desk))
    rule("/grants/<number>", "grant_decided", lambda number: decide(desk, number), methods=["POST"])


def page(desk: Desk, problem: str = "", done: str = "") -> str:
    """Colleagues who share a duty, and what can be given to them now."""
    me, now = desk.who().staff, desk.clock()
    with desk.db.read() as session:
        pairs = newcomers.colleagues(session, me)
        agreed = {one.id for one, duty in pairs if duty is Duty.CORRUPTION and newcomers.agreed(session, me, one, now)}
    return render_template("admin/newcomers.html", pairs=pairs, agreed=agreed, problem=problem, done=done)


def give(desk: Desk, username: str) -> str | tuple[str, int]:
    """Give, or ask for consent (``step`` ask), with password and code once more."""
    now, duty = desk.clock(), request.form.get("duty", "")
    with desk.db.read() as session:
        newcomer = session.scalar(select(Staff).where(Staff.username == username))
    if newcomer is None or duty not in desk.who().staff.duties:
        abort(404)
    try:
        person = confirm(desk)
        with desk.db.write() as session:
            if request.form.get("step") == "ask":
                newcomers.ask(session, desk.office(), person.staff, newcomer, now)
                return page(desk, done="ยื่นคำขอแล้ว รอผู้เก็บรักษาข้อมูลอนุมัติ")
            count = newcomers.give(session, desk.office(), Gift(person, newcomer, Duty(duty)), now)
    except NotConfirmed:
        return page(desk, WRONG), 400
    except GrantRefused as refusal:
        return page(desk, str(refusal)), 409
    return page(desk, done=f"มอบสิทธิเปิดเรื่องเดิมแล้ว {count:,} เรื่อง")


def grants(desk: Desk, problem: str = "") -> str:
    """What custodians are asked to agree to."""
    now = desk.clock()
    with desk.db.read() as session:
        waiting = select(KeyGrant).where(KeyGrant.state == RequestState.WAITING, KeyGrant.expires_at > now)
        rows = [
            (one, session.get_one(Staff, one.requester_id), session.get_one(Staff, one.newcomer_id))
            for one in session.scalars(waiting.order_by(KeyGrant.expires_at))
        ]
    return render_template("admin/grants.html", rows=rows, problem=problem)


def decide(desk: Desk, number: str) -> Response | tuple[str, int]:
    """Agree (with password and code once more) or not."""
    agreed = request.form.get("verdict") == "yes"
    try:
        custodian = confirm(desk).staff if agreed else desk.who().staff
        with desk.db.write() as session:
            newcomers.decide(session, desk.office(), number, (custodian, agreed), desk.clock())
    except NotConfirmed:
        return grants(desk, WRONG), 400
    except GrantRefused as refusal:
        with desk.db.write() as session:
            append(session, desk.keys, Act("keys.grant_refused", actor=actor_of(desk.who())), desk.clock())
        return grants(desk, str(refusal)), 409
    return redirect(url_for("admin.grants"), 303)  # type: ignore[return-value]
