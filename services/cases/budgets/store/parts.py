"""What was spent of budgets, and who signed them, in the database.

A part is shown to whoever may see its budget, as the budget is classified now and as it was when the part was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_know, may_read_about_all, reader
from services.cases.budgets.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.looks import logging, shown_of
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_OF_A_BUDGET: Final = ("id", "budget_id", "municipality_id", "about_id", "category", "sensitivity")
_WRITTEN_BY: Final = ("agency_id", "worker_id")


@dataclass(frozen=True)
class Parts:
    """The statements of one kind of part, built when this module is imported."""

    name: str
    keep: Statement
    read: Statement
    list: Statement


def _logged(rows: str) -> str:
    """A part is a look at its budget, in the category of then."""
    return logging(
        shown_of(f"""(
        SELECT i.id, i.person_id, i.also_about, part.category, part.sensitivity, i.agency_id, i.worker_id
        FROM {rows} part JOIN budget i ON i.id = part.budget_id)""")
    )


def _parts(name: str, *columns: str, shown: Mapping[str, str]) -> Parts:
    kept = (*_OF_A_BUDGET, *columns, *_WRITTEN_BY)
    values = ", ".join(f":{column}" for column in (*_OF_A_BUDGET, *columns))
    selected = ", ".join(
        f"{shown[one]} AS {one}" if one in shown else f"p.{one}" for one in kept if one != "municipality_id"
    )
    found = f"""
        SELECT {selected} FROM budget i JOIN {name} p ON p.budget_id = i.id
        WHERE i.id = :budget_id AND i.case_id = :case_id AND {may_read_about_all("i")} AND {seen_as_said("p", "i")}"""
    return Parts(
        name=name,
        keep=Statement(f"INSERT INTO {name} ({', '.join(kept)}) VALUES ({values}, :reader_agency, :reader)"),
        read=Statement(f"""
            WITH found AS MATERIALIZED ({found} AND p.id = :id), logged AS ({_logged("found")}) SELECT * FROM found
        """),
        list=Statement(f"""
            WITH found AS MATERIALIZED (
                {found} AND (CAST(:after AS uuid) IS NULL OR p.id > :after)
                ORDER BY p.id LIMIT (SELECT CAST(:many AS integer)) + 1),
            page AS (SELECT * FROM found ORDER BY id LIMIT :many),
            logged AS ({_logged("page")})
            SELECT * FROM found ORDER BY id
        """),
    )


SPENDINGS: Final = _parts(
    "budget_spending", "spent_for", "amount", "spent_on", "above_because", "reverses_id", "written_at", shown={}
)
SIGNATURES: Final = _parts(
    "budget_signature", "terms_version", "party", "person_id", "representative_id", "answer", "signed_how", "signed_at",
    "decision_id", "session_id",
    shown={
        "representative_id": f"CASE WHEN {may_know('p.representative_id')} THEN p.representative_id END",
        "session_id": "CAST(NULL AS uuid)",
    },
)  # fmt: skip
_SPENT = Statement("""
    SELECT spent_for, CAST(sum(amount) AS bigint) AS spent FROM budget_spending WHERE budget_id = :budget_id
    GROUP BY spent_for
""")
_IS_REVERSED = Statement("SELECT EXISTS (SELECT FROM budget_spending WHERE reverses_id = :id)")


async def keep(work: UnitOfWork, parts: Parts, values: Mapping[str, Any]) -> None:
    """Keep a new part."""
    await work.run(parts.keep, **values, **reader(work))


async def read(
    work: UnitOfWork, parts: Parts, case_id: UUID, budget_id: UUID, part_id: UUID, operation: str
) -> asyncpg.Record | None:
    """One part of a budget that the reader may see; the look is logged."""
    named = {"case_id": case_id, "budget_id": budget_id, "id": part_id}
    return await work.row(parts.read, **named, **reader(work), **look_values(work, operation))


async def list_some(
    work: UnitOfWork, parts: Parts, case_id: UUID, budget_id: UUID, after: UUID | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """Parts of a budget that the reader may see, in the order of writing; one more than `limit`, not logged."""
    named = {"case_id": case_id, "budget_id": budget_id, "after": after, "many": limit}
    return await work.rows(parts.list, **named, **reader(work), **look_values(work, operation))


async def spent(work: UnitOfWork, budget_id: UUID) -> dict[str, int]:
    """What was spent of each line by everybody, for a decision on a budget that is locked; nothing of it is shown."""
    return {row["spent_for"]: row["spent"] for row in await work.rows(_SPENT, budget_id=budget_id)}


async def is_reversed(work: UnitOfWork, spending_id: UUID) -> bool:
    """Whether a spending was taken back."""
    return bool(await work.value(_IS_REVERSED, id=spending_id))
