"""Which staff rows are ours: a row planted or changed in the database, without the server's secret, gets no case."""

from __future__ import annotations

from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import Session

from keys import ServerKeys, framed
from models import Staff
from models.base import random_id


def sign(keys: ServerKeys, staff: Staff) -> Staff:
    """Sign what decides which cases somebody gets: key, duties, roles, and whom they are accused as."""
    staff.id = staff.id or random_id()
    staff.seal = keys.mac("staff-row", *_parts(staff))
    return staff


def genuine(keys: ServerKeys, staff: Staff) -> bool:
    """Whether a row was signed by this server as it stands, under any accepted secret."""
    return any(compare_digest(mac, staff.seal or b"") for mac in keys.macs("staff-row", *_parts(staff)))


def sign_again(session: Session, keys: ServerKeys) -> int:
    """Sign rows of the secret before under the newest; how many. What was never signed stays unsigned."""
    newest = {staff.id: keys.mac("staff-row", *_parts(staff)) for staff in session.scalars(select(Staff))}
    old = [one for one in session.scalars(select(Staff)) if one.seal != newest[one.id] and genuine(keys, one)]
    for staff in old:
        staff.seal = newest[staff.id]
    return len(old)


def _parts(staff: Staff) -> tuple[bytes | str, ...]:
    lists = (framed(*sorted(staff.duties or [])), framed(*sorted(staff.roles or [])))
    return (staff.id, staff.public_key, *lists, staff.accused_code or "")
