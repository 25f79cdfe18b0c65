"""Sample data over two fiscal years: a town that does not exist, staff everybody knows the passwords of."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework import intake, retention
from casework.intake import Answered, Filed, Report, Reporter
from casework.office import Office, open_office
from casework.seal import Piece, add_item
from casework.staff_keys import NewStaff, new_staff
from casework.triage import Move, move
from jobs import sample_answers
from keys import ServerKeys
from ledger.append import Act, append
from models import Case, Instance, Staff
from models.cases import ItemKind, Kind, Status
from models.catalogue import CATEGORIES
from models.database import Database
from models.staff import Duty, Role

SIZES = {"small": 40, "large": 10_000}
DAYS = 700
"""How far back the oldest sample case lies: well into the fiscal year before."""

BATCH = 100
MUNICIPALITY = "เทศบาลตำบลเสียงใส (ตัวอย่าง)"


@dataclass(frozen=True)
class DemoAccount:
    """An account for trying things out; refused without SIANGSAI_DEV=1."""

    username: str
    password: str
    totp_secret: str
    words: str


@dataclass(frozen=True)
class Person:
    """A sample member of staff."""

    username: str
    totp_secret: str
    display_name: str
    position: str
    unit: str
    roles: tuple[str, ...]
    duties: tuple[str, ...] = ()
    accused_code: str = ""


PEOPLE = (
    Person(
        "malee",
        "MALEE234MALEE234MALEE234MALEE234",
        "นางสาวมาลี รับเรื่อง",
        "นิติกรปฏิบัติการ",
        "สำนักปลัด งานนิติการ",
        (Role.HANDLER,),
        (Duty.CORRUPTION, Duty.GENERAL),
        "complaint_officer",
    ),
    Person(
        "preecha",
        "PREECHA2PREECHA2PREECHA2PREECHA2",
        "นายปรีชา ตรวจตรา",
        "ปลัดเทศบาล",
        "สำนักปลัด",
        (Role.SUPERVISOR,),
        (Duty.CORRUPTION,),
        "clerk",
    ),
    Person(
        "somsri",
        "SOMSRI23SOMSRI23SOMSRI23SOMSRI23",
        "นางสมศรี บริการประชาชนด้วยใจยินดี",
        "เจ้าพนักงานธุรการชำนาญงาน",
        "สำนักปลัด งานธุรการ",
        (Role.HANDLER,),
        (Duty.GENERAL,),
    ),
    Person(
        "auditor",
        "AUDITOR2AUDITOR2AUDITOR2AUDITOR2",
        "นายตรวจ สอบบัญชี",
        "นักวิชาการตรวจสอบภายใน",
        "หน่วยตรวจสอบภายใน",
        (Role.AUDITOR,),
    ),
    Person(
        "kanda",
        "KANDA234KANDA234KANDA234KANDA234",
        "นางกานดา เก็บรักษา",
        "ผู้อำนวยการกองคลัง",
        "กองคลัง",
        (Role.CUSTODIAN,),
    ),
    Person(
        "wichai",
        "WICHAI23WICHAI23WICHAI23WICHAI23",
        "นายวิชัย ภายนอก",
        "ผู้ทรงคุณวุฒิภายนอก",
        "",
        (Role.CUSTODIAN,),
    ),
    Person(
        "wilai",
        "WILAI234WILAI234WILAI234WILAI234",
        "นางวิไล ดูแลคู่มือ",
        "นักประชาสัมพันธ์ปฏิบัติการ",
        "สำนักปลัด งานประชาสัมพันธ์",
        (Role.EDITOR,),
    ),
    Person(
        "admin",
        "ADMIN234ADMIN234ADMIN234ADMIN234",
        "นายเทคโน ดูแลระบบ",
        "นักวิชาการคอมพิวเตอร์",
        "กองยุทธศาสตร์และงบประมาณ",
        (Role.SYSTEM_ADMIN,),
    ),
)
STORIES: dict[str, tuple[str, ...]] = {
    "bribe": ("ไปขอใบอนุญาตก่อสร้าง เจ้าหน้าที่บอกว่าถ้าอยากได้เร็วต้องมีค่าดำเนินการสองพันบาท", "มีการขอเงินก่อนรับรองเอกสาร"),
    "procurement": ("โครงการซ่อมถนนได้ผู้รับเหมารายเดิมทุกปี ราคากลางสูงกว่าตำบลข้างเคียง",),
    "asset_misuse": ("เห็นรถของเทศบาลไปส่งของที่ร้านค้าส่วนตัวช่วงวันหยุดหลายครั้ง",),
    "neglect": ("ยื่นคำร้องไว้สองเดือนแล้วไม่มีใครดำเนินการ ถามทีไรก็บอกว่าเอกสารหาย",),
    "budget": ("มีชื่อคนเข้าอบรมในเอกสารเบิกจ่าย แต่วันนั้นไม่มีการอบรมจริง",),
    "road": ("ถนนหน้าโรงเรียนเป็นหลุมลึก รถจักรยานยนต์ล้มบ่อย", "ฝาท่อระบายน้ำแตก เกรงว่าเด็กจะตกลงไป"),
    "light": ("ไฟทางซอยวัดดับสามดวง มืดมาก กลัวอันตราย",),
    "water": ("น้ำประปาไหลอ่อนและขุ่นช่วงเย็นมาหลายวันแล้ว",),
    "waste": ("รถเก็บขยะไม่มาสองสัปดาห์ ขยะส่งกลิ่นเหม็น",),
    "nuisance": ("โรงงานใกล้บ้านส่งเสียงดังหลังเที่ยงคืนทุกวัน",),
    "service": ("ไปติดต่อราชการช่วงพักเที่ยง ไม่มีเจ้าหน้าที่อยู่เลยแม้แต่คนเดียว",),
    "praise": ("เจ้าหน้าที่งานทะเบียนแนะนำดีมาก ยิ้มแย้มและทำงานรวดเร็ว",),
    "suggestion": ("อยากให้เปิดให้ชำระภาษีผ่านโทรศัพท์ได้", "ขอให้มีเก้าอี้รอเพิ่มสำหรับผู้สูงอายุ"),
    "comment": ("ป้ายบอกทางในสำนักงานอ่านยาก ตัวหนังสือเล็กเกินไป",),
}
ANSWER = "ได้รับเรื่องของท่านแล้ว กำลังตรวจสอบข้อเท็จจริง หากมีข้อมูลเพิ่มเติมเขียนถึงเราได้ที่นี่"
COURSES: tuple[tuple[tuple[Status, str], ...], ...] = (
    (),
    ((Status.SCREENING, ""),),
    ((Status.SCREENING, ""), (Status.ACCEPTED, ""), (Status.INVESTIGATING, "")),
    ((Status.ACCEPTED, ""), (Status.FINISHED, "founded")),
    ((Status.SCREENING, ""), (Status.ACCEPTED, ""), (Status.FINISHED, "solved")),
    ((Status.SCREENING, ""), (Status.REFERRED, "")),
    ((Status.SCREENING, ""), (Status.REJECTED, "")),
    ((Status.ACCEPTED, ""), (Status.INVESTIGATING, ""), (Status.FINISHED, "unfounded")),
)
REASONS = {
    Status.FINISHED: "ดำเนินการครบถ้วนตามรายงานผล",
    Status.REFERRED: "อยู่ในอำนาจของหน่วยงานอื่น ส่งต่อแล้ว",
    Status.REJECTED: "ไม่มีข้อมูลเพียงพอให้ตรวจสอบ และติดต่อขอเพิ่มเติมไม่ได้",
}


def accounts() -> list[DemoAccount]:
    """The demo accounts, the same in every demo."""
    return [DemoAccount(p.username, f"demo-{p.username}", p.totp_secret, p.position) for p in PEOPLE]


def sample_town() -> Instance:
    """The sample municipality, to which nobody holds a key yet."""
    return Instance(municipality=MUNICIPALITY, phone="053 000 000", office_hours="จันทร์-ศุกร์ 08.30-16.30 น.", sample=True)


def seed(db: Database, keys: ServerKeys, public_url: str, size: str, now: datetime) -> list[DemoAccount]:
    """Fill a migrated, empty database; one that already has a municipality is left as it is."""
    with db.write() as session:
        if session.get(Instance, 1) is not None:
            return accounts()
        session.add(sample_town())
        session.flush()
        office = open_office(session, keys, public_url)
        append(session, keys, Act("setup", "sample", "system"), now)
        session.add_all(_staff(office))
        sample_answers.plant(session, MUNICIPALITY, now)
    for batch in _batches(SIZES[size], now):
        with db.write() as session:
            for number, day in batch:
                filed = intake.file(session, office, _report(number), Reporter(secrets.token_hex(8)), day)
                _course(session, office, filed, number, (day, now))
    with db.write() as session:
        retention.confirm_clock(session, keys, now)  # two years in a minute are no wrong clock here
    return accounts()


def _staff(office: Office) -> Iterator[Staff]:
    for person in PEOPLE:
        given = NewStaff(
            person.username,
            person.display_name,
            f"demo-{person.username}",
            person.position,
            person.unit,
            person.roles,
            person.duties,
            person.accused_code,
            person.totp_secret,
        )
        yield new_staff(office, given)[0]


def _batches(count: int, now: datetime) -> Iterator[list[tuple[int, datetime]]]:
    """Numbers and days, oldest first, spread over the two years; transactions stay short."""
    days = [(number, now - timedelta(days=DAYS - number * DAYS // count)) for number in range(count)]
    for start in range(0, count, BATCH):
        yield days[start : start + BATCH]


MIXED = 5
"""A step through the stories that shares no factor with their number: every month has of every kind."""


def _report(number: int) -> Report:
    code = list(STORIES)[number * MIXED % len(STORIES)]
    kind = next(k for k in (Kind.CORRUPTION, Kind.GENERAL, Kind.FEEDBACK) if code in CATEGORIES[k])
    stories = STORIES[code]
    story = stories[number // len(STORIES) % len(stories)]
    answers = [
        Answered("category", "ประเภทเรื่อง", CATEGORIES[kind][code].plain, code),
        Answered("what", "เกิดอะไรขึ้น", f"(ข้อมูลตัวอย่าง) {story}", [story]),
    ]
    if kind is not Kind.FEEDBACK:
        answers.append(Answered("where", "เกิดขึ้นที่ไหน", f"หมู่ที่ {number % 9 + 1} ตำบลเสียงใส", ""))
    accused = "officer" if kind is Kind.CORRUPTION else ""
    said = (Answered("phone", "เบอร์โทร", "08 0000 0000 (ข้อมูลตัวอย่าง)", ""),) if number % 4 == 0 else ()
    return Report(kind, code, tuple(answers), accused, said, notice_version="2569-11", sample=True)


def _course(session: Session, office: Office, filed: Filed, number: int, span: tuple[datetime, datetime]) -> None:
    """Old cases have run their course, recent ones stand somewhere on their way."""
    case = session.get_one(Case, filed.case_id)
    day, now = span
    age = now - day
    courses = COURSES[:3] if age < timedelta(days=20) else COURSES if age < timedelta(days=120) else COURSES[3:]
    steps = courses[number % len(courses)]
    for pause, (status, outcome) in enumerate(steps, start=2):
        at = min(day + timedelta(days=pause * 2), now)
        wanted = Move(status, "system", case.version, REASONS.get(status, ""), outcome)
        move(session, office, case, wanted, at)
    if steps and number % 2:
        answer = Piece(ItemKind.MESSAGE_TO_REPORTER, ANSWER, for_reporter=True)
        add_item(session, office, case, answer, min(day + timedelta(days=3), now))
