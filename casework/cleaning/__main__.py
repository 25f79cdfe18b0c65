"""The child: reads one file from its standard input, writes the verdict and the working copy, and ends.

Before it looks at a byte it gives up memory, time, and the right to open or write any file.
"""

from __future__ import annotations

import codecs
import ctypes
import io
import json
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict

from casework.cleaning import film, images, kinds, office, pdf, sound, text
from casework.cleaning.verdict import FAILED, LIMIT, Cleaned, NotCleaned, Verdict

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
HEAD = 4096
LOOKED_UP = ("cp437", "cp874", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii", "idna")
"""Encodings that zip files, XML and texts ask for: later there is no file to load them from."""

DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""

FAMILIES: dict[str, Callable[[bytearray, str], Cleaned]] = {
    "image": images.clean,
    "pdf": lambda data, _: pdf.clean(data),
    "office": office.clean,
    "text": lambda data, _: text.clean(data),
    "film": film.clean,
    "mp3": lambda data, _: sound.clean_mp3(data),
    "ogg": lambda data, _: sound.clean_ogg(data),
}


def main() -> None:
    """One file in, one verdict out."""
    images.prepare()
    for encoding in LOOKED_UP:
        codecs.lookup(encoding)
    _give_up_rights()
    given = io.BufferedReader(io.FileIO(0))
    asked = json.loads(given.readline())
    data = bytearray(asked["size"])
    filled = given.readinto(data)
    verdict, cleaned = judge(data, asked) if filled == len(data) else (Verdict(FAILED), b"")
    sys.stdout.buffer.write(json.dumps(asdict(verdict)).encode() + b"\n")
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()


def judge(data: bytearray, asked: dict[str, str]) -> tuple[Verdict, bytes | bytearray]:
    """Clean a file; whatever a parser raises becomes a verdict."""
    try:
        extension = kinds.recognise(bytes(data[:HEAD]), asked["extension"], asked["sent_as"])
        made = FAMILIES[kinds.family_of(extension)](data, extension)
    except NotCleaned as reason:
        return Verdict(reason.label), b""
    except MemoryError:
        return Verdict(LIMIT), b""
    except Exception:  # noqa: BLE001 (a hostile file may raise anything in a parser)
        return Verdict(FAILED), b""
    return Verdict(made.label, made.media_type, made.extension, len(made.data)), made.data


def _give_up_rights() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    main()
