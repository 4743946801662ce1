"""What one agreed to and refused, and what it takes to say it by one's own hand."""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.accounts.domain import Speaker
from services.cases.accounts.predicate import WITHHELD, logging_their_look, themselves
from services.cases.consents.domain import Consent, GivenBy
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_ENDS: Final = "least(c.valid_until, c.majority_at)"
THEIRS: Final = """c.person_id = :person_id AND (:is_the_person
    OR CAST(:relationship_id AS uuid) IN (c.representative_id, c.confirmed_relationship_id))"""
"""The consent `c` is theirs: the person's all, a representative's what they said, or said yes to, themselves."""

_SHOWN: Final = f"""({THEIRS} OR c.person_id = :person_id AND c.awaits = 'representative' AND c.withdrawn_at IS NULL
    AND NOT c.categories && ARRAY[{WITHHELD}])"""
"""And what waits for a representative's word, except on what was written to protect the person."""

_WITH_WHOM_THEY_WORK: Final = "(:is_the_person OR c.representative_id = CAST(:relationship_id AS uuid))"
"""To a representative, who heard the person and in which case tells with whom they work: only of their own word."""

_COLUMNS: Final = f"""c.id, c.is_refusal, c.agencies, c.sectors, c.categories, c.item_id, c.purposes,
    c.valid_from, {_ENDS} AS valid_until, c.given_by, c.awaits, c.confirmed_by, c.confirmed_at,
    c.given_how, c.language, c.recorded_at, c.withdrawn_at, c.case_id IS NOT NULL AS to_a_team,
    CASE WHEN {_WITH_WHOM_THEY_WORK} THEN c.agency_id END AS agency_id,
    CASE WHEN {_WITH_WHOM_THEY_WORK} THEN c.case_id END AS case_id,
    CASE WHEN c.withdrawn_at IS NULL AND ({_ENDS} IS NULL OR {_ENDS} > :now) THEN c.awaits END AS waits_for,
    CAST(:is_the_person AS boolean) AS to_the_person"""
_LIST = Statement(f"""
    WITH looked AS ({logging_their_look("'{}'")})
    SELECT {_COLUMNS} FROM consent c
    WHERE {_SHOWN} AND (CAST(:after AS uuid) IS NULL OR c.id > :after)
    ORDER BY c.id LIMIT :limit
""")
_ONE = Statement(f"""
    WITH looked AS ({logging_their_look("'{}'")})
    SELECT {_COLUMNS} FROM consent c WHERE {_SHOWN} AND c.id = :id
""")
_IS_OPEN_CASE = Statement(f"""
    SELECT EXISTS (
        SELECT FROM case_person p WHERE p.case_id = :case_id AND p.person_id = :person_id AND p.left_at IS NULL
          AND p.category NOT IN ({WITHHELD}) AND is_open_case(p.case_id))
""")
_SAID_BEFORE = Statement(f"""
    SELECT c.id FROM consent c
    WHERE c.person_id = :person_id AND c.account_id IS NOT NULL
      AND c.representative_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid)
      AND c.withdrawn_at IS NULL AND ({_ENDS} IS NULL OR {_ENDS} > :now)
      AND (c.awaits IS NULL OR c.awaits = CAST(:awaits AS text))
      AND c.is_refusal = :is_refusal AND c.agencies = CAST(:agencies AS uuid[])
      AND c.sectors = CAST(:sectors AS text[]) AND c.case_id IS NOT DISTINCT FROM CAST(:case_id AS uuid)
      AND c.item_id IS NOT DISTINCT FROM CAST(:item_id AS uuid)
      AND c.categories = CAST(:categories AS text[]) AND c.purposes = CAST(:purposes AS text[])
      AND c.valid_until IS NOT DISTINCT FROM CAST(:valid_until AS timestamptz)
      AND CASE WHEN :begins_now THEN c.valid_from <= greatest(c.recorded_at, :now)
               ELSE c.valid_from = CAST(:valid_from AS timestamptz) END
    ORDER BY c.id LIMIT 1
""")
_TO_CONFIRM = Statement(f"""
    SELECT c.*, c.confirmed_relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid) AS by_the_same
    FROM consent c WHERE {_SHOWN} AND c.id = :id
""")
_FOR_ITS_LINE = Statement("""
    SELECT c.id, c.person_id, c.municipality_id, answering_agency(c.person_id) AS agency_id
    FROM consent c WHERE c.id = :id AND c.person_id = :person_id
""")


async def list_some(work: UnitOfWork, speaker: Speaker, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What the person agreed to and refused; to who represents them, what they themselves said for them."""
    return await work.rows(_LIST, after=after, limit=limit, **themselves(work, speaker, "read-own-consents"))


async def read_one(work: UnitOfWork, speaker: Speaker, consent_id: UUID, operation: str) -> asyncpg.Record | None:
    """One of them; the look is logged."""
    return await work.row(_ONE, id=consent_id, **themselves(work, speaker, operation))


async def to_confirm(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> asyncpg.Record | None:
    """One of them whole, for their word on it; nothing of it is shown."""
    return await work.row(_TO_CONFIRM, id=consent_id, **themselves(work, speaker, "confirm-own-consent"))


async def is_open_case(work: UnitOfWork, speaker: Speaker, case_id: UUID) -> bool:
    """Whether this is an open case about the person of which they are told."""
    return bool(await work.value(_IS_OPEN_CASE, case_id=case_id, person_id=speaker.person_id))


async def said_before(work: UnitOfWork, speaker: Speaker, said: Consent, awaits: GivenBy | None) -> UUID | None:
    """What they said in the same words, by their own hand, if it still stands and takes no more than now. Of two said
    at once the later may have begun first.

    Args:
        awaits: whose word it takes now.
    """
    found: UUID | None = await work.value(
        _SAID_BEFORE,
        person_id=said.person_id,
        relationship_id=speaker.relationship_id,
        is_refusal=said.is_refusal,
        agencies=sorted(said.agencies),
        sectors=sorted(said.sectors),
        case_id=said.case_id,
        item_id=said.item_id,
        categories=sorted(said.categories),
        purposes=sorted(said.purposes),
        valid_from=said.valid_from,
        begins_now=said.valid_from <= work.now,
        valid_until=said.valid_until,
        awaits=awaits,
        now=work.now,
    )
    return found


async def for_its_line(work: UnitOfWork, speaker: Speaker, consent_id: UUID) -> asyncpg.Record:
    """What the line on the timeline needs: the agency that answers for the person's affairs holds it."""
    row = await work.row(_FOR_ITS_LINE, id=consent_id, person_id=speaker.person_id)
    assert row is not None, "it was kept in this transaction"
    return row
