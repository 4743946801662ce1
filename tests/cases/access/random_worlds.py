"""Random grants, refusals and seal grants, and everybody and everything on which they are asked."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from services.cases.access.domain import Grant, Item, Outline, RefusedSharing, SealGrant, Standing
from services.cases.marks.domain import mark_of
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.identifiers import new_id

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
AGENCIES = [UUID(int=(0xA0 << 120) + n) for n in range(3)]
WORKERS = [UUID(int=(0xB0 << 120) + n) for n in range(3)]
SECTORS = [Sector.SOCIAL, Sector.HEALTH, Sector.HOUSING]
CATEGORIES = [Category.IDENTITY, Category.HEALTH, Category.HOUSING]
PURPOSES = [Purpose.CARE_COORDINATION, Purpose.SAFEGUARDING]

ANYBODY = UUID(int=7)
BUILDER = TaskActor("world_builder")
some = {"min_size": 1, "max_size": 3}
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)
begins = st.sampled_from([EARLIER, EARLIER, EARLIER, NOW, LATER])
ends = st.sampled_from([None, None, LATER, NOW, EARLIER])
subsets = st.frozensets(st.sampled_from(CATEGORIES), **some)


@st.composite
def grants(draw: st.DrawFn, person_id: UUID) -> Grant:
    number = draw(st.integers(0, 2))
    return Grant(
        person_id=person_id,
        municipality_id=UUID(int=1),
        agency_id=AGENCIES[number],
        sector=SECTORS[number],
        worker_id=draw(st.sampled_from([None, None, *WORKERS])),
        categories=draw(subsets),
        level=draw(st.sampled_from([Level.SUMMARY, Level.FULL, Level.FULL])),
        operations=draw(st.sampled_from([{Operation.READ}, {Operation.READ}, {Operation.CONTRIBUTE}]).map(frozenset)),
        purposes=draw(st.frozensets(st.sampled_from(PURPOSES), min_size=1)),
        sources=draw(st.one_of(st.none(), st.frozensets(st.sampled_from(AGENCIES), **some))),
        shows_sensitive=draw(st.booleans()),
        overrides_refusal=draw(st.sampled_from([False, False, True])),
        ground_kind=draw(st.sampled_from(GroundKind)),
        ground_id=new_id(),
        valid_from=draw(begins),
        valid_until=draw(ends),
    )


@st.composite
def refusals(draw: st.DrawFn, person_id: UUID) -> RefusedSharing:
    item_id = draw(st.one_of(st.none(), st.integers(0, MOST_ITEMS - 1).map(item_number)))
    return RefusedSharing(
        person_id=person_id,
        categories=frozenset() if item_id else draw(subsets),
        agency_id=draw(st.sampled_from([None, None, *AGENCIES])),
        sector=draw(st.sampled_from([None, None, *SECTORS])),
        item_id=item_id,
        valid_from=draw(begins),
        valid_until=draw(ends),
    )


def item_number(number: int) -> UUID:
    """Of `ANYBODY`; the others' ids are made of it as theirs are."""
    return UUID(int=ANYBODY.int ^ number)


@st.composite
def seal_grants(draw: st.DrawFn) -> SealGrant:
    number = draw(st.integers(0, 2))
    return SealGrant(
        item_id=item_number(draw(st.integers(0, MOST_ITEMS - 1))),
        agency_id=AGENCIES[number],
        worker_id=WORKERS[number],
        valid_from=draw(begins),
        valid_until=draw(st.sampled_from([LATER, LATER, NOW])),
    )


def marks() -> st.SearchStrategy[str]:
    """What is stored and not processed: what an agency contributed in a category, or an item of `ANYBODY`."""
    kept = st.tuples(st.sampled_from(AGENCIES), st.sampled_from(CATEGORIES)).map(lambda one: mark_of(*one))
    return st.one_of(kept, st.integers(0, MOST_ITEMS - 1).map(lambda number: str(item_number(number))))


def of_person(item_id: UUID, person_id: UUID) -> UUID:
    return UUID(int=item_id.int ^ ANYBODY.int ^ person_id.int)


def items(person_id: UUID) -> list[Item]:
    classes = itertools.product(CATEGORIES, Sensitivity, zip(AGENCIES, WORKERS, strict=True))
    return [
        Item(
            id=UUID(int=person_id.int ^ number),
            person_id=person_id,
            category=category,
            sensitivity=sensitivity,
            agency_id=agency,
            worker_id=worker,
        )
        for number, (category, sensitivity, (agency, worker)) in enumerate(classes)
    ]


MOST_ITEMS = len(CATEGORIES) * len(Sensitivity) * len(AGENCIES)


def outlines(person_id: UUID, case_ids: Sequence[UUID]) -> list[Outline]:
    return [
        Outline(case_id=case_id, person_id=person_id, category=category, agencies=frozenset({agency}))
        for case_id in case_ids
        for category in CATEGORIES
        for agency in AGENCIES
    ]


def actors() -> list[Actor]:
    return [
        Actor(
            agency_id=AgencyId(agency),
            sector=sector,
            municipalities=(MunicipalityId(UUID(int=1)),),
            roles=frozenset({Role.CASEWORKER}),
            scopes=frozenset(Scope),
            purpose=purpose,
            purposes=frozenset(Purpose),
            worker_id=WorkerId(worker),
        )
        for agency, sector, worker in zip(AGENCIES, SECTORS, WORKERS, strict=True)
        for purpose in PURPOSES
    ]


def visible_in_python(stands: Standing, shown: Sequence[Item]) -> list[int]:
    return [number for number, item in enumerate(shown) if stands.grounds_to_read(item)]
