"""What the operations on a referral share: who is calling, once or again, and how the answer is written."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from services.referrals.deadlines.domain.territory import Territory
from services.referrals.lifecycle.actions.sending import Asked
from services.referrals.lifecycle.actions.standing import load, possible
from services.referrals.lifecycle.api.views import ReferralView
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.rendering import Reader, summary
from shared.clients.cases import CasesClient
from shared.contracts.cases.disclosure import Disclosure
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.json_text import json_text
from shared.refusals import Invalid, NotFound
from shared.web.caller import holding, rights_of, work_opener
from shared.web.documented import ACTS
from shared.web.entity_tags import entity_tag
from shared.web.idempotency import Once, OneTime
from shared.web.problems import speaks_french

JSON = "application/json"
MOVED: dict[int | str, dict[str, Any]] = {
    200: {"model": ReferralView, "description": "The referral as it stands now."},
    **ACTS,
}
"""The answers of every move."""

Handling = Annotated[Actor, holding(Scope.REFERRALS_WRITE)]
Act = Callable[[UnitOfWork], Awaitable[Referral]]


class Visit:
    """One request of somebody who handles referrals."""

    def __init__(self, request: Request, actor: Actor) -> None:
        self.actor = actor
        self.open_work = work_opener(request, actor)
        self.passed_on = rights_of(request)
        self.service = request.app.state.service
        self.reader = reader_of(request, actor)

    def answer(self, work: UnitOfWork, referral: Referral, status: int = 200, **more: Any) -> Response:
        """A referral as this caller sees it, with its ETag."""
        body = summary(referral, possible(work, self.actor, referral), self.reader) | more
        return written(body, status, referral)

    async def ask_cases(
        self, person_id: UUID, receiver: UUID, categories: Iterable[Category], case_id: UUID | None = None
    ) -> Disclosure:
        """What may travel of a person, asked with the caller's rights and outside any transaction.

        Raises:
            NotFound: the caller may not refer this person, or not any more.
            Invalid: no such case, or none of this person that the caller may see: the same.
        """
        cases = CasesClient(self.service.peers["cases"])
        answer = await cases.disclosure(person_id, receiver, categories, self.passed_on, case_id=case_id)
        if case_id is not None and not answer.is_about_case:
            raise Invalid.field(
                "#/case_id",
                "unknown",
                "There is no such case of this person.",
                "Cette personne n'a pas cet accompagnement.",
            )
        return answer

    async def ask_again(self, referral: Referral, receiver: UUID | None = None) -> Asked:
        """What may travel with a referral now: to its receiver, or to another one."""
        at = self.service.clock()
        answer = await self.ask_cases(
            referral.person_id, receiver or referral.receiver_agency_id, referral.request.categories
        )
        return Asked(version=referral.version, answer=answer, at=at)

    async def agencies(self, receiver: UUID) -> tuple[AgencyFacts, AgencyFacts]:
        """What identity says of the caller's agency and of the receiving one.

        Raises:
            Invalid: it does not know the receiver, or the receiver takes no part at present.
        """
        known = await self.service.identity.agencies([self.actor.agency_id, receiver], self.passed_on)
        if self.actor.agency_id not in known or receiver not in known or not known[receiver].active:
            raise Invalid.field(
                "#/listing_id",
                "takes_no_referrals",
                "This listing takes no referrals.",
                "Cette offre ne prend pas d'orientations.",
            )
        return known[self.actor.agency_id], known[receiver]

    async def territory_of(self, receiver: AgencyFacts) -> Territory:
        """Where the receiver works for the caller's people: by it its days and holidays are counted."""
        shared = [one for one in self.actor.municipalities if one in receiver.municipalities]
        where = next(iter((*shared, *receiver.municipalities, *self.actor.municipalities)))
        facts = await self.service.identity.municipality(where, self.passed_on)
        return Territory.of_municipality(facts.country, facts.code, facts.time_zone)

    async def is_colleague(self, worker_id: UUID) -> bool:
        """Whether somebody works for the caller's agency now; who calls for it does, and nobody is asked."""
        if worker_id == self.actor.worker_id:
            return True
        try:
            worker = await self.service.identity.worker(worker_id, self.passed_on)
        except NotFound:
            return False
        return self.actor.agency_id in worker.agencies


class Door:
    """One request to make a move: acted on once, however often it comes with the same key."""

    def __init__(self, visit: Visit, once: Once) -> None:
        self.visit = visit
        self.actor = visit.actor
        self.once = once

    async def move(self, act: Act) -> Response:
        """Make a move once, and answer with the referral as it stands now."""
        async with self.visit.open_work() as work:
            return self.visit.answer(work, await self.act_once(work, act))

    async def act_once(self, work: UnitOfWork, act: Act) -> Referral:
        """The referral after the act; when this key has acted before, as it stands now."""
        moved: list[Referral] = []

        async def acted() -> UUID:
            moved.append(await act(work))
            return moved[0].id

        first = await self.once.run(work, acted)
        return moved[0] if moved else await load(work, first)


async def _visit(request: Request, actor: Handling) -> Visit:
    return Visit(request, actor)


async def _door(request: Request, actor: Handling, once: OneTime) -> Door:
    return Door(Visit(request, actor), once)


Visiting = Annotated[Visit, Depends(_visit)]
Moving = Annotated[Door, Depends(_door)]


def reader_of(request: Request, actor: Actor) -> Reader:
    """For whom an answer is written, in which language."""
    return Reader(actor.agency_id, french=speaks_french(request.headers.get("accept-language", "")))


def written(
    body: Any, status: int = 200, referral: Referral | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON, straight from the values; with the ETag and the address of a referral."""
    told = dict(headers or {})
    if referral is not None:
        told["ETag"] = entity_tag(body["version"])
    if referral is not None and status == HTTPStatus.CREATED:
        told["Location"] = f"/v1/referrals/{referral.id}"
    return Response(json_text(body), status, told, JSON)
