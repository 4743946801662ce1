"""The Python decision, the SQL predicate and row security say the same, on random populations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.cases.access import predicate
from services.cases.access.domain import Grant, Item, Outline, RefusedSharing, SealGrant, standing
from services.cases.access.predicate import may_know, may_read, reader
from services.cases.access.store import grants as store
from services.cases.access.store import refusals as refusals_store
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.cases.access.random_worlds import (
    AGENCIES,
    ANYBODY,
    BUILDER,
    NOW,
    WORKERS,
    actors,
    grants,
    items,
    marks,
    of_person,
    outlines,
    refusals,
    seal_grants,
    visible_in_python,
)

ITEMS = """unnest(CAST(:numbers AS int[]), CAST(:persons AS uuid[]), CAST(:categories AS text[]),
    CAST(:sensitivities AS text[]), CAST(:agencies AS uuid[]), CAST(:workers AS uuid[]), CAST(:ids AS uuid[]))
    AS i(n, person_id, category, sensitivity, agency_id, worker_id, id)"""
OUTLINES = """(SELECT o.n, o.person_id, o.category, o.case_id, ARRAY[o.agency_id] AS agencies
    FROM unnest(CAST(:numbers AS int[]), CAST(:persons AS uuid[]), CAST(:categories AS text[]),
        CAST(:cases AS uuid[]), CAST(:agencies AS uuid[]))
        AS o(n, person_id, category, case_id, agency_id)) c"""
STANDING = f"WITH standing AS MATERIALIZED ({predicate.standing('CAST(:person_id AS uuid)')})"


def numbers_where(condition: str, rows: str, *, of_one_person: bool = False) -> Statement:
    return Statement(f"{STANDING if of_one_person else ''} SELECT n FROM {rows} WHERE {condition} ORDER BY n")


VISIBLE = [
    numbers_where(may_read("i"), ITEMS),
    numbers_where(predicate.stands_to_read("i"), ITEMS, of_one_person=True),
]
FOLLOWED = [
    numbers_where(predicate.may_follow("c"), OUTLINES),
    numbers_where(predicate.stands_to_follow("c"), OUTLINES, of_one_person=True),
]
_KEEP_OUT = Statement("""
    INSERT INTO conflict_of_interest (id, person_id, municipality_id, agency_id, worker_id, relation, declared_at)
    VALUES (:id, :person_id, :municipality_id, :agency_id, :worker_id, 'family', :at)
""")
_RESTRICT = Statement("""
    INSERT INTO restricted_access (id, person_id, municipality_id, agency_id, worker_id, by_privacy_officer, kind,
        reason, named, known_to, recorded_at, state, decided_at, decided_by)
    VALUES (:id, :person_id, :municipality_id, :agency_id, :agency_id, false, 'restrict', 'threat', '{}', :known_to,
        :at, 'in_force', :at, :id)
""")
_OPEN_SEAL = Statement("""
    INSERT INTO seal_grant (id, item_id, item_kind, person_id, municipality_id, writer_id, agency_id, worker_id, reason,
        valid_from, valid_until, given_by_agency_id, given_by_id)
    VALUES (:id, :item_id, 'note', :person_id, :municipality_id, :id, :agency_id, :worker_id, 'must know', :valid_from,
        :valid_until, :id, :id)
""")
_HOLD_BACK = Statement("""
    WITH asked AS (
        INSERT INTO rights_request (id, person_id, municipality_id, kind, agency_id, worker_id, words, received_on,
            recorded_at, due_on, state)
        VALUES (:id, :person_id, :municipality_id, 'restriction', :agency_id, :id, 'not true', '2026-05-01', :at,
            '2026-06-01', 'open')),
    step AS (
        INSERT INTO rights_step (id, request_id, person_id, municipality_id, agency_id, kind, state, proof, taken_at,
            taken_by_id)
        VALUES (:id, :id, :person_id, :municipality_id, :agency_id, 'restriction', 'in_force', '{}', :at, :id)),
    held AS (
        INSERT INTO processing_restriction (id, person_id, municipality_id, agency_id, request_id, of_case, marks,
            review_on, began_at)
        VALUES (:id, :person_id, :municipality_id, :agency_id, :id, 'gdpr_18_1_a', :marks, '2026-06-01', :at))
    INSERT INTO restriction_use (id, restriction_id, person_id, municipality_id, agency_id, worker_id, purpose, reason,
        marks, permitted_by_id, valid_from, valid_until)
    VALUES (:id, :id, :person_id, :municipality_id, :agency_id, :worker_id, 'consent', 'they asked', :used, :id, :at,
        :until)
