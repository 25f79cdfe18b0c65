"""An answerer that follows the manual while people ask."""

from __future__ import annotations

import pytest

from knowledge.answering import Answering
from knowledge.entries import Entry
from knowledge.learned import Learned
from knowledge.live import LiveAnswering


class Manual:
    """A manual that is edited, with its version, and how often an answerer was built of it."""

    def __init__(self, learned: Learned) -> None:
        self.learned, self.version, self.built = learned, 1, 0
        self.entries = [Entry("bin", "การขอรับถังขยะ", aliases=("ขอถังขยะ",))]
        self.broken = False

    def load(self) -> Answering:
        if self.broken:
            raise ValueError("broken")
        self.built += 1
        return Answering(self.entries, self.learned)

    def edit(self) -> None:
        self.entries = [*self.entries, Entry("boat", "การขอยืมเรือท้องแบน", aliases=("ยืมเรือ",))]
        self.version += 1


@pytest.fixture
def manual(learned: Learned) -> Manual:
    """A manual of one entry."""
    return Manual(learned)


@pytest.fixture
def live(manual: Manual) -> LiveAnswering:
    """A live answerer of it."""
    return LiveAnswering(manual.load, lambda: manual.version)


def test_an_edit_is_answered_from_after_the_next_look(manual: Manual, live: LiveAnswering) -> None:
    manual.edit()
    assert live.understand("ขอยืมเรือท้องแบน").entry != "boat"
    live.look()
    assert live.understand("ขอยืมเรือท้องแบน").entry == "boat"


def test_nothing_is_built_while_the_version_stays(manual: Manual, live: LiveAnswering) -> None:
    for _ in range(3):
        live.look()
    assert manual.built == 1


def test_a_build_that_fails_keeps_the_old_one_and_is_tried_again(manual: Manual, live: LiveAnswering) -> None:
    manual.broken = True
    manual.edit()
    with pytest.raises(ValueError, match="broken"):
        live.look()
    assert live.understand("ขอถังขยะ").entry == "bin"
    manual.broken = False
    live.look()
    assert live.understand("ขอยืมเรือท้องแบน").entry == "boat"
