"""What comes of a file: cleaned, kept as it came, quarantined or refused."""

from __future__ import annotations

from dataclasses import dataclass

CLEANED = "cleaned"
FIRST_FRAME = "cleaned.first_frame"
VOICE = "cleaned.voice"
ENCRYPTED = "original_only.encrypted"
HEIC = "original_only.heic"
FAILED = "quarantined.failed"
LIMIT = "quarantined.limit"
PIXELS = "quarantined.pixels"
TYPE = "refused.type"
MACRO = "refused.macro"
BOMB = "refused.bomb"
HOSTILE = "refused.hostile"


class NotCleaned(Exception):
    """There will be no working copy; ``label`` is one of the words above."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


@dataclass(frozen=True)
class Cleaned:
    """A working copy: its bytes, how it is labelled, what type it has now."""

    data: bytes | bytearray
    media_type: str
    extension: str
    label: str = CLEANED


@dataclass(frozen=True)
class Verdict:
    """What is known of a file after cleaning; ``size`` is the length of the working copy, if there is one."""

    label: str
    media_type: str = ""
    extension: str = ""
    size: int = 0

    @property
    def has_working_copy(self) -> bool:
        """Whether there is something for staff to open."""
        return self.label.startswith("cleaned")

    @property
    def refused(self) -> bool:
        """Whether nothing at all is kept."""
        return self.label.startswith("refused")
