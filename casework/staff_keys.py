"""The key pair of a member of staff: opened by password, personal code or recovery, by nothing else."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from argon2.low_level import Type, hash_secret_raw

from casework import passwords
from casework.office import Office
from casework.passwords import LONGEST, BadPassword
from casework.seal import new_pair
from casework.staff_seal import sign
from casework.turns import Turns
from keys import SealBroken, hkdf, open_sealed, open_shared, seal_shared, seal_to
from models import Staff
from models.base import random_id
from models.catalogue import ACCUSED

COST = "65536:3:1"
"""Argon2id: KiB of memory, passes, lanes (RFC 9106, second recommended option)."""

SAMPLE_COST = "1024:1:1"
"""For sample data and tests only; refused for a real office."""

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: the code is typed from paper."""

CODE_GROUPS, CODE_GROUP = 6, 4
PASSWORDS = Turns()


class WrongPassword(Exception):
    """The password or personal code does not open this account."""


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


@dataclass(frozen=True)
class Account:
    """A new account with what is shown once: the second factor's base32 secret, the personal code."""

    staff: Staff
    totp_secret: str
    personal_code: str


def new_staff(office: Office, given: NewStaff) -> tuple[Staff, str]:
    """The account row and the base32 secret of its second factor, to be shown once. BadPassword."""
    made = new_account(office, given)
    return made.staff, made.totp_secret


def new_account(office: Office, given: NewStaff) -> Account:
    """An account with a fresh key pair, wrapped for password, personal code and recovery. BadPassword."""
    _check(given)
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
        private_by_recovery=seal_to(recovery, "staff-private", private, staff_id) if recovery else None,
        totp_sealed=office.keys.seal("totp", totp_secret.encode(), staff_id),
        sample=office.sample,
    )
    sign(office.keys, made)
    set_password(office, made, private, given.password)
    return Account(made, totp_secret, new_code(office, made, private))


def set_password(office: Office, staff: Staff, private: bytes, password: str) -> None:
    """Wrap the private key under another password; the old one opens nothing afterwards. BadPassword."""
    check_password(office, staff, password)
    staff.password_salt, staff.password_cost = secrets.token_bytes(16), SAMPLE_COST if office.sample else COST
    staff.verifier, wrapping = _from_password(password, staff.password_salt, staff.password_cost)
    staff.private_by_password = seal_shared(wrapping, "staff-private", private, staff.id)


def new_code(office: Office, staff: Staff, private: bytes) -> str:
    """A fresh personal code, to be shown once; the one before is dead."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUPS * CODE_GROUP))
    staff.code_salt = secrets.token_bytes(16)
    staff.code_verifier, wrapping = _from_password(code, staff.code_salt, SAMPLE_COST if office.sample else COST)
    staff.private_by_code = seal_shared(wrapping, "staff-private", private, _code_place(staff))
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))


def forget(staff: Staff) -> None:
    """Of somebody who leaves: password and code open nothing any more, in no later copy. Recovery still does."""
    staff.verifier, staff.code_verifier = secrets.token_bytes(32), secrets.token_bytes(32)
    staff.private_by_password, staff.private_by_code = b"", None


def new_factor(office: Office, staff: Staff) -> str:
    """A fresh second factor; its base32 secret, to be shown once."""
    secret: str = pyotp.random_base32()
    staff.totp_sealed, staff.totp_last_step = office.keys.seal("totp", secret.encode(), staff.id), 0
    return secret


def unlock_by_code(staff: Staff | None, code: str, *, sample: bool) -> bytes:
    """The private key by the printed code, as people type it. WrongPassword; an unknown account costs the same."""
    plain = re.sub(r"[\s\-–—]+", "", code).upper()[:LONGEST]
    cost = SAMPLE_COST if sample and (staff is None or staff.sample) else COST
    verifier, wrapping = _from_password(plain, (staff.code_salt if staff else None) or bytes(16), cost)
    known = (staff.code_verifier if staff else None) or bytes(32)
    if not secrets.compare_digest(verifier, known) or staff is None or staff.private_by_code is None:
        raise WrongPassword
    return _opened(wrapping, staff.private_by_code, _code_place(staff))


def unlock_by_recovery(staff: Staff, recovery_private: bytes) -> bytes:
    """The private key by the recovery key. SealBroken when it is another town's, or was never wrapped for it."""
    return open_sealed(recovery_private, "staff-private", staff.private_by_recovery or b"", staff.id)


def check_password(office: Office, staff: Staff, password: str) -> None:
    """BadPassword unless this account may take this password."""
    names = (staff.username, *staff.display_name.split(), office.municipality)
    passwords.check(password, names, 0 if office.sample else passwords.SHORTEST)
    if password == staff.username:
        raise BadPassword("รหัสผ่านต้องไม่ตรงกับชื่อผู้ใช้")


def unlock(staff: Staff | None, password: str, *, sample: bool) -> bytes:
    """The private key of an account. WrongPassword; an unknown account (None) costs the same."""
    cost = staff.password_cost if staff else (SAMPLE_COST if sample else COST)
    if len(password) > LONGEST or (_weaker(cost, COST) and not (sample and cost == SAMPLE_COST)):
        raise WrongPassword
    verifier, wrapping = _from_password(password, staff.password_salt if staff else bytes(16), cost)
    if staff is None or not secrets.compare_digest(verifier, staff.verifier):
        raise WrongPassword
    return _opened(wrapping, staff.private_by_password, staff.id)


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


def _opened(wrapping: bytes, blob: bytes, place: str) -> bytes:
    """The private key; WrongPassword for a wrapping of another account, planted beside a verifier."""
    try:
        return open_shared(wrapping, "staff-private", blob, place)
    except SealBroken:
        raise WrongPassword from None


def _weaker(cost: str, than: str) -> bool:
    """Whether a stored cost is no cost, or less memory or fewer passes than the least that is taken."""
    if not re.fullmatch(r"\d{4,7}:\d{1,2}:1", cost):
        return True
    return any(int(one) < int(least) for one, least in zip(cost.split(":"), than.split(":"), strict=True))


def _code_place(staff: Staff) -> str:
    return f"{staff.id}|code"


def _from_password(password: str, salt: bytes, cost: str) -> tuple[bytes, bytes]:
    """One slow run, split into what is compared and what wraps the key. Busy when many try."""
    memory, passes, lanes = map(int, cost.split(":"))
    typed = passwords.normalised(password).encode(errors="surrogatepass")
    with PASSWORDS.one():
        raw = hash_secret_raw(typed, salt, passes, memory, lanes, 32, Type.ID)
    return hkdf(raw, "verifier"), hkdf(raw, "wrapping")


def _check(given: NewStaff) -> None:
    if not re.fullmatch(r"[a-z0-9._-]{2,64}", given.username.strip()):
        raise BadPassword("ชื่อผู้ใช้ใช้ตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข จุด ขีด ยาว 2 ถึง 64 ตัว")
    if not given.display_name.strip():
        raise BadPassword("โปรดระบุชื่อ-สกุล")
    if given.accused_code and given.accused_code not in ACCUSED:
        raise BadPassword("ไม่รู้จักรหัสตำแหน่งผู้ถูกร้อง")
