"""Random grants, refusals and seal grants, and everybody and everything on which they are asked."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st

from services.cases.access.domain import Grant, Item, Outline, RefusedSharing, SealGrant, Standing, standing
from services.cases.marks.domain import mark_of
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, MunicipalityId, Purpose, Role, Scope, Sector, WorkerId
from shared.identifiers import new_id

NOW = datetime.now(UTC).replace(microsecond=0)
"""Row security looks at the clock of the database: in these worlds nothing happens within a day from now."""
AGENCIES = [UUID(int=(0xA0 << 120) + n) for n in range(3)]
WORKERS = [UUID(int=(0xB0 << 120) + n) for n in range(3)]
SECTORS = [Sector.SOCIAL, Sector.HEALTH, Sector.HOUSING]
CATEGORIES = [Category.IDENTITY, Category.HEALTH, Category.HOUSING]
PURPOSES = [Purpose.CARE_COORDINATION, Purpose.SAFEGUARDING]

ANYBODY = UUID(int=7)
BUILDER = TaskActor("world_builder")
some = {"min_size": 1, "max_size": 3}
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)
BEGINS = (EARLIER, EARLIER, EARLIER, NOW, LATER)
ENDS = (None, None, LATER, NOW, EARLIER)
begins, ends = st.sampled_from(BEGINS), st.sampled_from(ENDS)
subsets = st.frozensets(st.sampled_from(CATEGORIES), **some)
T = TypeVar("T")


class Dice:
    """What was drawn, byte by byte: one draw for all that a grant says, as each costs Hypothesis much."""

    def __init__(self, drawn: bytes) -> None:
        self._drawn = iter(drawn)

    def one(self, *options: T) -> T:
        return options[next(self._drawn) % len(options)]

    def some(self, options: Sequence[T]) -> frozenset[T]:
        which = next(self._drawn) % (2 ** len(options) - 1) + 1
        return frozenset(option for place, option in enumerate(options) if which >> place & 1)


def thrown(told: Callable[[Dice], T], dice: int) -> st.SearchStrategy[T]:
    """What so many dice tell."""
    return st.binary(min_size=dice, max_size=dice).map(lambda drawn: told(Dice(drawn)))


def grants(person_id: UUID) -> st.SearchStrategy[Grant]:
    def told(dice: Dice) -> Grant:
        agency, sector = dice.one(*zip(AGENCIES, SECTORS, strict=True))
        return Grant(
            person_id=person_id,
            municipality_id=UUID(int=1),
            agency_id=agency,
            sector=sector,
            worker_id=dice.one(None, None, *WORKERS),
            categories=dice.some(CATEGORIES),
            level=dice.one(Level.FULL, Level.FULL, Level.SUMMARY),
            operations=frozenset({dice.one(Operation.READ, Operation.READ, Operation.CONTRIBUTE)}),
            purposes=dice.some(PURPOSES),
            sources=dice.one(None, dice.some(AGENCIES)),
            shows_sensitive=dice.one(True, False),
            overrides_refusal=dice.one(False, False, True),
            ground_kind=dice.one(*GroundKind),
            ground_id=new_id(),
            valid_from=dice.one(*BEGINS),
            valid_until=dice.one(*ENDS),
        )

    return thrown(told, 14)


def refusals(person_id: UUID) -> st.SearchStrategy[RefusedSharing]:
    def told(dice: Dice) -> RefusedSharing:
        item_id = dice.one(None, item_number(dice.one(*range(MOST_ITEMS))))
        categories = dice.some(CATEGORIES)
        return RefusedSharing(
            person_id=person_id,
            categories=frozenset() if item_id else categories,
            agency_id=dice.one(None, None, *AGENCIES),
            sector=dice.one(None, None, *SECTORS),
            item_id=item_id,
            valid_from=dice.one(*BEGINS),
            valid_until=dice.one(*ENDS),
        )

    return thrown(told, 7)


def item_number(number: int) -> UUID:
    """Of `ANYBODY`; the others' ids are made of it as theirs are."""
    return UUID(int=ANYBODY.int ^ number)


def seal_grants() -> st.SearchStrategy[SealGrant]:
    def told(dice: Dice) -> SealGrant:
        agency, worker = dice.one(*zip(AGENCIES, WORKERS, strict=True))
        return SealGrant(
            item_id=item_number(dice.one(*range(MOST_ITEMS))),
            agency_id=agency,
            worker_id=worker,
            valid_from=dice.one(*BEGINS),
            valid_until=dice.one(LATER, LATER, NOW),
        )

    return thrown(told, 4)


