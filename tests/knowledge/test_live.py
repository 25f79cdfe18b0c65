"""An answerer that follows the manual while people ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.answering import Answering
from knowledge.entries import Entry
from knowledge.live import LiveAnswering
from knowledge.seeds import Seeds


class Manual:
    """A manual that is edited, with its version, and a clock that is turned by hand."""

    def __init__(self, seeds: Seeds) -> None:
        self.seeds, self.now, self.version, self.looks = seeds, 0.0, 1, 0
        self.entries = [Entry("bin", "การขอรับถังขยะ", aliases=("ขอถังขยะ",))]
        self.broken = False

    def load(self) -> Answering:
        if self.broken:
            raise ValueError("broken")
        return Answering(self.entries, replace(self.seeds, elsewhere=()))

    def look(self) -> int:
        self.looks += 1
        return self.version

    def edit(self) -> None:
        self.entries = [*self.entries, Entry("boat", "การขอยืมเรือท้องแบน", aliases=("ยืมเรือ",))]
        self.version += 1


@pytest.fixture
def manual(seeds: Seeds) -> Manual:
    """A manual of one entry."""
    return Manual(seeds)


@pytest.fixture
def live(manual: Manual) -> LiveAnswering:
    """A live answerer of it."""
    return LiveAnswering(manual.load, manual.look, clock=lambda: manual.now)


def test_an_edit_is_answered_from_after_the_next_look(manual: Manual, live: LiveAnswering) -> None:
    manual.edit()
    assert live.understand("ขอยืมเรือท้องแบน").entry != "boat"
    manual.now += 1
    live.understand("ขอยืมเรือท้องแบน")
    live.settle()
    assert live.understand("ขอยืมเรือท้องแบน").entry == "boat"


@pytest.mark.parametrize(("seconds", "looks"), [(0.9, 1), (1.0, 2), (1.1, 2)])
def test_the_version_is_looked_at_once_a_second_at_most(
    seconds: float, looks: int, manual: Manual, live: LiveAnswering
) -> None:
    manual.now += seconds
    for _ in range(5):
        live.understand("ขอถังขยะ")
    assert manual.looks == looks


def test_nothing_is_built_while_the_version_stays(manual: Manual, live: LiveAnswering) -> None:
    before = live.answering
    manual.now += 5
    live.understand("ขอถังขยะ")
    live.settle()
    assert live.answering is before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_build_that_fails_keeps_the_old_one_and_is_tried_again(manual: Manual, live: LiveAnswering) -> None:
    manual.broken = True
    manual.edit()
    manual.now += 1
    assert live.understand("ขอถังขยะ").entry == "bin"
    live.settle()
    assert live.understand("ขอถังขยะ").entry == "bin"
    manual.broken = False
    manual.now += 1
    live.understand("ขอถังขยะ")
    live.settle()
    assert live.understand("ขอยืมเรือท้องแบน").entry == "boat"
