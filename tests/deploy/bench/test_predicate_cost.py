"""What the predicate adds is measured on the statement that the product runs, and on the same one without it."""

import pytest

from deploy.bench.predicate_cost import PAIRS, Cost
from services.cases.notes.store import NOTES


@pytest.mark.parametrize("what", PAIRS)
def test_both_sides_differ_in_the_predicate_alone(what: str) -> None:
    ours, bare = PAIRS[what]
    assert "operations" in ours.sql.partition("LIMIT")[0]
    assert "note i" in bare.sql
    assert set(bare.names) <= set(ours.names)
    assert len(bare.sql) < len(ours.sql)


def test_the_product_lists_with_the_first() -> None:
    assert NOTES.list in {ours for ours, _ in PAIRS.values()}


def test_what_it_adds_is_a_part_of_the_bare_median() -> None:
    assert Cost(ours=(1.3, 2.0), bare=(1.0, 1.5)).adds == pytest.approx(0.3)