def marks() -> st.SearchStrategy[str]:
    """What is stored and not processed: what an agency contributed in a category, or an item of `ANYBODY`."""
    return thrown(
        lambda dice: dice.one(
            mark_of(dice.one(*AGENCIES), dice.one(*CATEGORIES)), str(item_number(dice.one(*range(MOST_ITEMS))))
        ),
        4,
    )


def of_person(item_id: UUID, person_id: UUID) -> UUID:
    return UUID(int=item_id.int ^ ANYBODY.int ^ person_id.int)


def items(person_id: UUID, workers: Sequence[UUID] = WORKERS) -> list[Item]:
    classes = itertools.product(CATEGORIES, Sensitivity, zip(AGENCIES, workers, strict=True))
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


def actors(workers: Sequence[UUID] = WORKERS) -> list[Actor]:
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
        for agency, sector, worker in zip(AGENCIES, SECTORS, workers, strict=True)
        for purpose in PURPOSES
    ]


def visible_in_python(stands: Standing, shown: Sequence[Item]) -> list[int]:
    return [number for number, item in enumerate(shown) if stands.grounds_to_read(item)]


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """One person of a world: who holds what on them, what they refused, and what keeps whom from what.

    Attributes:
        held: marks of what is stored and not processed.
        may_use: to whom that is open nevertheless.
    """

    person_id: UUID
    grants: Sequence[Grant]
    refused: Sequence[RefusedSharing]
    seals: Sequence[SealGrant]
    kept_out: frozenset[UUID]
    known_to: frozenset[UUID] | None
    held: frozenset[str]
    may_use: UUID | None

    def named(self, person_id: UUID, workers: Sequence[UUID]) -> "Somebody":
        """The same story of somebody else, among other workers."""
        these: Mapping[UUID | None, UUID] = dict(zip(WORKERS, workers, strict=True))
        kept_out = frozenset(these[one] for one in self.kept_out)
        known_to = None if self.known_to is None else frozenset(these[one] for one in self.known_to)
        return Somebody(
            person_id=person_id,
            grants=[
                replace(
                    one,
                    person_id=person_id,
                    ground_id=new_id(),
                    worker_id=these.get(one.worker_id),
                    kept_out=kept_out,
                    known_to=known_to,
                )
                for one in self.grants
            ],
            refused=[
                replace(one, person_id=person_id, item_id=one.item_id and of_person(one.item_id, person_id))
                for one in self.refused
            ],
            seals=[
                replace(one, item_id=of_person(one.item_id, person_id), worker_id=these[one.worker_id])
                for one in self.seals
            ],
            kept_out=kept_out,
            known_to=known_to,
            held=frozenset(one if ":" in one else str(of_person(UUID(one), person_id)) for one in self.held),
            may_use=these.get(self.may_use),
        )

    def held_from(self, actor: Actor) -> frozenset[str]:
        return frozenset() if actor.subject == self.may_use else self.held

    def standing_of(self, actor: Actor, at: datetime = NOW) -> Standing:
        held = self.held_from(actor)
        return standing(actor, at, [replace(one, held_back=held) for one in self.grants], self.refused, self.seals)

    def keeps_from_knowing(self, actor: Actor) -> bool:
        return actor.subject in self.kept_out or (self.known_to is not None and actor.subject not in self.known_to)


def differing(people: Sequence[Somebody], one: AbstractSet[UUID], other: AbstractSet[UUID]) -> str:
    """The people who are in one set and not in the other, or of whom an item is."""
    of = {item.id: person for person in people for item in items(person.person_id)}
    of |= {person.person_id: person for person in people}
    found = {of[which].person_id: of[which] for which in one ^ other}
    return "\n".join(f"{person}, of which {one ^ other}" for person in found.values())


WHOEVER = [frozenset[UUID](), *(frozenset(some) for many in (1, 2) for some in itertools.combinations(WORKERS, many))]


def somebody() -> st.SearchStrategy[Somebody]:
    """`ANYBODY`; most are known to all, and of most everything is processed."""
    kept = thrown(
        lambda dice: (
            dice.one(*[frozenset[UUID]()] * 6, *WHOEVER),
            dice.one(*[None] * 12, *WHOEVER),
            dice.one(None, WORKERS[0]),
        ),
        3,
    )
    return st.builds(
        lambda kept, **told: Somebody(**told, kept_out=kept[0], known_to=kept[1], may_use=kept[2]),
        kept,
        person_id=st.just(ANYBODY),
        grants=st.lists(grants(ANYBODY), min_size=1, max_size=6),
        refused=st.lists(refusals(ANYBODY), max_size=2),
        seals=st.lists(seal_grants(), max_size=4, unique_by=lambda one: (one.item_id, one.worker_id)),
        held=st.one_of(st.just(frozenset[str]()), st.frozensets(marks(), max_size=3)),
    )
