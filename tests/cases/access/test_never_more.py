"""Less is never more, and each purpose is for itself: on random worlds, at any time.

That lists and locks show the same as these decisions is `test_decision_equals_predicate.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases.access.domain import RefusedSharing, Standing
from shared.contracts.cases.vocabulary import Operation, Sensitivity
from shared.contracts.identity.actor import Actor
from tests.cases.access.random_worlds import (
    ANYBODY,
    CATEGORIES,
    EARLIER,
    LATER,
    NOW,
    WORKERS,
    Somebody,
    actors,
    items,
    marks,
    outlines,
    refusals,
    somebody,
)
from tests.examples import worlds

moments = st.sampled_from([EARLIER, NOW, NOW, LATER])
whoever = st.sampled_from(actors())
whichever = st.sampled_from(WORKERS)
ITEMS = items(ANYBODY)
OUTLINES = outlines(ANYBODY, [ANYBODY, UUID(int=8)])
SEALED = [replace(one, sensitivity=Sensitivity.SEALED) for one in ITEMS]


def seen(one: Somebody, actor: Actor, at: datetime) -> frozenset[object]:
    """What a world shows to somebody, and what it lets them do."""
    stands = one.standing_of(actor, at)
    return frozenset() if stands.is_none else frozenset(_shown(stands))


def _shown(stands: Standing) -> Iterator[object]:
    yield "that they are known"
    yield from (item.id for item in ITEMS if stands.grounds_to_read(item))
    yield from (number for number, outline in enumerate(OUTLINES) if stands.grounds_to_follow(outline))
    for operation in Operation:
        yield from ((operation, category) for category in CATEGORIES if stands.grounds_for(operation, category))


@pytest.mark.nightly
@settings(max_examples=worlds(500))
@given(world=somebody(), actor=whoever, at=moments, more=refusals(ANYBODY), held=marks(), worker=whichever)
def test_in_no_world_does_less_show_more(
    world: Somebody, actor: Actor, at: datetime, more: RefusedSharing, held: str, worker: UUID
) -> None:
    whole = seen(world, actor, at)
    no_ground_less_shows_more(world, actor, at, whole)
    a_purpose_and_a_time_are_for_themselves(world, actor, at, whole)
    no_seal_shows_more(world, actor, at, whole)
    assert seen(replace(world, refused=[*world.refused, more]), actor, at) <= whole
    assert seen(replace(world, held=world.held | {held}), actor, at) <= whole
    grants = [replace(grant, kept_out=grant.kept_out | {worker}) for grant in world.grants]
    assert seen(replace(world, grants=grants), actor, at) == (whole if worker != actor.subject else frozenset())
    few = frozenset({worker}) if world.known_to is None else world.known_to & {worker}
    alone = [replace(grant, known_to=few) for grant in world.grants]
    assert seen(replace(world, grants=alone), actor, at) <= whole


def no_ground_less_shows_more(world: Somebody, actor: Actor, at: datetime, whole: frozenset[object]) -> None:
    for number in range(len(world.grants)):
        fewer = [grant for place, grant in enumerate(world.grants) if place != number]
        assert seen(replace(world, grants=fewer), actor, at) <= whole


def a_purpose_and_a_time_are_for_themselves(
    world: Somebody, actor: Actor, at: datetime, whole: frozenset[object]
) -> None:
    """And nothing is visible without a live ground."""
    of_others = [grant for grant in world.grants if actor.purpose not in grant.purposes]
    assert not seen(replace(world, grants=of_others), actor, at)
    of_other_times = [
        grant
        for grant in world.grants
        if grant.valid_from > at or (grant.valid_until is not None and at >= grant.valid_until)
    ]
    assert not seen(replace(world, grants=of_other_times), actor, at)
    serving = [grant for grant in world.grants if grant not in of_others and grant not in of_other_times]
    assert seen(replace(world, grants=serving), actor, at) == whole


def no_seal_shows_more(world: Somebody, actor: Actor, at: datetime, whole: frozenset[object]) -> None:
    """What is sealed shows to those named, and never what a ground would not show them unsealed."""
    stands = world.standing_of(actor, at)
    named = {seal.item_id for seal in world.seals if seal.worker_id == actor.subject}
    for item, sealed in zip(ITEMS, SEALED, strict=True):
        if stands.grounds_to_read(sealed):
            assert item.worker_id == actor.subject or item.id in named
            assert stands.grounds_to_read(replace(item, sensitivity=Sensitivity.ORDINARY))
    without_seals = seen(replace(world, seals=[]), actor, at)
    assert without_seals <= whole
    assert whole - without_seals <= named
