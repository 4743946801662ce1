"""Who may open a sealed item to others, and for how long: without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.cases.seals.domain import LONGEST, must_be_another, must_end_soon_enough, must_leave_theirs, opens_at
from services.cases.seals.policy import CLOSE, OPEN, RULES, SEE, AboutSealed
from shared.contracts.cases.items import ItemKind
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from shared.refusals import Invalid
from tests.cases.grounds import MOMENT, NOW
from tests.cases.worlds import World

WORLD = World()
WRITER = WORLD.worker()
COLLEAGUE = WORLD.worker(agency=WRITER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=WRITER.agency_id)
ELSEWHERE = WORLD.worker(Role.SUPERVISOR)
SEALED = AboutSealed(WRITER.agency_id, WRITER.worker_id, leads=False)


@pytest.mark.parametrize("action", [OPEN, CLOSE, SEE])
def test_the_writer_the_lead_and_a_supervisor_where_it_was_written_decide(action: str) -> None:
    allowed = [permits(RULES, action, who, SEALED) for who in (WRITER, COLLEAGUE, SUPERVISOR, ELSEWHERE)]
    assert allowed == [True, False, True, False]
    assert permits(RULES, action, COLLEAGUE, replace(SEALED, leads=True))


def test_it_ends_after_now_and_within_a_year() -> None:
    for until in (NOW + MOMENT, NOW + LONGEST):
        must_end_soon_enough(NOW, until, None)
    for until in (NOW, NOW - timedelta(days=1), NOW + LONGEST + MOMENT):
        with pytest.raises(Invalid):
            must_end_soon_enough(NOW, until, None)


def test_nobody_opens_it_for_longer_than_it_is_open_to_them() -> None:
    theirs = NOW + timedelta(days=1)
    must_end_soon_enough(NOW, theirs, theirs)
    with pytest.raises(Invalid):
        must_end_soon_enough(NOW, theirs + MOMENT, theirs)


def test_neither_the_writer_nor_whoever_opens_it_is_named() -> None:
    writer, giver = new_id(), new_id()
    must_be_another(writer, giver, new_id())
    must_be_another(None, giver, writer)
    for named in (writer, giver):
        with pytest.raises(Invalid):
            must_be_another(writer, giver, named)


def test_nobody_ends_what_their_own_rests_on() -> None:
    giver = new_id()
    must_leave_theirs(giver, [new_id()])
    with pytest.raises(Invalid):
        must_leave_theirs(giver, [new_id(), giver])


@pytest.mark.parametrize("kind", ItemKind)
def test_every_kind_of_item_opens_somewhere(kind: ItemKind) -> None:
    item_id, case_id, thread_id = new_id(), new_id(), new_id()
    assert str(item_id) in opens_at(kind, id=item_id, case_id=case_id, thread_id=thread_id)
