"""Random worlds in the database, many people at once, and what the predicate and the locks show of them."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.cases.access import predicate
from services.cases.access.domain import Item, Outline
from services.cases.access.store import grants as store
from services.cases.access.store import refusals as refusals_store
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.cases.access.random_worlds import AGENCIES, NOW, Somebody, items

HERE = UUID(int=1)
NOTES = "note i WHERE i.person_id = ANY (CAST(:people AS uuid[]))"
OUTLINES = """(SELECT o.n, o.person_id, o.category, o.case_id, ARRAY[o.agency_id] AS agencies
    FROM unnest(CAST(:numbers AS int[]), CAST(:persons AS uuid[]), CAST(:categories AS text[]),
        CAST(:cases AS uuid[]), CAST(:agencies AS uuid[]))
        AS o(n, person_id, category, case_id, agency_id)) c"""
STANDING = f"WITH standing AS MATERIALIZED ({predicate.standing('ANY (CAST(:people AS uuid[]))')})"

SHOWN = Statement(f"SELECT i.id FROM {NOTES} AND {predicate.may_read('i')}")
SHOWN_BY_STANDING = Statement(f"{STANDING} SELECT i.id FROM {NOTES} AND {predicate.stands_to_read('i')}")
FORGOTTEN = Statement(f"SELECT i.id FROM {NOTES}")
FOLLOWED = Statement(f"SELECT c.n FROM {OUTLINES} WHERE {predicate.may_follow('c')}")
FOLLOWED_BY_STANDING = Statement(f"{STANDING} SELECT c.n FROM {OUTLINES} WHERE {predicate.stands_to_follow('c')}")
KNOWN = Statement(f"SELECT p FROM unnest(CAST(:people AS uuid[])) AS p WHERE {predicate.may_know('p')}")
OPEN = Statement("""
    SELECT p FROM unnest(CAST(:people AS uuid[])) AS p WHERE EXISTS (SELECT FROM live_ground g WHERE g.person_id = p)
""")

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
    SELECT :id, :id, :person_id, :municipality_id, :agency_id, CAST(:may_use AS uuid), 'consent', 'they asked', :marks,
        :id, :at, :until
    WHERE CAST(:may_use AS uuid) IS NOT NULL
""")
_WRITE = Statement("""
    WITH opened AS (
        INSERT INTO support_case (id, municipality_id, person_ids, category, state, risk, agency_id, worker_id,
            agencies, opened_at, changed_at, version, outline_changed_at)
        VALUES (:case_id, :municipality_id, :persons, 'social', 'open', 0, :case_id, :case_id, '{}', :at, :at, 1, :at))
    INSERT INTO note (id, case_id, municipality_id, person_id, also_about, category, sensitivity, agency_id, worker_id,
        held_back, version, written_at, changed_at, changed_by_agency_id, changed_by_id, text)
    SELECT i.id, :case_id, :municipality_id, i.person_id, '{}', i.category, i.sensitivity, i.agency_id, i.worker_id,
        i.held, 1, :at, :at, i.agency_id, i.worker_id, 'was seen'
    FROM unnest(CAST(:ids AS uuid[]), CAST(:persons AS uuid[]), CAST(:categories AS text[]),
        CAST(:sensitivities AS text[]), CAST(:agencies AS uuid[]), CAST(:workers AS uuid[]), CAST(:held AS boolean[]))
        AS i(id, person_id, category, sensitivity, agency_id, worker_id, held)
""")


async def build(work: UnitOfWork, people: Sequence[Somebody], workers: Sequence[UUID]) -> None:
    """All that is drawn, and a note for each of their items. As the schema's owner."""
    work.now = NOW
    about = [(one, {"person_id": one.person_id, "municipality_id": HERE, "agency_id": AGENCIES[0]}) for one in people]
    await work.run_many(
        _KEEP_OUT,
        [{**of, "id": new_id(), "worker_id": who, "at": NOW} for one, of in about for who in sorted(one.kept_out)],
    )
    await work.run_many(
        _RESTRICT,
        [
            {**of, "id": new_id(), "known_to": sorted(one.known_to), "at": NOW}
            for one, of in about
            if one.known_to is not None
        ],
    )
    until = NOW + timedelta(days=1)
    await work.run_many(
        _HOLD_BACK,
        [
            {**of, "id": new_id(), "marks": sorted(one.held), "may_use": one.may_use, "at": NOW, "until": until}
            for one, of in about
            if one.held
        ],
    )
    await store.issue(work, [grant for one in people for grant in one.grants])
    await refusals_store.keep_refusals(work, new_id(), HERE, [said for one in people for said in one.refused])
    await work.run_many(_OPEN_SEAL, [{**of, "id": new_id(), **vars(seal)} for one, of in about for seal in one.seals])
    written = [(one, item) for one in people for item in items(one.person_id, workers)]
    await work.run(
        _WRITE,
        case_id=new_id(),
        municipality_id=HERE,
        at=NOW,
        held=[is_marked(one.held, item) for one, item in written],
        **columns([item for _, item in written]),
    )


def is_marked(held: Collection[str], item: Item) -> bool:
    """Whether its row is among what is stored and not processed."""
    return str(item.id) in held or f"{item.agency_id}:{item.category}" in held


def columns(shown: Sequence[Item]) -> dict[str, list[Any]]:
    """Items, for `unnest`."""
    return {
        "ids": [item.id for item in shown],
        "persons": [item.person_id for item in shown],
        "categories": [item.category for item in shown],
        "sensitivities": [item.sensitivity for item in shown],
        "agencies": [item.agency_id for item in shown],
        "workers": [item.worker_id for item in shown],
    }


def outline_columns(cases: Sequence[Outline]) -> dict[str, list[Any]]:
    """Outlines of cases, for `unnest`."""
    return {
        "numbers": list(range(len(cases))),
        "persons": [case.person_id for case in cases],
        "categories": [case.category for case in cases],
        "cases": [case.case_id for case in cases],
        "agencies": [next(iter(case.agencies)) for case in cases],
    }


async def found(work: UnitOfWork, statement: Statement, **values: Any) -> set[Any]:
    """The first column of all rows."""
    return {row[0] for row in await work.rows(statement, **values)}
