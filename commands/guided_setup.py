"""``flask setup`` step by step: profile, sheets, custodians, handlers, a rehearsal, the first checkpoint."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import recovery
from casework.conflict import Unlocked
from casework.office import Office, open_office
from casework.passwords import BadPassword
from casework.recovery import Recovery, SheetsRefused
from casework.rehearsal import Cast, RehearsalFailed, rehearse
from casework.staff_keys import Account, NewStaff, new_account, unlock, unlock_by_code
from commands.guide import Guide
from commands.printing import print_cards, print_sheets
from knowledge import starter
from ledger import checkpoint
from ledger.append import Act, append, staff_actor
from ledger.checkpoint import ORIGIN
from ledger.seal import seal_all
from models import Instance, Staff
from models.catalogue import ACCUSED, ACCUSED_CHOICES
from models.days import bangkok_day
from models.staff import Duty, Role
from services import Services

CUSTODIANS = 3
TRIES = 3
NO = ("", "ไม่", "ไม่มี", "no", "n")
KINDS_OF_OFFICE = "เทศบาลตำบล เทศบาลเมือง เทศบาลนคร อบต. อบจ."
HOURS = "จันทร์-ศุกร์ 08.30-16.30 น."
NOT_FINISHED = "ยังไม่ได้ตั้งค่า ไม่มีสิ่งใดถูกบันทึก โปรดทำลายแผ่นที่พิมพ์แล้วเริ่มใหม่: flask setup"


@dataclass
class Made:
    """What set-up has made so far; nothing of it is stored before everything is right."""

    instance: Instance
    office: Office
    recovery: Recovery
    recovery_private: bytes = b""
    accounts: list[tuple[Account, str]] = field(default_factory=list)
    """Accounts with their first password."""


def profile(guide: Guide) -> Instance:
    """The municipality as documents and the bot name it. ClickException for an impossible name."""
    name = guide.ask("municipality", "ชื่อหน่วยงานเต็ม (เช่น เทศบาลตำบล…)")
    if not name or len(name) > 200:
        raise click.ClickException("ชื่อหน่วยงานต้องมี 1 ถึง 200 ตัวอักษร")
    return Instance(
        municipality=name,
        agency_type=guide.ask("agency_type", f"ประเภทหน่วยงาน ({KINDS_OF_OFFICE})", "เทศบาลตำบล")[:24],
        district=guide.ask("district", "อำเภอ")[:80],
        province=guide.ask("province", "จังหวัด")[:80],
        phone=guide.ask("phone", "โทรศัพท์สำนักงาน")[:40],
        office_hours=guide.ask("office_hours", "เวลาทำการ", HOURS)[:100],
    )


def run(services: Services, guide: Guide, now: datetime) -> None:
    """All steps. Whatever fails, nothing is stored and the next run starts anew. ClickException."""
    made = _begin(services, guide)
    _make_recovery(made, guide, now)
    guide.say(f"\nผู้เก็บรักษาข้อมูล {CUSTODIANS} คน (แนะนำ ปลัด นิติกร และบุคคลภายนอก) ต้องได้รับอนุมัติจากสองคนจึงเปิดข้อมูลผู้แจ้งได้")
    for number in range(CUSTODIANS):
        _add_person(made, guide, f"custodians.{number}", Role.CUSTODIAN)
    guide.say("\nผู้รับเรื่อง อย่างน้อยหนึ่งคน")
    _add_handlers(made, guide)
    cards = guide.ask("cards_pdf", "ไฟล์บัตรเข้าใช้ของแต่ละคน (PDF)", "var/cards.pdf")
    print_cards(Path(cards), made.office, made.accounts)
    try:
        _store(services, made, now)
    except click.ClickException:
        Path(cards).unlink()
        raise
    seal_all(services.db)
    note = checkpoint.make(services.db, services.keys, ORIGIN, now)
    guide.say(f"\nตั้งค่า {made.office.municipality} แล้ว ทดลองเปิดข้อมูลด้วยผู้เก็บรักษาสองคนสำเร็จ และลบเรื่องทดลองแล้ว")
    guide.say(f"พิมพ์ {cards} แจกเป็นรายคน แล้วลบไฟล์บัตรและไฟล์แผ่นกู้คืนทันที")
    guide.say(f"\nใบรับรองบันทึกฉบับแรก เก็บไว้นอกสำนักงาน:\n{note}")


def _begin(services: Services, guide: Guide) -> Made:
    with services.db.read() as session:
        instance = session.get(Instance, 1)
    if instance is not None and instance.recovery_public_key is not None:
        raise click.ClickException("ฐานข้อมูลนี้ตั้งค่าหน่วยงานไว้แล้ว")
    instance = instance or profile(guide)
    new = recovery.new_recovery()
    fresh = instance.tag is None
    if fresh:
        instance.tag, instance.receipt_salt = secrets.token_hex(16), secrets.token_bytes(16)
    office = Office(
        services.keys,
        instance.tag,
        instance.receipt_salt,
        instance.municipality,
        phone=instance.phone,
        recovery_public_key=new.public_key,
        sample=bool(instance.sample),
    )
    return Made(instance, office, new)


def _make_recovery(made: Made, guide: Guide, now: datetime) -> None:
    """Print three sheets and have two typed back: set-up goes no further without."""
    path = Path(guide.ask("sheets_pdf", "ไฟล์แผ่นกู้คืน (PDF)", "var/recovery-sheets.pdf"))
    print_sheets(path, made.office, made.recovery, now)
    guide.say(f"เขียนแผ่นกู้คืนสามแผ่นไว้ที่ {path} แล้ว โปรดสั่งพิมพ์ลงกระดาษตอนนี้ ระบบไม่เก็บคำเหล่านี้ไว้ที่อื่น")
    guide.say("จากนั้นกรอกคำทั้ง 33 คำของสองแผ่นจากกระดาษ เพื่อให้แน่ใจว่าพิมพ์ออกมาครบและอ่านออก")
    for _ in range(TRIES):
        typed = (guide.ask("sheet.0", "คำของแผ่นแรกที่เลือก"), guide.ask("sheet.1", "คำของอีกแผ่น"))
        try:
            made.recovery_private = recovery.combine(typed, made.recovery.public_key)
            return
        except SheetsRefused as refusal:
            guide.say(str(refusal))
    path.unlink(missing_ok=True)
    raise click.ClickException(NOT_FINISHED)


def _add_handlers(made: Made, guide: Guide) -> None:
    """One at least, then until no user name is given."""
    number = 0
    while number == 0 or guide.ask(f"handlers.{number}.more", "มีผู้รับเรื่องอีกหรือไม่ (ใช่ หรือ ไม่)") not in NO:
        _add_person(made, guide, f"handlers.{number}", Role.HANDLER)
        number += 1


def _add_person(made: Made, guide: Guide, at: str, role: Role) -> None:
    """Ask for one account; at a terminal again and again until it can be made."""
    while True:
        try:
            given = _asked_for(guide, at, role)
            if given.username in [account.staff.username for account, _ in made.accounts]:
                raise BadPassword("ชื่อผู้ใช้ซ้ำกัน")
            made.accounts.append((new_account(made.office, given), given.password))
            return
        except BadPassword as problem:
            if not guide.patient:
                raise click.ClickException(f"{at}: {problem}") from None
            guide.say(f"{problem} โปรดกรอกคนนี้ใหม่")


def _asked_for(guide: Guide, at: str, role: Role) -> NewStaff:
    words = "ผู้เก็บรักษาข้อมูล" if role is Role.CUSTODIAN else "ผู้รับเรื่อง"
    codes = ", ".join(f"{code} = {ACCUSED[code]}" for code in ACCUSED_CHOICES)
    username = guide.ask(f"{at}.username", f"{words}: ชื่อผู้ใช้ (อังกฤษตัวเล็ก)")
    password = guide.ask(f"{at}.password", "รหัสผ่านแรก 12 ตัวขึ้นไป (เว้นว่างให้ระบบสุ่มและพิมพ์ลงบัตร)")
    return NewStaff(
        username,
        guide.ask(f"{at}.display_name", "ชื่อ-สกุล"),
        password or secrets.token_urlsafe(12),
        guide.ask(f"{at}.position", "ตำแหน่ง"),
        guide.ask(f"{at}.unit", "หน่วยงาน (สำนัก/กอง)"),
        (role,),
        _duties(guide, at) if role is Role.HANDLER else (),
        guide.ask(
            f"{at}.accused_code", f"รหัสตำแหน่งของผู้นี้ ใช้กันไม่ให้เปิดเรื่องที่ร้องเรียนตนเอง ({codes}) ถ้าเว้นว่าง ระบบจะกันผู้นี้ไม่ได้"
        ),
    )


def _duties(guide: Guide, at: str) -> tuple[str, ...]:
    said = guide.ask(f"{at}.duties", "หน้าที่ (corruption ทุจริต, general ทั่วไป คั่นด้วยจุลภาค)", "corruption,general")
    duties = tuple(one.strip() for one in said.split(",") if one.strip())
    if not duties or not set(duties) <= set(Duty):
        raise BadPassword("หน้าที่ต้องเป็น corruption, general หรือ outside")
    return duties


def _store(services: Services, made: Made, now: datetime) -> None:
    """Everything at once, after it was tried out."""
    people = [account.staff for account, _ in made.accounts]
    made.instance.recovery_public_key = made.recovery.public_key
    try:
        with services.db.write() as session:
            taken = session.scalars(select(Staff.username).where(Staff.username.in_([one.username for one in people])))
            if taken.first():
                raise click.ClickException("มีชื่อผู้ใช้นี้แล้ว")
            _add(session, services, made, now)
    except RehearsalFailed:
        raise click.ClickException("ทดลองเปิดข้อมูลไม่สำเร็จ " + NOT_FINISHED) from None


def _add(session: Session, services: Services, made: Made, now: datetime) -> None:
    session.merge(made.instance)
    session.add_all(account.staff for account, _ in made.accounts)
    session.flush()
    starter.plant(session, made.instance.municipality, bangkok_day(now))
    append(session, services.keys, Act("setup", actor="system"), now)
    for account, _ in made.accounts:
        payload = {"staff": staff_actor(account.staff.id)}
        append(session, services.keys, Act("staff.added", actor="system", payload=payload), now)
    office = open_office(session, services.keys, services.settings.public_url)
    rehearse(session, replace(office, sample=made.office.sample), _cast(made), now)


def _cast(made: Made) -> Cast:
    """The first custodian by personal code, the second by password, and the first handler to ask them."""
    sample = made.office.sample
    (first, _), (second, password), *rest = made.accounts
    asker, askers_password = rest[-1]
    return Cast(
        Unlocked(first.staff, unlock_by_code(first.staff, first.personal_code, sample=sample)),
        Unlocked(second.staff, unlock(second.staff, password, sample=sample)),
        Unlocked(asker.staff, unlock(asker.staff, askers_password, sample=sample)),
        made.recovery_private,
    )
