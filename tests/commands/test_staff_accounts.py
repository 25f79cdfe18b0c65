"""Accounts from the command line: what decides who gets which case is asked for, never passed over."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from casework.staff_seal import genuine
from commands import create_app
from keys import ServerKeys
from models import Instance, Staff
from models.database import Database

SECRET = b"a server secret made for a test!"
WHO = ("staff", "add", "--username", "cora", "--display-name", "นางครา", "--position", "", "--unit", "")


@pytest.fixture
def environment(sqlite_db: Database, tmp_path: Path) -> dict[str, str]:
    """A municipality without accounts."""
    with sqlite_db.write() as session:
        session.add(Instance(municipality="ทต.ทดสอบ", sample=True))
    secret = base64.b64encode(SECRET).decode()
    return {"DATABASE_URL": f"sqlite:///{tmp_path / 'plain.db'}", "SIANGSAI_SECRET": secret, "SIANGSAI_DEV": "1"}


def flask(environment: dict[str, str], *arguments: str, typed: str = "") -> Result:
    return create_app().test_cli_runner().invoke(args=list(arguments), input=typed, env=environment)


def add(environment: dict[str, str], code: str, duty: str) -> Result:
    return flask(environment, *WHO, "--password", "ยาวพอสมควรแล้วนะ", typed=f"{code}\n{duty}\n")


@pytest.mark.parametrize(
    ("code", "duty", "stored"),
    [("none", "none", ("", [])), ("clerk", "corruption,general", ("clerk", ["corruption", "general"]))],
)
def test_duty_and_position_are_asked_for_and_none_is_an_answer(
    sqlite_db: Database, environment: dict[str, str], code: str, duty: str, stored: tuple[str, list[str]]
) -> None:
    result = add(environment, code, duty)
    assert result.exit_code == 0, result.output
    with sqlite_db.read() as session:
        one = session.scalars(select(Staff)).one()
    assert (one.accused_code, one.duties) == stored
    assert genuine(ServerKeys((SECRET,)), one)


@pytest.mark.parametrize("duty", ["", "everything", "none,general"])
def test_a_duty_that_is_none_of_the_answers_adds_nobody(
    sqlite_db: Database, environment: dict[str, str], duty: str
) -> None:
    assert add(environment, "none", duty).exit_code != 0
    with sqlite_db.read() as session:
        assert session.scalars(select(Staff)).all() == []


def test_the_list_warns_loudly_of_gaps(environment: dict[str, str]) -> None:
    assert "!!!" in flask(environment, "staff", "list").output
    assert add(environment, "none", "corruption,general").exit_code == 0
    said = flask(environment, "staff", "list").output
    assert "ไม่มีผู้รับผิดชอบ" not in said
    assert "รหัสตำแหน่ง" in said
