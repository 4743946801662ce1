"""What is done with items of every kind. An area decides, and says what its kind of item says."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import close_to_all_named, grant_authorship
from services.cases.access.domain import Standing
from services.cases.coordination.actions.cases import read_case
from services.cases.coordination.actions.decisions import not_found
from services.cases.coordination.actions.grants import take_part
from services.cases.items.domain import Deleted
from services.cases.items.store import history, tombstones
from services.cases.items.store import item_table as store
from services.cases.items.store.item_table import ItemTable, KeptTable
from services.cases.items.store.sealing import wait_for_others
from services.cases.people.actions.hiding import must_hide_places
from services.cases.timeline.actions import add_lines, reclassify_lines
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.lines import Line
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.messaging.events import Event
from shared.refusals import Refusal, Stale


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """What every new item says.

    Attributes:
        person_ids: about whom; empty for the one person of a case that has only one.
    """

    person_ids: Sequence[UUID]
    category: Category
    sensitivity: Sensitivity


@dataclass(frozen=True)
class Opened:
    """An item that is about to be changed, locked until the transaction ends.

    Attributes:
        row: as the caller sees it.
        content: what it says now, whole: its links also where the caller does not see them.
    """

    row: asyncpg.Record
    content: Mapping[str, Any]

    @property
    def people(self) -> tuple[UUID, ...]:
        """Whom it is about."""
        return everybody(self.row)

    def changed_by(self, wanted: Mapping[str, Any]) -> frozenset[str]:
        """What of its content would be another."""
        return frozenset(name for name, value in self.content.items() if wanted[name] != value)

    def must_be_version(self, version: int | None) -> None:
        """The version that the caller has read is the present one, where they name one.

        Raises:
            Stale: somebody changed it since.
        """
        if version is not None and self.row["version"] != version:
            raise Stale


def everybody(item: Mapping[str, Any] | asyncpg.Record) -> tuple[UUID, ...]:
    """Whom an item is about."""
    return (item["person_id"], *item["also_about"])


async def keep_item(
    work: UnitOfWork,
    actor: Actor,
    table: KeptTable,
    case_id: UUID | None,
    standings: Sequence[Standing],
    command: NewItem,
    content: Mapping[str, Any],
    kind: LineKind | None,
) -> UUID:
    """Keep a new item, let its writer's agency see it and take part, and put it on the timeline of each person.

    Args:
        case_id: None for what is written in no case.
        standings: what `may_write` gave: how the writer stands to each person whom it is about.
        content: by column, all of the table's, and what else it keeps of a new one.
        kind: of the line; None where none is written.

    Raises:
        NamesProtectedPlace: as `must_hide_places` says.
    """
    await must_hide_places(work, [one.person_id for one in standings], command.sensitivity, _texts(content))
    item_id = new_id()
    first, *others = standings
    values = {
        "id": item_id,
        "case_id": case_id,
        "municipality_id": first.municipality_id,
        "person_id": first.person_id,
        "also_about": [one.person_id for one in others],
        "category": command.category,
        "sensitivity": command.sensitivity,
        **content,
    }
    await store.keep(work, table, values)
    for one in standings:
        await grant_authorship(work, one.person_id, one.municipality_id)
    if case_id is not None:
        await take_part(work, case_id)
    if kind is not None:
        written = values | {"agency_id": actor.agency_id, "worker_id": actor.subject}
        await add_lines(work, *item_lines(actor, written, kind, state=content.get("state")))
    return item_id


async def find_item(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID) -> asyncpg.Record | None:
    """One item of a case that the caller may see, for a decision about something else; nothing of it is shown."""
    return await store.find(work, table, case_id, item_id)


async def read_item(work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, operation: str) -> asyncpg.Record:
    """One item; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
        Deleted: there was one that they might have seen.
    """
    row = await store.read(work, table, case_id, item_id, operation)
    if row is None:
        raise await is_gone(work, item_id, operation)
    return row


async def is_gone(work: UnitOfWork, item_id: UUID, operation: str) -> Refusal:
    """The refusal of an item that is not there: to whoever might have seen it, that it was deleted; else as for what
    never was.
    """
    left = await tombstones.read(work, item_id, operation)
    if left is None:
        return not_found(work, operation)
    return Deleted(
        kind=left["kind"],
        deleted_at=left["deleted_at"].isoformat(),
        because=left["because"],
        rule_id=str(left["rule_id"]),
    )


async def list_items(
    work: UnitOfWork, table: ItemTable, case_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """Items of a case that the caller may see, in the order of writing; one more than `limit` if there is.

    Raises:
        NotFound: neither the case nor anything in it is the caller's to see.
    """
    rows = await store.list_some(work, table, case_id, after, limit)
    if not rows:
        await read_case(work, case_id)
    return rows


async def list_versions(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What an item said before, oldest first, for somebody who may see what it says now; one more than `limit`.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    operation = f"list-{table.spoken}-versions"
    await read_item(work, table, case_id, item_id, operation)
    return await versions_of(work, item_id, after, limit, operation)


async def versions_of(
    work: UnitOfWork, item_id: UUID, after: int | None, limit: int, operation: str
) -> list[asyncpg.Record]:
    """As `list_versions`, of an item that was read before; the look is logged."""
    return await history.list_some(work, item_id, after, limit, operation)


async def load_for_change(
    work: UnitOfWork, table: ItemTable, case_id: UUID, item_id: UUID, version: int | None
) -> Opened:
    """One item of a case, locked until the transaction ends.

    Args:
        version: which the caller has read; None where what they do does not depend on it.

    Raises:
        NotFound: none in this case that the caller may see.
        Stale: somebody changed it since.
    """
    item = await open_for_change(work, table, item_id, lambda: store.find(work, table, case_id, item_id))
    item.must_be_version(version)
    return item


async def open_for_change(
    work: UnitOfWork, table: KeptTable, item_id: UUID, find: Callable[[], Awaitable[asyncpg.Record | None]]
) -> Opened:
    """One item, locked until the transaction ends.

    Args:
        find: reads it as the caller may see it, after the lock is held; nothing of it is shown.

    Raises:
        NotFound: none that the caller may see.
    """
    links = await store.lock(work, table, item_id)
    row = await find()
    if links is None or row is None:
        raise await is_gone(work, item_id, f"read-{table.spoken}")
    for person_id in everybody(row):
        work.lies_in(person_id, row["municipality_id"])
    whole = dict(row) | dict(links)
    return Opened(row, {name: whole[name] for name in ("category", "sensitivity", *table.content)})


async def change_item(
    work: UnitOfWork,
    actor: Actor,
    table: KeptTable,
    item: Opened,
    wanted: Mapping[str, Any],
    line: LineKind | None = None,
) -> None:
    """Keep the earlier version, then the present one, and let its timeline follow.

    Args:
        wanted: its whole content.
        line: of the change, where it stands on the timeline of each person.

    Raises:
        NamesProtectedPlace: as `must_hide_places` says.
    """
    changed = item.changed_by(wanted)
    said = {name: wanted[name] for name in (wanted if "sensitivity" in changed else changed)}
    await must_hide_places(work, item.people, Sensitivity(wanted["sensitivity"]), _texts(said))
    await store.change(work, table, item.row["id"], wanted)
    if changed & {"category", "sensitivity"}:
        category, sensitivity = Category(wanted["category"]), Sensitivity(wanted["sensitivity"])
        await reclassify_lines(work, item.row["id"], category, sensitivity)
    if item.row["sensitivity"] == Sensitivity.SEALED and "sensitivity" in changed:
        await wait_for_others(work, item.row["id"])
        await close_to_all_named(work, item.row["id"])
    if line is not None:
        lines = item_lines(actor, dict(item.row) | dict(wanted), line, state=wanted.get("state"))
        await add_lines(work, *lines)


def _texts(content: Mapping[str, Any]) -> list[str]:
    """What somebody wrote in their own words, as far as it is more than a word of a closed list."""
    said = (value.values() if isinstance(value, Mapping) else (value,) for value in content.values())
    return [text for texts in said for text in texts if isinstance(text, str) and not isinstance(text, StrEnum)]


def item_lines(
    actor: Actor, item: Mapping[str, Any] | asyncpg.Record, kind: LineKind, *, state: str | None
) -> list[Line]:
    """A fact about an item, as a line on the timeline of each person whom it is about."""
    people = everybody(item)
    return [
        Line(
            person_id=person_id,
            municipality_id=item["municipality_id"],
            kind=kind,
            category=Category(item["category"]),
            sensitivity=Sensitivity(item["sensitivity"]),
            agency_id=item["agency_id"],
            worker_id=item["worker_id"],
            by_agency_id=actor.agency_id,
            by_id=actor.subject,
            also_about=frozenset(people) - {person_id},
            case_id=item["case_id"],
            item_id=item["id"],
            state=state,
        )
        for person_id in people
    ]


async def tell_each(work: UnitOfWork, people: Iterable[UUID], event: Callable[[UUID], Event]) -> None:
    """Tell what happened once for each of these people, so that nobody learns from it who else is concerned."""
    await work.tell(*(event(person_id) for person_id in people))
