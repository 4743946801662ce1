"""Searches that are measured ask for every condition there is, alone and with where the person is."""

import random
from dataclasses import fields

from deploy.bench.directory_search import Took, searches
from services.referrals.directory.domain.search import Search

NOT_MEASURED = {"municipality_id", "agency_id", "currency"}


def test_each_condition_is_measured_by_name_and_by_distance() -> None:
    kinds = dict(searches(random.Random(1)))
    usual = Search()
    for near in (False, True):
        asked = [search for search in kinds.values() if (search.near is not None) is near]
        for field in fields(Search):
            if field.name in {"near", "within_km", *NOT_MEASURED}:
                continue
            assert any(getattr(search, field.name) != getattr(usual, field.name) for search in asked), field.name


def test_what_95_of_100_take_is_told() -> None:
    assert Took.of([float(number) for number in range(1, 101)]) == Took(50.5, 96.0, 100.0)
