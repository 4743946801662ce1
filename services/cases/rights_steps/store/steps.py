"""Steps in the database. Who sees one is asked of the request that it carries out."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import reader
from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import logging_their_look, named_to_them, themselves
from services.cases.rights.predicate import may_see_request
from services.cases.rights_steps.domain import Corrected, CorrectedKind
from services.cases.rights_steps.store import tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.territories.predicate import zone_of
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RecipientAnswer, StepKind
from shared.contracts.cases.vocabulary import Category
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_REQUEST: Final = Statement(f"""
    SELECT r.id, r.person_id, r.municipality_id, r.agency_id, r.worker_id, r.kind, r.state, r.outcome,
           CAST(r.received_on AS timestamp) AT TIME ZONE {zone_of("r.municipality_id")} AS received_at,
           is_restricted(r.person_id) AS is_restricted
    FROM rights_request r WHERE r.id = :id AND r.person_id = :person_id AND {may_see_request("r")} FOR KEY SHARE
""")
_CORRECTED: Final = Statement("SELECT * FROM corrected_item(:kind, :id, :person_id, CAST(:old_version AS integer))")
_STATED: Final = Statement("SELECT * FROM item_of_agency(:kind, :id, :person_id)")
_KEEP: Final = Statement("""
    INSERT INTO rights_step (id, request_id, person_id, municipality_id, agency_id, kind, state, proof, taken_at,
        taken_by_id, done_at)
    VALUES (:id, :request_id, :person_id, :municipality_id, :agency_id, :kind, 'done', :proof, :now, :reader, :now)
""")
_KEEP_WAITING: Final = Statement("""
    INSERT INTO rights_step (id, request_id, person_id, municipality_id, agency_id, kind, state, proof, taken_at,
        taken_by_id)
    VALUES (:id, :request_id, :person_id, :municipality_id, :agency_id, :kind, 'waiting', :proof, :now, :reader)
""")
_KEEP_STATEMENT: Final = Statement("""
    INSERT INTO supplementary_statement (id, person_id, municipality_id, agency_id, item_id, category, sensitivity,
        words, stated_at)
    VALUES (:id, :person_id, :municipality_id, :agency_id, :item_id, :category, :sensitivity, :words, :now)
""")
_LOGGED: Final = logging_looks(
    "(SELECT DISTINCT s.person_id, s.municipality_id FROM shown s WHERE s.n <= :many) look",
    act="'opened'",
    person_id="look.person_id",
    municipality_id="look.municipality_id",
    categories="CAST('{}' AS text[])",
    grounds="ARRAY['rights_request:' || CAST(:request_id AS text)]",
)
_COUNTED: Final = ", ".join(f"'{one}', count(*) FILTER (WHERE n.answer = '{one}')" for one in RecipientAnswer)
_LIST: Final = Statement(f"""
    WITH shown AS MATERIALIZED (
        SELECT s.id, s.person_id, s.municipality_id, s.kind, s.state, s.taken_at, s.done_at,
               CASE WHEN :with_proof THEN s.proof END AS proof,
               (SELECT count(*) FROM rights_notice n WHERE n.step_id = s.id) AS told,
               (SELECT count(n.acknowledged_at) FROM rights_notice n WHERE n.step_id = s.id) AS acknowledged,
               (SELECT jsonb_build_object({_COUNTED}) FROM rights_notice n WHERE n.step_id = s.id) AS answers,
               CAST(row_number() OVER (ORDER BY s.id) AS integer) AS n
        FROM rights_step s JOIN rights_request r ON r.id = s.request_id
        WHERE s.request_id = CAST(:request_id AS uuid) AND {may_see_request("r")}
          AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
        ORDER BY s.id LIMIT CAST(:many AS integer) + 1),
    logged AS ({_LOGGED})
    SELECT * FROM shown ORDER BY n
