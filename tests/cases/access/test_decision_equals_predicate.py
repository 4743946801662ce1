"""The Python decision, the SQL predicate and row security say the same, on random populations."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.domain import Grant, Standing, standing
from services.cases.access.predicate import reader
from services.cases.access.store import grants as store
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.access import built_worlds as built
from tests.cases.access.random_worlds import (
    AGENCIES,
    ANYBODY,
    BUILDER,
    NOW,
    WORKERS,
    Somebody,
    actors,
    differing,
    items,
    outlines,
    somebody,
)
from tests.cases.worlds import World
from tests.examples import worlds

PEOPLE = 20
FORGOTTEN_GRANTS = Statement("SELECT DISTINCT person_id FROM access_grant")
Stands = Mapping[UUID, Standing]


def shown(stands: Stands, workers: Sequence[UUID]) -> set[UUID]:
    """What the decision shows, item by item."""
    return {
        item.id
        for person_id, stood in stands.items()
        if not stood.is_none
        for item in items(person_id, workers)
        if stood.grounds_to_read(item)
    }


def is_open(actor: Actor, one: Somebody) -> bool:
    """The second lock: the agency has any ground now or to come, and nothing keeps the worker from the person."""
    return not one.keeps_from_knowing(actor) and any(
        grant.agency_id == actor.agency_id and (grant.valid_until is None or grant.valid_until > NOW)
        for grant in one.grants
    )


def behind_no_lock(actor: Actor, people: Sequence[Somebody], workers: Sequence[UUID]) -> set[UUID]:
    """What somebody would read who forgot the predicate: of whom there is any ground, but what is sealed to others, and
    what is stored and not processed.
    """
    found = set[UUID]()
    for one in people:
        if is_open(actor, one):
            named = {seal.item_id for seal in one.seals if seal.worker_id == actor.subject and seal.valid_until > NOW}
            held = one.held_from(actor)
            found |= {
                item.id
                for item in items(one.person_id, workers)
                if item.sensitivity is not Sensitivity.SEALED or item.worker_id == actor.subject or item.id in named
                if not built.is_marked(held, item)
            }
    return found


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of whom it fails, the assertion says
@settings(
    max_examples=worlds(500, in_each_example=PEOPLE),
    phases=(Phase.explicit, Phase.generate),  # making a world smaller takes minutes on a real database
)
@given(drawn=st.lists(somebody(), min_size=PEOPLE, max_size=PEOPLE))
async def test_lists_items_and_locks_say_the_same(
    cases_database: Database, cases_owner: Database, drawn: list[Somebody]
) -> None:
    workers = [new_id() for _ in WORKERS]
    people = [one.named(new_id(), workers) for one in drawn]
    async with cases_owner.work(BUILDER) as work:
        await built.build(work, people, workers)
    everybody = actors(workers)
    for number, actor in enumerate(everybody):
        stands = {one.person_id: one.standing_of(actor) for one in people}
        await asked_of_the_predicate(cases_owner, actor, people, workers, stands)
        some = people[number :: len(everybody)]  # the locks call a function for each row that is sealed or held back
        await asked_behind_the_locks(cases_database, actor, some, workers, stands)
        await loaded_to_decide_by(cases_database, actor, some, stands)


async def asked_of_the_predicate(
    owner: Database, actor: Actor, people: Sequence[Somebody], workers: Sequence[UUID], stands: Stands
) -> None:
    """Without row security, which would answer for it: both forms of it, for items and for outlines of cases."""
    cases = [case for one in people for case in outlines(one.person_id, [new_id(), one.grants[0].ground_id])]
    following, expected = built.outline_columns(cases), shown(stands, workers)
    followed = {number for number, case in enumerate(cases) if stands[case.person_id].grounds_to_follow(case)}
    async with owner.work(actor) as work:
        work.now = NOW
        asking = {"people": [*stands], **reader(work)}
        for form in (built.SHOWN, built.SHOWN_BY_STANDING):
            listed = await built.found(work, form, **asking)
            assert listed == expected, differing(people, listed, expected)
        assert await built.found(work, built.FOLLOWED, **following, **reader(work)) == followed
        assert await built.found(work, built.FOLLOWED_BY_STANDING, **following, **asking) == followed


async def asked_behind_the_locks(
    database: Database, actor: Actor, people: Sequence[Somebody], workers: Sequence[UUID], stands: Stands
) -> None:
    """As a service asks; and what there would be without the predicate."""
    ids = [one.person_id for one in people]
    expected = shown({one: stands[one] for one in ids}, workers)
    async with database.work(actor) as work:
        work.now = NOW
        listed = await built.found(work, built.SHOWN, people=ids, **reader(work))
        assert listed == expected, differing(people, listed, expected)
        unlocked, permitted = (
            await built.found(work, built.FORGOTTEN, people=ids),
            behind_no_lock(actor, people, workers),
        )
        assert unlocked == permitted, differing(people, unlocked, permitted)
        assert expected <= unlocked
        open_to_them = await built.found(work, built.OPEN, people=ids)
        assert open_to_them == {one.person_id for one in people if is_open(actor, one)}


async def loaded_to_decide_by(database: Database, actor: Actor, people: Sequence[Somebody], stands: Stands) -> None:
    """What one statement loads decides as what was granted."""
    async with database.work(actor) as work:
        work.now = NOW
        known = await built.found(work, built.KNOWN, people=[*stands], **reader(work))
        assert known == {one for one, stood in stands.items() if not stood.is_none}
        for one in people:
            stood, loaded = stands[one.person_id], await store.grants_serving(work, one.person_id)
            again = standing(actor, NOW, loaded.grants, loaded.refused, loaded.seals)
            assert again.readable_categories() == stood.readable_categories()
            by_themselves, by_others = [actor.subject] * len(AGENCIES), WORKERS
            for item in (*items(one.person_id, by_themselves), *items(one.person_id, by_others)):
                assert {*again.grounds_to_read(item)} == {*stood.grounds_to_read(item)}


def test_what_a_world_can_hold_is_seen_by_somebody_and_not_by_everybody() -> None:
    """Or the property above would hold of nothing."""
    everything = Somebody(
        person_id=ANYBODY,
        grants=[on(ANYBODY, actor) for actor in actors()[::2]],
        refused=[],
        seals=[],
        kept_out=frozenset({WORKERS[1]}),
        known_to=None,
        held=frozenset(),
        may_use=None,
    ).named(ANYBODY, WORKERS)
    seen = [len(shown({ANYBODY: everything.standing_of(actor)}, WORKERS)) for actor in actors()]
    assert seen[0] > 0
    assert seen[2:4] == [0, 0], "kept out"


def on(person_id: UUID, actor: Actor) -> Grant:
    """Everything, but what is sealed by others."""
    return Grant(
        person_id=person_id,
        municipality_id=built.HERE,
        agency_id=actor.agency_id,
        sector=actor.sector,
        categories=frozenset(Category),
        operations=frozenset(Operation),
        purposes=frozenset(Purpose),
        ground_kind=GroundKind.MANDATE,
        ground_id=new_id(),
        valid_from=NOW,
    )


async def test_a_forgotten_predicate_shows_only_people_of_whom_the_agency_has_a_ground(
    cases_database: Database, cases_owner: Database
) -> None:
    mine, foreign = new_id(), new_id()
    reading, others = actors()[0], World().worker()
    async with cases_owner.work(BUILDER) as work:
        await store.issue(work, [on(mine, reading), on(foreign, others)])
    async with cases_database.work(reading) as work:
        seen = await built.found(work, FORGOTTEN_GRANTS)
    assert mine in seen
    assert foreign not in seen
