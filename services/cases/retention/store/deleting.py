"""Items that are due, and their deletion, in the database. Background work.

A slice is locked before it is asked what keeps each of them, and whoever holds something back takes turns with it. What
was written beneath an item locks it by its foreign key: so nothing that keeps it comes between question and deletion.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.cases.items.store import tombstones
from services.cases.items.store.holding import begin_to_delete
from services.cases.retention.store import tables as _tables  # noqa: F401 - they belong to the schema
from services.cases.retention.store.kinds import BENEATH, DELETED_HERE, OF_EVERY_KIND, PARTS, Names
from shared.contracts.cases.items import ItemKind
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

_CLASSIFIED: Final = """i.id, i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id,
    i.worker_id"""


def _rows(kind: ItemKind, columns: str) -> str:
    """A query of the items of a kind, with the case of each, before its WHERE."""
    if kind is ItemKind.MESSAGE:
        return f"SELECT {columns}, t.case_id FROM message i JOIN thread t ON t.id = i.thread_id"
    return f"SELECT {columns}, i.case_id FROM {kind} i"


def _has_a_rule(kind: ItemKind, rule: str = "true") -> str:
    return f"""EXISTS (
        SELECT FROM retention_period r
        WHERE r.agency_id = i.agency_id AND r.municipality_id = i.municipality_id AND r.category = i.category
          AND (r.kind IS NULL OR r.kind = '{kind}') AND r.retired_at IS NULL AND r.takes_effect_at <= :now
          AND {rule})"""


def _is_alone(kind: ItemKind) -> str:
    return "".join(
        f" AND NOT EXISTS (SELECT FROM {one.table} beneath WHERE beneath.{one.column} = i.id)"
        for one in BENEATH.get(kind, ())
    )


def _beneath(kind: ItemKind) -> str:
    found = [f"SELECT b.id FROM {one.table} b WHERE b.{one.column} = one.id" for one in BENEATH.get(kind, ())]
    return f"ARRAY({' UNION ALL '.join(found)})" if found else "CAST('{}' AS uuid[])"


_MAY_BE_DUE: Final = "i.changed_at <= CAST(:now AS timestamptz) - make_interval(days => 28 * r.months)"
_LOCK: Final[Mapping[ItemKind, Statement]] = MappingProxyType(
    {
        kind: Statement(f"""
            {_rows(kind, _CLASSIFIED)}
            WHERE (CAST(:after AS uuid) IS NULL OR i.id > :after) AND {_has_a_rule(kind, _MAY_BE_DUE)} {_is_alone(kind)}
            ORDER BY i.id LIMIT :many FOR UPDATE OF i SKIP LOCKED
        """)
        for kind in DELETED_HERE
    }
)
_THROUGH: Final[Mapping[ItemKind, Statement]] = MappingProxyType(
    {
        kind: Statement(f"""
            {_rows(kind, _CLASSIFIED)}
            WHERE (CAST(:after AS uuid) IS NULL OR i.id > :after) AND {_has_a_rule(kind)}
            ORDER BY i.id LIMIT :many
        """)
        for kind in DELETED_HERE
    }
)
_WHAT_KEEPS: Final[Mapping[ItemKind, Statement]] = MappingProxyType(
    {
        kind: Statement(f"""
            SELECT one.id AS item_id, one.changed_at, one.case_id,
                   case_over_from(one.case_id, one.agency_id) AS case_over_from,
                   all_of_age_at(one.person_id || one.also_about) AS all_of_age_at,
                   is_held(ARRAY[one.id, one.case_id] || one.person_id || one.also_about, :now) AS is_held,
                   r.id AS rule_id, r.counted_from, r.months, {_beneath(kind)} AS beneath
            FROM ({_rows(kind, f"{_CLASSIFIED}, i.changed_at")}
                  WHERE i.id = ANY (CAST(:ids AS uuid[]))) one
            CROSS JOIN LATERAL (
                SELECT r.id, r.counted_from, r.months FROM retention_period r
                WHERE r.agency_id = one.agency_id AND r.municipality_id = one.municipality_id
                  AND r.category = one.category AND (r.kind IS NULL OR r.kind = '{kind}') AND r.retired_at IS NULL
                  AND r.takes_effect_at <= :now
                ORDER BY r.kind IS NULL, r.takes_effect_at DESC, r.id DESC LIMIT 1) r
        """)
        for kind in DELETED_HERE
    }
)


def _deleting(named: Names) -> Statement:
    return Statement(f"DELETE FROM {named.table} WHERE {named.column} = ANY (CAST(:ids AS uuid[]))")


_DELETE: Final[Mapping[ItemKind, Sequence[Statement]]] = MappingProxyType(
    {
        kind: tuple(_deleting(one) for one in (*OF_EVERY_KIND, *PARTS.get(kind, ()), Names(kind, "id")))
        for kind in DELETED_HERE
    }
)
_FORGET_SEALS: Final = Statement("SELECT forget_seal_grants(CAST(:ids AS uuid[]))")
_RESTED_ON_IT: Final = Statement("""
    SELECT DISTINCT f.early_warning_id FROM early_warning_fact f WHERE f.fact_id = ANY (CAST(:ids AS uuid[]))
