"""Writing new parts of a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from services.cases.people.domain.parts import (
    Address,
    Communication,
    Identifier,
    Identity,
    Kept,
    Part,
    part_of,
)
from services.cases.people.domain.place import Place
from services.cases.people.store import tables
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork
from shared.encryption.columns import closed
from shared.encryption.keys import DataKey

FINGERPRINT_BYTES: Final = 8
"""Of a word of a place: enough to tell apart the few words of people who are close."""
COMPARED: Final = tuple(f"place_{what}{which}" for which in ("", "_anew") for what in ("words", "numbers", "town"))
TABLES: Mapping[Part, sa.Table] = {
    Part.IDENTITY: tables.person,
    Part.COMMUNICATION: tables.person_communication,
    Part.IDENTIFIER: tables.person_identifier,
    Part.CONTACT_POINT: tables.contact_point,
    Part.ADDRESS: tables.address,
    Part.RELATIONSHIP: tables.relationship,
}


def _insert(table: sa.Table) -> Statement:
    return Statement(sa.insert(table).values({column.name: sa.bindparam(column.name) for column in table.columns}))


_INSERT = {part: _insert(table) for part, table in TABLES.items()}
_INSERT_NAME = _insert(tables.person_name)
_INSERT_PLACE = _insert(tables.address_place)
_FORGET_NAMES = Statement("DELETE FROM person_name WHERE person_id = :person_id")


async def keep_identity(work: UnitOfWork, person_id: UUID, municipality_id: UUID, identity: Identity) -> None:
    """Keep who somebody is: the row with which a person begins, and the names under which a search finds them."""
    values = contribution_of(work, person_id, municipality_id, Part.IDENTITY) | _said(identity)
    await work.run(_INSERT[Part.IDENTITY], **values)
    await keep_names(work, person_id, municipality_id, identity)


async def keep_names(work: UnitOfWork, person_id: UUID, municipality_id: UUID, identity: Identity) -> None:
    """Let a search find the person under the names they have now, and no longer under others."""
    await work.run(_FORGET_NAMES, person_id=person_id)
    names = [
        {
            "person_id": person_id,
            "position": position,
            "municipality_id": municipality_id,
            "family_key": family_key,
            "given_key": given_key,
            "birth_date": identity.birth_date,
        }
        for position, (family_key, given_key) in enumerate(identity.search_keys())
    ]
    await work.run_many(_INSERT_NAME, names)


async def keep_communication(
    work: UnitOfWork, person_id: UUID, municipality_id: UUID, communication: Communication
) -> None:
    """Keep how to speak with somebody."""
    values = contribution_of(work, person_id, municipality_id, Part.COMMUNICATION) | _said(communication)
    await work.run(_INSERT[Part.COMMUNICATION], **values)


async def keep_all(
    work: UnitOfWork, person_id: UUID, municipality_id: UUID, items: Iterable[tuple[UUID, Kept]]
) -> None:
    """Keep identifiers, contact points, addresses and relationships under these ids."""
    rows: dict[Part, list[dict[str, Any]]] = {}
    places: list[dict[str, Any]] = []
    for item_id, item in items:
        part = part_of(item)
        contribution = contribution_of(work, person_id, municipality_id, part, item.sensitivity)
        said = await columns(work, municipality_id, item_id, item)
        rows.setdefault(part, []).append(contribution | {"id": item_id, "ended_at": None} | said)
        if isinstance(item, Address):
            place = {"address_id": item_id, "person_id": person_id, "municipality_id": municipality_id}
            places.append(place | await columns_of_place(work, municipality_id, item_id, item.place))
    for part, values in rows.items():
        await work.run_many(_INSERT[part], values)
    if places:
        await work.run_many(_INSERT_PLACE, places)


def contribution_of(
    work: UnitOfWork,
    person_id: UUID,
    municipality_id: UUID,
    part: Part,
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
) -> dict[str, Any]:
    assert isinstance(work.actor, Actor)
    return {
        "person_id": person_id,
        "municipality_id": municipality_id,
        "category": part.category,
        "sensitivity": sensitivity,
        "agency_id": work.actor.agency_id,
        "worker_id": work.actor.subject,
        "recorded_at": work.now,
        "version": 1,
    }


async def columns(
    work: UnitOfWork, municipality_id: UUID, item_id: UUID, item: Identity | Communication | Kept
) -> dict[str, Any]:
    """What a part says, as the columns of its table: encrypted where the table says so."""
    values = _said(item)
    if isinstance(item, Identity | Communication):
        return values
    kept = closed(await work.vault.closing(municipality_id), TABLES[part_of(item)], item_id, values)
    if isinstance(item, Identifier):
        kept["value_key"] = await work.vault.fingerprint(item.known_key)
    return kept


async def columns_of_place(work: UnitOfWork, municipality_id: UUID, address_id: UUID, place: Place) -> dict[str, Any]:
    """The same of where an address is. Its words are compared between people of several municipalities."""
    values = closed(await work.vault.closing(municipality_id), tables.address_place, address_id, _said(place))
    return values | compared(place, await work.vault.fingerprinting())


def compared(place: Place, keys: Sequence[DataKey]) -> dict[str, Any]:
    """A place as it is compared, by one key, or by two while the second replaces the first: every two places have one
    in common at any time.
    """

    def by(key: DataKey, word: str) -> str:
        return key.fingerprint(word.encode())[:FINGERPRINT_BYTES].hex()

    values: dict[str, Any] = dict.fromkeys(COMPARED)
    for name, key in zip(("", "_anew"), keys[-2:], strict=False):
        values[f"place_words{name}"] = [by(key, word) for word in place.words]
        values[f"place_numbers{name}"] = [by(key, number) for number in place.numbers]
        values[f"place_town{name}"] = place.town and by(key, place.town)
    return values


def _said(part: Identity | Communication | Kept | Place) -> dict[str, Any]:
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(part).items()}
    values.pop("place", None)
    return values
