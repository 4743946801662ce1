"""Which documents are evidence of a consent or mandate. What shows one writes the access log in the same statement."""

from typing import Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.accounts.predicate import said_by
from services.cases.documents.domain.evidence import Ground
from services.cases.items.store.looks import read_one, read_page
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound

_SHOWN: Final = f"d.*, {said_by('d')} AS sent_by"
_OPEN: Final = Statement(
    read_one(f"SELECT {_SHOWN} FROM document d WHERE d.id = :document_id AND {may_read_about_all('d')}")
)
_LIST: Final = Statement(
    read_page(
        f"""
        SELECT {_SHOWN} FROM document_evidence e JOIN document d ON d.id = e.document_id
        WHERE e.ground_id = :ground_id AND e.taken_back_at IS NULL AND {may_read_about_all("d")}
          AND (CAST(:after AS uuid) IS NULL OR d.id > :after)""",
        "id",
    )
)
_NAME: Final = Statement("""
    INSERT INTO document_evidence AS e (ground_id, document_id, ground_kind, person_id, municipality_id, agency_id,
        worker_id, named_at)
    VALUES (:ground_id, :document_id, :ground_kind, :person_id, :municipality_id, :reader_agency, :reader, :now)
    ON CONFLICT (ground_id, document_id)
    DO UPDATE SET taken_back_at = NULL, worker_id = EXCLUDED.worker_id, named_at = EXCLUDED.named_at
    WHERE e.taken_back_at IS NOT NULL
""")
_TAKE_BACK: Final = Statement("""
    UPDATE document_evidence SET taken_back_at = :now
    WHERE ground_id = :ground_id AND document_id = :document_id AND taken_back_at IS NULL
""")


async def open_one(work: UnitOfWork, document_id: UUID, operation: str) -> asyncpg.Record | None:
    """One document of any case that the reader may see; the look is logged."""
    return await work.row(_OPEN, document_id=document_id, **reader(work), **look_values(work, operation))


async def list_some(work: UnitOfWork, ground: Ground, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """The evidence of a ground, as far as the reader may see it; one more than `limit` if there is."""
    looked = look_values(work, "list-evidence")
    return await work.rows(_LIST, ground_id=ground.id, after=after, many=limit, **reader(work), **looked)


async def name(work: UnitOfWork, ground: Ground, document_id: UUID) -> bool:
    """Keep that a document is evidence of a ground; False when it was before.

    Raises:
        NotFound: the document was deleted in this moment.
    """
    try:
        named = await work.run(
            _NAME,
            ground_id=ground.id,
            ground_kind=ground.kind,
            person_id=ground.person_id,
            municipality_id=ground.municipality_id,
            document_id=document_id,
            **reader(work),
        )
    except asyncpg.ForeignKeyViolationError:
        raise NotFound from None
    return bool(named)


async def take_back(work: UnitOfWork, ground: Ground, document_id: UUID) -> bool:
    """Keep that it is not after all; False when it was not."""
    return bool(await work.run(_TAKE_BACK, ground_id=ground.id, document_id=document_id, now=work.now))
