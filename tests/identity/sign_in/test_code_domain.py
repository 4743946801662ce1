"""Whom an authorization code is for, and how long."""

from datetime import timedelta

import pytest

from services.identity.sessions.domain import Seat
from services.identity.sign_in.domain.code import LASTS, Code
from shared.contracts.identity.vocabulary import AgencyId, SystemId, WorkerId
from shared.identifiers import new_id
from tests.identity.registered import NOW
from tests.identity.visits import challenge_of

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
ADDRESS = "https://desk.example.org/cb"
THEIRS, ANOTHER = SystemId(new_id()), SystemId(new_id())
CODE = Code(
    system_id=THEIRS,
    redirect_uri=ADDRESS,
    code_challenge=challenge_of(VERIFIER),
    holder=Seat(WorkerId(new_id()), AgencyId(new_id())),
    scopes=("record:read",),
    nonce=None,
    signed_in_at=NOW,
    expires_at=NOW + LASTS,
)


@pytest.mark.parametrize(
    ("system_id", "address", "verifier", "is_theirs"),
    [
        (THEIRS, ADDRESS, VERIFIER, True),
        (ANOTHER, ADDRESS, VERIFIER, False),
        (THEIRS, ADDRESS + "/", VERIFIER, False),
        (THEIRS, "", VERIFIER, False),
        (THEIRS, ADDRESS, "x" * 43, False),
        (THEIRS, ADDRESS, challenge_of(VERIFIER), False),
        (THEIRS, ADDRESS, "", False),
    ],
)
def test_a_code_belongs_to_one_front_end_with_its_address_and_its_proof(
    system_id: SystemId, address: str, verifier: str, *, is_theirs: bool
) -> None:
    assert CODE.belongs_to(system_id, redirect_uri=address, verifier=verifier) is is_theirs


def test_a_code_is_fresh_for_a_minute_and_not_at_its_end() -> None:
    assert CODE.is_fresh(NOW)
    assert CODE.is_fresh(NOW + timedelta(seconds=60) - timedelta(microseconds=1))
    assert not CODE.is_fresh(NOW + timedelta(seconds=60))
