"""What an agreement covers, for whom and when, without a database."""

from dataclasses import replace

import pytest

from services.cases.agreements.domain.agreement import Share
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id
from tests.cases.grounds import LATER, agreed, party

GIVER = party(new_id(), Sector.SOCIAL, receives=False)
RECEIVER = party(new_id(), Sector.HEALTH, gives=False)
BOTH = party(new_id(), Sector.HEALTH)
AGREEMENT = agreed(GIVER, RECEIVER, BOTH)
SOCIAL, COORDINATION = frozenset({Category.SOCIAL}), frozenset({Purpose.CARE_COORDINATION})


def test_receivers_are_the_receiving_parties_that_are_named_or_whose_sector_is() -> None:
    assert AGREEMENT.receivers(agencies=[RECEIVER.agency_id]) == (RECEIVER,)
    assert AGREEMENT.receivers(sectors=[Sector.HEALTH]) == (RECEIVER, BOTH)
    assert AGREEMENT.receivers(agencies=[BOTH.agency_id], sectors=[Sector.HEALTH]) == (RECEIVER, BOTH)


def test_who_only_gives_is_not_party_or_is_not_named_receives_nothing() -> None:
    assert AGREEMENT.receivers() == ()
    assert AGREEMENT.receivers(agencies=[GIVER.agency_id], sectors=[Sector.SOCIAL]) == ()
    assert AGREEMENT.receivers(agencies=[new_id()], sectors=[Sector.POLICE]) == ()


def test_what_flows_is_what_both_name_from_the_other_givers() -> None:
    asked = frozenset({Category.SOCIAL, Category.JUSTICE})
    share = replace(AGREEMENT, valid_until=LATER).covers(BOTH.agency_id, asked, frozenset(Purpose))
    assert share == Share(AGREEMENT.id, SOCIAL, COORDINATION, frozenset({GIVER.agency_id}), LATER)


@pytest.mark.parametrize(
    ("categories", "purposes"),
    [
        (frozenset({Category.JUSTICE}), COORDINATION),
        (frozenset(), COORDINATION),
        (SOCIAL, frozenset({Purpose.QUALITY})),
        (SOCIAL, frozenset()),
    ],
)
def test_nothing_flows_where_no_category_or_no_purpose_is_common(
    categories: frozenset[Category], purposes: frozenset[Purpose]
) -> None:
    assert AGREEMENT.covers(RECEIVER.agency_id, categories, purposes) is None


def test_nothing_flows_to_who_does_not_receive_or_from_nobody_else() -> None:
    assert AGREEMENT.covers(GIVER.agency_id, SOCIAL, COORDINATION) is None
    assert AGREEMENT.covers(new_id(), SOCIAL, COORDINATION) is None
    assert agreed(BOTH, RECEIVER).covers(BOTH.agency_id, SOCIAL, COORDINATION) is None
