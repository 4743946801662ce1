"""Why somebody who comes sees a matter or not, without a database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.cases.access.domain import Grant, Item, RefusedSharing
from services.cases.access.policy import Grounds
from services.cases.conferences.domain.disclosure import Seat, WithheldBecause, told_to
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id
from tests.cases.conferences.meetings import TOMORROW
from tests.cases.worlds import World

WORLD = World()
CALLER, GUEST = WORLD.worker(), WORLD.worker(sector=Sector.HOUSING)
MATTER = Item(
    id=new_id(),
    person_id=new_id(),
    category=Category.HOUSING,
    sensitivity=Sensitivity.ORDINARY,
    agency_id=CALLER.agency_id,
    worker_id=CALLER.subject,
)
GRANT = Grant(
    person_id=MATTER.person_id,
    municipality_id=WORLD.municipality_id,
    agency_id=GUEST.agency_id,
    sector=GUEST.sector,
    categories=frozenset({Category.HOUSING}),
    operations=frozenset({Operation.READ}),
    purposes=frozenset({Purpose.CARE_COORDINATION}),
    ground_kind=GroundKind.CONSENT,
    ground_id=new_id(),
    valid_from=TOMORROW - timedelta(days=9),
)
REFUSAL = RefusedSharing(
    person_id=MATTER.person_id, categories=frozenset({Category.HOUSING}), valid_from=GRANT.valid_from
)
SEAT = Seat(GUEST.agency_id, GUEST.subject)
SENSITIVE, SEALED = replace(MATTER, sensitivity=Sensitivity.SENSITIVE), replace(MATTER, sensitivity=Sensitivity.SEALED)


def because(item: Item = MATTER, *, seat: Seat = SEAT, refused: bool = False, **grant: Any) -> WithheldBecause | None:
    known = Grounds((replace(GRANT, **grant),), (REFUSAL,) if refused else (), are_all=True)
    told = told_to(seat, CALLER, item, known, TOMORROW)
    assert bool(told.grounds) == (told.because is None)
    assert told.person_id == MATTER.person_id
    return told.because


def test_a_ground_of_theirs_shows_it() -> None:
    assert because() is None
    assert because(worker_id=GUEST.subject) is None
    assert because(SENSITIVE, shows_sensitive=True) is None
    assert because(refused=True, overrides_refusal=True) is None


@pytest.mark.parametrize(
    "grant",
    [
        {"agency_id": CALLER.agency_id},
        {"worker_id": CALLER.subject},
        {"categories": frozenset({Category.SOCIAL})},
        {"purposes": frozenset(Purpose) - {Purpose.CARE_COORDINATION}},
        {"valid_until": TOMORROW},
        {"valid_from": TOMORROW + timedelta(minutes=1)},
        {"kept_out": frozenset({GUEST.subject})},
        {"operations": frozenset({Operation.CONTRIBUTE})},
    ],
    ids="".join,
)
def test_a_ground_of_others_for_something_else_or_another_time_does_not(grant: dict[str, Any]) -> None:
    assert because(**grant) is WithheldBecause.NO_GROUND


def test_why_a_ground_of_theirs_does_not_show_it() -> None:
    assert because(refused=True) is WithheldBecause.REFUSED
    assert because(SENSITIVE) is WithheldBecause.SENSITIVE
    assert because(SEALED, shows_sensitive=True) is WithheldBecause.SEALED
    assert because(sources=frozenset({new_id()})) is WithheldBecause.DOES_NOT_FLOW
    assert because(level=Level.SUMMARY) is WithheldBecause.DOES_NOT_FLOW


def test_whoever_of_an_agency_comes_sees_what_is_for_everybody_of_it() -> None:
    anybody = Seat(GUEST.agency_id, None)
    assert because(seat=anybody) is None
    assert because(seat=anybody, worker_id=GUEST.subject) is WithheldBecause.NO_GROUND
