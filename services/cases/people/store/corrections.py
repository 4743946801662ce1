"""Correcting and ending parts of a person. What was there before is kept by the statement that replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from services.cases.access.predicate import may_read, reader
from services.cases.people.domain import parts
from services.cases.people.domain.parts import Part
from services.cases.people.domain.place import Place
from services.cases.people.rendering import LISTED
from services.cases.people.store import tables
from services.cases.people.store.contributions import COMPARED, TABLES, columns, columns_of_place
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.columns import selected

_SINGLE: Final = (Part.IDENTITY, Part.COMMUNICATION)
_NOT_CONTENT: Final = (
    "id, address_id, person_id, municipality_id, category, agency_id, worker_id, recorded_at, version, ended_at,"
    f" value_key, {', '.join(COMPARED)}"
)
_SAID: Final[Mapping[Part, type]] = {
    Part.IDENTITY: parts.Identity,
    Part.COMMUNICATION: parts.Communication,
    Part.IDENTIFIER: parts.Identifier,
    Part.CONTACT_POINT: parts.ContactPoint,
    Part.ADDRESS: parts.Address,
    Part.RELATIONSHIP: parts.Relationship,
}
_PLACE: Final = tuple(field.name for field in fields(Place))


@dataclass(frozen=True, kw_only=True)
class Present:
    """A part as it is now, locked until the transaction ends.

    Attributes:
        agency_id: who contributed it.
        said: its columns.
    """

    municipality_id: UUID
    agency_id: UUID
    version: int
    said: Mapping[str, Any]


def _names(part: Part) -> list[str]:
    """The columns of what a part says, in its own table."""
    return [field.name for field in fields(_SAID[part]) if field.name != "place"]


def _load(part: Part) -> Statement:
    if part in _SINGLE:
        alias, source, condition = (
            "o",
            f"{TABLES[part].name} o",
            f"o.person_id = :item_id AND {may_read('o', item_id='o.person_id')}",
        )
    else:
        listed = LISTED[part]
        alias, source = listed.alias, listed.source
        condition = f"{alias}.id = :item_id AND {listed.of(':person_id')} AND {listed.is_shown(may_read)}"
    said = [f"{selected(TABLES[part], alias, name)} AS {name}" for name in _names(part)]
    if part is Part.ADDRESS:
        said += [f"{selected(tables.address_place, 'ap', name)} AS {name}" for name in _PLACE]
    return Statement(f"""
        SELECT {alias}.municipality_id, {alias}.agency_id, {alias}.version, {", ".join(said)}
        FROM {source} WHERE {condition} FOR UPDATE OF {alias}""")


def _keep_version(part: Part) -> str:
    """SQL of an INSERT: a row of a part as it is before the statement."""
    key = "person_id" if part in _SINGLE else "id"
    place = "|| (SELECT to_jsonb(ap) FROM address_place ap WHERE ap.address_id = o.id)" if part is Part.ADDRESS else ""
    return f"""
        INSERT INTO person_version (item_id, part, version, person_id, municipality_id, category, sensitivity,
            agency_id, worker_id, content, replaced_at, replaced_by, replaced_for)
        SELECT o.{key}, '{part}', o.version, o.person_id, o.municipality_id, o.category, o.sensitivity, o.agency_id,
            o.worker_id, (to_jsonb(o) {place}) - CAST('{{{_NOT_CONTENT}}}' AS text[]), CAST(:at AS timestamptz),
            CAST(:by AS uuid), CAST(:for_agency AS uuid)
        FROM {TABLES[part].name} o WHERE o.{key} = :item_id"""


def _replace(part: Part) -> Statement:
    key = "person_id" if part in _SINGLE else "id"
    names = [*_names(part), "value_key"] if part is Part.IDENTIFIER else _names(part)
    steps = [f"kept AS ({_keep_version(part)})"]
    if part is Part.ADDRESS:
        moved = ", ".join(f"{name} = :{name}" for name in (*_PLACE, *COMPARED))
        steps.append(f"moved AS (UPDATE address_place SET {moved} WHERE address_id = :item_id)")
    return Statement(f"""
        WITH {", ".join(steps)}
        UPDATE {TABLES[part].name} SET {", ".join(f"{name} = :{name}" for name in names)}, version = version + 1
        WHERE {key} = :item_id""")


def _end(part: Part) -> Statement:
    return Statement(f"""
        WITH kept AS ({_keep_version(part)})
        UPDATE {TABLES[part].name} SET ended_at = :at, version = version + 1 WHERE id = :item_id""")


_LOAD = {part: _load(part) for part in Part}
_REPLACE = {part: _replace(part) for part in Part}
_END = {part: _end(part) for part in LISTED}
_LOCK = Statement("SELECT FROM person WHERE person_id = :person_id FOR UPDATE")


async def lock_person(work: UnitOfWork, person_id: UUID) -> None:
    """Make simultaneous corrections of who somebody is wait for each other."""
    await work.run(_LOCK, person_id=person_id)


async def load_for_change(work: UnitOfWork, person_id: UUID, part: Part, item_id: UUID) -> Present | None:
    """A part in use that the reader sees whole; None when there is none.

    Args:
        item_id: the person's own id for their identity and communication.
    """
    statement = _LOAD[part]
    read = work.opened_row if statement.holds_sealed else work.row
    row = await read(statement, person_id=person_id, item_id=item_id, **reader(work))
    if row is None:
        return None
    values = dict(row)
    return Present(
        municipality_id=values.pop("municipality_id"),
        agency_id=values.pop("agency_id"),
        version=values.pop("version"),
        said=values,
    )


async def replace(work: UnitOfWork, part: Part, municipality_id: UUID, item_id: UUID, said: parts.AnyPart) -> None:
    """Let a part say something else from now on.

    Args:
        municipality_id: tenant of the person.
    """
    values = await columns(work, municipality_id, item_id, said)
    if isinstance(said, parts.Address):
        values |= await columns_of_place(work, municipality_id, item_id, said.place)
    await work.run(_REPLACE[part], item_id=item_id, **values, **_who_and_when(work))


async def end(work: UnitOfWork, part: Part, item_id: UUID) -> None:
    """Take a part out of use."""
    await work.run(_END[part], item_id=item_id, **_who_and_when(work))


def _who_and_when(work: UnitOfWork) -> dict[str, Any]:
    assert isinstance(work.actor, Actor)
    return {"at": work.now, "by": work.actor.subject, "for_agency": work.actor.agency_id}
