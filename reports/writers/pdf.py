"""Documents and pictures in correct Thai: a Typst template and its data become a PDF or PNG pages.

Typst is what sets Thai marks and line breaks right and gives a tagged PDF; data goes in as a value and is
never run as a template. Only the fonts beside the templates are used, so every machine makes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

Form = Literal["pdf", "png"]
TEMPLATES = Path(__file__).parents[1] / "templates"


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``templates/<template>.typ``; the template reads ``json(bytes(sys.inputs.data))``."""
    return b"".join(_compile(template, data, "pdf"))


def png(template: str, data: Mapping[str, Any], ppi: float = 72) -> list[bytes]:
    """The same as PNG pages, ``ppi`` pixels to the inch."""
    return _compile(template, data, "png", ppi)


def _compile(template: str, data: Mapping[str, Any], form: Form, ppi: float | None = None) -> list[bytes]:
    import typst  # 80 MB on disk and slow to load: only who prints pays for it

    source = TEMPLATES / f"{template}.typ"
    made: bytes | list[bytes] = typst.compile(
        source,
        root=TEMPLATES,
        font_paths=[TEMPLATES / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format=form,
        ppi=ppi,
    )
    return made if isinstance(made, list) else [made]
