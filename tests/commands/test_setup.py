"""A municipality is set up by answering questions, and not before two sheets were typed back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pyotp
import pypdfium2
import pytest
import yaml
from click.testing import Result
from shamir_mnemonic.wordlist import WORDLIST
from sqlalchemy import select

from casework import recovery
from commands import create_app
from commands.guide import Answers, read_answers
from commands.guided_setup import NOT_FINISHED, run
from commands.machine import check_machine, ensure_secret
from keys import ServerKeys
from ledger import export
from ledger.seal import seal_all
from ledger.verify import verify
from models import Case, IdentityRequest, Instance, LedgerCheckpoint, LedgerEntry, Staff
from models.database import Database
from services import Services
from settings import read_settings

SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
PASSWORD = "ช้างสี่ตัวกินกล้วยหอม"


def answers(tmp_path: Path) -> dict[str, object]:
    custodians = [
        {"username": f"keeper{n}", "display_name": f"นายผู้เก็บ คนที่{n}", "position": "ปลัด", "password": PASSWORD}
        for n in range(3)
    ]
    handler = {"username": "malee", "display_name": "นางสาวมาลี รับเรื่อง", "duties": ["corruption", "general"]}
    second = {"username": "somsri", "display_name": "นางสมศรี ธุรการ", "duties": "general", "password": PASSWORD}
    return {
        "municipality": "เทศบาลตำบลทุ่งทดสอบ",
        "agency_type": "เทศบาลตำบล",
        "district": "เมือง",
        "province": "เชียงใหม่",
        "phone": "053 111 222",
        "sheets_pdf": str(tmp_path / "sheets.pdf"),
        "cards_pdf": str(tmp_path / "cards.pdf"),
        "custodians": custodians,
        "handlers": [handler, second],
    }


class Clerk(Answers):
    """Answers from a file, and somebody who types the sheets from paper, rightly or not."""

    def __init__(self, given: dict[str, object], wrong: int = 0) -> None:
        super().__init__(given)
        self._sheets, self._wrong, self.heard = Path(str(given["sheets_pdf"])), wrong, list[str]()

    def ask(self, key: str, words: str, default: str = "") -> str:
        if not key.startswith("sheet."):
            return super().ask(key, words, default)
        if self._wrong > 0:
            self._wrong -= key == "sheet.1"
            return "academic acid"
        return printed_words(self._sheets, int(key[-1]))

    def say(self, words: str) -> None:
        self.heard.append(words)


def printed_words(path: Path, page: int) -> str:
    """What somebody reads from the printed sheet: words, not a fingerprint that spells one (beef)."""
    text = pypdfium2.PdfDocument(path)[page].get_textpage().get_text_bounded()
    words = re.findall(r"\b[a-z]{4,8}\b", text.replace("flask staff recover", ""))
    return " ".join(word for word in words if word in WORDLIST)


@pytest.fixture
def services(sqlite_db: Database) -> Services:
    settings = read_settings({"SIANGSAI_SECRET": SECRET, "DATABASE_URL": str(sqlite_db.engine.url)})
    return Services(settings, sqlite_db, ServerKeys(settings.secrets))


@pytest.fixture
def environment(services: Services) -> dict[str, str]:
    return {"SIANGSAI_SECRET": SECRET, "DATABASE_URL": services.settings.database_url, "SIANGSAI_DEV": ""}


def staff(services: Services, username: str) -> Staff:
    with services.db.read() as session:
        return session.scalars(select(Staff).where(Staff.username == username)).one()


def code(services: Services, username: str) -> str:
    one = staff(services, username)
    return pyotp.TOTP(services.keys.unseal("totp", one.totp_sealed, one.id).decode()).now()


def flask(environment: dict[str, str], *arguments: str, typed: str = "") -> Result:
    return create_app().test_cli_runner().invoke(args=list(arguments), input=typed, env=environment)


def test_set_up_makes_profile_keys_accounts_papers_and_a_first_checkpoint(
    services: Services, tmp_path: Path, now: datetime
) -> None:
    guide = Clerk(answers(tmp_path), wrong=1)
    run(services, guide, now)
    with services.db.read() as session:
        made = session.get_one(Instance, 1)
        people = session.scalars(select(Staff)).all()
        assert (made.municipality, made.province) == ("เทศบาลตำบลทุ่งทดสอบ", "เชียงใหม่")
        assert sorted(one.roles[0] for one in people) == ["custodian"] * 3 + ["handler"] * 2
        assert all(one.private_by_recovery and one.private_by_code for one in people)
        assert session.scalars(select(Case)).all() == []
        assert session.scalars(select(IdentityRequest)).all() == []
        assert session.scalars(select(LedgerCheckpoint)).one()
        types = session.scalars(select(LedgerEntry.type).order_by(LedgerEntry.id)).all()
        assert types == ["setup", *["staff.added"] * 5, "setup.rehearsed"]
    for name in ("sheets.pdf", "cards.pdf"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    cards = pypdfium2.PdfDocument(tmp_path / "cards.pdf")
    assert len(cards) == 5
    assert re.search(r"(?:[2-9A-Z]{4}-){5}[2-9A-Z]{4}", cards[3].get_textpage().get_text_bounded())
    assert any("—" in line for line in guide.heard)
    seal_all(services.db)
    assert verify(export.lines(services.db, services.keys, "siangsai/ledger")).checkpoints == 1


def test_m14_set_up_refuses_to_finish_without_two_sheets_typed_back(
    services: Services, tmp_path: Path, now: datetime
) -> None:
    with pytest.raises(click.ClickException, match=NOT_FINISHED[:20]):
        run(services, Clerk(answers(tmp_path), wrong=3), now)
    with services.db.read() as session:
        assert session.get(Instance, 1) is None
        assert session.scalars(select(Staff)).all() == []
    assert not (tmp_path / "sheets.pdf").exists()


def spoiled(tmp_path: Path) -> Iterator[dict[str, object]]:
    """Answers that must not be taken."""
    people = answers(tmp_path)["custodians"]
    assert isinstance(people, list)
    yield {"municipality": ""}
    yield {"custodians": people[:2]}
    yield {"custodians": [*people[:2], {**people[2], "password": "123456789012"}]}
    yield {"custodians": [*people[:2], people[0]]}
    yield {"handlers": [{"username": "malee", "display_name": "มาลี", "duties": "everything"}]}
    yield {"handlers": []}


class Hesitant(Clerk):
    """A person at the terminal who mistypes the first account once."""

    patient = True

    def ask(self, key: str, words: str, default: str = "") -> str:
        mistyped = key == "custodians.0.username" and not any("โปรดกรอกคนนี้ใหม่" in one for one in self.heard)
        return "ผู้เก็บ" if mistyped else super().ask(key, words, default)


def test_a_mistyped_account_is_asked_for_again_at_the_terminal(
    services: Services, tmp_path: Path, now: datetime
) -> None:
    guide = Hesitant(answers(tmp_path))
    run(services, guide, now)
    assert sum("โปรดกรอกคนนี้ใหม่" in one for one in guide.heard) == 1
    assert staff(services, "keeper0").roles == ["custodian"]


@pytest.mark.parametrize("number", range(6))
def test_a_wrong_answer_stores_nothing(services: Services, tmp_path: Path, now: datetime, number: int) -> None:
    wrong = list(spoiled(tmp_path))[number]
    with pytest.raises(click.ClickException):
        run(services, Clerk({**answers(tmp_path), **wrong}), now)
    with services.db.read() as session:
        assert session.get(Instance, 1) is None
        assert session.scalars(select(LedgerEntry)).all() == []
    assert not (tmp_path / "cards.pdf").exists()


def test_two_sheets_give_somebody_their_account_back_and_one_does_not(
    services: Services, environment: dict[str, str], tmp_path: Path, now: datetime
) -> None:
    run(services, Clerk(answers(tmp_path)), now)
    one, two = (printed_words(tmp_path / "sheets.pdf", page) for page in (0, 2))
    wanted = "ม้าหกตัววิ่งขึ้นเขา"
    refused = flask(environment, "staff", "recover", "malee", typed=f"{one}\n{one}\n")
    assert (refused.exit_code, recovery.ONE_SHEET in refused.output) == (1, True)
    foreign = recovery.new_recovery().sheets[1]
    assert flask(environment, "staff", "recover", "malee", typed=f"{one}\n{foreign}\n").exit_code == 1
    before = staff(services, "malee")
    done = flask(environment, "staff", "recover", "malee", typed=f"{two}\n{one}\n{wanted}\n{wanted}\n")
    assert done.exit_code == 0, done.output
    assert re.search(r"(?:[2-9A-Z]{4}-){5}[2-9A-Z]{4}", done.output)
    after = staff(services, "malee")
    assert after.public_key == before.public_key
    assert after.verifier != before.verifier
    assert services.keys.unseal("totp", after.totp_sealed, after.id).decode() in done.output
    assert wanted not in done.output
    with services.db.read() as session:
        types = session.scalars(select(LedgerEntry.type)).all()
    assert (types.count("staff.recovery_refused"), types.count("staff.recovered")) == (2, 1)


def test_a_second_factor_is_reset_by_a_custodian_and_by_nobody_else(
    services: Services, environment: dict[str, str], tmp_path: Path, now: datetime
) -> None:
    given = answers(tmp_path)
    given["handlers"] = [{"username": "malee", "display_name": "มาลี", "password": PASSWORD, "duties": "general"}]
    run(services, Clerk(given), now)
    before = staff(services, "malee")
    for keeper, password, digits in (
        ("malee", PASSWORD, code(services, "malee")),
        ("keeper0", "ผิด", code(services, "keeper0")),
        ("keeper0", PASSWORD, "000000"),
        ("nobody", PASSWORD, "000000"),
    ):
        how = ("--custodian", keeper, "--password", password, "--code", digits)
        assert flask(environment, "staff", "reset-factor", "malee", *how).exit_code == 1
    assert staff(services, "malee").totp_sealed == before.totp_sealed
    own = ("--custodian", "keeper0", "--password", PASSWORD, "--code", code(services, "keeper0"))
    assert flask(environment, "staff", "reset-factor", "keeper0", *own).exit_code == 1
    how = ("--custodian", "keeper1", "--password", PASSWORD, "--code", code(services, "keeper1"))
    done = flask(environment, "staff", "reset-factor", "malee", *how)
    assert done.exit_code == 0, done.output
    after = staff(services, "malee")
    assert after.totp_sealed != before.totp_sealed
    assert (after.private_by_password, after.verifier) == (before.private_by_password, before.verifier)


def test_a_missing_server_secret_is_made_in_a_file_only_its_owner_reads(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    path = tmp_path / "deep" / "secret"
    guide = Clerk({"secret_file": str(path), "sheets_pdf": ""})
    ensure_secret(guide, environ)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read_settings(environ).secrets[0]) == 32
    assert f"SIANGSAI_SECRET=file:{path}" in guide.heard[0]
    first = path.read_text()
    ensure_secret(guide, {})
    assert path.read_text() == first


def test_a_clock_that_stands_wrong_stops_set_up(services: Services, now: datetime, tmp_path: Path) -> None:
    guide = Clerk(answers(tmp_path))
    with pytest.raises(click.ClickException, match="นาฬิกา"):
        check_machine(services, guide, now.replace(year=2001))


@pytest.mark.parametrize("content", ["- a\n- b\n", "a: [", "\x00"])
def test_a_crooked_answers_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(content)
    with pytest.raises(click.ClickException):
        read_answers(path)


def test_a_file_answers_everything_but_the_sheets(
    services: Services, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(yaml.safe_dump(answers(tmp_path), allow_unicode=True))
    result = flask(environment, "setup", "--answers", str(path), typed="a\nb\n" * 3)
    assert (result.exit_code, "คำไม่ครบ" in result.output) == (1, True)
    assert "Error" in result.output
    with services.db.read() as session:
        assert session.get(Instance, 1) is None
