"""One's own keys: another password, a new personal code, and a new password by personal code when it is forgotten."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, render_template, request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from admin import sessions, tries
from admin.desk import Desk, actor_of
from admin.reauth import WRONG, NotConfirmed, confirm
from admin.sign_in import give_cookie, may_now
from casework import passwords
from casework.passwords import BadPassword
from casework.staff_keys import WrongPassword, check_password, new_code, set_password, unlock_by_code
from ledger.append import Act, append, staff_actor
from models import Staff, StaffSession

TWO_DIFFER = "รหัสผ่านใหม่สองช่องไม่ตรงกัน"
NO_RESET = "ชื่อผู้ใช้ รหัสประจำตัว หรือรหัสยืนยันไม่ถูกต้อง หากลองหลายครั้งโปรดรอสักครู่แล้วลองใหม่"
CHANGED = "เปลี่ยนรหัสผ่านแล้ว การเข้าใช้อื่นทั้งหมดถูกปิด"


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """Pages of the account's owner, and the way back in."""
    rule = blueprint.add_url_rule
    rule("/password", "password", _page)
    rule("/password", "password_changed", lambda: change(desk), methods=["POST"])
    rule("/password/code", "code_renewed", lambda: renew_code(desk), methods=["POST"])
    rule("/forgotten", "forgotten", lambda: render_template("admin/forgotten.html"))
    rule("/forgotten", "forgotten_posted", lambda: reset(desk), methods=["POST"])


def change(desk: Desk) -> Response | tuple[str, int]:
    """Another password for the same keys; every open session ends and a new one begins here."""
    try:
        wanted = _new_password(desk, desk.who().staff)
        person = confirm(desk)
    except BadPassword as problem:
        return _page(str(problem)), 400
    except NotConfirmed:
        return _page(WRONG), 400
    with desk.db.write() as session:
        known = session.get_one(Staff, person.staff.id, with_for_update=True)
        set_password(desk.office(), known, person.private_key, wanted)
        cookie = _start_afresh(session, known, person.private_key, desk.clock())
        append(session, desk.keys, Act("staff.password_changed", actor=actor_of(desk.who())), desk.clock())
    return give_cookie(desk, Response(_page(done=CHANGED), mimetype="text/html"), cookie)


def renew_code(desk: Desk) -> str | tuple[str, int]:
    """A new personal code, shown once; the old paper is worthless."""
    try:
        person = confirm(desk)
    except NotConfirmed:
        return _page(WRONG), 400
    with desk.db.write() as session:
        known = session.get_one(Staff, person.staff.id, with_for_update=True)
        code = new_code(desk.office(), known, person.private_key)
        append(session, desk.keys, Act("staff.code_renewed", actor=actor_of(desk.who())), desk.clock())
    return render_template("admin/new_code.html", code=code)


def reset(desk: Desk) -> str | tuple[str, int]:
    """A new password by personal code and second factor. Every failure of these looks and costs the same."""
    username, now = request.form.get("username", "").strip()[:64], desk.clock()
    try:
        wanted = _new_password(desk, None)
    except BadPassword as problem:
        return _forgotten(str(problem), username), 400
    with desk.db.read() as session:
        staff = session.scalar(select(Staff).where(Staff.username == username))
    private = _by_code(desk, staff)
    try:
        code = _take(desk, staff, private, wanted)
    except BadPassword as problem:
        return _forgotten(str(problem), username), 400
    except WrongPassword:
        _refuse(desk, staff, now)
        return _forgotten(NO_RESET, username), 403
    return render_template("admin/new_code.html", code=code)


def _take(desk: Desk, staff: Staff | None, private: bytes | None, wanted: str) -> str:
    with desk.db.write() as session:
        known = session.get(Staff, staff.id, with_for_update=True) if staff else None
        same = known is not None and staff is not None and known.code_verifier == staff.code_verifier
        if known is None or private is None or not same or not may_now(desk, session, known):
            raise WrongPassword
        check_password(desk.office(), known, wanted)
        set_password(desk.office(), known, private, wanted)
        tries.right(tries.counter_of(desk, session, known, desk.clock()))
        session.execute(delete(StaffSession).where(StaffSession.staff_id == known.id))
        append(session, desk.keys, Act("staff.password_reset", actor=staff_actor(known.id)), desk.clock())
        return new_code(desk.office(), known, private)


def _by_code(desk: Desk, staff: Staff | None) -> bytes | None:
    """The private key, or None; the slow part, done for unknown names as well and outside any transaction."""
    try:
        return unlock_by_code(staff, request.form.get("personal", ""), sample=desk.office().sample)
    except WrongPassword:
        return None


def _refuse(desk: Desk, staff: Staff | None, now: datetime) -> None:
    with desk.db.write() as session:
        known = session.get(Staff, staff.id, with_for_update=True) if staff else None
        tries.refuse(desk, session, known, "staff.reset_refused", now)


def _new_password(desk: Desk, staff: Staff | None) -> str:
    """What was typed twice. BadPassword; without an account only what holds for everybody is checked."""
    wanted, again = request.form.get("wanted", ""), request.form.get("again", "")
    if wanted != again:
        raise BadPassword(TWO_DIFFER)
    if staff is not None:
        check_password(desk.office(), staff, wanted)
    passwords.check(wanted, (desk.office().municipality,), 0 if desk.office().sample else passwords.SHORTEST)
    return wanted


def _start_afresh(session: Session, staff: Staff, private_key: bytes, now: datetime) -> str:
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
    return sessions.begin(session, staff, private_key, now)


def _page(problem: str = "", done: str = "") -> str:
    return render_template("admin/password.html", problem=problem, done=done, shortest=passwords.SHORTEST)


def _forgotten(problem: str, username: str) -> str:
    return render_template("admin/forgotten.html", problem=problem, username=username)
