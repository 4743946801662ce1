"""Goals and actions in the database: the same columns for the predicate, each with content of its own.

What is shown is logged by the statement that shows it. A link leads to what the reader may see, or nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import grounds, may_know, may_read_about_all, reader, shows
from services.cases.plans.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.plans.store.looks import logging
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COMMON: Final = (
    "id", "case_id", "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id",
    "version", "written_at", "changed_at", "changed_by_agency_id", "changed_by_id", "owner_kind", "owner_agency_id",
    "owner_id",
)  # fmt: skip
_OWNER = f"CASE WHEN i.owner_kind <> 'carer' OR {may_know('i.owner_id')} THEN i.owner_id END AS owner_id"
_NEEDS = f"""ARRAY(SELECT linked.id FROM need linked WHERE linked.id = ANY (i.need_ids)
    AND {may_read_about_all("linked")} ORDER BY linked.id) AS need_ids"""
_GOAL = f"""(SELECT linked.id FROM goal linked WHERE linked.id = i.goal_id AND {may_read_about_all("linked")})
    AS goal_id"""

CLASSIFIED_ALIKE = "p.category = i.category AND p.sensitivity = i.sensitivity"
SEEN_AS_SAID = f"""({CLASSIFIED_ALIKE} OR EXISTS (
    SELECT FROM (SELECT i.person_id, i.also_about, p.category, p.sensitivity, i.agency_id, i.worker_id) AS marked
    WHERE {may_read_about_all("marked")}))"""
"""SQL: what was said of the goal `i`, which the reader may see, was said when they might have seen the goal too."""


def _latest(seen: str, *voices: str) -> str:
    said_by = ", ".join(f"'{voice}'" for voice in voices)
    return f"""(SELECT jsonb_build_object('level', p.level, 'said_by', p.said_by, 'words', p.words,
            'marked_at', p.marked_at, 'agency_id', p.agency_id, 'worker_id', p.worker_id, 'id', p.id,
            'goal_id', p.goal_id)
        FROM goal_progress p WHERE p.goal_id = i.id AND p.said_by IN ({said_by}) AND {seen}
        ORDER BY p.id DESC LIMIT 1)"""


def last_words(seen: str = SEEN_AS_SAID) -> tuple[str, str]:
    """SQL: what a worker, and the person or a representative, said last of the goal `i`, as JSON.

    Args:
        seen: of what was said `p`, what counts.
    """
    return _latest(seen, "worker"), _latest(seen, "person", "representative")


def levels(seen: str = SEEN_AS_SAID) -> str:
    """SQL: the level in the last word of each, as columns `by_worker` and `by_person`."""
    by_worker, by_person = last_words(seen)
    return f"({by_worker} ->> 'level')::smallint AS by_worker, ({by_person} ->> 'level')::smallint AS by_person"


_PROGRESS = "{} AS by_worker, {} AS by_person".format(*last_words())
_LINKS: Final = ("need_ids", "goal_id", "owner_id")
"""What an earlier version does not tell: a reader of today may not see where it led."""


@dataclass(frozen=True)
class ItemTable:
    """The statements of one kind of item, built when this module is imported."""

    name: str
    keep: Statement
    find: Statement
    read: Statement
    lock: Statement
    list: Statement
    keep_earlier: Statement
    change: Statement


def _item_table(name: str, content: Sequence[str], shown: Mapping[str, str], *more: str) -> ItemTable:
    columns = (*_COMMON, *content)
    selected = ", ".join([*(shown.get(column, f"i.{column}") for column in columns), *more])
    found = f"""
        SELECT {selected}, {grounds(shows("i"))} AS grounds FROM {name} i
        WHERE i.case_id = :case_id AND {may_read_about_all("i")}"""
    said = ", ".join(f"'{column}', i.{column}" for column in (*content, "owner_kind") if column not in _LINKS)
    linked = ", ".join(column for column in columns if column in _LINKS)
    changed = ("category", "sensitivity", "owner_kind", "owner_agency_id", "owner_id", *content)
    return ItemTable(
        name=name,
        keep=Statement(f"""
            INSERT INTO {name} ({", ".join(columns)}) VALUES ({", ".join(f":{column}" for column in columns)})
        """),
        find=Statement(f"{found} AND i.id = :id"),
        read=Statement(f"""
            WITH found AS MATERIALIZED ({found} AND i.id = :id), logged AS ({logging("found")}) SELECT * FROM found
        """),
        lock=Statement(f"SELECT {linked} FROM {name} WHERE id = :id FOR UPDATE"),
        list=Statement(f"""
            WITH found AS MATERIALIZED (
                {found} AND (CAST(:after AS uuid) IS NULL OR i.id > :after)
                ORDER BY i.id LIMIT (SELECT CAST(:many AS integer)) + 1),
            page AS (SELECT * FROM found ORDER BY id LIMIT :many),
            logged AS ({logging("page")})
            SELECT * FROM found ORDER BY id
        """),
        keep_earlier=Statement(f"""
            INSERT INTO earlier_version (item_id, version, municipality_id, person_id, also_about, category,
                sensitivity, agency_id, worker_id, content, written_at, written_by_agency_id, written_by_id)
            SELECT i.id, i.version, i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity,
                i.agency_id, i.worker_id, jsonb_build_object({said}), i.changed_at, i.changed_by_agency_id,
                i.changed_by_id
            FROM {name} i WHERE i.id = :id
        """),
        change=Statement(f"""
            UPDATE {name} SET {", ".join(f"{column} = :{column}" for column in changed)}, version = version + 1,
                changed_at = :now, changed_by_agency_id = :reader_agency, changed_by_id = :reader
            WHERE id = :id
        """),
    )


GOAL_CONTENT: Final = (
    "state", "own_words", "wording", "horizon", "target_on", "scale", "weight", "baseline", "need_ids",
)  # fmt: skip
ACTION_CONTENT: Final = ("goal_id", "state", "title", "due_on", "referral_id")

GOALS: Final = _item_table("goal", GOAL_CONTENT, {"owner_id": _OWNER, "need_ids": _NEEDS}, _PROGRESS)
ACTIONS: Final = _item_table("planned_action", ACTION_CONTENT, {"owner_id": _OWNER, "goal_id": _GOAL})


async def keep(work: UnitOfWork, table: ItemTable, values: Mapping[str, Any]) -> None:
    """Keep a new item, in its first version."""
    by = reader(work)
    await work.run(
        table.keep,
        **values,
        agency_id=by["reader_agency"],
        worker_id=by["reader"],
        version=1,
        written_at=work.now,
        changed_at=work.now,
        changed_by_agency_id=by["reader_agency"],
        changed_by_id=by["reader"],
    )


async def find(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID) -> asyncpg.Record | None:
    """One item of a case that the reader may see, for a decision about it; nothing of it is shown."""
    return await work.row(table.find, id=item_id, case_id=case_id, **reader(work))


async def read(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, operation: str
) -> asyncpg.Record | None:
    """One item of a case that the reader may see; the look is logged."""
    named = {"id": item_id, "case_id": case_id}
    return await work.row(table.read, **named, **reader(work), **look_values(work, operation))


async def lock(work: UnitOfWork, table: ItemTable, item_id: UUID) -> asyncpg.Record | None:
    """Make simultaneous changes wait for each other; where its links lead, also where the reader may not see it."""
    return await work.row(table.lock, id=item_id)


async def list_some(
    work: UnitOfWork, table: ItemTable, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Items of a case that the reader may see, in the order of their writing; one more than `limit`, not logged."""
    looked = look_values(work, f"list-{table.name.replace('_', '-')}s")
    return await work.rows(table.list, case_id=case_id, after=after, many=limit, **reader(work), **looked)


async def change(work: UnitOfWork, table: ItemTable, item_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one."""
    await work.run(table.keep_earlier, id=item_id)
    await work.run(table.change, id=item_id, **values, **reader(work))
