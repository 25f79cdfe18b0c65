"""Films and sounds: what is not needed to play is gone, what plays has not moved by a byte."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from casework.cleaning import verdict as v
from casework.cleaning.film import boxes
from casework.cleaning.sound import crc
from tests.casework.canaries import Canary, zipped
from tests.casework.child import run
from tests.casework.recordings import DATES, FRAME, PICTURES, VOICE, film, mp3, ogg

BRANDS = {"mp4": b"isom", "mov": b"qt  ", "m4a": b"M4A "}


@pytest.mark.parametrize("extension", BRANDS)
def test_i25_a_films_places_times_and_names_are_gone_and_it_still_plays(extension: str) -> None:
    canary = Canary()
    data = film(canary, BRANDS[extension])
    assert canary.is_in(data)
    ran = run(data, extension)
    assert ran.verdict.label == v.VOICE
    assert not canary.is_in(ran.data)
    assert canary.raw[:20] not in ran.data, "not even part of a place among the samples"
    assert struct.pack(">I", DATES) not in ran.data
    assert len(ran.data) == len(data), "no offset has moved"
    assert ran.data.index(PICTURES) == data.index(PICTURES)
    assert ran.data.index(VOICE) == data.index(VOICE)


def test_i25_two_tracks_are_left_and_the_rest_is_free_room() -> None:
    out = bytearray(run(film(Canary()), "mp4").data)
    top = list(boxes(out, 0, len(out)))
    assert [box.kind for box in top] == [b"ftyp", b"mdat", b"moov", b"free", b"free", b"free"]
    inner = [box.kind for box in boxes(out, top[2].content, top[2].end)]
    assert inner == [b"mvhd", b"trak", b"trak", b"free", b"free", b"free", b"free", b"free"]


def _broken(data: bytes, at: int, size: int) -> bytes:
    return data[:at] + struct.pack(">I", size) + data[at + 4 :]


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "a box longer than the file": lambda d: _broken(d, d.index(b"moov") - 4, 0x7FFFFFFF),
    "a box shorter than its head": lambda d: _broken(d, d.index(b"moov") - 4, 4),
    "a table that promises too much": lambda d: d.replace(b"moov", b"mo\0v")[: len(d) - 3],
    "cut in the middle": lambda d: d[: len(d) // 2],
    "a zip behind it": lambda d: d + zipped(Canary()),
    "boxes in boxes without end": lambda d: d[:20] + struct.pack(">I4s", 8 * 5000, b"moov") * 5000,
}


@pytest.mark.parametrize("how", BROKEN)
def test_i26_a_broken_film_is_quarantined(how: str) -> None:
    ran = run(BROKEN[how](film(Canary())), "mp4")
    assert (ran.verdict.label, ran.data) == (v.FAILED, b"")


def test_an_mp3_keeps_its_frames_and_nothing_between_them() -> None:
    canary = Canary()
    ran = run(mp3(canary), "mp3")
    assert ran.verdict.label == v.VOICE
    assert ran.data == FRAME * 8


@pytest.mark.parametrize("data", [b"ID3\x03\0\0\0\0\0\x05" + b"x" * 500, b"\xff\xfb" + bytes(2000), FRAME])
def test_an_mp3_without_frames_is_quarantined(data: bytes) -> None:
    assert run(data, "mp3").verdict.label == v.FAILED


@pytest.mark.parametrize("comments", [0, 1, 5000])
@pytest.mark.parametrize("opus", [True, False])
def test_an_ogg_loses_its_comments_and_keeps_whole_pages(opus: bool, comments: int) -> None:
    canary = Canary()
    data = ogg(canary, opus, comments)
    ran = run(data, "ogg")
    assert ran.verdict.label == v.VOICE
    assert not canary.is_in(ran.data)
    assert len(ran.data) == len(data)
    at = ran.data.index(b"OggS", 30)
    end = ran.data.index(b"OggS", at + 4)
    page = ran.data[at:end]
    assert struct.unpack_from("<I", page, 22)[0] == crc(page[:22] + bytes(4) + page[26:])


@pytest.mark.parametrize("cut", [30, 60, 100])
def test_a_broken_ogg_is_quarantined(cut: int) -> None:
    assert run(ogg(Canary())[:cut], "ogg").verdict.label == v.FAILED


def test_a_voice_message_from_line_is_taken_by_its_bytes() -> None:
    assert run(film(Canary(), b"M4A "), "", "audio").verdict.label == v.VOICE
    assert run(film(Canary()), "", "video").verdict.label == v.VOICE
