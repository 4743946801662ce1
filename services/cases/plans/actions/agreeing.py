"""Propose versions of a plan, and sign them."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.coordination.actions.cases import (
    about,
    case_lines,
    load_for_change,
    people_of,
    people_shown,
    read_case,
)
from services.cases.coordination.actions.decisions import decide_about, not_found
from services.cases.coordination.domain.case import CasePerson, HouseholdRole, must_be_open
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.duties.actions import hold_case, is_settled
from services.cases.items.actions import tell_each
from services.cases.people.actions.representatives import has_one_who_may, no_power
from services.cases.people.domain.parts import Power
from services.cases.plans import events
from services.cases.plans.actions.duties import version_is_to_be_agreed_on
from services.cases.plans.actions.lines import keep_lines
from services.cases.plans.domain.agreeing import Agreement, SignedHow
from services.cases.plans.policy import CASE_RULES, PEOPLE_RULES, PROPOSE, RECORD_SIGNATURE, SIGN_AS_LEAD
from services.cases.plans.store import versions as store
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.plans import Party, SignedAs, VersionState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid


@dataclass(frozen=True, kw_only=True)
class NewSignature:
    """What somebody says to a version.

    Attributes:
        person_id: for whom; None for the lead, and for the one person of a case that has only one.
        representative_id: who speaks for them, where known here.
    """

    party: Party
    person_id: UUID | None
    representative_id: UUID | None
    answer: SignedAs
    words: str | None
    signed_how: SignedHow


async def propose_plan(work: UnitOfWork, actor: Actor, case_id: UUID) -> UUID:
    """Put the plan, as the lead sees it now, before the people and the lead; it takes the place of the version before.

    Raises:
        NotFound: no such case that the caller may see.
        NotAllowed: the caller neither leads it nor stands in for the lead.
        Conflict: the case is closed, or there is nothing in its plan.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, PROPOSE, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    before = await store.latest_version(work, case_id)
    people = await people_of(work, case_id)
    version_id = new_id()
    values = {
        "id": version_id,
        "case_id": case_id,
        "municipality_id": case["municipality_id"],
        "number": before["number"] + 1 if before else 1,
        "awaiting": [one.person_id for one in people],
    }
    await store.keep_version(work, values)
    if not await keep_lines(work, case_id, version_id, before["id"] if before else None):
        raise Conflict("There is nothing in the plan yet.", detail_fr="Le projet est encore vide.")
    if before:
        await is_settled(work, before["id"])
    await version_is_to_be_agreed_on(work, case, version_id, work.now, is_agreed=False)
    proposed = VersionState.PROPOSED
    await add_lines(work, *case_lines(actor, case, people, LineKind.PLAN_PROPOSED, item_id=version_id, state=proposed))
    await tell_each(
        work,
        [one.person_id for one in people],
        lambda one: events.PlanProposed(case_id=case_id, person_id=one, version_id=version_id, state=proposed),
    )
    return version_id


async def sign_plan(work: UnitOfWork, actor: Actor, case_id: UUID, version_id: UUID, said: NewSignature) -> UUID:
    """Agree or disagree to a version: the lead in person, people and representatives before a worker.

    Raises:
        NotFound: no such version of the plan of a case that the caller may see.
        NotAllowed: as lead, neither the lead nor in their stead; for a person, no ground to contribute about them.
        Conflict: the case is closed, or there is a newer version.
        Invalid: for a person whom the case is not about, or by a representative without a power that the caller sees.
    """
    await hold_case(work, case_id)
    case = await read_case(work, case_id)
    await store.lock_version(work, version_id)
    version = await find_version(work, case_id, version_id)
    people = await _for_whom(work, actor, case, said)
    must_be_open(CaseState(case["state"]))
    if version["is_superseded"]:
        raise Conflict("There is a newer version.", detail_fr="Une version plus récente existe.")
    person_id = None if said.party is Party.LEAD else people[0].person_id
    agreement = Agreement(frozenset(version["awaiting"]), version["lead_agrees"]).after(person_id, said.answer)
    await store.agree(
        work,
        version_id,
        {
            "awaiting": sorted(agreement.awaiting),
            "lead_agrees": agreement.lead_agrees,
            "agreed_at": (version["agreed_at"] or work.now) if agreement.is_complete else None,
        },
    )
    await version_is_to_be_agreed_on(work, case, version_id, version["proposed_at"], is_agreed=agreement.is_complete)
    signature_id = new_id()
    await store.sign(work, _signature(actor, case, signature_id, version_id, person_id, said))
    state = VersionState.AGREED if agreement.is_complete else VersionState.PROPOSED
    await add_lines(work, *case_lines(actor, case, people, LineKind.PLAN_SIGNED, item_id=version_id, state=said.answer))
    await tell_each(
        work,
        [one.person_id for one in people],
        lambda one: events.PlanSigned(
            case_id=case_id,
            person_id=one,
            version_id=version_id,
            state=state,
            party=said.party,
            answer=said.answer,
        ),
    )
    return signature_id


