"""Who may write notes, record needs and correct them, by the rules alone."""

from datetime import UTC, datetime

import pytest

from services.cases.access.domain import Grant, standing
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.items.policy import AboutItem
from services.cases.notes.policy import ADD_NOTE, CORRECT, ITEM_RULES, MOVE_NEED, PEOPLE_RULES, RECORD_NEED, RULES
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.identifiers import new_id
from shared.policy.grammar import permits, spoken
from tests.cases.worlds import World

WORLD = World()
WRITER = WORLD.worker(Role.CASEWORKER)
COLLEAGUE = WORLD.worker(Role.CASEWORKER, agency=WRITER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=WRITER.agency_id)
STRANGER = WORLD.worker(Role.SUPERVISOR)


def about(operation: Operation, category: Category = Category.SOCIAL) -> AboutPeople:
    """Something about social matters of somebody, on one ground."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    grant = Grant(
        person_id=new_id(),
        municipality_id=WRITER.municipality_id,
        agency_id=WRITER.agency_id,
        sector=WRITER.sector,
        categories=frozenset({category}),
        operations=frozenset({operation}),
        purposes=frozenset(Purpose),
        ground_kind=GroundKind.CONSENT,
        ground_id=new_id(),
        valid_from=at,
    )
    return AboutPeople((standing(WRITER, at, [grant], []),), Category.SOCIAL)


@pytest.mark.parametrize("action", [ADD_NOTE, RECORD_NEED, MOVE_NEED])
def test_writing_asks_for_a_ground_to_contribute_and_not_to_read(action: str) -> None:
    assert permits(PEOPLE_RULES, action, WRITER, about(Operation.CONTRIBUTE))
    assert not permits(PEOPLE_RULES, action, WRITER, about(Operation.READ))
    assert not permits(PEOPLE_RULES, action, WRITER, about(Operation.CONTRIBUTE, Category.HEALTH))


def test_what_was_written_is_corrected_by_its_writer_or_their_supervisor() -> None:
    written = AboutItem(WRITER.agency_id, WRITER.subject)
    assert permits(ITEM_RULES, CORRECT, WRITER, written)
    assert permits(ITEM_RULES, CORRECT, SUPERVISOR, written)
    assert not permits(ITEM_RULES, CORRECT, COLLEAGUE, written)
    assert not permits(ITEM_RULES, CORRECT, STRANGER, written)


def test_each_rule_can_be_read_aloud() -> None:
    for rule in RULES:
        assert rule.when
        assert rule.because
        assert all(spoken(sentence) for sentence in rule.when)
