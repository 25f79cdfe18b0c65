"""``flask manual``: in, out, in again; a wrong file changes nothing; every reason is printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.manual import manual
from keys import ServerKeys
from knowledge import manual_file, manual_store, xlsx
from models.database import Database
from settings import SAMPLE_SECRET
from tests.knowledge.entries import WHOLE, like

Run = Callable[..., Result]


@pytest.fixture
def run(db: Database, keys: ServerKeys) -> Run:
    """The command over the test's database."""
    environment = {
        **os.environ,
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "SIANGSAI_SECRET": SAMPLE_SECRET,
        "SIANGSAI_DEV": "1",
    }
    return lambda *arguments: CliRunner(env=environment).invoke(manual, [*map(str, arguments)])


def entries(db: Database) -> int:
    with db.read() as session:
        return len(manual_store.export(session))


@pytest.mark.parametrize("suffix", ["yaml", "xlsx", "yml", "XLSX"])
def test_a_manual_goes_in_and_comes_out_the_same(db: Database, run: Run, tmp_path: Path, suffix: str) -> None:
    source, out = tmp_path / "in.yaml", tmp_path / f"out.{suffix}"
    source.write_bytes(manual_file.to_yaml([like(id="a"), like(id="b", name="อีกเรื่อง")]))
    assert run("import", source).exit_code == 0
    assert run("export", out).exit_code == 0
    read = xlsx.from_xlsx if suffix.lower() == "xlsx" else manual_file.from_yaml
    assert read(out.read_bytes()) == [like(id="a"), like(id="b", name="อีกเรื่อง")]
    again = run("import", out)
    assert "เหมือนเดิม 2" in again.output
    assert entries(db) == 2


def test_what_may_not_be_published_is_told_and_kept_as_a_draft(db: Database, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.yaml"
    file.write_bytes(manual_file.to_yaml([like(fee="")]))
    done = run("import", file)
    assert done.exit_code == 0
    assert "ขาดค่าธรรมเนียม" in done.output
    assert run("check", file).exit_code == 1


def test_a_wrong_file_names_the_entry_and_changes_nothing(db: Database, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.yaml"
    file.write_text("entries:\n- {id: good, name: งาน}\n- {id: ผิด, name: งาน}\n", encoding="utf-8")
    refused = run("import", file)
    assert refused.exit_code != 0
    assert "ผิด" in refused.output
    assert entries(db) == 0


def test_a_file_of_another_kind_is_refused_kindly(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.docx"
    file.write_bytes(b"x")
    for command in ("import", "export", "check"):
        refused = run(command, file)
        assert refused.exit_code != 0
        assert ".xlsx" in refused.output


def test_a_whole_file_is_ready(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.xlsx"
    file.write_bytes(xlsx.to_xlsx([WHOLE]))
    ready = run("check", file)
    assert ready.exit_code == 0
    assert "พร้อมเผยแพร่ 1 จาก 1" in ready.output


def test_the_check_knows_the_kind_of_local_body(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.yaml"
    file.write_bytes(manual_file.to_yaml([like(name="การแจ้งเกิด")]))
    assert run("check", file).exit_code == 0
    assert "ที่ว่าการอำเภอ" in run("check", file, "--agency", "อบต.").output
