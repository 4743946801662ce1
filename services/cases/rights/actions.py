"""Ask an agency for what one has a right to; extend, answer and take back what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.access.actions import standing_to
from services.cases.accounts.actions import who_may
from services.cases.coordination.actions.decisions import decide_about
from services.cases.duties.actions import rights_request_waits
from services.cases.people.actions.representatives import may_for
from services.cases.people.domain.parts import Power
from services.cases.rights import events, store
from services.cases.rights.domain import (
    Decision,
    due_on,
    must_be_extended_in_time,
    must_be_open,
    must_have_arrived,
)
from services.cases.rights.policy import (
    ASK,
    DECIDE,
    EXTEND,
    LIST,
    OWN_RULES,
    READ_OWN,
    RECORD,
    REQUEST_RULES,
    WITHDRAW,
    AboutRequest,
)
from services.cases.territories.actions import today_in
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right
from shared.contracts.identity.actor import Actor, PersonActor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Conflict, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What is needed to take one down.

    Attributes:
        words: what they ask for, as they say it.
        received_on: when the agency received it; local date; today when None.
        relationship_id: of who asks for the person; None for the person themselves.
    """

    right: Right
    words: str
    received_on: date | None
    relationship_id: UUID | None


async def record_request(work: UnitOfWork, actor: Actor, person_id: UUID, command: NewRequest) -> UUID:
    """Take down what somebody asks of the worker's agency; its privacy officers are told.

    Raises:
        NotFound: no ground for this person, or no such person.
        NotAllowed: an agency's system.
        Invalid: it came on a day that has not been; or there is no such representative with the power to consent.
    """
    stands = await standing_to(work, person_id)
    decide(REQUEST_RULES, RECORD, actor, AboutRequest(actor.agency_id, actor.subject))
    today = await today_in(work, stands.municipality_id)
    received_on = command.received_on or today
    must_have_arrived(received_on, today)
    tie = command.relationship_id
    if tie is not None and not await may_for(work, person_id, tie, Power.CONSENT):
        raise Invalid.field(
            "#/relationship_id",
            "no_power",
            "There is no such representative of whom you know, with the power to consent.",
            "Vous ne connaissez aucun représentant de cet identifiant qui ait le droit de consentir.",
        )
    came_by = {"worker_id": actor.subject, "account_id": None, "relationship_id": tie}
    about = {"person_id": person_id, "municipality_id": stands.municipality_id, "agency_id": actor.agency_id}
    return await _receive(work, command.right, command.words, received_on, {**about, **came_by})


async def extend_request(
    work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, until: date, because: str
) -> UUID:
    """Take more time, once, and say why.

    Raises:
        NotFound: no such request that the caller may see.
        NotAllowed: not a privacy officer of the agency that is asked, nor, of a restricted person, one of the few
            there who may know of them.
        Conflict: it was extended before or waits no more; or its first month is over.
        Invalid: as `must_be_extended_in_time` says.
    """
    request = await _load(work, actor, person_id, request_id, EXTEND)
    if request["extended_at"] is not None:
        raise Conflict("It was extended before.", detail_fr="Le délai a déjà été prolongé.")
    must_be_extended_in_time(request["received_on"], until, await today_in(work, request["municipality_id"]))
    await store.extend(work, request_id, until, because, actor.subject)
    await rights_request_waits(work, request_id)
    await work.tell(events.RequestExtended(**_about(request), state=RequestState.OPEN))
    return request_id


async def answer_request(work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, decided: Decision) -> UUID:
    """Decide on a request, once; whoever asked can read it.

    Raises:
        NotFound, NotAllowed: as for extending it.
        Conflict: it waits no more; or nothing can be granted to who asked, as `must_still_ask` says.
        Invalid: refused on an article that is not of this right.
    """
    request = await _load(work, actor, person_id, request_id, DECIDE)
    decided.must_be_lawful(Right(request["kind"]))
    if decided.outcome is not RequestOutcome.REFUSED:
        await must_still_ask(work, request_id, request["relationship_id"])
    await store.answer(work, request_id, decided, actor.subject)
    await rights_request_waits(work, request_id)
    told = {**_about(request), "state": RequestState.ANSWERED, "outcome": decided.outcome}
    await work.tell(events.RequestAnswered(**told))
    return request_id


async def must_still_ask(work: UnitOfWork, request_id: UUID, relationship_id: UUID | None) -> None:
    """The person asked themselves, or who asked for them may still do so today.

    Raises:
        Conflict: the relationship has ended or gives no power to consent any more, or the person is known to few.
    """
    if relationship_id is None:
        return
    found = await store.still_asks(work, request_id)
    if found is None or not found.lets(Power.CONSENT, work.now):
        raise Conflict(
            "Whoever asked may not ask for this person any more.",
            detail_fr="La personne qui l'a demandé ne peut plus le demander pour autrui.",
        )


async def withdraw_request(work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID) -> UUID:
    """Take a request back, as whoever asked said.

    Raises:
        NotFound: no such request that the caller may see.
        Conflict: it waits no more.
    """
    request = await _load(work, actor, person_id, request_id, WITHDRAW)
    await _withdraw(work, request, actor.subject)
    return request_id


