"""Signing in with password and second factor, signing out, one's own sessions."""

from __future__ import annotations

from datetime import datetime

import pyotp
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import sessions, tries
from admin.desk import Desk, actor_of
from casework.staff_keys import WrongPassword, check_totp, totp_secret_of, unlock
from ledger.append import Act, append, staff_actor
from models import Staff, StaffSession

LONGEST_PASSWORD = 128


class Refused(Exception):
    """The sign-in fails; every reason looks the same from outside."""


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """Sign-in pages."""
    rule = blueprint.add_url_rule
    rule("/sign-in", "sign_in", lambda: _page(desk, wrong=False))
    rule("/sign-in", "sign_in_posted", lambda: sign_in(desk), methods=["POST"])
    rule("/sign-out", "sign_out", lambda: sign_out(desk), methods=["POST"])
    rule("/sessions", "my_sessions", lambda: my_sessions(desk))
    rule("/sessions/revoke", "revoke_session", lambda: revoke(desk), methods=["POST"])


def sign_in(desk: Desk) -> Response | tuple[str, int]:
    """Password and code together; the cookie of a new session."""
    now = desk.clock()
    try:
        cookie, device = _admit(desk, now)
    except Refused:
        return _page(desk, wrong=True), 403
    response = give_cookie(desk, redirect(url_for("admin.home")), cookie)  # type: ignore[arg-type]
    return tries.give_device(desk, response, device)


def give_cookie(desk: Desk, response: Response, cookie: str) -> Response:
    """The answer with the cookie of a new session."""
    secure = desk.cookie_name.startswith("__Host-")
    response.set_cookie(desk.cookie_name, cookie, httponly=True, secure=secure, samesite="Lax", path="/")
    return response


def sign_out(desk: Desk) -> Response:
    """End this session."""
    who = desk.who()
    with desk.db.write() as session:
        sessions.end(session, who.session_id)
        append(session, desk.keys, Act("staff.signed_out", actor=actor_of(who)), desk.clock())
    response = redirect(url_for("admin.sign_in"))
    response.delete_cookie(desk.cookie_name, path="/", secure=desk.cookie_name.startswith("__Host-"))
    return response  # type: ignore[return-value]


def my_sessions(desk: Desk) -> str:
    """Where one is signed in."""
    who = desk.who()
    with desk.db.read() as session:
        mine = session.scalars(
            select(StaffSession).where(StaffSession.staff_id == who.staff.id, StaffSession.expires_at > desk.clock())
        ).all()
    return render_template("admin/sessions.html", sessions=mine, this=who.session_id)


def revoke(desk: Desk) -> Response:
    """End one of one's own sessions."""
    who = desk.who()
    try:
        wanted = bytes.fromhex(request.form.get("session", ""))
    except ValueError:
        abort(400)
    with desk.db.write() as session:
        row = session.get(StaffSession, wanted)
        if row is not None and row.staff_id == who.staff.id:
            sessions.end(session, wanted)
            append(session, desk.keys, Act("staff.session_revoked", actor=actor_of(who)), desk.clock())
    return redirect(url_for("admin.my_sessions"))  # type: ignore[return-value]


def _page(desk: Desk, *, wrong: bool) -> str:
    return render_template("admin/sign_in.html", wrong=wrong, demo=_demo_accounts(desk))


def _demo_accounts(desk: Desk) -> list[tuple[str, str]]:
    """In the demo alone: sample accounts with the code of this half minute, so that anybody can look around."""
    if not (desk.settings.dev and desk.office().sample):
        return []
    with desk.db.read() as session:
        samples = session.scalars(
            select(Staff).where(Staff.sample, Staff.disabled_at.is_(None)).order_by(Staff.username)
        )
        return [(one.username, pyotp.TOTP(totp_secret_of(desk.office(), one)).at(desk.clock())) for one in samples]


def _admit(desk: Desk, now: datetime) -> tuple[str, str]:
    """The cookies of a new session and of this browser. Refused."""
    username = request.form.get("username", "").strip()[:64]
    password = request.form.get("password", "")[: LONGEST_PASSWORD + 1]
    with desk.db.read() as session:
        staff = session.scalar(select(Staff).where(Staff.username == username))
    private_key = _unlocked(desk, staff, password)
    with desk.db.write() as session:
        known = session.get(Staff, staff.id, with_for_update=True) if staff else None
        if known is not None and private_key is not None and may_now(desk, session, known):
            tries.right(tries.counter_of(desk, session, known, now))
            append(session, desk.keys, Act("staff.signed_in", actor=staff_actor(known.id)), now)
            return sessions.begin(session, known, private_key, now), tries.know(desk, session, known, now)
        tries.refuse(desk, session, known, "staff.sign_in_refused", now)
    raise Refused


def _unlocked(desk: Desk, staff: Staff | None, password: str) -> bytes | None:
    """The private key, or None; the slow part, done for unknown names as well and outside any transaction."""
    try:
        return unlock(staff, password, sample=desk.office().sample and desk.settings.dev)
    except WrongPassword:
        return None


def may_now(desk: Desk, session: Session, staff: Staff) -> bool:
    """Whether an account may sign in now, with the posted code of its second factor, which is used up."""
    now = desk.clock()
    closed = staff.disabled_at is not None or (staff.sample and not desk.settings.dev)
    if closed or tries.waits(tries.counter_of(desk, session, staff, now), now):
        return False
    code = "".join(request.form.get("code", "").split())
    return check_totp(desk.office(), staff, code, now)
