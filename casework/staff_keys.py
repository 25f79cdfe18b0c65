"""The key pair of a member of staff: made with the account, opened by the password alone."""

from __future__ import annotations

import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime

import pyotp
from argon2.low_level import Type, hash_secret_raw

from casework.office import Office
from casework.seal import new_pair
from keys import hkdf, open_shared, seal_shared, seal_to
from models import Staff
from models.base import random_id
from models.catalogue import ACCUSED

COST = "65536:3:1"
"""Argon2id: KiB of memory, passes, lanes (RFC 9106, second recommended option)."""

SAMPLE_COST = "1024:1:1"
"""For sample data and tests only; refused for a real office."""

SHORTEST_PASSWORD = 12
_AT_ONCE = threading.BoundedSemaphore(2)
"""At most two runs in a process: 128 MiB."""


class BadPassword(Exception):
    """A new password cannot be taken; the text says why, in Thai."""


class WrongPassword(Exception):
    """The password does not open this account."""


@dataclass(frozen=True)
class NewStaff:
    """An account to be made."""

    username: str
    display_name: str
    password: str
    position: str = ""
    unit: str = ""
    roles: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    accused_code: str = ""
    totp_secret: str = ""


def new_staff(office: Office, given: NewStaff) -> tuple[Staff, str]:
    """The account row and the base32 secret of its second factor, to be shown once. BadPassword."""
    _check(office, given)
    salt, cost = secrets.token_bytes(16), SAMPLE_COST if office.sample else COST
    verifier, wrapping = _from_password(given.password, salt, cost)
    private, public = new_pair()
    staff_id, totp_secret = random_id(), given.totp_secret or pyotp.random_base32()
    recovery = office.recovery_public_key
    made = Staff(
        id=staff_id,
        username=given.username.strip(),
        display_name=given.display_name.strip(),
        position=given.position.strip(),
        unit=given.unit.strip(),
        accused_code=given.accused_code,
        roles=list(given.roles),
        duties=list(given.duties),
        public_key=public,
        password_salt=salt,
        password_cost=cost,
        verifier=verifier,
        private_by_password=seal_shared(wrapping, "staff-private", private, staff_id),
        private_by_recovery=seal_to(recovery, "staff-private", private, staff_id) if recovery else None,
        totp_sealed=office.keys.seal("totp", totp_secret.encode(), staff_id),
        sample=office.sample,
    )
    return made, totp_secret


def unlock(staff: Staff | None, password: str, *, sample: bool) -> bytes:
    """The private key of an account. WrongPassword; an unknown account (None) costs the same."""
    cost = staff.password_cost if staff else (SAMPLE_COST if sample else COST)
    if cost == SAMPLE_COST and not sample:
        raise WrongPassword
    verifier, wrapping = _from_password(password, staff.password_salt if staff else bytes(16), cost)
    if staff is None or not secrets.compare_digest(verifier, staff.verifier):
        raise WrongPassword
    return open_shared(wrapping, "staff-private", staff.private_by_password, staff.id)


def totp_secret_of(office: Office, staff: Staff) -> str:
    """The base32 secret of an account's second factor."""
    return office.keys.unseal("totp", staff.totp_sealed, staff.id).decode()


def check_totp(office: Office, staff: Staff, code: str, now: datetime) -> bool:
    """Whether a six-digit code is right now (RFC 6238, one step either way) and was not used before.

    A used step is remembered in the row: the caller's transaction must be kept.
    """
    totp = pyotp.TOTP(totp_secret_of(office, staff))
    step = int(now.timestamp()) // totp.interval
    for candidate in (step, step - 1, step + 1):
        fresh = candidate > staff.totp_last_step
        if secrets.compare_digest(totp.at(candidate * totp.interval).encode(), code.encode()) and fresh:
            staff.totp_last_step = candidate
            return True
    return False


def _from_password(password: str, salt: bytes, cost: str) -> tuple[bytes, bytes]:
    """One slow run, split into what is compared and what wraps the key."""
    memory, passes, lanes = map(int, cost.split(":"))
    with _AT_ONCE:
        raw = hash_secret_raw(password.encode(), salt, passes, memory, lanes, 32, Type.ID)
    return hkdf(raw, "verifier"), hkdf(raw, "wrapping")


def _check(office: Office, given: NewStaff) -> None:
    if not re.fullmatch(r"[a-z0-9._-]{2,64}", given.username.strip()):
        raise BadPassword("ชื่อผู้ใช้ใช้ตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข จุด ขีด ยาว 2 ถึง 64 ตัว")
    if not given.display_name.strip():
        raise BadPassword("โปรดระบุชื่อ-สกุล")
    if given.accused_code and given.accused_code not in ACCUSED:
        raise BadPassword("ไม่รู้จักรหัสตำแหน่งผู้ถูกร้อง")
    if not office.sample and len(given.password) < SHORTEST_PASSWORD:
        raise BadPassword(f"รหัสผ่านต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัวอักษร")
    if given.password == given.username:
        raise BadPassword("รหัสผ่านต้องไม่ตรงกับชื่อผู้ใช้")
