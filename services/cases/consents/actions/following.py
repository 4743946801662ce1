"""Let what rests on consents follow agreements, teams and birth dates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import asyncpg

from services.cases.access.actions import replace_grants
from services.cases.access.domain import Grant
from services.cases.agreements.actions.reading import agreements_for
from services.cases.consents.actions.ages import birthdays_of_consent
from services.cases.consents.domain import Consent, GivenBy, Recipient
from services.cases.consents.store import following as store
from services.cases.consents.store.reading import consent_from
from shared.contracts.cases.vocabulary import GroundKind
from shared.database.unit_of_work import UnitOfWork


async def team_for(work: UnitOfWork, said: Consent, leaving: UUID | None = None) -> list[Recipient]:
    """Who works on the case to whose team a consent is given; nobody where it names agencies or sectors."""
    return [] if said.case_id is None else await store.team(work, said.case_id, said.person_id, leaving)


async def grants_of(work: UnitOfWork, said: Consent, team: Sequence[Recipient]) -> list[Grant]:
    """The grants that rest on a consent under the agreements that there are."""
    agencies = said.agencies | {one.agency_id for one in team}
    agreements = await agreements_for(
        work, said.municipality_id, agencies=sorted(agencies), sectors=sorted(said.sectors)
    )
    return said.grants(agreements, team)


async def follow_team(work: UnitOfWork, case_id: UUID, leaving: UUID | None = None) -> None:
    """Somebody joined or left the team of a case, or it was closed: what rests on consents to that team follows, with
    the answer. Whoever calls it holds the case.

    Args:
        leaving: a membership that ends with this unit.
    """
    for said in await store.to_team(work, case_id):
        grants = await grants_of(work, said, await team_for(work, said, leaving))
        await replace_grants(work, GroundKind.CONSENT, said.id, grants)


async def issue_for_agreement(work: UnitOfWork, agreement_id: UUID) -> None:
    """An agreement came into force, or a wider version of it: give the consents that were waiting for it their grants.
    Background work.

    What is given to teams follows with the grants of the teams themselves.
    """
    for said in await store.waiting_for(work, agreement_id):
        await replace_grants(work, GroundKind.CONSENT, said.id, await grants_of(work, said, ()))


async def bind_to_majority(work: UnitOfWork, person_id: UUID, of_age: Callable[[int], datetime] | None) -> None:
    """Let what representatives agreed to for a child end when the child may say it, by the clock of the database.

    What the person said, what representatives refused, and what was agreed to for an adult does not end with it. Where
    the birth date is corrected the end moves with it, in both directions. Background work.

    Args:
        of_age: when the person has that many years; None where nobody knows.
    """
    # Teams before consents, as whoever changes a team holds them.
    teams = {one: await store.team(work, one, person_id) for one in await store.teams_for(work, person_id)}
    for row in await store.given_for(work, person_id):
        ends = await _may_say_it_at(work, row, of_age)
        if row["majority_at"] != ends:
            await store.bind(work, row["id"], ends)
            await _renew(work, row, ends, teams)


async def _may_say_it_at(
    work: UnitOfWork, row: asyncpg.Record, of_age: Callable[[int], datetime] | None
) -> datetime | None:
    """When the person consents to it themselves; None for what was agreed to for an adult, or where nobody knows. What
    they said yes to too ends on no birthday before that.
    """
    if of_age is None:
        return None
    years = await birthdays_of_consent(work, row["municipality_id"], consent_from(row).categories)
    said_at = row["confirmed_at"] if row["confirmed_by"] == GivenBy.PERSON else row["recorded_at"]
    return next((of_age(one) for one in years if said_at < of_age(one)), None)


async def lapse_at_majority(work: UnitOfWork, many: int) -> list[asyncpg.Record]:
    """Take some consents that have ended because a child is of age, each once in all replicas. Background work.

    Returns:
        As `store.lapse` says.
    """
    return await store.lapse(work, many)


async def _renew(
    work: UnitOfWork, row: asyncpg.Record, ends: datetime | None, teams: Mapping[UUID, list[Recipient]]
) -> None:
    said = consent_from(row)
    said = replace(said, valid_until=min((one for one in (said.valid_until, ends) if one), default=None))
    held = None if said.case_id is None else teams.get(said.case_id)
    team = held if held is not None else await team_for(work, said)
    await replace_grants(work, GroundKind.CONSENT, said.id, await grants_of(work, said, team))
