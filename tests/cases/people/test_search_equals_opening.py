"""A search finds exactly those whom opening one by one would show to fit, and shows of them what opening shows.

Dense random populations from fixed seeds: most searches hit somebody, and each condition of the search decides in some.
"""

from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.cases.access.domain import Grant, RefusedSharing
from services.cases.access.store import grants as store
from services.cases.access.store import refusals as refusals_store
from services.cases.people.actions.search_people import search_people
from services.cases.people.domain.criteria import Criteria
from services.cases.people.domain.keys import known_by_identifier
from services.cases.people.domain.parts import Identity, PreviousName
from services.cases.people.store.contributions import keep_all
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import NotFound
from tests.cases.people.persons import SYSTEM, identifier, opened, registered
from tests.cases.worlds import World

BUILDER = TaskActor("world_builder")
PEOPLE, SEARCHES = 30, 120
FAMILIES = ("Martin", "Mar-Ti", "Émar", "Martinez", "d'Ar")
GIVEN = ("Martin", "Émar", "Zoé", "Darius")
BIRTHS = (None, "1998", "1998-04", "1998-04-12", "1998-04-12", "1998-04-13", "2001")
NUMBERS = ("A-1", "a1", "B 2", "C3")
SENSITIVITIES = (Sensitivity.ORDINARY, Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.SEALED)
SHOWS_ALL: dict[str, Any] = {
    "categories": frozenset({Category.IDENTITY, Category.CONTACT}),
    "level": Level.FULL,
    "operations": frozenset({Operation.READ}),
    "shows_sensitive": True,
}
STANDS = (
    *[SHOWS_ALL] * 5,
    SHOWS_ALL | {"shows_sensitive": False},
    SHOWS_ALL | {"level": Level.SUMMARY},
    SHOWS_ALL | {"level": Level.KNOW_OF},
    SHOWS_ALL | {"categories": frozenset({Category.CONTACT})},
    SHOWS_ALL | {"operations": frozenset({Operation.CONTRIBUTE})},
)
REFUSED = ((), (), (), (), (), (Category.IDENTITY,), (Category.CONTACT,))


class Population:
    """People registered by one agency and added to by a second, to whom the reader's agency stands in all ways."""

    def __init__(self, database: Database, owner: Database, seed: int) -> None:
        self.database = database
        self.owner = owner
        self.random = Random(seed)
        self.world = World()
        self.reader = self.world.worker()

    def identity(self) -> Identity:
        pick = self.random.choice
        return Identity(
            family_name=pick(FAMILIES),
            given_name=pick(GIVEN),
            preferred_name=pick((None, *GIVEN)),
            previous_names=tuple(
                PreviousName(family_name=pick(FAMILIES), given_name=pick(GIVEN)) for _ in range(pick((0, 0, 1, 2)))
            ),
            birth_date=pick(BIRTHS),
            birth_date_estimated=pick((False, True)),
        )

    def criteria(self) -> Criteria:
        """A search that is led by each kind of criterion as often."""
        pick = self.random.choice
        beginning = pick(("mar", "mart", "MARTI", "dar", "émar", "zo"))
        first, second = (pick((None, None, "m", "d", "Zoé")) for _ in range(2))
        birth_date = pick((None, None, "1998", "1998-04", "1998-04-12", "2001"))
        return pick(
            (
                Criteria(family_name=beginning, birth_date=birth_date),
                Criteria(family_name=beginning, given_name=pick(("m", "Zoé", "da")), birth_date=birth_date),
                Criteria(birth_date="1998-04-12", family_name=first, given_name=pick((None, "m", "z"))),
                Criteria(system=SYSTEM, value=pick(NUMBERS)),
                Criteria(
                    system=SYSTEM, value=pick(NUMBERS), family_name=first, given_name=second, birth_date=birth_date
                ),
            )
        )

    async def settled(self) -> UUID:
        """Somebody registered, added to, shared and refused as drawn."""
        pick = self.random.choice
        holder, second = self.world.worker(), self.world.worker()
        numbers = [identifier(pick(NUMBERS), pick(SENSITIVITIES))] if pick((True, False)) else []
        person_id = await registered(self.database, holder, self.identity(), identifiers=numbers)
        async with self.owner.work(second) as work:
            added = [(new_id(), identifier(pick(NUMBERS), pick(SENSITIVITIES))) for _ in range(pick((0, 1)))]
            await keep_all(work, person_id, self.world.municipality_id, added)
        sources = (frozenset({holder.agency_id}), frozenset({second.agency_id}), None)
        async with self.owner.work(BUILDER) as work:
            grants = [self._grant(person_id, pick(sources), pick(STANDS)) for _ in range(pick((0, 1, 1, 1, 2)))]
            await store.issue(work, grants)
            refused = [
                RefusedSharing(person_id=person_id, categories=frozenset({category}), valid_from=work.now)
                for category in pick(REFUSED)
            ]
            await refusals_store.keep_refusals(work, new_id(), self.world.municipality_id, refused)
        return person_id

    def _grant(self, person_id: UUID, sources: frozenset[UUID] | None, stands: Mapping[str, Any]) -> Grant:
        return Grant(
            person_id=person_id,
            municipality_id=self.world.municipality_id,
            agency_id=self.reader.agency_id,
            sector=self.reader.sector,
            sources=sources,
            purposes=frozenset({Purpose.CARE_COORDINATION}),
            ground_kind=GroundKind.CONSENT,
            ground_id=new_id(),
            valid_from=self.database.clock(),
            **stands,
        )

    async def shown(self) -> dict[UUID, dict[str, Any]]:
        """Everybody whom the reader can open, as they see them."""
        everybody = [await self.settled() for _ in range(PEOPLE)]
        shown = {}
        for person_id in everybody:
            try:
                shown[person_id] = await opened(self.database, self.reader, person_id)
            except NotFound:
                continue
        return shown


