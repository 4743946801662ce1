"""One kind of item in the database: the same columns for the predicate, each with content of its own.

What is shown is logged by the statement that shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.access.predicate import may_read_about_all, reader
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.looks import read_one, read_page
from shared.database.access_log import look_values
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound

AFTER: Final = "((SELECT CAST(:after AS uuid)) IS NULL OR i.id > (SELECT CAST(:after AS uuid)))"
"""In sub-selects, where the planner does not see it: the statement has one plan, made once. It saw an empty page before
this one, and planned each list anew, for four times what running it costs.
"""
_ABOUT: Final = ("municipality_id", "person_id", "also_about", "category", "sensitivity", "agency_id", "worker_id")
_STATEMENTS: Final = f"""ARRAY(
    SELECT s.words FROM supplementary_statement s WHERE s.item_id = i.id AND {seen_as_said("s", "i")}
    ORDER BY s.id) AS statements"""
"""What the person says to what was not corrected (GDPR Art. 16), as far as the reader might have read the item then."""
_VERSION: Final = ("version", "written_at", "changed_at", "changed_by_agency_id", "changed_by_id")


@dataclass(frozen=True)
class KeptTable:
    """The statements that write one kind of item, built when the module is imported that names it.

    Attributes:
        name: of the table; the kind's name too, in operations of the access log.
        content: the columns that make up what an item says, beside category and sensitivity.
    """

    name: str
    content: tuple[str, ...]
    keep: Statement
    lock: Statement
    keep_earlier: Statement
    change: Statement

    @property
    def spoken(self) -> str:
        """The kind, as operations name it."""
        return self.name.replace("_", "-")


@dataclass(frozen=True)
class ItemTable(KeptTable):
    """And those that read it, of an item that belongs to a case.

    Attributes:
        rows: a query of the rows `i` with what is shown of them, before its WHERE.
    """

    rows: str
    find: Statement
    read: Statement
    list: Statement


def item_table(
    name: str,
    content: Sequence[str],
    *,
    links: Mapping[str, str] | None = None,
    unsaid: Sequence[str] = (),
    beside: Sequence[str] = (),
) -> ItemTable:
    """A kind of item. Call it where a module is read, never in a function.

    Args:
        content: the columns that make up what it says, beside category and sensitivity.
        links: those of them that lead somewhere, as the reader may see it: SQL over the row `i`.
        unsaid: those of them that an earlier version does not tell; links never are, since a reader of today may not
            see where they led.
        beside: what is shown beside its own columns: SQL over the row `i`, each with its name.
    """
    links = links or {}
    columns = ("id", "case_id", *_ABOUT, *_VERSION, *content)
    beside = (*beside, _STATEMENTS)
    shown = [f"{links[column]} AS {column}" if column in links else f"i.{column}" for column in columns]
    rows = f"SELECT {', '.join([*shown, *beside])} FROM {name} i"
    readable = f"{rows} WHERE i.case_id = :case_id AND {may_read_about_all('i')}"
    kept = kept_table(name, ("case_id",), content, links=tuple(links), unsaid=unsaid)
    return ItemTable(
        **vars(kept),
        rows=rows,
        find=Statement(f"{readable} AND i.id = :id"),
        read=Statement(read_one(f"{readable} AND i.id = :id")),
        list=Statement(read_page(f"{readable} AND {AFTER}", "id")),
    )


def kept_table(
    name: str, within: Sequence[str], content: Sequence[str], *, links: Sequence[str] = (), unsaid: Sequence[str] = ()
) -> KeptTable:
    """A kind of item that is read in a way of its own; else as `item_table`.

    Args:
        within: the columns that say to what it belongs, and never change.
    """
    columns = ("id", *within, *_ABOUT, *_VERSION, *content)
    return KeptTable(
        name=name,
        content=tuple(content),
        keep=Statement(f"""
            INSERT INTO {name} ({", ".join(columns)}) VALUES ({", ".join(f":{column}" for column in columns)})
        """),
        lock=Statement(f"SELECT {', '.join(links) or 'true AS there'} FROM {name} WHERE id = :id FOR NO KEY UPDATE"),
        keep_earlier=_keep_earlier(name, [column for column in content if column not in {*links, *unsaid}]),
        change=_change(name, content),
    )


def _keep_earlier(name: str, said: Sequence[str]) -> Statement:
    content = ", ".join(f"'{column}', i.{column}" for column in said)
    return Statement(f"""
        INSERT INTO earlier_version (item_id, version, {", ".join(_ABOUT)}, content, written_at, written_by_agency_id,
            written_by_id)
        SELECT i.id, i.version, {", ".join(f"i.{column}" for column in _ABOUT)}, jsonb_build_object({content}),
            i.changed_at, i.changed_by_agency_id, i.changed_by_id
        FROM {name} i WHERE i.id = :id
    """)


def _change(name: str, content: Sequence[str]) -> Statement:
    assigned = ", ".join(f"{column} = :{column}" for column in ("category", "sensitivity", *content))
    return Statement(f"""
        UPDATE {name} SET {assigned}, version = version + 1, changed_at = :now,
            changed_by_agency_id = :reader_agency, changed_by_id = :reader
        WHERE id = :id
    """)


async def keep(work: UnitOfWork, table: KeptTable, values: Mapping[str, Any]) -> None:
    """Keep a new item, in its first version.

    Raises:
        NotFound: what it belongs to was deleted in this moment.
    """
    by = reader(work)
    whose = {"agency_id": by["reader_agency"], "worker_id": by["reader"]}
    wrote = {"changed_by_agency_id": by["reader_agency"], "changed_by_id": by["reader"]}
    at = {"written_at": work.now, "changed_at": work.now}
    try:
        await work.run(table.keep, **values, **whose, **wrote, **at, version=1)
    except asyncpg.ForeignKeyViolationError:
        raise NotFound from None


async def find(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID) -> asyncpg.Record | None:
    """One item of a case that the reader may see, for a decision about it; nothing of it is shown."""
    return await work.row(table.find, id=item_id, case_id=case_id, **reader(work))


async def read(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, operation: str
) -> asyncpg.Record | None:
    """One item of a case that the reader may see; the look is logged."""
    named = {"id": item_id, "case_id": case_id}
    return await work.row(table.read, **named, **reader(work), **look_values(work, operation))


async def lock(work: UnitOfWork, table: KeptTable, item_id: UUID) -> asyncpg.Record | None:
    """Make simultaneous changes wait for each other; where its links lead, also where the reader may not see it."""
    return await work.row(table.lock, id=item_id)


async def list_some(
    work: UnitOfWork, table: ItemTable, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Items of a case that the reader may see, in the order of their writing; one more than `limit`, not logged."""
    looked = look_values(work, f"list-{table.spoken}s")
    return await work.rows(table.list, case_id=case_id, after=after, many=limit, **reader(work), **looked)


async def change(work: UnitOfWork, table: KeptTable, item_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep the earlier version, then the present one.

    Args:
        values: category, sensitivity and the whole content.
    """
    await work.run(table.keep_earlier, id=item_id)
    await work.run(table.change, id=item_id, **values, **reader(work))