async def read_request(work: UnitOfWork, person_id: UUID, request_id: UUID, operation: str) -> asyncpg.Record:
    """One request; the look is logged.

    Raises:
        NotFound: none that the caller may see.
    """
    row = await store.read(work, person_id, request_id, operation)
    if row is None:
        raise _not_found(work, person_id, operation)
    return row


async def list_requests(work: UnitOfWork, person_id: UUID, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """Requests about a person that the caller may see; one more than `limit` if there is.

    Raises:
        NotFound: neither a request nor the person is the caller's to see.
    """
    rows = await store.list_about(work, person_id, after, limit)
    if not rows:
        await standing_to(work, person_id)
    return rows


async def list_open_requests(
    work: UnitOfWork, actor: Actor, after: tuple[date, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """What waits for an answer of the caller's agency, as far as they may see it, what is due first; one more than
    `limit` if there is.

    Raises:
        NotAllowed: an agency's system.
    """
    decide(REQUEST_RULES, LIST, actor, AboutRequest(actor.agency_id, None))
    return await store.list_open(work, after, limit)


async def ask(work: UnitOfWork, caller: PersonActor, agency_id: UUID, right: Right, words: str) -> UUID:
    """Ask an agency that works with oneself.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: somebody who represents the person.
        Invalid: no agency of which they are told.
    """
    who = await who_may(work, caller, OWN_RULES, ASK, "ask-for-a-right")
    if not await store.is_named(work, who, agency_id):
        raise Invalid.field(
            "#/agency_id",
            "unknown",
            "None of the agencies that may see your record.",
            "Aucun des organismes qui peuvent voir votre dossier.",
        )
    came_by = {"worker_id": None, "account_id": caller.account_id, "relationship_id": None}
    about = {"person_id": who.person_id, "municipality_id": who.municipality_id, "agency_id": agency_id}
    return await _receive(work, right, words, await today_in(work, who.municipality_id), {**about, **came_by})


async def my_requests(work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int) -> list[asyncpg.Record]:
    """What the person asked, by themselves or through a worker; one more than `limit` if there is.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
    """
    who = await who_may(work, caller, OWN_RULES, READ_OWN, "list-own-requests")
    return await store.own(work, who, "list-own-requests", request_id=None, after=after, limit=limit + 1)


async def my_request(work: UnitOfWork, caller: PersonActor, request_id: UUID) -> asyncpg.Record:
    """One of them.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
        NotFound: none that they asked.
    """
    who = await who_may(work, caller, OWN_RULES, READ_OWN, "read-own-request")
    rows = await store.own(work, who, "read-own-request", request_id=request_id, after=None, limit=1)
    if not rows:
        raise NotFound
    return rows[0]


async def take_back(work: UnitOfWork, caller: PersonActor, request_id: UUID) -> UUID:
    """The person does not want it any more.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
        NotFound: none that they asked.
        Conflict: it waits no more.
    """
    who = await who_may(work, caller, OWN_RULES, ASK, "take-back-own-request")
    request = await store.lock_own(work, who, request_id, "take-back-own-request")
    if request is None:
        raise NotFound
    must_be_open(RequestState(request["state"]))
    await _withdraw(work, request, caller.account_id)
    return request_id


async def _receive(work: UnitOfWork, right: Right, words: str, received_on: date, came: Mapping[str, Any]) -> UUID:
    request_id = new_id()
    waits = {"id": request_id, "kind": right, "words": words, "received_on": received_on}
    await store.keep(work, {**came, **waits, "due_on": due_on(received_on)})
    await rights_request_waits(work, request_id)
    await work.tell(events.RequestReceived(**_about({**came, **waits}), state=RequestState.OPEN))
    return request_id


async def _load(work: UnitOfWork, actor: Actor, person_id: UUID, request_id: UUID, action: str) -> asyncpg.Record:
    """A request that waits, locked, on which the caller may act."""
    request = await store.lock(work, person_id, request_id)
    if request is None:
        raise _not_found(work, person_id, action.replace(" ", "-"))
    about = AboutRequest(request["agency_id"], request["worker_id"], request["is_restricted"])
    decide_about(work, REQUEST_RULES, action, actor, about, [person_id])
    work.lies_in(person_id, request["municipality_id"])
    must_be_open(RequestState(request["state"]))
    return request


def _not_found(work: UnitOfWork, person_id: UUID, operation: str) -> NotFound:
    log_if_denied(work, Look(operation, person_id=person_id))
    return NotFound()


async def _withdraw(work: UnitOfWork, request: asyncpg.Record, by: UUID) -> None:
    await store.withdraw(work, request["id"], by)
    await rights_request_waits(work, request["id"])
    await work.tell(events.RequestWithdrawn(**_about(request), state=RequestState.WITHDRAWN))


def _about(request: Mapping[str, Any] | asyncpg.Record) -> dict[str, Any]:
    return {
        "request_id": request["id"],
        "person_id": request["person_id"],
        "agency_id": request["agency_id"],
        "right": Right(request["kind"]),
    }
