"""A town in which one agency refers people to another: workers who call, people, and a listing that takes referrals."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from services.referrals.directory.actions.publish_listing import Offer, change_listing, publish_listing
from services.referrals.directory.domain.listing import ListingDetails
from shared.clients.carriage import Answer, InProcess
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import AgencyKind, MunicipalityId, Role, Sector, SystemId
from shared.contracts.referrals.directory import ListingId
from shared.contracts.referrals.hsds.service import ServiceStatus
from shared.contracts.referrals.vocabulary import Move
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.worlds import World
from tests.referrals.outside import Cases, Identity, Person

SHARED = (Category.IDENTITY, Category.HOUSING)


class MovableClock:
    """The system's clock, and how far a test has moved it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Running:
    """The service of referrals as it runs, with its outside."""

    app: FastAPI
    identity: Identity
    cases: Cases
    clock: MovableClock

    @property
    def database(self) -> Database:
        database: Database = self.app.state.service.database
        return database


@dataclass(frozen=True, eq=False)
class Caller:
    """Somebody with a token."""

    actor: Actor
    running: Running

    async def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, *, raw: bytes = b""
    ) -> Answer:
        """One request."""
        content = raw or (b"" if body is None else json.dumps(body).encode())
        sent = {
            "authorization": f"Bearer {self.running.identity.keys.token_of(self.actor)}",
            "content-length": str(len(content)),
            **({"content-type": "application/json"} if content else {}),
            **(headers or {}),
        }
        return await InProcess(self.running.app).ask(method, path, headers=sent, body=content)

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return await self.ask("GET", path, None, headers)

    async def post(self, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        return await self.ask("POST", path, body, headers)

    async def move(
        self, referral_id: str, noun: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return await self.post(f"/v1/referrals/{referral_id}/{noun}", body, headers)

    async def read(self, referral_id: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The referral, which this caller must be able to open."""
        answer = await self.get(f"/v1/referrals/{referral_id}", headers)
        assert answer.status == 200, answer.body
        opened: dict[str, Any] = answer.json()
        return opened


BODIES: dict[Move, tuple[str, dict[str, Any]]] = {
    Move.SEND: ("sending", {}),
    Move.ACKNOWLEDGE: ("acknowledgement", {}),
    Move.ASK: ("question", {"question": "On which floor?"}),
    Move.ANSWER: ("answer", {"answer": "The second."}),
    Move.ACCEPT: ("acceptance", {"responsible_team": "North"}),
    Move.WAITLIST: ("waitlisting", {}),
    Move.OFFER_ALTERNATIVE: ("alternative", {}),
    Move.REJECT_ALTERNATIVE: ("alternative/rejection", {}),
    Move.TAKE_ALTERNATIVE: ("alternative/acceptance", {}),
    Move.DECLINE: ("decline", {"reason": "no_capacity"}),
    Move.START: ("start", {"first_contact_at": "2025-01-01T10:00:00Z"}),
    Move.PAUSE: ("pause", {"reason": "person_unavailable", "review_on": "2030-01-01"}),
    Move.RESUME: ("resumption", {}),
    Move.REVIEW: ("review", {"review_on": "2030-01-01"}),
    Move.COMPLETE: ("completion", {"outcome": "need_met", "evidence": "document", "confirmation": "confirmed"}),
    Move.STOP: ("stop", {"reason": "no_show"}),
    Move.WITHDRAW: ("withdrawal", {"reason": "person_wish"}),
    Move.MARK_IN_ERROR: ("correction", {"reason": "wrong_person"}),
    Move.REOPEN: ("reopening", {"reason": "ended_too_early"}),
}
"""A request that is complete, for each move."""

ON_THE_WAY = (Move.ACKNOWLEDGE, Move.ACCEPT, Move.START, Move.COMPLETE)


@dataclass
class Town:
    """A sender, a receiver with a listing, somebody from elsewhere, and a person."""

    running: Running
    world: World = field(default_factory=World)
    listing_id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.sender = self.somebody()
        self.receiver = self.somebody(sector=Sector.HOUSING)
        self.stranger = self.somebody()
        self.person = self.somebody_in_need()

    def somebody(self, *roles: Role, agency: UUID | None = None, sector: Sector = Sector.SOCIAL) -> Caller:
        """A worker, of a new agency unless one is given."""
        actor = self.world.worker(*roles, agency=agency, sector=sector)
        self.running.identity.agencies[str(actor.agency_id)] = actor.sector
        self.running.identity.workers[str(actor.subject)] = actor.agency_id
        return Caller(actor, self.running)

    def colleague_of(self, caller: Caller, *roles: Role) -> Caller:
        return self.somebody(*roles, agency=caller.actor.agency_id, sector=caller.actor.sector)

    def system_of(self, caller: Caller) -> Caller:
        """The software of somebody's agency."""
        actor = replace(caller.actor, worker_id=None, system_id=SystemId(new_id()), roles=frozenset({Role.SYSTEM}))
        return Caller(replace(actor, token_id=str(new_id())), self.running)

    def somebody_in_need(self, *shared: Category, known_to: Caller | None = None) -> Person:
        """A person whom the sender knows, who consented to share these categories."""
        person = Person(
            municipality_id=self.world.municipality_id,
            known_to={(known_to or self.sender).actor.agency_id},
            consents=dict.fromkeys(shared or SHARED, new_id()),
        )
        self.running.cases.people[str(person.id)] = person
        return person

    async def open_listing(self, caller: Caller | None = None, status: ServiceStatus = ServiceStatus.ACTIVE) -> UUID:
        """A listing of the receiver's agency, or of somebody else's, that takes referrals."""
        offering = self.colleague_of(caller or self.receiver, Role.ADMINISTRATOR).actor
        offer = self._offer(takes_referrals=True, status=status)
        agency = AgencyFacts(
            id=offering.agency_id,
            name="Agency",
            sector=offering.sector,
            kind=AgencyKind.PUBLIC,
            municipalities=offering.municipalities,
            active=True,
        )
        async with self.running.database.work(offering) as work:
            return await publish_listing(work, offering, offer, agency)

    async def close_listing(self) -> None:
        """The receiver takes no referrals any more."""
        offering = self.colleague_of(self.receiver, Role.ADMINISTRATOR).actor
        async with self.running.database.work(offering) as work:
            await change_listing(work, offering, ListingId(self.listing_id), 1, self._offer(takes_referrals=False))

    def _offer(self, *, takes_referrals: bool, status: ServiceStatus = ServiceStatus.ACTIVE) -> Offer:
        return Offer(
            details=ListingDetails(name="Rooms for now", status=status),
            municipality_ids=[MunicipalityId(self.world.municipality_id)],
            takes_referrals=takes_referrals,
        )

    def request(self, **other: Any) -> dict[str, Any]:
        """What the sender would ask."""
        return {
            "person_id": str(self.person.id),
            "listing_id": str(self.listing_id),
            "need": {"category": "housing", "term": "emergency-shelter"},
            "note": "Quiet, afraid of dogs.",
            "categories": list(SHARED),
            **other,
        }

    async def draft(self, **other: Any) -> dict[str, Any]:
        """A draft of the sender's."""
        answer = await self.sender.post("/v1/referrals", self.request(**other))
        assert answer.status == 201, answer.body
        drafted: dict[str, Any] = answer.json()
        return drafted

    async def sent(self, **other: Any) -> str:
        """A referral that was just sent; its id."""
        referral_id: str = (await self.draft(**other))["id"]
        await self.make(self.sender, referral_id, Move.SEND)
        return referral_id

    async def make(self, caller: Caller, referral_id: str, move: Move, **other: Any) -> dict[str, Any]:
        """A move that must succeed."""
        noun, body = BODIES[move]
        answer = await caller.move(referral_id, noun, {**body, **other})
        assert answer.status == 200, (move, answer.body)
        moved: dict[str, Any] = answer.json()
        return moved

    async def brought_to(self, moves: Sequence[Move], **other: Any) -> str:
        """A referral that was sent and moved on by its receiver."""
        referral_id = await self.sent(**other)
        for move in moves:
            await self.make(self.receiver, referral_id, move)
        return referral_id
