"""A case with people, a lead and others who may join, on the real database."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.cases.access.actions import grant_authorship
from services.cases.agreements.actions.signing import sign_agreement
from services.cases.agreements.actions.writing import NewAgreement, write_agreement
from services.cases.agreements.domain.agreement import Party
from services.cases.alerts.actions.risk import Assessment, assess_risk
from services.cases.alerts.domain.risk import RiskReason
from services.cases.consents.actions.recording import NewConsent, record_consent
from services.cases.coordination.actions.cases import NewCase, open_case, read_case
from services.cases.coordination.actions.invitations import (
    NewInvitation,
    accept_invitation,
    invite,
    read_invitation,
)
from services.cases.coordination.actions.team import NewMember, add_member
from services.cases.coordination.domain.case import HouseholdRole, Risk
from services.cases.coordination.domain.team import Capacity
from services.cases.handovers.actions import NewHandover, hand_over, receive_handover
from services.cases.notes.actions.needs import NewNeed, list_needs, record_need
from services.cases.notes.actions.notes import NewNote, add_note, list_notes
from services.cases.notes.domain.needs import NeedSource
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Role, Sector
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from tests.cases.worlds import World

EVERYTHING = frozenset(Category)
SHARED = frozenset({Category.IDENTITY, Category.SOCIAL, Category.HOUSING})


class Scene:
    """A social worker who knows a person; a housing adviser and a nurse of other agencies."""

    def __init__(self, database: Database, world: World) -> None:
        self.database = database
        self.world = world
        self.lead = world.worker(Role.CASEWORKER, Role.ADMINISTRATOR)
        self.adviser = world.worker(Role.CASEWORKER, Role.ADMINISTRATOR, sector=Sector.HOUSING)
        self.nurse = world.worker(Role.CASEWORKER, Role.ADMINISTRATOR, sector=Sector.HEALTH)
        self.person_id = new_id()

    def work(self, actor: Actor) -> AbstractAsyncContextManager[UnitOfWork]:
        return self.database.work(actor)

    def colleague(self, of: Actor, *roles: Role) -> Actor:
        """Another worker of the same agency."""
        return self.world.worker(*roles, agency=of.agency_id, sector=of.sector)

    async def known(self, to: Actor, person_id: UUID | None = None) -> UUID:
        """A person whom an agency registered."""
        person_id = person_id or new_id()
        async with self.work(to) as work:
            await grant_authorship(work, person_id, self.world.municipality_id, begins_record=True)
        return person_id

    async def agreement(self, *parties: Actor, categories: frozenset[Category] = SHARED) -> UUID:
        """In force, between the agencies of these administrators, all giving and receiving."""
        command = NewAgreement(
            municipality_id=self.world.municipality_id,
            title="Working together",
            parties=tuple(Party(one.agency_id, one.sector, gives=True, receives=True) for one in parties),
            categories=categories,
            purposes=frozenset({Purpose.CARE_COORDINATION}),
            valid_from=system_clock() - timedelta(days=1),
            valid_until=None,
            terms={
                "legal_basis": "e",
                "special_category_basis": "h",
                "article": "Social Welfare Act § 12",
                "retention": "two years",
                "onward_sharing": False,
                "contact": "privacy office",
            },
        )
        async with self.work(parties[0]) as work:
            agreement_id = await write_agreement(work, parties[0], command)
        for party in parties:
            async with self.work(party) as work:
                await sign_agreement(work, party, agreement_id)
        return agreement_id

    async def said(
        self,
        to: Actor | None,
        *categories: Category,
        refusal: bool = False,
        coordination: bool = False,
        person_id: UUID | None = None,
    ) -> UUID:
        """A consent or a refusal, to everybody without an agency; the nurse records a consent for the lead."""
        command = NewConsent(
            is_refusal=refusal,
            coordination=coordination,
            agencies=(to.agency_id,) if to else (),
            sectors=(),
            categories=categories,
            purposes=(Purpose.CARE_COORDINATION,),
            valid_from=None,
            valid_until=None,
            circumstances={
                "given_by": "person",
                "representative_id": None,
                "given_how": "oral",
                "language": "fr",
                "evidence": None,
            },
        )
        by = self.nurse if to is self.lead and not refusal else self.lead
        async with self.work(by) as work:
            return await record_consent(work, by, person_id or self.person_id, command)

    async def case(
        self,
        *person_ids: UUID,
        by: Actor | None = None,
        category: Category = Category.SOCIAL,
        title: str | None = "Return home",
        risk: Risk = Risk.NOT_ASSESSED,
        next_review_on: date | None = None,
    ) -> UUID:
        """A case about these people, or the person of this scene."""
        by = by or self.lead
        command = NewCase(
            persons=[(person_id, HouseholdRole.FOCUS) for person_id in person_ids or (self.person_id,)],
            category=category,
            title=title,
            summary=None,
            next_review_on=next_review_on,
            lead_worker_id=None,
            capacity=Capacity.COORDINATOR,
        )
        async with self.work(by) as work:
            case_id = await open_case(work, by, command)
        if risk is not Risk.NOT_ASSESSED:
            await self.assesses(by, case_id, risk)
        return case_id

    async def assesses(self, who: Actor, case_id: UUID, risk: Risk, *reasons: RiskReason) -> UUID:
        """How risky somebody finds a case, for isolation unless said otherwise."""
        command = Assessment(risk=risk, reasons=reasons or (RiskReason.ISOLATION,))
        async with self.work(who) as work:
            return await assess_risk(work, who, case_id, command)

    async def asks(
        self,
        case_id: UUID,
        who: Actor,
        *,
        by: Actor | None = None,
        by_name: bool = True,
        at: datetime | None = None,
        **seat: Any,
    ) -> UUID:
        """An invitation of somebody of another agency, or of whoever of it takes it up."""
        by = by or self.lead
        dates = {"capacity": Capacity.NURSE, "starts_at": None, "ends_at": None} | seat
        command = NewInvitation(agency_id=who.agency_id, worker_id=who.worker_id if by_name else None, **dates)
        async with self.work(by) as work:
            work.now = at or work.now
            return await invite(work, by, case_id, command)

    async def joins(
        self,
        case_id: UUID,
        who: Actor,
        *,
        whole_agency: bool = False,
        by: Actor | None = None,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        at: datetime | None = None,
    ) -> UUID:
        """Somebody joins the team, or their whole agency: added by their own agency, or invited by another one."""
        by = by or self.lead
        worker_id = None if whole_agency else who.worker_id
        seat: dict[str, Any] = {"capacity": Capacity.OTHER, "starts_at": starts_at, "ends_at": ends_at}
        if who.agency_id == by.agency_id:
            async with self.work(by) as work:
                return await add_member(work, by, case_id, NewMember(worker_id=worker_id, **seat))
        invitation_id = await self.asks(case_id, who, by=by, by_name=not whole_agency, at=at, **seat)
        accepting = self.colleague(who, Role.SUPERVISOR) if whole_agency else who
        async with self.work(accepting) as work:
            work.now = at or work.now
            await accept_invitation(work, accepting, invitation_id, worker_id=None, whole_agency=whole_agency)
            member_id: UUID = (await read_invitation(work, invitation_id))["member_id"]
            return member_id

    async def hands_over(
        self, case_id: UUID, giver: UUID, taker: UUID, *, by: Actor, to: Actor, stays: bool = False
    ) -> UUID:
        """A hand-over that was offered and received."""
        handover_id = await self.offers(case_id, giver, taker, by=by, stays=stays)
        async with self.work(to) as work:
            return await receive_handover(work, to, case_id, handover_id)

    async def offers(self, case_id: UUID, giver: UUID, taker: UUID, *, by: Actor, **more: Any) -> UUID:
        """A hand-over that waits for a receipt; its note is about housing, which flows to everybody here."""
        values: dict[str, Any] = {
            "note": "Over to you",
            "person_ids": (),
            "category": Category.HOUSING,
            "sensitivity": Sensitivity.ORDINARY,
            "stays": False,
        }
        command = NewHandover(giver_id=giver, taker_id=taker, **values | more)
        async with self.work(by) as work:
            return await hand_over(work, by, case_id, command)

    async def gives_the_lead(
        self, case_id: UUID, taker: UUID, to: Actor, *, by: Actor | None = None, stays: bool = False
    ) -> UUID:
        """The lead of a case hands it over to a member, who receives it."""
        by = by or self.lead
        giver = await self.lead_seat(case_id, by)
        return await self.hands_over(case_id, giver, taker, by=by, to=to, stays=stays)

    async def lead_seat(self, case_id: UUID, who: Actor | None = None) -> UUID:
        """The membership that leads a case."""
        lead_id: UUID = (await self.sees_case(who or self.lead, case_id))["lead_id"]
        return lead_id

    async def writes(
        self,
        who: Actor,
        case_id: UUID,
        text: str,
        *person_ids: UUID,
        category: Category = Category.SOCIAL,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
    ) -> UUID:
        """A note."""
        command = NewNote(person_ids=person_ids, category=category, sensitivity=sensitivity, text=text)
        async with self.work(who) as work:
            return await add_note(work, who, case_id, command)

    async def needs(
        self,
        who: Actor,
        case_id: UUID,
        term: str,
        *person_ids: UUID,
        category: Category = Category.HOUSING,
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
    ) -> UUID:
        """A need."""
        command = NewNeed(
            person_ids=person_ids,
            category=category,
            sensitivity=sensitivity,
            term=term,
            source=NeedSource.PERSON,
            detail=None,
        )
        async with self.work(who) as work:
            return await record_need(work, who, case_id, command)

    async def sees_case(self, who: Actor, case_id: UUID, at: datetime | None = None) -> dict[str, Any]:
        """The case as somebody sees it, now or at another time.

        Raises:
            NotFound: they do not.
        """
        async with self.work(who) as work:
            work.now = at or work.now
            return dict(await read_case(work, case_id))

    async def texts(self, who: Actor, case_id: UUID) -> Sequence[str]:
        """The notes that somebody sees.

        Raises:
            NotFound: neither these nor the case.
        """
        async with self.work(who) as work:
            return [row["text"] for row in await list_notes(work, case_id, None, 100)]

    async def terms(self, who: Actor, case_id: UUID) -> Sequence[str]:
        """The needs that somebody sees.

        Raises:
            NotFound: neither these nor the case.
        """
        async with self.work(who) as work:
            return [row["term"] for row in await list_needs(work, case_id, None, 100)]
