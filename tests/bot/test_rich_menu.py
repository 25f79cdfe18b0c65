"""The rich menu: drawn inside LINE's limits, installed once however often it is asked for."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot import rich_menu
from bot.client import GiveUp
from handlers.greeting import AREAS
from tests.fixtures import Bot


def test_the_picture_is_under_a_megabyte_and_of_the_size_line_asks_for() -> None:
    drawn = rich_menu.picture()
    assert len(drawn) < 300_000
    assert Image.open(io.BytesIO(drawn)).size == (2500, 1686)


def test_six_areas_cover_the_picture_and_each_says_a_word_that_can_be_typed() -> None:
    areas = rich_menu.definition(b"")["areas"]
    assert len(areas) == 6
    assert max(a["bounds"]["x"] + a["bounds"]["width"] for a in areas) in range(2497, 2501)
    assert max(a["bounds"]["y"] + a["bounds"]["height"] for a in areas) == 1686
    assert [a["action"]["text"] for a in areas] == [area.say for area in AREAS]


def test_installing_twice_changes_nothing_the_second_time(bot: Bot) -> None:
    assert rich_menu.install(bot.client)
    shown = bot.line.platform.default_menu
    assert not rich_menu.install(bot.client)
    assert (bot.line.platform.default_menu, len(bot.line.platform.menus)) == (shown, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # long, and nothing is stored
def test_twenty_installations_stay_under_the_hourly_limit(bot: Bot) -> None:
    for _ in range(20):
        rich_menu.install(bot.client)
        bot.clock.advance(1)  # ten lists a second are allowed
    assert len([call for call in bot.line.platform.calls if call.endpoint == "richmenu_create"]) == 1


def test_an_older_menu_of_ours_is_replaced_and_one_of_others_is_left(bot: Bot) -> None:
    menu = rich_menu.definition(b"x")
    ours = bot.client.add_menu({**menu, "name": "siangsai-old"}, rich_menu.picture())
    other = bot.client.add_menu({**menu, "name": "made by hand"}, rich_menu.picture())
    bot.client.show_menu(ours)
    assert rich_menu.install(bot.client)
    assert ours not in bot.line.platform.menus
    assert other in bot.line.platform.menus


def test_an_installation_cut_short_is_finished_by_the_next(bot: Bot) -> None:
    bot.line.faults.next("richmenu_image", status=400, message="broken")
    with pytest.raises(GiveUp):
        rich_menu.install(bot.client)
    assert rich_menu.install(bot.client)
    assert bot.line.platform.default_menu in bot.line.platform.menu_images
    assert len(bot.line.platform.menus) == 1
    bot.line.platform.calls.clear()  # the refusal was planned
