"""Take back what the person said, or put something else in its place; what rests on it ends with the answer."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.access.actions import end_grants, standing_to, take_back_refusals
from services.cases.consents import events
from services.cases.consents.actions.reading import open_consent
from services.cases.consents.domain import Consent, ConsentState
from services.cases.consents.policy import CONSENT_RULES, WITHDRAW, AboutConsent
from services.cases.consents.store import changing as store
from services.cases.consents.store.reading import consent_from
from services.cases.timeline.actions import add_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.vocabulary import GroundKind
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """How the person took something back.

    Attributes:
        how: in which form; None where nobody wrote that down.
        evidence: where the signed form or the recording is kept.
        superseded_by: what they said in its place.
    """

    how: GivenHow | None = None
    evidence: str | None = None
    superseded_by: UUID | None = None

    @property
    def is_shown(self) -> bool:
        """Somebody else can look at how it was said."""
        return self.how is not None and self.evidence is not None


async def withdraw_consent(
    work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID, said: TakenBack | None = None
) -> UUID:
    """Record that the person took a consent or a refusal back; what rests on it ends with the answer.

    Raises:
        NotFound: no such consent of a person the caller has a ground for.
        NotAllowed: this role does not record withdrawals; or it would let their own agency see more, and it is no
            refusal to all that they wrote down, or it is not shown how the person said so.
        Conflict: it was withdrawn before, or replaced.
    """
    said = said or TakenBack()
    row = await must_be_able_to_withdraw(work, actor, person_id, consent_id, is_shown=said.is_shown)
    await _take_back(work, actor, row, said)
    await work.tell(events.ConsentWithdrawn(person_id=person_id, consent_id=consent_id))
    return consent_id


async def give_place(work: UnitOfWork, actor: Actor, consent_id: UUID, to: Consent, said: TakenBack) -> None:
    """End what the person said before, in whose place something else comes.

    Args:
        said: how they said what comes.

    Raises:
        NotFound, NotAllowed, Conflict: as for a withdrawal.
        Invalid: one is a consent and the other a refusal.
    """
    row = await must_be_able_to_withdraw(work, actor, to.person_id, consent_id, is_shown=said.is_shown)
    if row["is_refusal"] != to.is_refusal:
        raise Invalid.field(
            "#/supersedes",
            "other_kind",
            "A consent takes the place of a consent, a refusal that of a refusal.",
            "Un consentement remplace un consentement, un refus remplace un refus.",
        )
    await _take_back(work, actor, row, said)
    await work.tell(events.ConsentSuperseded(person_id=to.person_id, consent_id=consent_id))


async def must_be_able_to_withdraw(
    work: UnitOfWork, actor: Actor, person_id: UUID, consent_id: UUID, *, is_shown: bool
) -> asyncpg.Record:
    """A consent or refusal whose withdrawal the caller may record.

    Args:
        is_shown: how the person said so can be looked at.

    Raises:
        NotFound, NotAllowed: as for a withdrawal.
    """
    stands = await standing_to(work, person_id)
    row = await open_consent(work, person_id, consent_id)
    consent = consent_from(row)
    widens = consent.is_refusal and consent.concerns(actor.agency_id, actor.sector)
    theirs = consent.is_refusal_to_all and consent.heard_by == actor.agency_id
    decide(CONSENT_RULES, WITHDRAW, actor, AboutConsent(stands, widens, theirs, is_shown))
    return row


def told_of_its_end(said: asyncpg.Record) -> frozenset[UUID]:
    """The agencies of which the line of a withdrawal tells: those it names, where they could know of it; and whoever
    recorded it.
    """
    they_knew = said["awaits"] is None and said["item_id"] is None
    return frozenset({*(said["agencies"] if they_knew else ()), said["agency_id"]} - {None})


async def _take_back(work: UnitOfWork, actor: Actor, row: asyncpg.Record, said: TakenBack) -> None:
    consent_id, person_id = row["id"], row["person_id"]
    if not await store.withdraw(work, consent_id, actor.subject, said.how, said.evidence, said.superseded_by):
        raise Conflict("This was withdrawn before.", detail_fr="Cela a déjà été retiré.", state="withdrawn")
    if row["is_refusal"]:
        await take_back_refusals(work, consent_id)
        await _tell_that_it_widens(work, actor, row)
    else:
        await end_grants(work, GroundKind.CONSENT, consent_id)
    await add_record_line(
        work,
        actor,
        LineKind.CONSENT_WITHDRAWN,
        person_id,
        row["municipality_id"],
        item_id=consent_id,
        state=ConsentState.WITHDRAWN,
        named=told_of_its_end(row),
    )


async def _tell_that_it_widens(work: UnitOfWork, actor: Actor, row: asyncpg.Record) -> None:
    """Whoever takes back what stopped themselves does not do so unnoticed."""
    if consent_from(row).concerns(actor.agency_id, actor.sector):
        taken_back = events.RefusalTakenBack(
            person_id=row["person_id"], consent_id=row["id"], agency_id=actor.agency_id
        )
        await work.tell(taken_back)
