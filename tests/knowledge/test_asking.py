"""``flask ask``: the form of what goes in and comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commands.asking import answers, ask
from knowledge.answering import Answering
from tests.knowledge.conftest import SAMPLE


def told(answering: Answering, *lines: Any) -> list[dict[str, Any]]:
    return list(answers(answering, [one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines]))


def test_an_answer_has_exactly_the_fields_of_the_contract(answering: Answering) -> None:
    [answer] = told(answering, {"id": "q1", "text": "จ่ายค่าน้ำที่ไหน"})
    assert list(answer) == ["id", "intent", "entry", "facet", "candidates", "report_button", "confidence", "answer"]
    assert (answer["id"], answer["intent"], answer["entry"], answer["facet"]) == (
        "q1",
        "service",
        "water-bill",
        "where",
    )
    assert answer["answer"] == "การชำระค่าน้ำประปา\nติดต่อที่: กองประปา"


def test_answers_come_in_the_order_of_the_questions(answering: Answering) -> None:
    asked = [{"id": number, "text": "ขอถังขยะ"} for number in (3, 1, 2)]
    assert [one["id"] for one in told(answering, *asked)] == [3, 1, 2]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"{}",
        b'{"text": 5}',
        b'{"text": "a", "context": "b"}',
        b'{"text": "a", "context": [1]}',
        b"[" * 100_000,
    ],
)
def test_a_bad_line_says_so_and_stops_nothing(
    line: bytes, answering: Answering, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = told(answering, line, {"id": 2, "text": "ขอถังขยะ"})
    assert bad["error"].startswith("line 1: ")
    assert "intent" not in bad
    assert good["entry"] == "bin"
    assert "line 1: " in capsys.readouterr().err


def test_empty_lines_are_passed_over(answering: Answering) -> None:
    assert len(told(answering, b"", b"  \n", {"id": 1, "text": "ขอถังขยะ"})) == 1


def test_context_is_listened_to(answering: Answering) -> None:
    [answer] = told(answering, {"id": 1, "text": "กี่บาท", "context": ["ฉีดวัคซีนหมา"]})
    assert (answer["entry"], answer["facet"]) == ("rabies", "fee")
    assert "ไม่มีค่าธรรมเนียม" in answer["answer"]


@pytest.mark.parametrize(
    ("text", "part"),
    [("สวัสดี", "สวัสดี"), ("จะไปทำพาสปอร์ต", "กงสุล"), ("เล่าเรื่องตลกหน่อย", "ไม่อยู่ในคู่มือ"), ("ใช้เอกสารอะไรบ้าง", "โปรดเลือก")],
)
def test_there_is_always_something_to_say(text: str, part: str, answering: Answering) -> None:
    [answer] = told(answering, {"id": 1, "text": text})
    assert part in answer["answer"]


def test_the_command_answers_from_a_manual_file() -> None:
    lines = json.dumps({"id": 1, "text": "ขอถังขยะ"}) + "\nnot json\n"
    result = CliRunner().invoke(ask, ["--jsonl", "--manual", str(SAMPLE / "manual.yaml")], input=lines)
    assert result.exit_code == 0
    first, second = (json.loads(one) for one in result.stdout.splitlines())
    assert first["entry"] == "bin"
    assert "error" in second
    assert "1 lines could not be read" in result.stderr


def test_a_broken_manual_ends_the_command_with_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("entries: 5", encoding="utf-8")
    result = CliRunner().invoke(ask, ["--jsonl", "--manual", str(tmp_path / "broken.yaml")], input="")
    assert result.exit_code == 1
    assert "manual: " in result.stderr