""")
_FORGET_WARNINGS: Final = tuple(
    _deleting(one)
    for one in (
        Names("early_warning_fact", "early_warning_id"),
        Names("notice", "item_id"),
        Names("duty", "id"),
        Names("early_warning", "id"),
    )
)
_EMPTY_COPIES: Final = tuple(
    Statement(text)
    for text in (
        """
        DELETE FROM rights_export_part p
        WHERE p.person_id = ANY (CAST(:people AS uuid[])) AND p.agency_id = ANY (CAST(:agencies AS uuid[]))""",
        """
        UPDATE rights_export e SET deleted_at = :now
        WHERE e.person_id = ANY (CAST(:people AS uuid[])) AND e.agency_id = ANY (CAST(:agencies AS uuid[]))
          AND e.deleted_at IS NULL""",
    )
)


async def lock_some(work: UnitOfWork, kind: ItemKind, after: UUID | None, many: int) -> list[asyncpg.Record]:
    """Items of which it is time to ask, in the order of their ids; those that somebody changes now are passed over."""
    return await work.rows(_LOCK[kind], after=after, many=many, now=work.now)


async def some_after(work: UnitOfWork, kind: ItemKind, after: UUID | None, many: int) -> list[asyncpg.Record]:
    """Items about which a rule says something, in the order of their ids."""
    return await work.rows(_THROUGH[kind], after=after, many=many, now=work.now)


async def nobody_else_holds(work: UnitOfWork, items: Iterable[asyncpg.Record]) -> None:
    """From here on until the transaction ends nobody holds anything of these back."""
    ids: set[UUID | None] = set()
    for item in items:
        ids |= {item["id"], item["case_id"], item["person_id"], *item["also_about"]}
    await begin_to_delete(work, (one for one in ids if one is not None))


async def what_keeps(work: UnitOfWork, kind: ItemKind, ids: Sequence[UUID]) -> list[asyncpg.Record]:
    """For each of these items about which a rule says something, what decides for how long it is kept, and which items
    are `beneath` it.
    """
    return await work.rows(_WHAT_KEEPS[kind], ids=list(ids), now=work.now)


async def delete(work: UnitOfWork, kind: ItemKind, items: Sequence[Mapping[str, Any]]) -> None:
    """Delete these items with their earlier versions and all that hangs on them, and leave a tombstone of each.

    Copies that somebody was given lately are emptied: they would outlive what is deleted.
    """
    ids = [item["id"] for item in items]
    await tombstones.leave(work, [{**item, "kind": kind} for item in items])
    await _forget_warnings(work, ids)
    await work.run(_FORGET_SEALS, ids=ids)
    for statement in _DELETE[kind]:
        await work.run(statement, ids=ids)
    people = sorted({one for item in items for one in (item["person_id"], *item["also_about"])})
    for statement in _EMPTY_COPIES:
        await work.run(statement, people=people, agencies=[item["agency_id"] for item in items], now=work.now)


async def _forget_warnings(work: UnitOfWork, ids: Sequence[UUID]) -> None:
    """What a rule noticed because of it goes too."""
    rested = [row["early_warning_id"] for row in await work.rows(_RESTED_ON_IT, ids=ids)]
    for statement in _FORGET_WARNINGS:
        await work.run(statement, ids=rested)
