"""Fictional people to register."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from services.cases.people.actions.open_person import open_person
from services.cases.people.actions.register_person import NewPerson, register_person
from services.cases.people.actions.search_people import search_people
from services.cases.people.actions.write_items import add_item
from services.cases.people.domain.criteria import Criteria
from services.cases.people.domain.parts import (
    Address,
    AddressUse,
    Communication,
    ContactKind,
    ContactPoint,
    Identifier,
    Identity,
    Power,
    PreviousName,
    Relationship,
    RelationshipKind,
)
from services.cases.people.domain.place import Place
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database

SYSTEM = "urn:example:number"


def identity(
    family_name: str | None = "Exemple",
    given_name: str | None = "Alix",
    birth_date: str | None = "1998-04-12",
    *,
    preferred_name: str | None = None,
    previous: tuple[tuple[str, str], ...] = (),
) -> Identity:
    return Identity(
        family_name=family_name,
        given_name=given_name,
        preferred_name=preferred_name,
        previous_names=tuple(PreviousName(family_name=family, given_name=given) for family, given in previous),
        birth_date=birth_date,
        birth_date_estimated=False,
    )


def communication(*, do_not_contact: bool = False) -> Communication:
    return Communication(languages=("fr",), interpreter=None, accessibility=(), do_not_contact=do_not_contact)


def identifier(value: str, sensitivity: Sensitivity = Sensitivity.ORDINARY) -> Identifier:
    return Identifier(sensitivity=sensitivity, system=SYSTEM, value=value)


def phone(value: str = "+00 000", sensitivity: Sensitivity = Sensitivity.ORDINARY) -> ContactPoint:
    return ContactPoint(
        sensitivity=sensitivity,
        kind=ContactKind.PHONE,
        value=value,
        safe=True,
        safe_channels=(),
        safe_times=None,
        code_word=None,
        note=None,
    )


def address(line: str = "1, rue Imaginaire", *, protected: bool = False) -> Address:
    return Address(
        sensitivity=Sensitivity.ORDINARY,
        use=AddressUse.HOME,
        protected=protected,
        valid_from=None,
        valid_until=None,
        place=Place(lines=(line,), postcode="00000", locality="Nulleville", country="FR"),
    )


async def registered(database: Database, actor: Actor, who: Identity | None = None, **more: Any) -> UUID:
    """Somebody registered by this worker."""
    command = NewPerson(
        municipality_id=actor.municipality_id, identity=who or identity(), communication=communication(), **more
    )
    async with database.work(actor) as work:
        return await register_person(work, actor, command)


async def opened(database: Database, actor: Actor, person_id: UUID) -> Any:
    """What this worker sees of somebody."""
    async with database.work(actor) as work:
        return orjson.loads(await open_person(work, actor, person_id))


async def found(database: Database, actor: Actor, criteria: Criteria, page_of: int = 50) -> list[UUID]:
    """Whom this worker finds, all pages, in order."""
    hits: list[UUID] = []
    after: tuple[str, str, UUID] | None = None
    while True:
        async with database.work(actor) as work:
            page = await search_people(work, actor, criteria, page_of, after)
        items = orjson.loads(page.items)
        assert len(items) <= page_of
        hits += [UUID(item["id"]) for item in items]
        if page.last is None:
            return hits
        after = page.last


def tie(
    other: UUID | None = None, *, name: str | None = None, kind: RelationshipKind = RelationshipKind.SIBLING
) -> Relationship:
    return Relationship(
        sensitivity=Sensitivity.ORDINARY,
        kind=kind,
        other_person_id=other,
        other_name=name,
        powers=(),
        valid_from=None,
        valid_until=None,
    )


async def represented(database: Database, actor: Actor, person_id: UUID, *powers: Power) -> UUID:
    """Somebody who may do this for a person, as a worker recorded; as whom they are tied."""
    guardian = replace(tie(name="La tutrice", kind=RelationshipKind.GUARDIAN), powers=powers)
    async with database.work(actor) as work:
        return await add_item(work, actor, person_id, guardian)
