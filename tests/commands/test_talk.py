"""``flask talk``: the bot in the terminal, with the manual of the sample municipality."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from commands.talk import talk


def played(tmp_path: Path, *lines: str) -> tuple[int, str]:
    """The exit code and the output of a script."""
    (tmp_path / "script.txt").write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(talk, ["--script", str(tmp_path / "script.txt")])
    return done.exit_code, done.output


def test_a_question_is_answered_from_the_manual_and_a_report_can_be_filed(tmp_path: Path) -> None:
    code, said = played(
        tmp_path,
        "reporter: ขอถังขยะใบใหม่ต้องทำยังไง",
        "reporter: แจ้งทุจริต",
        "tap: พิมพ์ในแชตนี้",
        "tap: เรียกเงินหรือของตอบแทน",
        "reporter: 7",
        "reporter: ช่างเรียกเงินห้าพันบาท",
        "tap: เสร็จแล้ว",
        "tap: ตรวจทานและส่งเลย",
        "reporter: ส่งเรื่อง",
    )
    assert code == 0, said
    assert "การขอรับหรือเปลี่ยนถังขยะ" in said
    assert "filed:" in said


def test_a_script_that_cannot_be_played_says_at_which_line_and_why(tmp_path: Path) -> None:
    code, said = played(tmp_path, "reporter: เมนู", "tap: ปุ่มที่ไม่มี", "reporter: สวัสดี")
    assert code == 1
    assert "no button 'ปุ่มที่ไม่มี' on the screen" in said
    assert "Traceback" not in said
    assert "reporter: สวัสดี" not in said


def test_whoever_types_goes_on_after_a_line_that_cannot_be_played() -> None:
    done = CliRunner().invoke(talk, input="เมนู\ntap: ปุ่มที่ไม่มี\nสวัสดี\n")
    assert done.exit_code == 0
    assert "# no button" in done.output
    assert "reporter: สวัสดี" in done.output
