"""A team that changes: who is asked, joins, hands over, leaves, is kept out, comes back; and what is written then."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.cases.access.domain import Item
from services.cases.conflicts.actions import declare_conflict, lift_conflict
from services.cases.conflicts.domain import LiftingReason, Relation
from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.invitations import accept_invitation, decline_invitation
from services.cases.coordination.actions.lead import change_lead
from services.cases.coordination.actions.team import NewMember, add_member, end_membership
from services.cases.coordination.domain.team import Capacity
from services.cases.coordination.subscriptions import KEPT_OUT_WORKERS
from services.cases.documents.actions.documents import NewDocument, add_document
from services.cases.documents.actions.receiving import Cabinet, received
from services.cases.handovers.actions import decline_handover, receive_handover
from services.cases.informal.actions import NewInformalMember, add_informal_member
from services.cases.informal.domain import Bond
from shared.contracts.cases.coordination import ClosingReason, DecliningReason, HandoverRefusal, ReopeningReason
from shared.contracts.cases.documents import Retention
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.conversations.talks import Talk
from tests.cases.coordination.test_revoked_workers import revoked
from tests.cases.documents.files import PDF
from tests.cases.plans.scenes import PlanScene
from tests.cases.worlds import World

REFUSED = (Conflict, Invalid, NotAllowed, NotFound)
WORKERS = ("lead", "boss", "adviser", "head", "nurse")
Classed = tuple[Category, Sensitivity, bool]
"""Category, sensitivity, about both people."""


class Life(Talk, PlanScene):
    """The workers of the scene, with a supervisor of the lead's agency and one of the adviser's."""

    def __init__(self, database: Database, owner: Database, cabinet: Cabinet) -> None:
        super().__init__(database, World())
        self.owner = owner
        self.cabinet = cabinet
        self.boss = self.colleague(self.lead, Role.SUPERVISOR, Role.CASEWORKER)
        self.head = self.colleague(self.adviser, Role.SUPERVISOR, Role.CASEWORKER)

    def who(self, name: str) -> Actor:
        actor: Actor = getattr(self, name)
        return actor


@dataclass(frozen=True)
class Written:
    """Something that can be read, with what a decision needs.

    Attributes:
        thread_id: of a message, which is shown with its thread.
    """

    kind: str
    facts: tuple[Item, ...]
    thread_id: UUID | None = None


def facts(who: Actor, about: tuple[UUID, ...], category: Category, sensitivity: Sensitivity) -> tuple[Item, ...]:
    return tuple(
        Item(
            id=new_id(),
            person_id=person_id,
            category=category,
            sensitivity=sensitivity,
            agency_id=who.agency_id,
            worker_id=who.worker_id,
        )
        for person_id in about
    )


@dataclass
class Story:
    """What happened so far. A step that is refused changes nothing."""

    life: Life
    people: tuple[UUID, UUID]
    case_id: UUID
    written: dict[UUID, Written] = field(default_factory=dict)
    asked: dict[str, UUID] = field(default_factory=dict)
    seats: dict[str, UUID] = field(default_factory=dict)
    offered: dict[str, UUID] = field(default_factory=dict)
    """Hand-overs, by whoever is to receive them."""
    joined: set[UUID] = field(default_factory=set)
    """Agencies that are or were on the team by their own word."""
    conflicts: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)

    async def step(self, what: str, *particulars: Any) -> None:
        try:
            await getattr(self, what)(*particulars)
        except REFUSED:
            return

    async def leads(self) -> Actor:
        """Whoever acts as lead: the one who is named, or a supervisor."""
        [lead] = await self.life.owner.pool.fetch(
            "SELECT agency_id, worker_id FROM team_member WHERE case_id = $1 AND is_lead AND ended_at IS NULL",
            self.case_id,
        )
        named = [self.life.who(name) for name in WORKERS if self.life.who(name).subject == lead["worker_id"]]
        return (
            named[0]
            if named
            else {one.agency_id: one for one in (self.life.boss, self.life.head)}.get(
                lead["agency_id"], self.life.nurse
            )
        )

    async def asks(self, name: str, by_name: bool) -> None:
        self.asked[name] = await self.life.asks(
            self.case_id, self.life.who(name), by=await self.leads(), by_name=by_name
        )

    async def accepts(self, name: str) -> None:
        who, invitation_id = self.life.who(name), self.asked.get(name, new_id())
        async with self.life.work(who) as work:
            await accept_invitation(work, who, invitation_id, worker_id=None, whole_agency=False)
        self.joined.add(who.agency_id)
        self.seats[name] = await self._seat(who)
        self.revoked.discard(name)  # they work for the agency again

    async def declines(self, name: str) -> None:
        who = self.life.who(name)
        async with self.life.work(who) as work:
            await decline_invitation(work, who, self.asked.get(name, new_id()), DecliningReason.NO_CAPACITY)

    async def is_added(self, name: str) -> None:
        lead, who = await self.leads(), self.life.who(name)
        if who.agency_id == lead.agency_id:
            command = NewMember(worker_id=who.worker_id, capacity=Capacity.OTHER, starts_at=None, ends_at=None)
            async with self.life.work(lead) as work:
                self.seats[name] = await add_member(work, lead, self.case_id, command)
            self.revoked.discard(name)

    async def leaves(self, name: str) -> None:
        who = self.life.who(name)
        async with self.life.work(who) as work:
            await end_membership(work, who, self.case_id, self.seats.get(name, new_id()))

    async def offers(self, name: str, to: str, stays: bool) -> None:
        giver, taker = self.seats.get(name, new_id()), self.seats.get(to, new_id())
        who = self.life.who(name)
        self.offered.pop(to, None)
        self.offered[to] = await self.life.offers(self.case_id, giver, taker, by=who, stays=stays)
        [note] = await self.life.owner.pool.fetch(
            "SELECT n.* FROM note n JOIN handover h ON h.note_id = n.id WHERE h.id = $1", self.offered[to]
        )
        about = (note["person_id"], *note["also_about"])
        self.written[note["id"]] = Written("note", facts(who, about, Category.HOUSING, Sensitivity.ORDINARY))

    async def is_received(self, gladly: bool) -> None:
        """Whoever was offered a hand-over last receives it, or does not."""
        for name, handover_id in list(self.offered.items())[-1:]:
            del self.offered[name]
            who = self.life.who(name)
            async with self.life.work(who) as work:
                if gladly:
                    await receive_handover(work, who, self.case_id, handover_id)
                else:
                    await decline_handover(work, who, self.case_id, handover_id, HandoverRefusal.NO_CAPACITY)

    async def is_named_lead(self, name: str, stays: bool) -> None:
        lead = await self.leads()
        async with self.life.work(lead) as work:
            await change_lead(work, lead, self.case_id, self.seats.get(name, new_id()), stays=stays)

    async def declares(self, name: str, number: int) -> None:
        who, person_id = self.life.who(name), self.people[number]
        async with self.life.work(who) as work:
            self.conflicts[name, person_id] = await declare_conflict(work, who, person_id, Relation.FRIEND)
        kind, data = "parcours.conflict_of_interest.declared.v1", {"person_id": str(person_id)}
        async with self.life.database.work(TaskActor(KEPT_OUT_WORKERS.name)) as work:
            await KEPT_OUT_WORKERS.handle(work, Told(new_id(), kind, person_id, datetime.now(UTC), data))

    async def is_let_in(self) -> None:
        """Whoever declared a conflict of interest last may know the person again, if a supervisor says so."""
        for (name, person_id), conflict_id in list(self.conflicts.items())[-1:]:
            who = self.life.boss if self.life.who(name).agency_id == self.life.boss.agency_id else self.life.head
            async with self.life.work(who) as work:
                await lift_conflict(work, who, conflict_id, LiftingReason.RELATION_ENDED)
            del self.conflicts[name, person_id]

    async def is_revoked(self, name: str) -> None:
        await revoked(self.life, self.life.who(name))
        self.revoked.add(name)

    async def closes(self) -> None:
        lead = await self.leads()
        async with self.life.work(lead) as work:
            await close_case(work, lead, self.case_id, ClosingReason.MOVED)

    async def reopens(self) -> None:
        lead = await self.leads()
        async with self.life.work(lead) as work:
            await reopen_case(work, lead, self.case_id, ReopeningReason.NEED_RETURNED)

    async def says(self, name: str, number: int, of: frozenset[Category], refusal: bool) -> None:
        await self.life.said(self.life.who(name), *sorted(of), refusal=refusal, person_id=self.people[number])

    async def writes(self, kind: str, name: str, classed: Classed) -> None:
        category, sensitivity, about_both = classed
        who, about = self.life.who(name), self.people if about_both else self.people[:1]
        item_id = await getattr(self, f"_{kind}")(who, about, category, sensitivity)
        said = facts(who, about, category, sensitivity)
        self.written[item_id] = Written(kind, said)
        if kind == "thread":
            first = await self.life.owner.pool.fetchval("SELECT id FROM message WHERE thread_id = $1", item_id)
            self.written[first] = Written("message", said, item_id)

    async def _note(self, who: Actor, about: tuple[UUID, ...], of: Category, sensitivity: Sensitivity) -> UUID:
        return await self.life.writes(who, self.case_id, "A note", *about, category=of, sensitivity=sensitivity)

    async def _need(self, who: Actor, about: tuple[UUID, ...], of: Category, sensitivity: Sensitivity) -> UUID:
        return await self.life.needs(who, self.case_id, "homelessness", *about, category=of, sensitivity=sensitivity)

    async def _goal(self, who: Actor, about: tuple[UUID, ...], of: Category, sensitivity: Sensitivity) -> UUID:
        return await self.life.goal(who, self.case_id, *about, category=of, sensitivity=sensitivity)

    async def _thread(self, who: Actor, about: tuple[UUID, ...], of: Category, sensitivity: Sensitivity) -> UUID:
        return await self.life.starts(who, self.case_id, *about, category=of, sensitivity=sensitivity)

    async def _informal(self, who: Actor, about: tuple[UUID, ...], of: Category, sensitivity: Sensitivity) -> UUID:
        command = NewInformalMember(
            person_ids=about,
            category=of,
            sensitivity=sensitivity,
            helper_id=None,
            name="The neighbour",
            bond=Bond.NEIGHBOUR,
            helps_with=None,
        )
        async with self.life.work(who) as work:
            return await add_informal_member(work, who, self.case_id, command)

    async def _document(self, who: Actor, about: tuple[UUID, ...], of: Category, sensitivity: Sensitivity) -> UUID:
        command = NewDocument(
            person_ids=about,
            category=of,
            sensitivity=sensitivity,
            retention=Retention.CASE_FILE,
            file_name="a.pdf",
            name_pointer="#",
        )
        async with received(self.life.cabinet, _parts(), "") as upload, self.life.work(who) as work:
            return await add_document(work, who, self.case_id, command, upload)

    async def _seat(self, who: Actor) -> UUID:
        seat: UUID = await self.life.owner.pool.fetchval(
            "SELECT id FROM team_member WHERE case_id = $1 AND worker_id = $2 ORDER BY id DESC LIMIT 1",
            self.case_id,
            who.subject,
        )
        return seat


async def _parts() -> AsyncIterator[bytes]:
    yield PDF


async def begun(life: Life, shared: frozenset[Category]) -> Story:
    """A case of the lead about two people, under an agreement of all three agencies; all know of somebody's housing."""
    people = (await life.known(life.lead, life.person_id), await life.known(life.lead))
    await life.agreement(life.lead, life.adviser, life.nurse, categories=shared)
    story = Story(life, people, await life.case(*people), joined={life.lead.agency_id})
    story.seats["lead"] = await life.lead_seat(story.case_id)
    return story
