"""What must hold of the repository: settings and commands are documented, locks name no host, promises have tests."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands import create_app
from settings import SAMPLE_SECRET, Settings, SettingsError, read_settings
from tests import ceilings

ROOT = Path(__file__).parents[2]
NESTED = """'Doc.'
def f(a):
    if a:
        for b in a:
            while b:
                with b:
                    pass
"""
SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def aliases() -> set[str]:
    return {str(field.alias) for field in Settings.model_fields.values()}


def test_the_sample_environment_lists_exactly_the_settings() -> None:
    assert set(re.findall(r"^([A-Z_]+)=", text(".env.example"), re.MULTILINE)) == aliases()


def test_every_setting_and_command_is_in_the_running_page() -> None:
    page = text("docs/running.md")
    missing = [
        name for name in [*aliases(), *(f"flask {name}" for name in create_app().cli.commands)] if name not in page
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["requirements", "requirements-demo", "requirements-dev"])
def test_a_lock_pins_hashes_and_names_no_host(name: str) -> None:
    lock = text(f"{name}.txt")
    assert "://" not in lock
    assert "--hash=sha256:" in lock
    assert not re.search(r"^--?(index|extra|find)", lock, re.MULTILINE)
    for line in text(f"{name}.in").splitlines():
        if line and not line.startswith(("#", "-r")):
            assert "==" in line, line


def test_the_procfile_has_its_three_processes() -> None:
    processes = dict(line.split(": ", 1) for line in text("Procfile").splitlines())
    assert set(processes) == {"release", "web", "worker"}


def test_every_promise_of_the_privacy_page_names_a_test_that_exists() -> None:
    page = text("docs/privacy.md")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert len(named) >= 10
    for path, test in named:
        assert f"def {test}(" in text(path), test
    rows = [
        line
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith(("| ---", "| Promise", "| คำมั่น"))
    ]
    assert rows
    assert all("::" in row for row in rows)


def test_the_foundations_import_nothing_of_ours_above_them() -> None:
    ours = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} | {"app"}
    for name in ("keys.py", "settings.py"):
        tree = ast.parse(text(name))
        imported = {
            node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
        }
        assert imported & ours == set()


def test_the_ceilings_of_the_design_hold() -> None:
    assert ceilings.measure(ROOT).over == []


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("long.py", '"""Doc."""\n' + "x = 1\n" * 300, "301 lines"),
        ("utils.py", '"""Doc."""\n', "says nothing"),
        ("a.py", "x = 1\n", "no module docstring"),
        ("b.py", '"""Doc."""\ndef f(a, b, c, d, e, g):\n    return 1\n', "6 parameters"),
        ("c.py", '"""Doc."""\ndef f():\n' + "    x = 1\n" * 41, "41 lines"),
        ("d.py", NESTED, "nested 4"),
        ("e.py", '"""Doc."""\ndef f(s):\n    s.commit()\n', "commits"),
    ],
)
def test_a_planted_bad_sample_is_over_a_ceiling(tmp_path: Path, name: str, code: str, word: str) -> None:
    (tmp_path / name).write_text(code, encoding="utf-8")
    assert any(word in line for line in ceilings.measure(tmp_path).over)


def test_missing_and_wrong_settings_are_all_named_at_once_without_their_values() -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({"PORT": "99999", "DATABASE_URL": "mysql://secret@x", "SIANGSAI_PARTS": "bot,x"})
    words = str(error.value)
    for name in ("SIANGSAI_SECRET", "PORT", "DATABASE_URL", "SIANGSAI_PARTS"):
        assert name in words
    assert "secret@x" not in words


@pytest.mark.parametrize(
    "environment",
    [
        {"SIANGSAI_SECRET": SAMPLE_SECRET},
        {"SIANGSAI_SECRET": "c2hvcnQ="},
        {"SIANGSAI_SECRET": "not base64!"},
        {"SIANGSAI_SECRET": f"{SECRET},{SECRET},{SECRET}"},
        {"SIANGSAI_SECRET": SECRET, "SIANGSAI_DEV": "1", "PUBLIC_URL": "https://town.example"},
        {"SIANGSAI_SECRET": "file:/nowhere/secret"},
    ],
    ids=["sample outside the demo", "short", "no base64", "three", "demo in public", "missing file"],
)
def test_an_unsafe_environment_is_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        read_settings(environment)


def test_a_secret_may_lie_in_a_file_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="0600"):
        read_settings({"SIANGSAI_SECRET": f"file:{file}"})
    file.chmod(0o600)
    assert read_settings({"SIANGSAI_SECRET": f"file:{file}"}).secrets == (b"0123456789abcdef0123456789abcdef",)


def test_an_old_postgres_address_is_understood() -> None:
    settings = read_settings({"SIANGSAI_SECRET": SECRET, "DATABASE_URL": "postgres://u:p@h/d"})
    assert settings.database_url == "postgresql://u:p@h/d"


def flask(*arguments: str, environment: dict[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_municipality_is_set_up_by_commands_alone(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SIANGSAI_SECRET": SECRET,
        "SIANGSAI_DEV": "",
        "DATABASE_URL": f"sqlite:///{tmp_path}/s.db",
        "LINE_API_URL": "http://127.0.0.1:1",
    }
    assert (
        "flask migrate"
        in flask("setup", "--municipality", "ทต.", "--phone", "1", environment=environment, stdin="\n").stderr
    )
    assert flask("migrate", environment=environment).returncode == 0
    refused = flask("staff", "list", environment={**environment, "SIANGSAI_SECRET": ""})
    assert "SIANGSAI_SECRET" in refused.stderr
    assert refused.returncode != 0
    made = flask(
        "setup", "--municipality", "ทต.ทดสอบ", "--phone", "053", "--office-hours", "x", environment=environment
    )
    assert made.returncode == 0, made.stderr
    assert flask("seed", environment=environment).returncode != 0
    who = ["--username", "somsri", "--display-name", "นางสมศรี", "--position", "", "--unit", ""]
    add = ["staff", "add", *who, "--duty", "general", "--accused-code", "none"]
    assert flask(*add, "--password", "สั้น", environment=environment).returncode != 0
    assert "รหัสลับ" in flask(*add, "--password", "ยาวพอสมควรแล้ว", environment=environment).stdout
    assert "somsri" in flask("staff", "list", environment=environment).stdout
    assert flask("staff", "disable", "somsri", environment=environment).returncode == 0
    assert "nothing is waiting" in flask("worker", "--drain", environment=environment).stdout
    out = tmp_path / "figures.xlsx"
    report = ["report", "--kind", "complaints", "--fiscal-year", "2569", "--format", "xlsx", "--out", str(out)]
    assert flask(*report, environment=environment).returncode == 0
    assert out.stat().st_size > 1000
    exported = tmp_path / "ledger.jsonl"
    assert flask("ledger", "export", str(exported), environment=environment).returncode == 0
    assert "ledger whole" in flask("ledger", "verify", str(exported), environment=environment).stdout
    exported.write_text(exported.read_text().replace('"setup"', '"forged"'))
    broken = flask("ledger", "verify", str(exported), environment=environment)
    assert (broken.returncode, "entry 1" in broken.stderr) == (1, True)
    assert "—" in flask("ledger", "checkpoint", environment=environment).stdout
    assert "แจ้งทุจริต" in flask("talk", environment=environment, stdin="เมนู\n").stdout
