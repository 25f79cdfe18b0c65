"""``flask staff recover`` and ``flask staff reset-factor``: what one person alone can do to nobody's keys."""

from __future__ import annotations

import click
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework import recovery
from casework.identity_opening import same_person
from casework.passwords import BadPassword
from casework.recovery import SheetsRefused
from casework.staff_keys import (
    WrongPassword,
    check_totp,
    new_code,
    new_factor,
    set_password,
    unlock,
    unlock_by_recovery,
)
from commands.accounts import staff
from commands.services import office_of, ready_services
from keys import SealBroken
from ledger.append import Act, append, staff_actor
from models import Staff, StaffSession
from models.staff import Role
from services import Services, clock

NOT_CONFIRMED = "ผู้เก็บรักษาข้อมูลยืนยันไม่สำเร็จ ไม่มีสิ่งใดเปลี่ยน"


@staff.command("recover")
@click.argument("username")
def recover(username: str) -> None:
    """Two recovery sheets give somebody their keys back: new password, personal code and second factor."""
    with ready_services() as services:
        office = office_of(services)
        typed = (click.prompt("คำ 33 คำของแผ่นที่หนึ่ง"), click.prompt("คำ 33 คำของแผ่นที่สอง"))
        try:
            sheets = recovery.combine(typed, office.recovery_public_key)
        except SheetsRefused as refusal:
            _enter(services, "staff.recovery_refused", {})
            raise click.ClickException(str(refusal)) from None
        wanted = click.prompt("รหัสผ่านใหม่ (12 ตัวอักษรขึ้นไป)", hide_input=True, confirmation_prompt=True)
        with services.db.write() as session:
            one = _account(session, username)
            try:
                private = unlock_by_recovery(one, sheets)
                set_password(office, one, private, wanted)
            except SealBroken:
                raise click.ClickException("บัญชีนี้ทำไว้ก่อนมีแผ่นกู้คืนชุดนี้ กู้คืนไม่ได้") from None
            except BadPassword as problem:
                raise click.ClickException(str(problem)) from None
            code, secret = new_code(office, one, private), new_factor(office, one)
            one.failures, one.next_try_at = 0, None
            _end_sessions(session, one)
            payload = {"staff": staff_actor(one.id)}
            append(session, services.keys, Act("staff.recovered", actor="system", payload=payload), clock())
    click.echo(f"กู้คืนบัญชี {username} แล้ว แสดงครั้งเดียว:\nรหัสประจำตัวใหม่: {code}\nรหัสลับสำหรับแอปยืนยันตัวตน: {secret}")


@staff.command("reset-factor")
@click.argument("username")
@click.option("--custodian", prompt="ชื่อผู้ใช้ของผู้เก็บรักษาข้อมูลที่มายืนยัน")
@click.option("--password", prompt="รหัสผ่านของผู้เก็บรักษาข้อมูล", hide_input=True)
@click.option("--code", prompt="รหัสยืนยัน 6 หลักของผู้เก็บรักษาข้อมูล")
def reset_factor(username: str, custodian: str, password: str, code: str) -> None:
    """A new second factor for somebody who lost theirs. A custodian confirms at this machine; passwords stay."""
    with ready_services() as services:
        confirmed = _confirmed(services, username, (custodian, password, "".join(code.split())))
        if confirmed is None:
            _enter(services, "staff.factor_reset_refused", {})
            raise click.ClickException(NOT_CONFIRMED)
        with services.db.write() as session:
            one = _account(session, username)
            secret = new_factor(office_of(services), one)
            _end_sessions(session, one)
            payload = {"staff": staff_actor(one.id)}
            act = Act("staff.factor_reset", actor=staff_actor(confirmed), payload=payload)
            append(session, services.keys, act, clock())
    click.echo(f"ตั้งปัจจัยที่สองของ {username} ใหม่แล้ว รหัสลับสำหรับแอปยืนยันตัวตน (แสดงครั้งเดียว): {secret}")


def _confirmed(services: Services, username: str, given: tuple[str, str, str]) -> str | None:
    """The id of the custodian who proved to be one and to be somebody else; None otherwise."""
    custodian, password, code = given
    office = office_of(services)
    with services.db.write() as session:
        keeper = session.scalar(select(Staff).where(Staff.username == custodian, Staff.disabled_at.is_(None)))
        try:
            unlock(keeper, password, sample=office.sample and services.settings.dev)
        except WrongPassword:
            return None
        if keeper is None or Role.CUSTODIAN not in keeper.roles or same_person(keeper, _account(session, username)):
            return None
        return keeper.id if check_totp(office, keeper, code, clock()) else None


def _account(session: Session, username: str) -> Staff:
    one = session.scalar(select(Staff).where(Staff.username == username, Staff.disabled_at.is_(None)).with_for_update())
    if one is None:
        raise click.ClickException("ไม่มีชื่อผู้ใช้นี้ หรือปิดบัญชีแล้ว")
    return one


def _end_sessions(session: Session, one: Staff) -> None:
    session.execute(delete(StaffSession).where(StaffSession.staff_id == one.id))


def _enter(services: Services, kind: str, payload: dict[str, str | int]) -> None:
    with services.db.write() as session:
        append(session, services.keys, Act(kind, actor="system", payload=payload), clock())