""")
_LOCKED_OUT = Statement("SELECT NOT EXISTS (SELECT FROM live_ground g WHERE g.person_id = :person_id)")
_KNOWS = Statement(f"SELECT {may_know('CAST(:person_id AS uuid)')}")
_FORGOTTEN = Statement("SELECT DISTINCT person_id FROM access_grant")


async def _visible_in_sql(database: Database, actor: Actor, shown: Sequence[Item]) -> list[list[int]]:
    values = {
        "numbers": list(range(len(shown))),
        "persons": [item.person_id for item in shown],
        "categories": [item.category for item in shown],
        "sensitivities": [item.sensitivity for item in shown],
        "agencies": [item.agency_id for item in shown],
        "workers": [item.worker_id for item in shown],
        "ids": [item.id for item in shown],
    }
    return await _numbers(database, actor, VISIBLE, shown[0].person_id, values)


async def _followed_in_sql(database: Database, actor: Actor, cases: Sequence[Outline]) -> list[list[int]]:
    values = {
        "numbers": list(range(len(cases))),
        "persons": [case.person_id for case in cases],
        "categories": [case.category for case in cases],
        "cases": [case.case_id for case in cases],
        "agencies": [next(iter(case.agencies)) for case in cases],
    }
    return await _numbers(database, actor, FOLLOWED, cases[0].person_id, values)


async def _numbers(
    database: Database, actor: Actor, forms: Sequence[Statement], person_id: UUID, values: Mapping[str, Any]
) -> list[list[int]]:
    """What each form of the predicate answers."""
    async with database.work(actor) as work:
        work.now = NOW
        given = {**values, **reader(work), "person_id": person_id}
        return [[row["n"] for row in await work.rows(form, **given)] for form in forms]


async def _restrict(work: UnitOfWork, person_id: UUID, known_to: frozenset[UUID] | None) -> None:
    if known_to is not None:
        about = {"person_id": person_id, "municipality_id": UUID(int=1), "agency_id": AGENCIES[0]}
        await work.run(_RESTRICT, id=new_id(), known_to=sorted(known_to), at=NOW, **about)


async def _open_seals(work: UnitOfWork, person_id: UUID, seals: Sequence[SealGrant]) -> None:
    for one in seals:
        about = {"id": new_id(), "person_id": person_id, "municipality_id": UUID(int=1)}
        await work.run(_OPEN_SEAL, **about, **vars(one))


async def _hold_back(work: UnitOfWork, person_id: UUID, held: frozenset[str], used: frozenset[str]) -> None:
    """Restrict processing; the first worker may use some of it."""
    about = {"person_id": person_id, "municipality_id": UUID(int=1), "agency_id": AGENCIES[0], "worker_id": WORKERS[0]}
    marks = {"marks": sorted(held), "used": sorted(used)}
    await work.run(_HOLD_BACK, id=new_id(), at=NOW, until=NOW + timedelta(days=1), **about, **marks)


async def _keep_out(work: UnitOfWork, person_id: UUID, workers: frozenset[UUID]) -> None:
    for worker_id in sorted(workers):
        await work.run(
            _KEEP_OUT,
            id=new_id(),
            person_id=person_id,
            municipality_id=UUID(int=1),
            agency_id=AGENCIES[0],
            worker_id=worker_id,
            at=NOW,
        )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(grants(ANYBODY), min_size=1, max_size=6),
    drawn_refusals=st.lists(refusals(ANYBODY), min_size=1, max_size=2),
    drawn_seals=st.lists(seal_grants(), max_size=4, unique_by=lambda one: (one.item_id, one.worker_id)),
    kept_out=st.frozensets(st.sampled_from(WORKERS), max_size=2),
    known_to=st.one_of(st.none(), st.none(), st.frozensets(st.sampled_from(WORKERS), max_size=2)),
    drawn_marks=st.one_of(st.just(frozenset()), st.frozensets(marks(), max_size=3)),
    used=st.booleans(),
)
async def test_python_and_sql_show_the_same_items(
    cases_database: Database,
    cases_owner: Database,
    drawn: list[Grant],
    drawn_refusals: list[RefusedSharing],
    drawn_seals: list[SealGrant],
    kept_out: frozenset[UUID],
    known_to: frozenset[UUID] | None,
    drawn_marks: frozenset[str],
    *,
    used: bool,
) -> None:
    person_id, municipality_id = new_id(), UUID(int=1)
    held = frozenset(one if ":" in one else str(of_person(UUID(one), person_id)) for one in drawn_marks)
    given_grants = [
        replace(grant, person_id=person_id, ground_id=new_id(), kept_out=kept_out, known_to=known_to) for grant in drawn
    ]
    refused = [
        replace(one, person_id=person_id, item_id=one.item_id and of_person(one.item_id, person_id))
        for one in drawn_refusals
    ]
    seals = [replace(one, item_id=of_person(one.item_id, person_id)) for one in drawn_seals]
    async with cases_owner.work(BUILDER) as work:
        work.now = NOW
        await _keep_out(work, person_id, kept_out)
        await _restrict(work, person_id, known_to)
        await _hold_back(work, person_id, held, held if used else frozenset())
        await store.issue(work, given_grants)
        await refusals_store.keep_refusals(work, new_id(), municipality_id, refused)
        await _open_seals(work, person_id, seals)
    shown = items(person_id)
    cases = outlines(person_id, [new_id(), given_grants[0].ground_id])
    for actor in actors():
        is_permitted = used and actor.worker_id == WORKERS[0]
        theirs = [replace(one, held_back=frozenset() if is_permitted else held) for one in given_grants]
        stands = standing(actor, NOW, theirs, refused, seals)
        expected = visible_in_python(stands, shown)
        must_not_know = actor.worker_id in kept_out or (known_to is not None and actor.worker_id not in known_to)
        # Of whom something keeps from the person the owner asks: the lock would answer for the predicate.
        asked = cases_owner if must_not_know else cases_database
        assert await _visible_in_sql(asked, actor, shown) == [expected, expected]
        followed = [number for number, case in enumerate(cases) if stands.grounds_to_follow(case)]
        assert await _followed_in_sql(asked, actor, cases) == [followed, followed]
        async with cases_database.work(actor) as work:
            work.now = NOW
            assert await work.value(_KNOWS, person_id=person_id, **reader(work)) is not stands.is_none
            assert not must_not_know or await work.value(_LOCKED_OUT, person_id=person_id)
            loaded = await store.grants_serving(work, person_id)
        again = standing(actor, NOW, loaded.grants, loaded.refused, loaded.seals)
        assert visible_in_python(again, shown) == expected
        assert again.readable_categories() == stands.readable_categories()


@settings(max_examples=200)
@given(data=st.data())
def test_removing_a_ground_or_adding_a_refusal_never_shows_more(data: st.DataObject) -> None:
    person_id = ANYBODY
    given_grants = data.draw(st.lists(grants(person_id), min_size=1, max_size=6))
    refused = data.draw(st.lists(refusals(person_id), max_size=2))
    fewer = given_grants[:-1]
    seals = data.draw(st.lists(seal_grants(), max_size=3))
    more_refused = [*refused, data.draw(refusals(person_id))]
    shown = items(person_id)
    for actor in actors():
        before = set(visible_in_python(standing(actor, NOW, given_grants, refused, seals), shown))
        assert set(visible_in_python(standing(actor, NOW, fewer, refused, seals), shown)) <= before
        assert set(visible_in_python(standing(actor, NOW, given_grants, more_refused, seals), shown)) <= before
        without_seals = set(visible_in_python(standing(actor, NOW, given_grants, refused), shown))
        assert without_seals <= before
        named = {one.item_id for one in seals}
        assert all(shown[number].id in named for number in before - without_seals)


@given(data=st.data())
def test_a_grant_for_one_purpose_never_serves_another(data: st.DataObject) -> None:
    person_id = ANYBODY
    grant = data.draw(grants(person_id))
    for actor in actors():
        if actor.purpose not in grant.purposes:
            assert standing(actor, NOW, [grant], []).is_none


async def test_a_forgotten_predicate_shows_only_people_of_whom_the_agency_has_a_ground(
    cases_database: Database, cases_owner: Database
) -> None:
    mine, foreign = new_id(), new_id()
    reading = actors()[0]
    template = Grant(
        person_id=mine,
        municipality_id=UUID(int=1),
        agency_id=reading.agency_id,
        sector=reading.sector,
        categories=frozenset(Category),
        operations=frozenset(Operation),
        purposes=frozenset(Purpose),
        ground_kind=GroundKind.MANDATE,
        ground_id=new_id(),
        valid_from=NOW,
    )
    other_agency = Grant(**{**vars(template), "person_id": foreign, "agency_id": new_id(), "ground_id": new_id()})
    async with cases_owner.work(BUILDER) as work:
        await store.issue(work, [template, other_agency])
    async with cases_database.work(reading) as work:
        seen = {row["person_id"] for row in await work.rows(_FORGOTTEN)}
    assert mine in seen
    assert foreign not in seen
