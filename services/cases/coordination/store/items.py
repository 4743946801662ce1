"""Notes and needs in the database: the same columns for the predicate, each with content of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import grounds, may_read_about_all, reader, shows
from services.cases.coordination.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_COMMON: Final = (
    "id", "case_id", "municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id",
    "version", "written_at", "changed_at", "changed_by_agency_id", "changed_by_id",
)  # fmt: skip


@dataclass(frozen=True)
class ItemTable:
    """The statements of one kind of item, built when this module is imported."""

    name: str
    keep: Statement
    open: Statement
    lock: Statement
    list: Statement
    of_person: Statement
    keep_earlier: Statement
    change: Statement


def _item_table(name: str, *content: str) -> ItemTable:
    columns = (*_COMMON, *content)
    shown = ", ".join(f"i.{column}" for column in columns) + f", {grounds(shows('i'))} AS grounds"
    said = ", ".join(f"'{column}', i.{column}" for column in content)
    assigned = ", ".join(f"{column} = :{column}" for column in ("category", "sensitivity", *content))
    return ItemTable(
        name=name,
        keep=Statement(f"""
            INSERT INTO {name} ({", ".join(columns)}) VALUES ({", ".join(f":{column}" for column in columns)})
        """),
        open=Statement(f"""
            SELECT {shown} FROM {name} i WHERE i.id = :id AND i.case_id = :case_id AND {may_read_about_all("i")}
        """),
        lock=Statement(f"SELECT true FROM {name} WHERE id = :id FOR UPDATE"),
        list=Statement(f"""
            SELECT {shown} FROM {name} i
            WHERE i.case_id = :case_id AND {may_read_about_all("i")}
              AND (CAST(:after AS uuid) IS NULL OR i.id > :after)
            ORDER BY i.id LIMIT :limit
        """),
        of_person=Statement(f"""
            SELECT {shown} FROM {name} i
            WHERE (i.person_id = :person_id
                   OR i.also_about @> ARRAY[CAST(:person_id AS uuid)] AND i.also_about <> '{{}}')
              AND {may_read_about_all("i")}
            ORDER BY i.id
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
            UPDATE {name} SET {assigned}, version = version + 1, changed_at = :now,
                changed_by_agency_id = :reader_agency, changed_by_id = :reader
            WHERE id = :id
        """),
    )


NOTES: Final = _item_table("note", "text")
NEEDS: Final = _item_table("need", "term", "state", "source", "detail")

_EARLIER = Statement(f"""
    SELECT v.item_id, v.version, v.category, v.sensitivity, v.content, v.written_at, v.written_by_agency_id,
           v.written_by_id
    FROM earlier_version v
    WHERE v.item_id = :item_id AND {may_read_about_all("v")} AND (CAST(:after AS integer) IS NULL OR v.version > :after)
    ORDER BY v.version LIMIT :limit
""")


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


async def open_one(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID) -> asyncpg.Record | None:
    """One item of a case that the reader may see."""
    return await work.row(table.open, id=item_id, case_id=case_id, **reader(work))


async def lock(work: UnitOfWork, table: ItemTable, item_id: UUID) -> None:
    """Make simultaneous changes wait for each other."""
    await work.run(table.lock, id=item_id)


async def list_some(
    work: UnitOfWork, table: ItemTable, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Items of a case that the reader may see, in the order of their writing."""
    return await work.rows(table.list, case_id=case_id, after=after, limit=limit, **reader(work))


async def of_person(work: UnitOfWork, table: ItemTable, person_id: UUID) -> list[asyncpg.Record]:
    """Items about a person, of all cases, that the reader may see."""
    return await work.rows(table.of_person, person_id=person_id, **reader(work))


async def change(work: UnitOfWork, table: ItemTable, item_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one."""
    await work.run(table.keep_earlier, id=item_id)
    await work.run(table.change, id=item_id, **values, **reader(work))


async def earlier_versions(work: UnitOfWork, item_id: UUID, after: int | None, limit: int) -> Sequence[asyncpg.Record]:
    """What an item said before, each version by its own category and sensitivity."""
    return await work.rows(_EARLIER, item_id=item_id, after=after, limit=limit, **reader(work))