def fits(shown: Mapping[str, Any], criteria: Criteria) -> bool:
    """What opening shows fits the criteria."""
    numbers = {known_by_identifier(one["system"], one["value"]) for one in shown["identifiers"]}
    if criteria.value is not None and criteria.known_key not in numbers:
        return False
    by_name = bool(criteria.family_name or criteria.given_name)
    if shown["identity"] is None:
        return criteria.value is not None and not by_name and criteria.birth_date is None
    previous = tuple(PreviousName(**one) for one in shown["identity"]["previous_names"])
    who = Identity(**shown["identity"] | {"previous_names": previous})
    births = criteria.birth_dates
    if births is not None and not births.include(who.birth_date):
        return False
    return not by_name or any(_name_fits(name, criteria) for name in who.search_keys())


def _name_fits(name: tuple[str, str], criteria: Criteria) -> bool:
    family, given = name
    return (criteria.family_keys.include(family) and criteria.given_keys.include(given)) or (
        criteria.may_be_swapped and criteria.family_keys.include(given) and criteria.given_keys.include(family)
    )


async def hits(database: Database, reader: Actor, criteria: Criteria, page_of: int) -> list[dict[str, Any]]:
    """All pages."""
    items: list[dict[str, Any]] = []
    after = None
    while not items or after:
        async with database.work(reader) as work:
            page = await search_people(work, reader, criteria, page_of, after)
        after = page.last
        if not (found := orjson.loads(page.items)):
            break
        items += found
    return items


@pytest.mark.parametrize("seed", range(4))
async def test_a_search_finds_exactly_those_whom_opening_shows_to_fit(
    cases_database: Database, cases_owner: Database, seed: int
) -> None:
    population = Population(cases_database, cases_owner, seed)
    shown = await population.shown()
    how_many = []
    for _ in range(SEARCHES):
        criteria = population.criteria()
        found = await hits(cases_database, population.reader, criteria, page_of=population.random.choice((1, 2, 50)))
        expected = {str(person_id) for person_id, one in shown.items() if fits(one, criteria)}
        assert sorted(one["id"] for one in found) == sorted(expected), criteria
        assert all(one["identity"] == shown[UUID(one["id"])]["identity"] for one in found), criteria
        how_many.append(len(found))
    assert sum(count > 1 for count in how_many) > SEARCHES / 4, "searches that find nobody prove little"
