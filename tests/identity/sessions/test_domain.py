"""When a sign-in is alive, and how long its end is announced."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.identity.sessions.domain import LONGEST_TOKEN, SESSION_LASTS, Seat, Session, SessionId, announced_until
from shared.contracts.identity.vocabulary import AgencyId, SystemId, WorkerId
from shared.identifiers import new_id

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
SESSION = Session(
    id=SessionId(new_id()),
    holder=Seat(WorkerId(new_id()), AgencyId(new_id())),
    system_id=SystemId(new_id()),
    scopes=("record:read",),
    signed_in_at=NOW,
    ends_at=NOW + SESSION_LASTS,
)


@pytest.mark.parametrize(("at", "is_alive"), [(NOW, True), (SESSION.ends_at - MOMENT, True), (SESSION.ends_at, False)])
def test_a_session_lives_until_its_end_and_not_at_it(at: datetime, *, is_alive: bool) -> None:
    assert SESSION.is_alive(at) is is_alive


def test_a_session_that_was_ended_is_not_alive_whatever_its_term() -> None:
    assert not replace(SESSION, ended_at=NOW + timedelta(hours=1)).is_alive(NOW + timedelta(hours=1))


def test_an_end_is_announced_longer_than_the_youngest_token_can_live() -> None:
    assert announced_until(NOW) == NOW + timedelta(minutes=10, seconds=30)
    assert announced_until(NOW) > NOW + LONGEST_TOKEN
