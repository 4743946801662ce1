"""Say yes to what another agreed to, or to what a worker wrote down: with the second of two words it is in force."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import issue_grants, standing_to
from services.cases.consents import events
from services.cases.consents.actions.following import grants_of, team_for
from services.cases.consents.actions.reading import open_consent
from services.cases.consents.actions.recording import may_speak
from services.cases.consents.domain import Confirmation, ConsentState, GivenBy
from services.cases.consents.policy import CONSENT_RULES, RECORD, AboutConsent
from services.cases.consents.store import changing as store
from services.cases.consents.store.reading import consent_from
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict


async def confirm_consent(
    work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID, spoken: Mapping[str, Any]
) -> UUID:
    """Record the word that a consent still takes; with the answer it is in force.

    Args:
        spoken: as for a consent: given_by, representative_id, given_how, evidence.

    Raises:
        NotFound: no such consent of a person the caller has a ground for.
        NotAllowed: this role does not record consents, or it would let their own agency see more.
        Invalid: who spoke for the person is not known to the caller as one who may consent for them today.
        Conflict: it does not wait for this word, or stands no more.
    """
    stands = await standing_to(work, person_id)
    row = await open_consent(work, person_id, consent_id)
    said = consent_from(row)
    decide(CONSENT_RULES, RECORD, actor, AboutConsent(stands, said.concerns(actor.agency_id, actor.sector)))
    await may_speak(work, person_id, spoken)
    if row["awaits"] != spoken["given_by"]:
        raise not_awaited(row)
    confirmation = Confirmation(
        by=GivenBy(spoken["given_by"]),
        relationship_id=spoken["representative_id"],
        how=spoken["given_how"],
        by_id=actor.subject,
        evidence=spoken["evidence"],
    )
    named = await confirm(work, row, confirmation)
    await add_record_line(
        work,
        actor,
        LineKind.CONSENT_CONFIRMED,
        person_id,
        said.municipality_id,
        item_id=consent_id,
        state=ConsentState.ACTIVE,
        named=named,
    )
    return consent_id


async def confirm(work: UnitOfWork, row: asyncpg.Record, confirmation: Confirmation) -> frozenset[UUID]:
    """Keep another word on a consent; where it was awaited, let it take effect. Whoever calls has decided.

    Args:
        row: as it was read, with `awaits` and `given_how`.

    Returns:
        The agencies of which its line tells.

    Raises:
        Conflict: it does not wait for this word, or stands no more.
    """
    said = consent_from(row)
    team = await team_for(work, said)
    if not await store.confirm(work, said.id, confirmation):
        raise not_awaited(row)
    about = {"person_id": said.person_id, "consent_id": said.id}
    await work.tell(events.ConsentConfirmed(**about))
    if row["awaits"] is not None:
        await issue_grants(work, await grants_of(work, said, team))
        await work.tell(events.ConsentGiven(**about, given_how=row["given_how"]))
    return said.agencies | {one.agency_id for one in team}


def not_awaited(row: asyncpg.Record) -> Conflict:
    """The refusal of a word for which nothing waits."""
    detail_fr = "Cela n'attend pas cette parole."
    return Conflict("This does not wait for this word.", detail_fr=detail_fr, awaits=row["awaits"])
