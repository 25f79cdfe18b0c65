"""Whatever the bot wants to say, LINE takes it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.render import cut_label, cut_units, render, split, units
from handlers.speech import Button, Card, Reply, Tap
from simulator import judge, limits

WORDS = st.one_of(
    st.text(max_size=200), st.sampled_from(["", "ก" * 12_000, "น้ำ" * 4000, "😀" * 6000, "a\x00b\ud800c", "\n"])
)
TAPS = st.one_of(
    st.builds(Tap, WORDS, button=st.builds(Button, st.text(max_size=8), st.text(max_size=20), st.text(max_size=400))),
    st.builds(Tap, WORDS, say=WORDS),
    st.builds(
        Tap, WORDS, url=st.sampled_from(["https://example.com/a", "https://example.com/" + "a" * 1000, "tel:1205"])
    ),
)
ROWS = st.lists(st.tuples(WORDS, WORDS), max_size=20).map(tuple)
CARDS = st.builds(
    Card, WORDS, ROWS, st.lists(WORDS, max_size=4).map(tuple), st.lists(TAPS, max_size=6).map(tuple), WORDS
)
REPLIES = st.lists(
    st.builds(Reply, WORDS, st.lists(TAPS, max_size=16).map(tuple), st.one_of(st.none(), CARDS)), min_size=1, max_size=4
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.large_base_example, HealthCheck.too_slow])
@given(REPLIES)
def test_line_takes_every_rendered_reply(replies: list[Reply]) -> None:
    messages = render(replies)
    if not messages:
        return
    assert judge.problems("ReplyMessageRequest", {"replyToken": "t", "messages": messages}) == []
    assert limits.problems(messages) == []


@pytest.mark.parametrize(("length", "pieces"), [(4999, 1), (5000, 1), (5001, 2), (10_000, 2), (10_001, 3)])
def test_a_long_text_is_split_and_loses_nothing(length: int, pieces: int) -> None:
    text = "ก" * length
    assert len(split(text)) == pieces
    assert "".join(split(text)) == text


MARK = "\U0001e8d0"
MONSTERS = st.builds(
    lambda before, base, mark, count, after: before + base + mark * count + after,
    st.text(max_size=20),
    st.sampled_from(["ก", "a", "😀", "ᄀ", ""]),
    st.sampled_from([MARK, "\u0301", "ุ", "\u200d😀", "ᄀ"]),
    st.integers(0, 12_000),
    st.text(max_size=20),
)


def test_one_letter_longer_than_a_message_is_torn_and_nothing_hangs() -> None:
    text = "ก" + MARK * 4999
    assert "".join(split(text)) == text
    assert all(units(piece) <= 5000 for piece in split(text))


@settings(max_examples=60, deadline=None)
@given(MONSTERS)
def test_whatever_is_split_comes_out_in_messages_line_takes(text: str) -> None:
    pieces = split(text)
    assert all(0 < units(piece) <= 5000 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_what_can_be_spared_is_left_out_from_the_first_on() -> None:
    replies = [Reply("สถานะ"), *(Reply(f"{n}" + "ก" * 9000, spare=n < 3) for n in range(1, 4))]
    messages = render(replies)
    assert [one["text"][0] for one in messages if one["text"][0] != "ก"] == ["ส", "2", "3"]
    assert len(messages) == 5


def test_a_text_is_split_at_the_end_of_a_paragraph_if_there_is_one() -> None:
    first, second = split("ก" * 4000 + "\n\n" + "ข" * 3000)
    assert (first, second) == ("ก" * 4000, "ข" * 3000)


def test_a_cut_never_tears_a_vowel_from_its_letter() -> None:
    assert cut_units("น้ำน้ำ", 5) == "น้ำ…"
    assert units(cut_units("😀" * 10, 7)) <= 7
    assert cut_label("ที่นี่", 2) == "ที่นี่"
    assert cut_label("ที่นี่นา", 2) == "ที่…"
    assert cut_label("กขค", 3) == "กขค"
    assert cut_label("กขคง", 3) == "กข…"


def test_more_than_five_messages_are_joined_and_the_buttons_stay_on_the_last() -> None:
    messages = render([*(Reply(f"ข้อ {number}") for number in range(7)), Reply("เลือก", (Tap("ใช่", say="ใช่"),))])
    assert len(messages) == 5
    assert "ข้อ 0" in messages[0]["text"]
    assert messages[-1]["quickReply"]["items"][0]["action"]["label"] == "ใช่"