""")
_TOLD_TO_THEM: Final = f"n.step_id = s.id AND {named_to_them('n.agency_id')} IS NOT NULL"
_IS_BEING_ERASED: Final = "(s.kind = 'erasure' AND NOT coalesce(s.proof ? 'erased_at', false))"
_OWN: Final = Statement(f"""
    WITH looked AS ({logging_their_look("CAST('{}' AS text[])")})
    SELECT s.id, s.kind, s.taken_at, told.told, told.acknowledged, told.answers,
           CASE WHEN s.state = 'waiting' AND told.told = told.acknowledged AND NOT {_IS_BEING_ERASED} THEN 'done'
                ELSE s.state END AS state
    FROM rights_step s JOIN rights_request r ON r.id = s.request_id CROSS JOIN LATERAL (
        SELECT count(*) AS told, count(n.acknowledged_at) AS acknowledged, coalesce(jsonb_agg(jsonb_build_object(
                'agency_id', n.agency_id, 'acknowledged_at', n.acknowledged_at, 'answer', n.answer,
                'article', n.article, 'kept_until', n.kept_until) ORDER BY n.acknowledged_at, n.id)
            FILTER (WHERE n.acknowledged_at IS NOT NULL), '[]') AS answers
        FROM rights_notice n WHERE {_TOLD_TO_THEM}
    ) told
    WHERE r.id = :request_id AND r.person_id = :person_id AND r.relationship_id IS NULL AND :is_the_person
      AND (CAST(:after AS uuid) IS NULL OR s.id > :after)
    ORDER BY s.id LIMIT :limit
""")


async def request(work: UnitOfWork, person_id: UUID, request_id: UUID) -> asyncpg.Record | None:
    """A request that the reader may see, held until the transaction ends; nothing of it is shown."""
    return await work.row(_REQUEST, id=request_id, person_id=person_id, **reader(work))


async def corrected(
    work: UnitOfWork, kind: CorrectedKind, item_id: UUID, person_id: UUID, old_version: int
) -> Corrected | None:
    """What an item of the reader's agency said in a version that was replaced, and since when it does not."""
    row = await work.row(_CORRECTED, kind=kind, id=item_id, person_id=person_id, old_version=old_version)
    if row is None:
        return None
    said = {**row, "category": Category(row["category"])}
    return Corrected(kind=kind, old_version=old_version, **said)


async def item_of_agency(work: UnitOfWork, kind: ItemKind, item_id: UUID, person_id: UUID) -> asyncpg.Record | None:
    """How an item of the reader's agency about this person is classified."""
    return await work.row(_STATED, kind=kind, id=item_id, person_id=person_id)


async def keep(
    work: UnitOfWork,
    step_id: UUID,
    of: asyncpg.Record,
    kind: StepKind,
    proof: Mapping[str, Any],
    *,
    is_done: bool = True,
) -> None:
    """Keep a new step of a request, which is done, or is being done."""
    about = {"request_id": of["id"], **{name: of[name] for name in ("person_id", "municipality_id", "agency_id")}}
    await work.run(
        _KEEP if is_done else _KEEP_WAITING, id=step_id, kind=kind, proof=dict(proof), **about, **reader(work)
    )


async def keep_statement(
    work: UnitOfWork, step_id: UUID, of: asyncpg.Record, item_id: UUID, item: asyncpg.Record, words: str
) -> None:
    """Keep what the person says beside an item."""
    about = {name: of[name] for name in ("person_id", "municipality_id", "agency_id")}
    classified = {"category": item["category"], "sensitivity": item["sensitivity"]}
    await work.run(_KEEP_STATEMENT, id=step_id, item_id=item_id, words=words, now=work.now, **about, **classified)


async def list_of(
    work: UnitOfWork, request_id: UUID, after: UUID | None, limit: int, *, with_proof: bool
) -> list[asyncpg.Record]:
    """The steps of a request that the reader may see, in their order; one more than `limit`, not logged."""
    named = {"request_id": request_id, "after": after, "many": limit, "with_proof": with_proof}
    return await work.rows(_LIST, **named, **reader(work), **look_values(work, "list-rights-steps"))


async def own(
    work: UnitOfWork, speaker: Speaker, request_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """The steps of the person's own request, with those who were told as far as the person may read of them; logged."""
    named = {"request_id": request_id, "after": after, "limit": limit}
    return await work.rows(_OWN, **named, **themselves(work, speaker, "list-own-rights-steps"))


def proof_of(corrected: Corrected, item_id: UUID) -> dict[str, Any]:
    """What shows that an item was corrected."""
    return {"item_id": str(item_id), **{name: _plain(value) for name, value in asdict(corrected).items()}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
