"""The rich menu: its six areas, its picture, and installing it so that a second time changes nothing.

Rules: Messaging API reference, "Rich menu" (size, ratio, 1 MB, create → picture → default). One menu for
everybody: a menu of somebody's own would tell that they have a case.
"""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any, Protocol

from PIL import Image

from handlers.greeting import AREAS
from reports.writers.pdf import png

WIDTH, HEIGHT, COLUMNS = 2500, 1686, 3
PICTURE_LIMIT = 1024 * 1024
PREFIX = "siangsai-"
BAR = "เมนูบริการ"
"""At most 14 code points: the SDK counts those, where LINE counts characters as people see them."""


class PictureTooLarge(Exception):
    """The drawn picture is over LINE's 1 MB."""


class MenuClient(Protocol):
    """What installing asks of LINE; bot.client.LineClient does it. All raise TryLater and GiveUp."""

    def menus(self) -> dict[str, str]:
        """Name by id of every menu of the account."""
        ...

    def default_menu(self) -> str:
        """The id of the menu everybody sees, empty when there is none."""
        ...

    def add_menu(self, menu: dict[str, Any], picture: bytes) -> str:
        """Make a menu with its picture; its id."""
        ...

    def show_menu(self, menu_id: str) -> None:
        """Make it the menu everybody sees."""
        ...

    def remove_menu(self, menu_id: str) -> None:
        """Take a menu away."""
        ...


def picture() -> bytes:
    """The menu's PNG, drawn in correct Thai. PictureTooLarge."""
    drawn = png("rich_menu", {"areas": [{"words": area.words, "icon": area.icon} for area in AREAS]})[0]
    small = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    if small.tell() > PICTURE_LIMIT:
        raise PictureTooLarge(f"{small.tell():,} bytes")
    return small.getvalue()


def definition(drawn: bytes) -> dict[str, Any]:
    """The menu as LINE takes it. Its name holds a hash of all of it, so that sameness can be seen."""
    rows = -(-len(AREAS) // COLUMNS)
    width, height = WIDTH // COLUMNS, HEIGHT // rows
    areas = [
        {
            "bounds": {"x": n % COLUMNS * width, "y": n // COLUMNS * height, "width": width, "height": height},
            "action": {"type": "message", "label": area.words, "text": area.say},
        }
        for n, area in enumerate(AREAS)
    ]
    menu = {"size": {"width": WIDTH, "height": HEIGHT}, "selected": True, "chatBarText": BAR, "areas": areas}
    mark = hashlib.sha256(json.dumps(menu, sort_keys=True).encode() + drawn).hexdigest()
    return {**menu, "name": PREFIX + mark[:16]}


def install(client: MenuClient) -> bool:
    """Make the account show this menu and no older one of ours; False when it already did."""
    drawn = picture()
    menu = definition(drawn)
    known, shown = client.menus(), client.default_menu()
    changed = known.get(shown, "") != str(menu["name"])
    if changed:
        shown = client.add_menu(menu, drawn)  # one of that name that is not shown may have no picture
        client.show_menu(shown)
    for menu_id, name in known.items():
        if name.startswith(PREFIX) and menu_id != shown:
            client.remove_menu(menu_id)
            changed = True
    return changed
