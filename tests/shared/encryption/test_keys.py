"""What is closed for one place opens there, and nowhere else."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.encryption.keys import (
    EVERYWHERE,
    DamagedError,
    DataKey,
    KeyUse,
    UnstorableError,
    is_closed,
    key_of,
    opened,
    use_of,
)
from shared.encryption.masters import MastersInSettings, UnknownMasterError
from shared.identifiers import new_id

KEY = DataKey(id=7, municipality_id=new_id(), use=KeyUse.CONTENT, version=1, secret=b"k" * 32)
OTHER = DataKey(id=8, municipality_id=new_id(), use=KeyUse.CONTENT, version=1, secret=b"k" * 32)
ROW = new_id()
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
VALUES = st.one_of(TEXT, st.lists(TEXT, max_size=3), st.dictionaries(TEXT, TEXT, max_size=2))


@given(VALUES)
def test_what_is_closed_opens_as_it_was(value: object) -> None:
    closed = KEY.close("contact_point.value", ROW, value)
    assert is_closed(closed)
    assert key_of(closed) == 7
    assert opened(KEY, "contact_point.value", str(ROW), closed) == value


def test_the_same_value_never_looks_the_same() -> None:
    assert KEY.close("a.b", ROW, "x") != KEY.close("a.b", ROW, "x")


def test_what_was_moved_or_changed_opens_nowhere() -> None:
    closed = KEY.close("contact_point.value", ROW, "+00 42")
    flipped = closed[:-6] + ("A" if closed[-6] != "A" else "B") + closed[-5:]
    for key, column, row, kept in (
        (KEY, "contact_point.note", ROW, closed),
        (KEY, "contact_point.value", new_id(), closed),
        (OTHER, "contact_point.value", ROW, closed),
        (KEY, "contact_point.value", ROW, flipped),
        (KEY, "contact_point.value", ROW, closed[:-3]),
        (KEY, "contact_point.value", ROW, "s1.7."),
    ):
        with pytest.raises(DamagedError):
            key.open(column, str(row), kept)


def test_a_character_of_no_text_is_not_closed_either() -> None:
    with pytest.raises(UnstorableError):
        KEY.close("a.b", ROW, ["a\0"])
    assert orjson.loads(KEY.open("a.b", str(ROW), KEY.close("a.b", ROW, r"\u0000"))) == r"\u0000"


def test_a_fingerprint_needs_the_key() -> None:
    assert KEY.fingerprint(b"digest") == OTHER.fingerprint(b"digest") != b"digest"
    assert DataKey(id=7, municipality_id=EVERYWHERE, use=use_of(EVERYWHERE), version=1, secret=b"o" * 32).fingerprint(
        b"digest"
    ) != KEY.fingerprint(b"digest")
    assert "secret" not in repr(KEY)


@pytest.mark.anyio
async def test_the_first_master_key_wraps_and_all_unwrap() -> None:
    old, new = "o" * 32, "n" * 32
    before = MastersInSettings(old)
    wrapped = await before.wrap(b"data key", "one")
    during = MastersInSettings(f"{new} {old}")
    assert await during.unwrap(wrapped, "one", before.current) == b"data key"
    after = MastersInSettings(new)
    assert during.current == after.current != before.current
    for masters, name, by in ((after, "one", before.current), (during, "two", before.current), (during, "one", "x")):
        with pytest.raises(UnknownMasterError):
            await masters.unwrap(wrapped, name, by)


@pytest.mark.parametrize("secrets", ["", "short", f"{'a' * 32} short"])
def test_a_short_master_key_is_none(secrets: str) -> None:
    with pytest.raises(ValueError, match="32"):
        MastersInSettings(secrets)
