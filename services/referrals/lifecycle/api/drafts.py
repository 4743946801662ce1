"""`/v1/referrals`: drafts, and opening a referral."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referrals.lifecycle import rendering
from services.referrals.lifecycle.actions import drafting, reading
from services.referrals.lifecycle.actions.standing import load, permit, possible
from services.referrals.lifecycle.api.bodies import DraftChanges, NewReferral
from services.referrals.lifecycle.api.door import Moving, Visit, Visiting, reader_of, written
from services.referrals.lifecycle.api.views import DisclosurePreview, DraftedView, MovesView, OpenedView, ReferralView
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.domain.referral import Request as Asking
from services.referrals.lifecycle.policy import EDIT, MAY
from shared.contracts.cases.disclosure import Disclosure
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.contracts.referrals.vocabulary import Move
from shared.database.unit_of_work import UnitOfWork
from shared.web.caller import Work, holding
from shared.web.documented import CREATES, EDITS, READS
from shared.web.entity_tags import IfMatch, expected_version

router = APIRouter(prefix="/v1/referrals", tags=["referrals"])

Reading = Annotated[Actor, holding(Scope.REFERRALS_READ)]


@dataclass(frozen=True)
class Prepared:
    """A referral to be drafted, with what identity and cases said of it before any unit of work is opened.

    Attributes:
        asked_at: when cases was asked.
    """

    asking: Asking
    answer: Disclosure
    asked_at: datetime
    sender_name: str

    async def draft(self, work: UnitOfWork, actor: Actor) -> drafting.Drafted:
        """Write the draft."""
        return await drafting.draft_referral(work, actor, self.asking, self.answer, self.sender_name)


async def prepare(visit: Visit, body: NewReferral) -> Prepared:
    """Ask what has to be known before a referral can be drafted.

    Raises:
        Invalid: the listing takes no referrals, or there is no such case of this person.
        NotFound: the caller may not refer this person, or there is nobody.
    """
    receiver = await drafting.receiver_of(visit.service.database, body.listing_id)
    own, theirs = await visit.agencies(receiver.agency_id)
    asking = body.asking(receiver, theirs, await visit.territory_of(theirs))
    at = visit.service.clock()
    answer = await visit.ask_cases(body.person_id, receiver.agency_id, asking.categories, body.case_id)
    return Prepared(asking, answer, at, own.name)


@router.post(
    "",
    status_code=201,
    responses={201: {"model": DraftedView, "description": "The draft."}, **CREATES},
    summary="Draft a referral",
)
async def draft(body: NewReferral, door: Moving) -> Response:
    """Write a referral that nobody else sees yet.

    The answer says what would travel if it were sent now, what would not and why, and whether your agency has a
    similar referral that lives. A person whom you may not refer gets the same 404 as one who does not exist.
    """
    visit = door.visit
    prepared = await prepare(visit, body)
    similar: list[Mapping[str, Any]] = []

    async def act(work: UnitOfWork) -> Referral:
        drafted = await prepared.draft(work, visit.actor)
        similar.extend(drafted.similar)
        return drafted.referral

    async with visit.open_work() as work:
        referral = await door.act_once(work, act)
        return visit.answer(work, referral, 201, disclosure=_preview(prepared.answer), similar=similar)


@router.get(
    "/{referral_id}",
    responses={200: {"model": OpenedView, "description": "The referral."}, **READS},
    summary="Open a referral",
)
async def open_one(referral_id: UUID, request: Request, actor: Reading, work: Work) -> Response:
    """A referral with what travelled, its history and its messages.

    When the receiving agency opens a referral that was just sent, that acknowledges it. What travelled is shown while
    a ground lives, to the receiver until 30 days after the end; each look is logged.
    """
    certainty = request.app.state.certainty
    opened = await reading.open_referral(work, actor, referral_id, is_certain=certainty.is_given)
    referral, reader = opened.referral, reader_of(request, actor)
    history = [rendering.history_line(row, reader, shows_words=opened.shows_words) for row in opened.history]
    body = rendering.summary(referral, possible(work, actor, referral), reader) | {
        "note": (referral.request.note or None) if opened.shows_words else None,
        "flags": opened.flags,
        "disclosure": rendering.disclosure(opened.disclosure),
        "history": history,
        "messages": rendering.messages(history),
    }
    return written(body, referral=referral)


@router.get(
    "/{referral_id}/moves",
    responses={200: {"model": MovesView, "description": "What you can do now."}, **READS},
    summary="What can be done with a referral now",
)
async def allowed_moves(referral_id: UUID, request: Request, actor: Reading, work: Work) -> Response:
    """The moves that you can make now, each with what it needs and the reasons it takes."""
    referral = await reading.open_to_act(work, actor, referral_id)
    return written(rendering.moves(referral, possible(work, actor, referral), reader_of(request, actor)))


@router.get(
    "/{referral_id}/disclosure",
    responses={200: {"model": DisclosurePreview, "description": "What would travel."}, **READS},
    summary="What would travel if it were sent now",
)
async def preview(referral_id: UUID, visit: Visiting) -> Response:
    """For the sender: asks now which of the picked categories may travel, on which ground, and why others may not."""
    async with visit.open_work() as work:
        referral = await load(work, referral_id)
        permit(work, visit.actor, MAY[Move.SEND], referral)
    return written(_preview((await visit.ask_again(referral)).answer))


@router.patch(
    "/{referral_id}",
    responses={200: {"model": ReferralView, "description": "The draft."}, **EDITS},
    summary="Edit a draft",
)
async def edit(referral_id: UUID, body: DraftChanges, visit: Visiting, if_match: IfMatch = None) -> Response:
    """Change a draft, by a merge patch (RFC 7396). What was sent changes by its moves only."""
    version = expected_version(if_match)
    changes = body.changes()
    if body.case_id is not None:
        await _check_case(visit, referral_id, body.case_id)
    if body.listing_id is not None:
        receiver = await drafting.receiver_of(visit.service.database, body.listing_id)
        _, theirs = await visit.agencies(receiver.agency_id)
        changes |= receiver.changes(theirs, await visit.territory_of(theirs))
    async with visit.open_work() as work:
        return visit.answer(work, await drafting.edit_draft(work, visit.actor, referral_id, version, changes))


async def _check_case(visit: Visit, referral_id: UUID, case_id: UUID) -> None:
    async with visit.open_work() as work:
        referral = await load(work, referral_id)
        permit(work, visit.actor, EDIT, referral)
    await visit.ask_cases(referral.person_id, referral.receiver_agency_id, (), case_id)


def _preview(answer: Disclosure) -> dict[str, Any]:
    because: dict[str, list[Any]] = {}
    for ground in answer.grounds:
        shown = ground.model_dump(mode="json", include={"kind", "id", "agreement_id", "valid_until"})
        because.setdefault(ground.category, []).append(shown)
    return {
        "may_travel": [{"category": category, "because": grounds} for category, grounds in because.items()],
        "withheld": [one.model_dump(mode="json") for one in answer.withheld],
    }
