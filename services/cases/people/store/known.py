"""Who is known of, by digests of identifiers and names: the narrowest look there is, and always one line of the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.cases.access.predicate import SERVES, may_know, not_kept_out_of, reader
from services.cases.agreements.predicate import agreements_sharing_with_reader, shares_with_reader
from services.cases.people.domain.keys import distinct
from services.cases.schema import metadata
from shared.contracts.identity.actor import Actor
from shared.database.access_log import logging_looks, look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

known_question = sa.Table(
    "known_question",
    metadata,
    sa.Column("asker_id", sa.Uuid, primary_key=True, comment="Worker or system that asks."),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="Beginning of the hour counted, UTC."),
    sa.Column("many", sa.Integer, nullable=False, comment="Questions in that hour."),
    comment="How often somebody has asked whether people are known.",
)

_COUNT_QUESTION = Statement("""
    INSERT INTO known_question AS q (asker_id, since, many) VALUES (:asker_id, CAST(:now AS timestamptz), 1)
    ON CONFLICT (asker_id) DO UPDATE SET
        many = CASE WHEN q.since > EXCLUDED.since - interval '1 hour' THEN q.many + 1 ELSE 1 END,
        since = CASE WHEN q.since > EXCLUDED.since - interval '1 hour' THEN q.since ELSE EXCLUDED.since END
    RETURNING many, since
""")
_WAIT_FOR_EACH_OTHER = Statement("""
    SELECT max(clock_timestamp()) FROM (
        SELECT pg_advisory_xact_lock(('x' || encode(key, 'hex'))::bit(64)::bigint)
        FROM unnest(CAST(:keys AS bytea[])) AS key OFFSET 0) AS held
""")
_LOOK_UP = Statement(f"""
    WITH known AS (
        SELECT k.person_id, k.municipality_id,
               coalesce(k.coordinator_agency_id, k.registered_by_agency_id) AS turn_to_agency_id,
               ARRAY(SELECT g.ground_kind || ':' || g.ground_id FROM access_grant g
                     WHERE g.person_id = k.person_id AND {SERVES})
               || ARRAY(SELECT 'agreement:' || a.id FROM ({agreements_sharing_with_reader("k.agency_id")}) a) AS grounds
        FROM known_person k
        WHERE k.key = ANY (CAST((SELECT CAST(:keys AS bytea[])) AS bytea[]))
          AND k.person_id IS DISTINCT FROM CAST(:except_person AS uuid)
          AND ({may_know("k.person_id")}
               OR ({shares_with_reader("k.agency_id")}
                   AND NOT refuses_to_be_known(k.person_id, CAST(:reader_sector AS text), CAST(:now AS timestamptz))
                   AND {not_kept_out_of("k.person_id")}))
        ORDER BY k.person_id LIMIT 1),
    answer AS (
        SELECT known.person_id, known.municipality_id, known.turn_to_agency_id,
               coalesce(known.grounds, '{{}}') AS grounds
        FROM (VALUES (true)) AS always (one) LEFT JOIN known ON true),
    logged AS (
        {
    logging_looks(
        "answer",
        act="CASE WHEN answer.person_id IS NULL THEN 'searched' ELSE 'search_hit' END",
        person_id="answer.person_id",
        municipality_id="answer.municipality_id",
        categories="ARRAY['identity']",
        grounds="answer.grounds",
    )
})
    SELECT turn_to_agency_id FROM answer
""")
_KEEP = Statement("""
    INSERT INTO known_person (key, person_id, item_id, municipality_id, agency_id, registered_by_agency_id,
        coordinator_agency_id)
    SELECT key, p.person_id, CAST(:item_id AS uuid), p.municipality_id,
           coalesce((SELECT i.agency_id FROM person_identifier i WHERE i.id = :item_id), p.agency_id), p.agency_id,
           (SELECT k.coordinator_agency_id FROM known_person k WHERE k.person_id = p.person_id LIMIT 1)
    FROM person p, unnest(CAST(:keys AS bytea[])) AS key WHERE p.person_id = CAST(:person_id AS uuid)
""")
_FORGET = Statement("DELETE FROM known_person WHERE person_id = :person_id AND item_id = :item_id")
_OTHERS = Statement("""
    SELECT DISTINCT other.person_id, other.municipality_id,
           coalesce(other.coordinator_agency_id, other.registered_by_agency_id) AS turn_to_agency_id
    FROM known_person mine JOIN known_person other ON other.key = mine.key AND other.person_id <> mine.person_id
    WHERE mine.item_id = :item_id
    ORDER BY other.person_id
""")
_TURN_TO = Statement("UPDATE known_person SET coordinator_agency_id = :agency_id WHERE person_id = :person_id")


async def count_question(work: UnitOfWork, asker_id: UUID) -> tuple[int, datetime]:
    """How many questions somebody has asked in their present hour, this one included, and since when it counts.

    A question that is refused takes its count back with it.
    """
    row = await work.row(_COUNT_QUESTION, asker_id=asker_id, now=work.now)
    assert row is not None
    return row["many"], row["since"]


async def wait_for_each_other(work: UnitOfWork, keys: Sequence[bytes]) -> datetime:
    """Let two registrations with the same identifier follow each other, so that the second one sees the first.

    Args:
        keys: sorted, so that nobody waits in a circle; at least one.

    Returns:
        When the waiting was over. Grants of those who were waited for may be younger than this unit, and not than that.
    """
    waited_until: datetime = await work.value(_WAIT_FOR_EACH_OTHER, keys=list(keys))
    return max(work.now, waited_until)


async def look_up(
    work: UnitOfWork, key: bytes, operation: str, *, besides: UUID | None = None, at: datetime | None = None
) -> UUID | None:
    """The agency to turn to about whoever is known by this digest; None when nobody is of whom the reader may know.

    One statement, planned once for all values, and one line of the access log, whatever the answer.

    Args:
        besides: a person who is not looked for.
        at: as of when; now unless somebody was waited for.
    """
    actor = work.actor
    assert isinstance(actor, Actor)
    values: dict[str, Any] = {
        "keys": await work.vault.fingerprints(key),
        "except_person": besides,
        "reader_sector": actor.sector,
    }
    as_of = reader(work) | {"now": at or work.now}
    answer = await work.row(_LOOK_UP, **values, **as_of, **look_values(work, operation))
    assert answer is not None
    coordinator: UUID | None = answer["turn_to_agency_id"]
    return coordinator


async def keep(work: UnitOfWork, person_id: UUID, item_id: UUID, keys: Iterable[bytes]) -> None:
    """Let a person be known of by these digests of one item, and by no others of it.

    Args:
        item_id: an identifier's, or the person's own for their names.
    """
    await work.run(_FORGET, person_id=person_id, item_id=item_id)
    kept = [one for key in distinct(keys) for one in await work.vault.fingerprints(key)]
    await work.run(_KEEP, person_id=person_id, item_id=item_id, keys=kept)


async def others_known_by(work: UnitOfWork, item_id: UUID) -> list[tuple[UUID, UUID]]:
    """Other people known by the same digest as this item, each with the agency to turn to; for background work."""
    rows = await work.rows(_OTHERS, item_id=item_id)
    for row in rows:
        work.lies_in(row["person_id"], row["municipality_id"])
    return [(row["person_id"], row["turn_to_agency_id"]) for row in rows]


async def turn_to(work: UnitOfWork, person_id: UUID, agency_id: UUID | None) -> None:
    """Let those who ask about a person be sent to this agency; None for the one that registered them."""
    await work.run(_TURN_TO, person_id=person_id, agency_id=agency_id)
