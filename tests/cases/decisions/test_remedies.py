"""Every denial has a reason, and who remedies one after the other is permitted: on random worlds."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases.access.domain import Item, SealGrant
from services.cases.access.policy import Grounds, what_would_help
from services.cases.decisions.domain import Answer, Derivation, Lack, Question, derive, is_in_force, lacks
from services.cases.marks.domain import mark_of
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.identifiers import new_id
from tests.cases.access.random_worlds import (
    AGENCIES,
    ANYBODY,
    CATEGORIES,
    LATER,
    NOW,
    Somebody,
    actors,
    items,
    somebody,
)
from tests.examples import worlds

whoever, whichever = st.sampled_from(actors()), st.sampled_from(items(ANYBODY))
MOST_STEPS = 12


def asking(actor: Actor) -> Question:
    return Question(
        agency_id=actor.agency_id,
        worker_id=actor.subject,
        operation=Operation.READ,
        category=Category.IDENTITY,
        sensitivity=Sensitivity.ORDINARY,
        purpose=actor.purpose,
        at=NOW,
    )


def why(world: Somebody, actor: Actor) -> Derivation:
    """All that an operator would read."""
    grants = tuple(replace(one, held_back=world.held_from(actor)) for one in world.grants)
    known = Grounds(grants, tuple(world.refused), are_all=True, seals=tuple(world.seals))
    return derive(asking(actor), known, CATEGORIES)


def remedied(world: Somebody, actor: Actor, item: Item) -> Somebody:
    """The world with the first reason that is given for a denial remedied; an assertion where there is none."""
    found = why(world, actor)
    of_item = next(one for one in found.categories if one.category == item.category)
    asked = of_item.sensitive if asked_as(item) is Sensitivity.SENSITIVE else of_item.answers[Operation.READ]
    if found.is_kept_out:
        return replace(world, grants=[replace(one, kept_out=one.kept_out - {actor.subject}) for one in world.grants])
    if found.is_restricted and not found.is_named:
        named = frozenset({actor.subject})
        return replace(world, grants=[replace(one, known_to=(one.known_to or named) | named) for one in world.grants])
    if asked.lacks:
        return without(world, actor, item, asked)
    return with_more_than_grounds(world, actor, item, asked, found)


def asked_as(item: Item) -> Sensitivity:
    """What is sealed is opened by name, and what shows it otherwise is a ground for what is ordinary."""
    return Sensitivity.ORDINARY if item.sensitivity is Sensitivity.SEALED else item.sensitivity


def without(world: Somebody, actor: Actor, item: Item, asked: Answer) -> Somebody:
    """The nearest ground, or a new one where there is none, gets what it lacks; or the person takes back a refusal."""
    if asked.lacks == {Lack.REFUSAL}:
        return replace(world, refused=[one for one in world.refused if item.category not in one.categories])
    question = replace(asking(actor), category=item.category, sensitivity=asked_as(item))
    theirs = [one for one in world.grants if one.agency_id == actor.agency_id and is_in_force(one, NOW)]
    new = replace(world.grants[0], agency_id=actor.agency_id, sector=actor.sector, valid_from=NOW, valid_until=LATER)
    nearest = next((one for one in theirs if lacks(question, one, world.refused) == asked.lacks), new)
    whole = replace(
        nearest,
        worker_id=None,
        purposes=nearest.purposes | {actor.purpose},
        categories=nearest.categories | {item.category},
        operations=nearest.operations | {Operation.READ},
        level=Level.FULL,
        shows_sensitive=True,
    )
    return replace(world, grants=[*(one for one in world.grants if one != nearest), whole])


def with_more_than_grounds(world: Somebody, actor: Actor, item: Item, asked: Answer, found: Derivation) -> Somebody:
    """A ground permits it, and something about this item does not."""
    of_item = next(one for one in found.categories if one.category == item.category)
    if found.refused_items and any(one.item_id == item.id for one in world.refused):
        return replace(world, refused=[one for one in world.refused if one.item_id != item.id])
    if (found.held_items and str(item.id) in world.held) or item.agency_id in of_item.held:
        return replace(world, held=frozenset())
    if all(one.sources is not None and item.agency_id not in one.sources for one in asked.grounds):
        return replace(world, grants=[replace(one, sources=None) for one in world.grants])
    assert item.sensitivity is Sensitivity.SEALED, "nothing says why"
    if not any(one.opens(item.id, actor, NOW) for one in world.seals):
        seal = SealGrant(
            item_id=item.id, agency_id=actor.agency_id, worker_id=actor.subject, valid_from=NOW, valid_until=LATER
        )
        return replace(world, seals=[*world.seals, seal])
    own = [replace(one, ground_kind=GroundKind.MANDATE, ground_id=new_id(), sources=None) for one in world.grants]
    return replace(world, grants=own)


@pytest.mark.nightly
@settings(max_examples=worlds(500))
@given(world=somebody(), actor=whoever, item=whichever)
def test_every_denial_has_a_reason_and_remedied_one_by_one_they_permit(
    world: Somebody, actor: Actor, item: Item
) -> None:
    for _ in range(MOST_STEPS):
        if world.standing_of(actor).grounds_to_read(item):
            return
        world = remedied(world, actor, item)
    raise AssertionError(f"whatever is remedied, it stays denied: {world}, {actor}, {item}")


def needs(world: Somebody, actor: Actor, operation: Operation, category: Category) -> Somebody:
    """The world with what a refusal of a change says remedied."""
    said = str(what_would_help(world.standing_of(actor), operation, category))
    if "has not refused" in said:
        return replace(world, refused=[one for one in world.refused if category not in one.categories])
    if "restricted" in said:
        return replace(world, held=frozenset())
    like = world.standing_of(actor).grants[0]
    given = replace(like, operations=like.operations | {operation}, categories=like.categories | {category})
    return replace(world, grants=[*world.grants, given])


@pytest.mark.nightly
@settings(max_examples=worlds(500))
@given(
    world=somebody(),
    operation=st.sampled_from(Operation),
    category=st.sampled_from(CATEGORIES),
    restricted=st.frozensets(st.sampled_from(AGENCIES)),
)
def test_what_a_refused_change_says_would_help_helps(
    world: Somebody, operation: Operation, category: Category, restricted: frozenset[UUID]
) -> None:
    world = replace(world, held=world.held | {mark_of(agency_id, category) for agency_id in restricted})
    for actor in actors():
        if not world.standing_of(actor).is_none:
            helped(world, actor, operation, category)


def helped(world: Somebody, actor: Actor, operation: Operation, category: Category) -> None:
    for _ in range(MOST_STEPS):
        if world.standing_of(actor).grounds_for(operation, category):
            return
        world = needs(world, actor, operation, category)
    raise AssertionError(f"whatever is remedied, it stays refused: {world}, {actor}")
