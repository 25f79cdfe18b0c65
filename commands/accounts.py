"""``flask staff …``: accounts of the staff view."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import staffing
from casework.office import Office
from casework.passwords import BadPassword
from casework.staff_keys import NewStaff, forget, new_account
from commands.services import office_of, ready_services
from handlers.wording import nobody
from ledger.append import Act, append, staff_actor
from models import Staff, StaffSession
from models.catalogue import ACCUSED_CHOICES
from models.staff import Duty, Role
from services import clock

ROLES = click.Choice([role.value for role in Role])
DUTIES = [duty.value for duty in Duty]
NONE = "none"
"""What is answered where nothing applies: nobody gets or lacks cases because a question was passed over."""


@click.group()
def staff() -> None:
    """Accounts: add, list, disable, recover, reset-factor."""


@staff.command("add")
@click.option("--username", prompt="ชื่อผู้ใช้")
@click.option("--display-name", prompt="ชื่อ-สกุล")
@click.option("--position", prompt="ตำแหน่ง", default="")
@click.option("--unit", prompt="หน่วยงาน (สำนัก/กอง)", default="")
@click.option(
    "--role",
    "roles",
    type=ROLES,
    multiple=True,
    default=[Role.HANDLER.value],
    show_default=True,
)
@click.option(
    "--duty",
    "duties",
    type=click.Choice([*DUTIES, NONE]),
    multiple=True,
    help="Which cases are sealed to them; none for no cases.",
)
@click.option(
    "--accused-code",
    type=click.Choice([*ACCUSED_CHOICES, NONE]),
    prompt="เมื่อผู้แจ้งบอกว่าเรื่องเกี่ยวกับใครจึงหมายถึงคนนี้ (none = ไม่มี)",
    help="The answer to 'who is it about' that means this person.",
)
@click.option("--password", prompt="รหัสผ่าน (12 ตัวอักษรขึ้นไป)", hide_input=True, confirmation_prompt=True)
def add(**given: str | tuple[str, ...]) -> None:
    """Add an account and show its second factor and personal code once."""
    if {Role.CUSTODIAN, Role.SYSTEM_ADMIN} <= set(given["roles"]):
        raise click.ClickException("คนเดียวกันเป็นทั้งผู้ดูแลระบบและผู้เก็บรักษาข้อมูลไม่ได้")
    given["duties"] = _duties(tuple(given["duties"]))
    given["accused_code"] = "" if given["accused_code"] == NONE else given["accused_code"]
    with ready_services() as services, services.db.write() as session:
        if session.scalar(select(Staff.id).where(Staff.username == given["username"])):
            raise click.ClickException("มีชื่อผู้ใช้นี้แล้ว")
        try:
            made = new_account(office_of(services), NewStaff(**given))  # type: ignore[arg-type]
        except BadPassword as error:
            raise click.ClickException(str(error)) from None
        session.add(made.staff)
        session.flush()
        payload = {"staff": staff_actor(made.staff.id)}
        append(session, services.keys, Act("staff.added", actor="system", payload=payload), clock())
    click.echo(f"เพิ่มบัญชี {given['username']} แล้ว รหัสลับสำหรับแอปยืนยันตัวตน (แสดงครั้งเดียว): {made.totp_secret}")
    click.echo(f"รหัสประจำตัวสำหรับตั้งรหัสผ่านใหม่เมื่อลืม (แสดงครั้งเดียว): {made.personal_code}")


@staff.command("list")
def list_accounts() -> None:
    """All accounts with their roles and duties."""
    with ready_services() as services, services.db.read() as session:
        for one in session.scalars(select(Staff).order_by(Staff.username)):
            state = "ปิดใช้งาน" if one.disabled_at else "ใช้งาน"
            click.echo(f"{one.username}\t{state}\t{','.join(one.roles)}\t{','.join(one.duties)}\t{one.display_name}")
        _warn(session, office_of(services))


def _duties(given: tuple[str, ...]) -> tuple[str, ...]:
    """The duties given, or asked for: an account without any must be meant."""
    if not given:
        said = click.prompt(f"หน้าที่ ({', '.join(DUTIES)} คั่นด้วยจุลภาค หรือ {NONE} = ไม่มี)")
        given = tuple(one.strip() for one in said.split(",") if one.strip())
    if not given or not set(given) <= {*DUTIES, NONE} or (NONE in given and len(given) > 1):
        raise click.ClickException(f"หน้าที่ต้องเป็น {', '.join(DUTIES)} หรือ {NONE}")
    return tuple(one for one in given if one != NONE)


def _warn(session: Session, office: Office) -> None:
    """Say loudly what keeps reports from being taken, or from whoever they are about."""
    duties = staffing.nobody_on(session, office)
    said = [nobody.NO_HANDLER.format(duty=f" {duty} ") for duty in duties]
    names = staffing.without_code(session, office)
    said += [nobody.NO_CODE.format(names=", ".join(names))] if names else []
    for sentence in said:
        click.secho(f"!!! {sentence}", err=True, bold=True, fg="red")


@staff.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Close an account at once: no sign-in, no session, no new case sealed to it, its password opens nothing."""
    with ready_services() as services, services.db.write() as session:
        one = session.scalar(select(Staff).where(Staff.username == username))
        if one is None:
            raise click.ClickException("ไม่มีชื่อผู้ใช้นี้")
        one.disabled_at = one.disabled_at or clock()
        forget(one)
        for open_session in session.scalars(select(StaffSession).where(StaffSession.staff_id == one.id)):
            session.delete(open_session)
        append(
            session,
            services.keys,
            Act("staff.disabled", actor="system", payload={"staff": staff_actor(one.id)}),
            clock(),
        )
    click.echo(f"ปิดบัญชี {username} แล้ว")
