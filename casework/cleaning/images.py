"""Pictures: decoded, turned upright, their pixels copied into a new picture, and encoded again."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from casework.cleaning.verdict import CLEANED, FAILED, FIRST_FRAME, PIXELS, Cleaned, NotCleaned

MOST_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and stands before decoding
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
OPTIONS: dict[str, dict[str, int]] = {"JPEG": {"quality": 92}, "WEBP": {"quality": 92}, "PNG": {"compress_level": 3}}
PLAIN_MODES = {"RGB", "RGBA", "L"}
TARGET_MODES = {"1": "L", "I;16": "L", "I;16B": "L", "I": "L", "P": "RGBA", "PA": "RGBA", "LA": "RGBA"}


def prepare() -> None:
    """Load the decoders: the child can open no file afterwards."""
    Image.init()


def clean(data: bytes | bytearray, extension: str, *, same_format: bool = False) -> Cleaned:
    """A new picture with nothing but pixels. NotCleaned for too many of them or what cannot be decoded.

    GIF becomes PNG (one frame), unless ``same_format`` asks for the very format: parts of office files.
    """
    fmt = FORMATS[extension]
    target = fmt if same_format or fmt != "GIF" else "PNG"
    try:
        opened = Image.open(io.BytesIO(data), formats=[fmt])
        if opened.width * opened.height > MOST_PIXELS:
            raise NotCleaned(PIXELS)
        label = FIRST_FRAME if getattr(opened, "is_animated", False) else CLEANED
        opened.load()
        ImageOps.exif_transpose(opened, in_place=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError):
        raise NotCleaned(FAILED) from None
    fresh = _only_pixels(opened, target)
    opened.close()  # two such pictures fit into the child's memory, not three
    return Cleaned(_encoded(fresh, target), MEDIA_TYPES[target], EXTENSIONS[target], label)


def _only_pixels(picture: Image.Image, target: str) -> Image.Image:
    if picture.mode == "I;16":
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode not in PLAIN_MODES:
        picture = picture.convert(TARGET_MODES.get(picture.mode, "RGB"))
    if target == "JPEG" and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _encoded(picture: Image.Image, target: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=target, **OPTIONS.get(target, {}))
    return out.getvalue()
