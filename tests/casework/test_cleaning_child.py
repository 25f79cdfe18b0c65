"""The child: what it may not have, what happens when it dies, and that its parent never waits for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.cleaning import verdict as v
from casework.cleaning.run import Dirty, cleaned
from tests.casework.canaries import Canary, jpeg

ROOT = Path(__file__).parents[2]
TRIES = {
    "read a file": "open('/etc/passwd').read()",
    "write a file": "open('stolen', 'w').write('x')",
    "make a temporary file": "__import__('tempfile').TemporaryFile()",
    "call somebody": "__import__('socket').socket()",
    "take 600 MiB": "bytearray(600 * 1024 * 1024)",
    "start a program": "__import__('subprocess').run(['true'])",
}


@pytest.mark.parametrize("what", TRIES)
def test_a_parser_that_was_taken_over_can_do_nothing(what: str, tmp_path: Path) -> None:
    script = (
        "import tempfile, socket, subprocess, sys; from casework.cleaning import __main__ as child; "
        "child._give_up_rights()\n"
        f"try:\n    {TRIES[what]}\nexcept (OSError, MemoryError):\n    sys.exit(7)\n"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{script}"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 7
    assert list(tmp_path.iterdir()) == []


def test_x55_a_parser_without_memory_takes_only_the_child_with_it() -> None:
    huge = Dirty(600 * 1024 * 1024, "pdf", "file")
    with cleaned(iter([b"%PDF-1.7"]), huge) as (verdict, pieces):
        assert verdict.label in (v.LIMIT, v.FAILED)
        assert list(pieces) == []


def test_i26_a_child_over_its_time_is_killed_and_the_file_quarantined() -> None:
    script = (
        "from casework.cleaning import __main__ as child; child.CPU_SECONDS = 1; child._give_up_rights()\n"
        "while True: pass"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=30)
    assert ended.returncode in (-24, -9), "SIGXCPU or SIGKILL"


def test_a_file_shorter_than_announced_is_quarantined() -> None:
    with cleaned([jpeg(Canary())[:-1]], Dirty(len(jpeg(Canary())), "jpg", "file")) as (verdict, _):
        assert verdict.label == v.FAILED


def test_a_source_that_breaks_off_ends_the_child_too() -> None:
    def breaking() -> Iterator[bytes]:
        yield b"\xff\xd8\xff"
        raise ValueError

    with cleaned(breaking(), Dirty(1000, "jpg", "file")) as (verdict, _):
        assert verdict.label == v.FAILED


def test_no_child_and_no_thread_is_left_behind() -> None:
    before = set(threading.enumerate())  # of other tests: some may end meanwhile, none may come
    for _ in range(3):
        with cleaned([jpeg(Canary())], Dirty(len(jpeg(Canary())), "jpg", "file")) as (verdict, pieces):
            assert (verdict.label, b"".join(pieces) != b"") == (v.CLEANED, True)
    assert set(threading.enumerate()) - before == set()
    listed = subprocess.run(
        ["ps", "-o", "args", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    assert "casework.cleaning" not in listed.stdout


def test_a_childs_answer_holds_no_word_of_the_file() -> None:
    canary = Canary()
    head = json.dumps({"size": 4000, "extension": "jpg", "sent_as": "file"}).encode() + b"\n"
    answer = subprocess.run(
        [sys.executable, "-m", "casework.cleaning"],
        input=head + b"\xff\xd8\xff" + canary.raw * 100,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert not canary.is_in(answer.stdout + answer.stderr)
