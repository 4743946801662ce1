"""What a mandate gives, and from when, without a database."""

from dataclasses import replace

import pytest

from services.cases.access.domain import Grant
from services.cases.legal_grounds.domain import OverridingGround
from services.cases.mandates.domain import Mandate
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id
from tests.cases.grounds import EARLIER, LATER, MOMENT, NOW

MANDATE = Mandate(
    id=new_id(),
    person_id=new_id(),
    municipality_id=new_id(),
    agency_id=new_id(),
    sector=Sector.JUSTICE,
    categories=frozenset({Category.SAFEGUARDING}),
    operations=frozenset({Operation.READ}),
    purposes=frozenset({Purpose.SAFEGUARDING}),
    overrides_refusal_because=None,
    valid_from=NOW,
    valid_until=LATER,
)


def test_a_mandate_gives_its_agency_what_it_names_whole_and_from_every_source() -> None:
    assert MANDATE.grant(NOW) == Grant(
        person_id=MANDATE.person_id,
        municipality_id=MANDATE.municipality_id,
        agency_id=MANDATE.agency_id,
        sector=Sector.JUSTICE,
        worker_id=None,
        categories=frozenset({Category.SAFEGUARDING}),
        level=Level.FULL,
        operations=frozenset({Operation.READ}),
        purposes=frozenset({Purpose.SAFEGUARDING}),
        sources=None,
        shows_sensitive=True,
        overrides_refusal=False,
        ground_kind=GroundKind.MANDATE,
        ground_id=MANDATE.id,
        agreement_id=None,
        valid_from=NOW,
        valid_until=LATER,
    )


@pytest.mark.parametrize("because", OverridingGround)
def test_only_a_mandate_that_says_why_overrides_a_refusal(because: OverridingGround) -> None:
    assert replace(MANDATE, overrides_refusal_because=because).grant(NOW).overrides_refusal
    assert not MANDATE.grant(NOW).overrides_refusal


def test_a_grant_never_begins_before_the_confirmation_or_before_the_mandate() -> None:
    assert MANDATE.grant(EARLIER).valid_from == NOW
    assert MANDATE.grant(NOW).valid_from == NOW
    assert MANDATE.grant(NOW + MOMENT).valid_from == NOW + MOMENT
    assert MANDATE.grant(NOW + MOMENT).valid_until == LATER
