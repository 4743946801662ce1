"""Record what was used or avoided, and correct it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.writing import may_write
from services.cases.items.actions import (
    NewItem,
    change_item,
    keep_item,
    list_items,
    list_versions,
    load_for_change,
    read_item,
    tell_each,
)
from services.cases.items.policy import AboutItem
from services.cases.outcomes import events
from services.cases.outcomes.domain.observations import Basis, Observed, Source
from services.cases.outcomes.policy import CORRECT, ITEM_RULES, OBSERVE, PEOPLE_RULES
from services.cases.outcomes.store.observations import OBSERVATIONS
from services.cases.territories.actions import today_in
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.outcomes import Effect, Measure
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewObservation(NewItem):
    """What is needed to record one."""

    observed: Observed


async def record_observation(work: UnitOfWork, actor: Actor, case_id: UUID, command: NewObservation) -> UUID:
    """Write down how much of a service people used, or did not need to.

    Raises:
        NotFound, NotAllowed, Invalid, Conflict: as `may_write` says.
        Invalid: it cannot be true.
    """
    standings = await may_write(work, actor, OBSERVE, case_id, command.person_ids, command.category, PEOPLE_RULES)
    observed = command.observed
    observed.check(len(standings), await today_in(work, standings[0].municipality_id))
    observation_id = await keep_item(
        work, actor, OBSERVATIONS, case_id, standings, command, asdict(observed), LineKind.OBSERVATION_RECORDED
    )
    await tell_each(
        work,
        [one.person_id for one in standings],
        lambda one: events.ObservationRecorded(
            case_id=case_id,
            person_id=one,
            observation_id=observation_id,
            measure=observed.measure,
            effect=observed.effect,
        ),
    )
    return observation_id


async def correct_observation(
    work: UnitOfWork, actor: Actor, case_id: UUID, observation_id: UUID, version: int, changes: Mapping[str, Any]
) -> UUID:
    """Correct what was written down; the earlier version is kept.

    Raises:
        NotFound: no such observation in this case that the caller may see.
        NotAllowed: the caller neither wrote it nor supervises in the agency that did.
        Stale: somebody changed it since.
        Invalid: it cannot be true.
    """
    opened = await load_for_change(work, OBSERVATIONS, case_id, observation_id, version)
    written = AboutItem(opened.row["agency_id"], opened.row["worker_id"])
    decide_about(work, ITEM_RULES, CORRECT, actor, written, opened.people)
    wanted = {**opened.content, **changes}
    observed = observed_from(wanted)
    observed.check(len(opened.people), await today_in(work, opened.row["municipality_id"]))
    if opened.changed_by(wanted):
        await change_item(work, actor, OBSERVATIONS, opened, wanted)
        await tell_each(
            work,
            opened.people,
            lambda one: events.ObservationCorrected(
                case_id=case_id,
                person_id=one,
                observation_id=observation_id,
                measure=observed.measure,
                effect=observed.effect,
            ),
        )
    return observation_id


async def read_observation(
    work: UnitOfWork, case_id: UUID, observation_id: UUID, operation: str = "read-observation"
) -> asyncpg.Record:
    """One observation; the look is logged.

    Raises:
        NotFound: none in this case that the caller may see.
    """
    return await read_item(work, OBSERVATIONS, case_id, observation_id, operation)


async def list_observations(work: UnitOfWork, case_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Observations of a case that the caller may see, as `items.list_items` says."""
    return await list_items(work, OBSERVATIONS, case_id, after, limit)


async def list_observation_versions(
    work: UnitOfWork, case_id: UUID, observation_id: UUID, after: int | None, limit: int
) -> list[asyncpg.Record]:
    """What an observation said before, as `items.list_versions` says."""
    return await list_versions(work, OBSERVATIONS, case_id, observation_id, after, limit)


def observed_from(content: Mapping[str, Any]) -> Observed:
    """What an observation says, from its content."""
    return Observed(
        measure=Measure(content["measure"]),
        effect=Effect(content["effect"]),
        basis=Basis(content["basis"]) if content["basis"] else None,
        amount=content["amount"],
        began_on=content["began_on"],
        ended_on=content["ended_on"],
        source=Source(content["source"]),
    )
