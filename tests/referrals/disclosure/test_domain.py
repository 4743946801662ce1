"""What of a disclosure is seen, from where and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.referrals.disclosure.domain import (
    Disclosed,
    Hidden,
    Shown,
    View,
    grounds_of,
    has_living_ground,
    hidden_from,
    shown,
)
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose
from shared.identifiers import new_id

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
VIEW = View(at=NOW, purpose=Purpose.CARE_COORDINATION)


def disclosed(**other: Any) -> Disclosed:
    usual: dict[str, Any] = {
        "category": Category.HOUSING,
        "ground_kind": GroundKind.CONSENT,
        "ground_id": new_id(),
        "agreement_id": new_id(),
        "valid_until": NOW + DAY,
        "purpose": Purpose.CARE_COORDINATION,
        "taken_at": NOW - DAY,
        "content": {"rooms": 2},
    }
    return Disclosed(**(usual | other))


def test_a_ground_is_written_by_its_kind_and_id() -> None:
    one = disclosed(ground_kind=GroundKind.MANDATE)
    assert one.ground == f"mandate:{one.ground_id}"


def test_each_ground_is_named_once_in_an_order_that_stays() -> None:
    one, other = disclosed(), disclosed(ground_kind=GroundKind.MANDATE)
    same_ground = replace(one, category=Category.HEALTH)
    assert grounds_of([other, one, same_ground]) == [one.ground, other.ground]
    assert grounds_of([]) == []


@pytest.mark.parametrize(
    ("until", "is_over"), [(None, False), (NOW + MOMENT, False), (NOW, True), (NOW - MOMENT, True)]
)
def test_the_sight_of_the_receiver_is_over_from_its_last_instant_on(until: datetime | None, *, is_over: bool) -> None:
    assert replace(VIEW, until=until).is_over is is_over


@pytest.mark.parametrize(
    ("one", "view", "hidden"),
    [
        (disclosed(), VIEW, None),
        (disclosed(valid_until=None), VIEW, None),
        (disclosed(valid_until=NOW + MOMENT), VIEW, None),
        (disclosed(valid_until=NOW), VIEW, Hidden.GROUND_ENDED),
        (disclosed(purpose=Purpose.QUALITY), VIEW, Hidden.OTHER_PURPOSE),
        (disclosed(), replace(VIEW, purpose=Purpose.QUALITY), Hidden.OTHER_PURPOSE),
        (disclosed(), replace(VIEW, until=NOW), Hidden.AFTER_THE_TAIL),
        (disclosed(), replace(VIEW, is_certain=False), Hidden.NOT_CERTAIN),
        (disclosed(hidden=Hidden.CONSENT_WITHDRAWN, content=None), VIEW, Hidden.CONSENT_WITHDRAWN),
    ],
)
def test_something_is_hidden_with_its_reason_or_shown(one: Disclosed, view: View, hidden: Hidden | None) -> None:
    assert hidden_from(one, view) is hidden


def test_the_reason_that_stays_longest_is_told_first() -> None:
    one = disclosed(hidden=Hidden.SHARING_REFUSED, valid_until=NOW, purpose=Purpose.QUALITY)
    view = replace(VIEW, until=NOW, is_certain=False)
    told = [
        hidden_from(one, view),
        hidden_from(replace(one, hidden=None), view),
        hidden_from(replace(one, hidden=None), replace(view, until=None)),
        hidden_from(replace(one, hidden=None, valid_until=None), replace(view, until=None)),
    ]
    assert told == [Hidden.SHARING_REFUSED, Hidden.AFTER_THE_TAIL, Hidden.GROUND_ENDED, Hidden.OTHER_PURPOSE]


def test_a_category_is_shown_while_any_of_its_grounds_lives_and_names_the_living_ones_only() -> None:
    ended, living = disclosed(valid_until=NOW), disclosed()
    for order in ([ended, living], [living, ended]):
        assert shown(order, VIEW) == Shown({Category.HOUSING: [living]}, {})


def test_a_category_without_a_living_ground_is_named_with_the_first_reason() -> None:
    ended, withdrawn = disclosed(valid_until=NOW), disclosed(hidden=Hidden.CONSENT_WITHDRAWN, content=None)
    health = disclosed(category=Category.HEALTH)
    assert shown([ended, withdrawn, health], VIEW) == Shown(
        {Category.HEALTH: [health]}, {Category.HOUSING: Hidden.GROUND_ENDED}
    )


def test_an_earlier_snapshot_leaves_no_trace() -> None:
    assert shown([disclosed(hidden=Hidden.REPLACED, content=None)], VIEW) == Shown()
    assert shown([], VIEW) == Shown()


def test_content_is_seen_of_what_is_shown_and_of_nothing_else() -> None:
    seen = shown([disclosed(), disclosed(category=Category.HEALTH, valid_until=NOW)], VIEW)
    assert seen.content(Category.HOUSING) == {"rooms": 2}
    assert seen.content(Category.HEALTH) is None
    assert seen.content(Category.FINANCE) is None


@pytest.mark.parametrize(
    ("parts", "lives"),
    [
        ([], False),
        ([disclosed(valid_until=None)], True),
        ([disclosed(valid_until=NOW + MOMENT)], True),
        ([disclosed(valid_until=NOW)], False),
        ([disclosed(hidden=Hidden.SHARING_REFUSED)], False),
        ([disclosed(valid_until=NOW), disclosed(hidden=Hidden.REPLACED), disclosed()], True),
    ],
)
def test_a_disclosure_rests_on_a_ground_while_one_part_does(parts: list[Disclosed], *, lives: bool) -> None:
    assert has_living_ground(parts, NOW) is lives
