import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from asyncpg.pgproto.pgproto import UUID as DriverUUID  # noqa: N811 - the driver's own, a subclass

from shared.refusals import Invalid
from shared.web.pages import cursor, keys_of

AN_ID = UUID("0198c0de-0000-7000-8000-0000000000e1")


def test_a_cursor_holds_the_keys_it_was_made_of() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    day = date(2026, 3, 2)
    keys = keys_of(cursor(at, AN_ID, 10.836, "name", None, 7, day), datetime, UUID, float, str, str, int, date)
    assert keys == (at, AN_ID, 10.836, "name", None, 7, day)


def test_an_id_as_the_driver_gives_it_is_a_key_too() -> None:
    assert keys_of(cursor(DriverUUID(str(AN_ID))), UUID) == (AN_ID,)


@pytest.mark.parametrize("after", ["", "!", "bnVsbA", cursor("not a UUID"), cursor(AN_ID, AN_ID)])
def test_what_is_no_cursor_of_this_list_is_refused(after: str) -> None:
    with pytest.raises(Invalid):
        keys_of(after, UUID)


TAMPERED = [1, 1.5, True, "x", "a\0b", [], [["a"]], {}, {"a": 1}, 2**63]
OUT_OF_TIME = ["2026-03-01T09:30:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "infinity"]


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (UUID, TAMPERED),
        (datetime, TAMPERED + OUT_OF_TIME),
        (date, [*TAMPERED, "2026-02-30", "2026-03-02T09:30:00Z", "infinity"]),
        (int, [key for key in TAMPERED if key != 1 or key is True]),
        (float, [key for key in TAMPERED if type(key) not in {int, float}]),
        (str, [key for key in TAMPERED if key != "x"]),
    ],
)
def test_a_tampered_cursor_is_refused(kind: type, keys: Sequence[Any]) -> None:
    for key in keys:
        tampered = base64.urlsafe_b64encode(json.dumps([key]).encode()).decode()
        with pytest.raises(Invalid) as refused:
            keys_of(tampered, kind)
        assert [error.pointer for error in refused.value.errors] == ["#/query/after"]