async def find_version(work: UnitOfWork, case_id: UUID, version_id: UUID) -> asyncpg.Record:
    """One version of the plan of a case that the caller may see, for what comes next; nothing of it is shown.

    Raises:
        NotFound: none.
    """
    version = await store.find_version(work, case_id, version_id)
    if version is None:
        raise not_found(work, "read-plan-version")
    return version


async def read_version(
    work: UnitOfWork, case_id: UUID, version_id: UUID, operation: str = "read-plan-version"
) -> asyncpg.Record:
    """One version of the plan of a case that the caller may see; the look is logged.

    Raises:
        NotFound: none.
    """
    version = await store.read_version(work, case_id, version_id, operation)
    if version is None:
        raise not_found(work, operation)
    return version


async def latest_version(work: UnitOfWork, case_id: UUID) -> asyncpg.Record | None:
    """The newest version of the plan of a case that the caller may see; whoever shows it logs the look."""
    return await store.latest_version(work, case_id)


async def list_versions(work: UnitOfWork, case_id: UUID, before: int | None, limit: int) -> list[asyncpg.Record]:
    """Versions of the plan of a case that the caller may see, newest first; one more than `limit` if there is."""
    return await store.versions(work, case_id, before, limit + 1)


async def list_signatures(
    work: UnitOfWork, case: asyncpg.Record, version_id: UUID, after: UUID | None, limit: int
) -> list[asyncpg.Record]:
    """What was said to a version, in its order: by the lead, and for people whom the caller knows.

    Raises:
        NotFound: no such version of this case's plan.
    """
    await find_version(work, case["id"], version_id)
    return await store.signatures(
        work, case["id"], version_id, people_shown(case), "list-plan-signatures", after=after, limit=limit + 1
    )


async def read_signature(
    work: UnitOfWork, case: asyncpg.Record, version_id: UUID, signature_id: UUID
) -> asyncpg.Record:
    """One signature that was just given; the look is logged.

    Raises:
        NotFound: none under this version, or for somebody whom the caller does not know.
    """
    found = await store.signatures(work, case["id"], version_id, people_shown(case), "sign-plan", one=signature_id)
    if not found:
        raise not_found(work, "sign-plan")
    return found[0]


async def _for_whom(work: UnitOfWork, actor: Actor, case: asyncpg.Record, said: NewSignature) -> list[CasePerson]:
    """On whose timelines the signature stands: of everybody for the lead's, else of the person."""
    known = people_shown(case)
    if said.party is Party.LEAD:
        decide_about(work, CASE_RULES, SIGN_AS_LEAD, actor, about(case), known)
        return await people_of(work, case["id"])
    person_id = said.person_id or (known[0] if len(known) == 1 else None)
    if person_id is None or person_id not in known:
        raise Invalid.field(
            "#/person_id",
            "not_in_case",
            "Name somebody of this case whom you know.",
            "Indiquez une personne de cet accompagnement que vous connaissez.",
        )
    stands = await standing_to(work, person_id)
    facts = AboutPeople((stands,), Category(case["category"]))
    decide_about(work, PEOPLE_RULES, RECORD_SIGNATURE, actor, facts, [person_id])
    by_representative = said.party is Party.REPRESENTATIVE
    if by_representative and not await has_one_who_may(work, person_id, Power.SIGN, said.representative_id):
        raise no_power(Power.SIGN)
    return [CasePerson(person_id, stands.municipality_id, HouseholdRole.FOCUS)]


def _signature(
    actor: Actor,
    case: asyncpg.Record,
    signature_id: UUID,
    version_id: UUID,
    person_id: UUID | None,
    said: NewSignature,
) -> dict[str, object]:
    return {
        "id": signature_id,
        "version_id": version_id,
        "case_id": case["id"],
        "municipality_id": case["municipality_id"],
        "party": said.party,
        "person_id": person_id,
        "representative_id": said.representative_id,
        "answer": said.answer,
        "words": said.words,
        "signed_how": said.signed_how,
        "session_id": actor.session_id,
    }
