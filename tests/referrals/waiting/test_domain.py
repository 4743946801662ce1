"""Who comes first: by how long they wait, and by what the rule says counts as days of waiting more."""

from datetime import UTC, datetime, timedelta

from services.referrals.waiting.domain import USUAL, PriorityRule, stands_as_since
from shared.contracts.referrals.vocabulary import Circumstance, Urgency

SENT = datetime(2026, 3, 2, 10, tzinfo=UTC)
RULE = PriorityRule(version=3, urgent_days=20, soon_days=5, circumstances={Circumstance.NO_SHELTER: 60})


def test_what_the_rule_names_counts_and_what_it_does_not_name_is_said_to_count_nothing() -> None:
    told = {Circumstance.NO_SHELTER, Circumstance.IN_DANGER}
    assert RULE.credits(Urgency.URGENT, told) == {"urgent": 20, "no_shelter": 60, "in_danger": 0}
    assert RULE.credits(Urgency.ROUTINE, ()) == {}
    assert USUAL.credits(Urgency.SOON, told) == {"soon": 10, "no_shelter": 0, "in_danger": 0}


def test_the_days_that_count_are_added_to_the_days_of_waiting() -> None:
    assert stands_as_since(SENT, {"urgent": 20, "no_shelter": 60}) == SENT - timedelta(days=80)
    assert stands_as_since(SENT, {}) == SENT
