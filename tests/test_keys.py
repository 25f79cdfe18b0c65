"""Blobs open in their own place, whole, under their own key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings as sodium

import keys
from keys import SealBroken, ServerKeys

SECRET = b"0123456789abcdef0123456789abcdef"


def test_hkdf_agrees_with_rfc_5869() -> None:
    """Test case 1 of the RFC, with its info bytes as text."""
    okm = keys.hkdf(b"\x0b" * 22, bytes(range(0xF0, 0xFA)).decode("latin-1"), 42, salt=bytes(range(13)))
    assert len(okm) == 42
    # Test case 3 (no salt, no info) is the one whose info survives as text exactly.
    assert keys.hkdf(b"\x0b" * 22, "", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


@given(st.binary(max_size=5000), st.text(max_size=40))
def test_what_is_sealed_opens_again(data: bytes, place: str) -> None:
    server = ServerKeys((SECRET,))
    assert server.unseal("inbox", server.seal("inbox", data, place), place) == data
    private = SECRET
    public = sodium.crypto_scalarmult_base(private)
    assert keys.open_sealed(private, "item", keys.seal_to(public, "item", data, place), place) == data


@pytest.mark.parametrize("size", [0, 507, 508, 509, 1020, 1021])
def test_a_blob_tells_only_its_size_class(size: int) -> None:
    server = ServerKeys((SECRET,))
    padded = 512 if size <= 508 else 1024 if size <= 1020 else 2048
    assert len(server.seal("inbox", bytes(size))) == padded + 11 + 24 + 16


def test_a_flipped_bit_anywhere_is_refused() -> None:
    public = sodium.crypto_scalarmult_base(SECRET)
    server = ServerKeys((SECRET,))
    for blob, opener in (
        (server.seal("inbox", b"words"), lambda b: server.unseal("inbox", b)),
        (keys.seal_to(public, "item", b"words"), lambda b: keys.open_sealed(SECRET, "item", b)),
    ):
        for position in range(len(blob)):
            broken = blob[:position] + bytes([blob[position] ^ 1]) + blob[position + 1 :]
            with pytest.raises(SealBroken):
                opener(broken)


def test_a_cut_blob_is_refused_at_every_length() -> None:
    public = sodium.crypto_scalarmult_base(SECRET)
    blob = keys.seal_to(public, "item", b"words")
    for length in range(len(blob)):
        with pytest.raises(SealBroken):
            keys.open_sealed(SECRET, "item", blob[:length])


def test_another_purpose_or_place_is_refused() -> None:
    server = ServerKeys((SECRET,))
    blob = server.seal("inbox", b"words", "here")
    for purpose, place in (("outbox", "here"), ("inbox", "there"), ("inbox", "")):
        with pytest.raises(SealBroken):
            server.unseal(purpose, blob, place)


def test_equal_words_never_look_equal() -> None:
    server = ServerKeys((SECRET,))
    assert len({server.seal("inbox", b"same") for _ in range(100)}) == 100


def test_a_rotated_secret_opens_old_and_new() -> None:
    old = ServerKeys((SECRET,))
    both = ServerKeys((bytes(32), SECRET))
    new = ServerKeys((bytes(32),))
    assert both.unseal("inbox", old.seal("inbox", b"old")) == b"old"
    assert new.unseal("inbox", both.seal("inbox", b"new")) == b"new"
    with pytest.raises(SealBroken):
        new.unseal("inbox", old.seal("inbox", b"old"))


def test_parts_cannot_be_shifted_between_each_other() -> None:
    server = ServerKeys((SECRET,))
    assert server.mac("owner", "ab", "c") != server.mac("owner", "a", "bc")
    assert server.mac("owner", "abc") != server.mac("session", "abc")


def test_every_purpose_has_its_own_number() -> None:
    assert len(set(keys.PURPOSES.values())) == len(keys.PURPOSES)
