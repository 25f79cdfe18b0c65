"""Pictures in hostile and telling forms: what comes out is pixels."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image

from casework.cleaning import verdict as v
from tests.casework.canaries import Canary, bomb_png, gif, jpeg, photo, png, webp, zipped
from tests.casework.child import Ran, run

MAKERS: dict[str, Callable[[Canary], bytes]] = {
    "jpg": jpeg,
    "jpeg": jpeg,
    "png": png,
    "gif": gif,
    "webp": webp,
}


MEASURED = "import sys; from tests.casework.child import run; print(run(sys.stdin.buffer.read(), 'png').peak_mib)"


def peak_mib_of_its_own(data: bytes) -> float:
    """The memory of one child of a small parent: what a child costs is counted from its parent's size on."""
    asked = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True)
    return float(asked.stdout)


def opened(ran: Ran) -> Image.Image:
    picture = Image.open(io.BytesIO(ran.data))
    picture.load()
    return picture


@pytest.mark.parametrize("extension", MAKERS)
def test_i01_to_i06_nothing_but_pixels_is_left_of_a_picture(extension: str) -> None:
    canary = Canary()
    data = MAKERS[extension](canary)
    assert canary.is_in(data), "the canary was not planted"
    ran = run(data, extension)
    assert ran.verdict.label == v.CLEANED
    assert not canary.is_in(ran.data)
    assert opened(ran).size == (32, 20)
    assert not opened(ran).getexif()
    harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "timestamp", "duration", "background"}
    assert set(opened(ran).info) <= harmless


@pytest.mark.parametrize("extension", MAKERS)
@pytest.mark.parametrize("tail", ["zip", "html", "jpeg"])
def test_i07_what_hangs_on_a_picture_is_gone(extension: str, tail: str) -> None:
    canary = Canary()
    tails = {"zip": zipped(canary), "html": b"<script>" + canary.raw + b"</script>", "jpeg": jpeg(canary)}
    ran = run(MAKERS[extension](Canary()) + tails[tail], extension)
    assert not canary.is_in(ran.data)
    assert ran.verdict.label == v.CLEANED


@pytest.mark.parametrize("orientation", range(1, 9))
def test_i08_a_turned_picture_is_upright_without_saying_so(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    red_corner = {1: (2, 2), 2: (29, 2), 3: (29, 17), 4: (2, 17), 5: (2, 2), 6: (17, 2), 7: (17, 29), 8: (2, 29)}
    ran = run(jpeg(Canary(), exif=exif), "jpg")
    picture = opened(ran).convert("RGB")
    assert picture.size == ((32, 20) if orientation < 5 else (20, 32))
    red, green, _ = picture.getpixel(red_corner[orientation])  # type: ignore[misc]
    assert red > 200
    assert green < 60


@pytest.mark.parametrize(("extension", "maker"), [("gif", gif), ("webp", webp)])
def test_i09_of_a_moving_picture_the_first_frame_is_kept_and_labelled(
    extension: str, maker: Callable[[Canary, int], bytes]
) -> None:
    canary = Canary()
    ran = run(maker(canary, 5), extension)
    assert ran.verdict.label == v.FIRST_FRAME
    assert not canary.is_in(ran.data)
    assert getattr(opened(ran), "n_frames", 1) == 1


def test_i09_ten_thousand_frames_cost_no_more_than_one() -> None:
    one = gif(Canary(), 2)
    frame = one[one.rfind(b"\x21\xf9") : -1]
    ran = run(one[:-1] + frame * 10_000 + b";", "gif")
    assert ran.verdict.label == v.FIRST_FRAME
    assert ran.seconds < 10


def test_i10_a_picture_of_81_megapixels_is_refused_before_it_is_decoded() -> None:
    data = bomb_png(9000, 9000)
    assert len(data) < 20_000
    ran = run(data, "png")
    assert ran.verdict.label == v.PIXELS
    assert ran.data == b""
    assert peak_mib_of_its_own(data) < 200


@pytest.mark.parametrize(("width", "label"), [(6399, v.CLEANED), (6400, v.CLEANED), (6401, v.PIXELS)])
def test_forty_million_pixels_are_the_most(width: int, label: str) -> None:
    assert run(bomb_png(width, 6250), "png").verdict.label == label


@pytest.mark.parametrize("turned", [1, 6])
def test_a_full_colour_picture_of_forty_million_pixels_fits_into_the_childs_memory(turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    out = io.BytesIO()
    Image.new("RGB", (8000, 5000), (9, 90, 200)).save(out, "JPEG", exif=exif)
    ran = run(out.getvalue(), "jpg")
    assert ran.verdict.label == v.CLEANED
    assert ran.peak_mib <= 512


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_way_to_store_pixels_is_taken(mode: str) -> None:
    out = io.BytesIO()
    fmt = "JPEG" if mode == "CMYK" else "PNG"
    photo(mode=mode).save(out, fmt)
    assert run(out.getvalue(), {"JPEG": "jpg", "PNG": "png"}[fmt]).verdict.label == v.CLEANED


@pytest.mark.parametrize("extension", MAKERS)
@pytest.mark.parametrize("keep", [0.1, 0.9])
def test_a_picture_that_was_cut_off_gives_no_working_copy_with_old_words(extension: str, keep: float) -> None:
    canary = Canary()
    data = MAKERS[extension](canary)
    ran = run(data[: int(len(data) * keep)], extension)
    assert ran.verdict.label in (v.FAILED, v.CLEANED)
    assert not canary.is_in(ran.data)


def test_a_heic_picture_is_kept_as_original_only_and_says_so() -> None:
    ran = run(b"\0\0\0\x18ftypheic" + bytes(100), "heic")
    assert (ran.verdict.label, ran.data) == (v.HEIC, b"")


def test_a_picture_from_line_has_no_name_and_is_known_by_its_bytes() -> None:
    for maker in (jpeg, png):
        assert run(maker(Canary()), "", "image").verdict.label == v.CLEANED
    assert run(b"\0\0\0\x18ftypheic" + bytes(100), "", "image").verdict.label == v.HEIC
    assert run(b"%PDF-1.7", "", "image").verdict.label == v.TYPE
