"""Who may write in the directory, sentence by sentence."""

from itertools import product

import pytest

from services.referrals.directory.policy import (
    CHANGE,
    IMPORT,
    LOOK,
    PUBLISH,
    RULES,
    SAY_WHOM,
    STATE_CAPACITY,
    AboutListing,
)
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.policy.grammar import decide
from shared.refusals import NotAllowed
from tests.cases.worlds import World

OURS, THEIRS = AgencyId(new_id()), AgencyId(new_id())
WRITERS = {Role.ADMINISTRATOR, Role.SYSTEM}
LISTINGS = {
    "ours": AboutListing(OURS, OURS),
    "theirs": AboutListing(THEIRS, THEIRS),
    "their feed, our work": AboutListing(THEIRS, OURS),
    "our feed, for information": AboutListing(OURS, None),
}
PERMITTED = {
    LOOK: {(role, whose) for role, whose in product(Role, LISTINGS)},
    PUBLISH: {(role, whose) for role, whose in product(WRITERS, LISTINGS)},
    IMPORT: {(role, whose) for role, whose in product(WRITERS, LISTINGS)},
    CHANGE: set(product(WRITERS, ("ours", "our feed, for information"))),
    SAY_WHOM: set(product({*WRITERS, Role.SUPERVISOR}, ("ours", "their feed, our work"))),
    STATE_CAPACITY: set(product({*WRITERS, Role.SUPERVISOR}, LISTINGS.keys() - {"theirs"})),
}


@pytest.mark.parametrize("action", PERMITTED)
def test_these_roles_may_do_it_to_these_listings_and_no_others(action: Phrase) -> None:
    permitted = set()
    for role, whose in product(Role, LISTINGS):
        try:
            decide(RULES, action, World().worker(role, agency=OURS), LISTINGS[whose])
            permitted.add((role, whose))
        except NotAllowed:
            continue
    assert permitted == PERMITTED[action]


def test_a_refusal_says_what_is_missing() -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(RULES, CHANGE, World().worker(Role.ADMINISTRATOR, agency=OURS), LISTINGS["theirs"])
    assert refused.value.extensions["reasons"] == ["The caller's agency publishes this listing"]
