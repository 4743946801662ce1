from datetime import UTC, datetime
from uuid import UUID

import pytest
from asyncpg.pgproto.pgproto import UUID as DriverUUID  # noqa: N811 - the driver's own, a subclass

from shared.refusals import Invalid
from shared.web.pages import cursor, keys_of

AN_ID = UUID("0198c0de-0000-7000-8000-0000000000e1")


def test_a_cursor_holds_the_keys_it_was_made_of() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    keys = keys_of(cursor(at, AN_ID, 10.836, "name", None, 7), datetime, UUID, float, str, str, int)
    assert keys == (at, AN_ID, 10.836, "name", None, 7)


def test_an_id_as_the_driver_gives_it_is_a_key_too() -> None:
    assert keys_of(cursor(DriverUUID(str(AN_ID))), UUID) == (AN_ID,)


@pytest.mark.parametrize("after", ["", "!", "bnVsbA", cursor("not a UUID"), cursor(AN_ID, AN_ID)])
def test_what_is_no_cursor_of_this_list_is_refused(after: str) -> None:
    with pytest.raises(Invalid):
        keys_of(after, UUID)
