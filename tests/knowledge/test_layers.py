"""Phrases of the content folder below, those of a manual above: how near a text is to all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from knowledge.index import COMMON, Topic, bag_of, lay
from knowledge.labels import Label
from knowledge.layers import Layers
from knowledge.learned import Learned, learn
from knowledge.seeds import Seeds
from knowledge.understood import Intent

SAID = {"bin": ("ขอถังขยะ",), "water": ("จ่ายค่าน้ำ",), "rabies": ("ฉีดวัคซีนหมา",)}
LABELS = [Label(Intent.SERVICE, entry) for entry in SAID]


def topic(text: str) -> Topic:
    return Topic.of(text)


@pytest.fixture(scope="module")
def taught(seeds: Seeds) -> Learned:
    """Three services, by one phrase each."""
    return learn(Seeds(lexicon=seeds.lexicon, hints=SAID))


@pytest.fixture(scope="module")
def untaught(seeds: Seeds) -> Learned:
    """Nothing but the names of acts."""
    return learn(Seeds(lexicon=seeds.lexicon))


@pytest.mark.parametrize("text", [said for (said,) in SAID.values()])
def test_a_phrase_is_found_in_whichever_layer_it_stands(taught: Learned, untaught: Learned, text: str) -> None:
    expected = [said for (said,) in SAID.values()].index(text)
    for layers in (Layers(taught, LABELS, []), Layers(untaught, LABELS, list(SAID.values()))):
        near = layers.near(topic(text))
        for found in (near.nearest, near.fit, near.explained):
            assert int(found.argmax()) == expected
        assert near.nearest[expected] == pytest.approx(1, abs=1e-2)
        assert near.explained[expected] == pytest.approx(1, abs=1e-2)


@pytest.mark.parametrize("times", [1, 40])
def test_more_phrases_do_not_lose_the_first(untaught: Learned, times: int) -> None:
    said = [[f"{one}{number}" for number in range(times)] for (one,) in SAID.values()]
    layers = Layers(untaught, LABELS, said)
    assert [int(layers.near(topic(one)).fit.argmax()) for (one,) in SAID.values()] == [0, 1, 2]


def test_a_new_word_of_a_manual_is_learned_above_what_was_taught(taught: Learned) -> None:
    said = [(), (), ("ขอถังขยะให้หมา",)]
    before, after = (Layers(taught, LABELS, own).near(topic("ขอถังขยะให้หมา")) for own in ([], said))
    assert int(before.fit.argmax()) == 0
    assert int(after.fit.argmax()) == 2
    assert Layers(taught, LABELS, said).near(topic("ขอถังขยะ")).fit.argmax() == 0, "what was taught stays"


def test_an_entry_that_is_not_in_the_manual_is_left_out(taught: Learned) -> None:
    near = Layers(taught, LABELS[1:], []).near(topic("ขอถังขยะ"))
    assert near.nearest.shape == near.fit.shape == near.explained.shape == (2,)
    assert near.nearest.max() < 0.5


def test_a_label_without_phrases_is_near_to_nothing(taught: Learned) -> None:
    near = Layers(taught, [*LABELS, Label(Intent.SERVICE, "none")], []).near(topic("จ่ายค่าน้ำ"))
    assert (near.nearest[3], near.explained[3]) == (0, 0)
    assert near.fit[3] < near.fit[1]


def test_a_text_of_unknown_n_grams_is_near_to_nothing_and_explained_by_nothing(taught: Learned) -> None:
    layers = Layers(taught, LABELS, [])
    near = layers.near(Topic("qwxyz"))
    assert near.nearest.max() == near.explained.max() == 0
    known, half = (layers.near(Topic(topic("จ่ายค่าน้ำ").text + more)) for more in ("", " qwxyz"))
    assert 0 < half.explained[1] < known.explained[1]
    assert 0 < half.nearest[1] < known.nearest[1]


def test_a_text_without_letters_is_a_bag_without_anything() -> None:
    assert [len(one) for one in bag_of(Topic(" "))] == [0, 0]


@pytest.mark.parametrize(("phrases", "found"), [(COMMON - 1, True), (COMMON, True), (COMMON + 1, False)])
def test_what_nearly_all_phrases_hold_makes_none_of_them_more_alike(phrases: int, found: bool) -> None:
    bag = bag_of(Topic("ขยะ"))
    postings, _ = lay([(0, bag)] * phrases)
    places, known = postings.find(bag.hashes)
    assert known.all()
    assert bool(postings.similar(places, np.ones(len(places), np.float32)).any()) is found


def test_rare_and_shared_n_grams_say_what_the_phrases_say(learned: Learned) -> None:
    things = learned.things
    shared = things.number > 0
    assert shared.any()
    assert not shared.all()
    places = np.concatenate([np.flatnonzero(shared)[:20], np.flatnonzero(~shared)[:20]])
    weights = np.linspace(0.1, 0.4, len(places), dtype=np.float32)
    by_phrases = things.postings.similar(places, weights) @ things.duals.astype(np.float32)
    assert things.scores(places, weights) == pytest.approx(by_phrases, abs=2e-2)
    assert abs(by_phrases).max() > 0.2
    for left_out in ({"weights": things.weights * 0}, {"duals": things.duals * 0}):
        less = replace(things, **left_out).scores(places, weights)
        assert less != pytest.approx(by_phrases, abs=2e-2)
