"""Let the grants of a team follow its members and the agreements in force."""

from dataclasses import replace
from uuid import UUID

from services.cases.access.actions import replace_grants
from services.cases.agreements.actions.reading import agreements_for, receivers_under
from services.cases.consents.actions.following import follow_team
from services.cases.coordination.domain.team import team_grants
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import contributors
from services.cases.coordination.store import team as team_store
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork


async def renew_team_grants(work: UnitOfWork, case_id: UUID, *, leaving: UUID | None = None) -> None:
    """Make the grants that rest on a team, and on consents to it, what they must be now; effective with the answer.

    Whoever calls it holds the lock of the case: whether it is open is asked here, after everybody who was waited for.

    Args:
        leaving: a member whose last act this is: an agency changes only grants of teams on which it sits.
    """
    await follow_team(work, case_id, leaving)
    if not await store.is_open(work, case_id):
        await replace_grants(work, GroundKind.TEAM, case_id, [])
        return
    people = await store.people(work, case_id)
    assert people, "whoever renews the grants of a team is on it, or they would all end"
    team = [
        replace(member, ends_at=work.now) if member.id == leaving else member
        for member in await team_store.everybody(work, case_id)
    ]
    agencies = sorted({member.agency_id for member in team if not member.is_over(work.now)})
    agreements = [
        agreement
        for municipality_id in sorted({person.municipality_id for person in people})
        for agreement in await agreements_for(work, municipality_id, agencies=agencies)
    ]
    taking_part = await contributors.taking_part(work, case_id)
    grants = team_grants(case_id, people, team, agreements, work.now, taking_part=taking_part)
    await replace_grants(work, GroundKind.TEAM, case_id, grants)


async def take_part(work: UnitOfWork, case_id: UUID) -> None:
    """An agency writes in a case: with its first words there, what it contributed flows to the team too."""
    if not await contributors.add(work, case_id):
        return
    assert isinstance(work.actor, Actor)
    agency_id = work.actor.agency_id
    if any(member.agency_id == agency_id for member in await team_store.everybody(work, case_id)):
        await store.lock(work, case_id)
        await renew_team_grants(work, case_id)


async def renew_for_agreement(work: UnitOfWork, agreement_id: UUID) -> None:
    """An agreement came into force: teams that were waiting for it share under it. Background work."""
    for case_id in await team_store.open_cases_of(work, await receivers_under(work, agreement_id)):
        await store.lock(work, case_id)
        await renew_team_grants(work, case_id)
