"""Password and code once more, for what a borrowed screen must not be able to do."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import request

from admin import tries
from admin.desk import Desk, actor_of
from casework.conflict import Unlocked
from casework.staff_keys import WrongPassword, check_totp, unlock
from ledger.append import Act, append
from models import Staff

WRONG = "รหัสผ่านหรือรหัสยืนยันไม่ถูกต้อง ยังไม่ได้ทำรายการ หากลองหลายครั้งโปรดรอสักครู่แล้วลองใหม่"


class NotConfirmed(Exception):
    """Password or code of the person at the screen are not right."""


def confirm(desk: Desk) -> Unlocked:
    """Who is at the screen, proven anew by the posted ``password`` and ``code``. NotConfirmed, entered and counted."""
    who, now = desk.who(), desk.clock()
    right = _password_is_right(desk, who.staff)
    with desk.db.write() as session:
        known = session.get_one(Staff, who.staff.id, with_for_update=True)
        counter = tries.counter_of(desk, session, known, now)
        if right and not tries.waits(counter, now) and _code_is_right(desk, known, now):
            tries.right(counter)
            return Unlocked(who.staff, who.private_key)
        tries.count(counter, now)
        append(session, desk.keys, Act("staff.confirmation_refused", actor=actor_of(who)), now)
    raise NotConfirmed


def _password_is_right(desk: Desk, staff: Staff) -> bool:
    try:
        private = unlock(staff, request.form.get("password", ""), sample=desk.office().sample and desk.settings.dev)
    except WrongPassword:
        return False
    return secrets.compare_digest(private, desk.who().private_key)


def _code_is_right(desk: Desk, staff: Staff, now: datetime) -> bool:
    return check_totp(desk.office(), staff, "".join(request.form.get("code", "").split()), now)
