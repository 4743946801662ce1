"""`/v1/referral-packages`: one decision that opens several doors."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, field_validator

from services.referrals.lifecycle.actions import packages
from services.referrals.lifecycle.actions.sending import Asked, needs_an_answer
from services.referrals.lifecycle.actions.standing import load, possible
from services.referrals.lifecycle.api.door import Moving, Visit, reader_of, written
from services.referrals.lifecycle.api.sending import Sending
from services.referrals.lifecycle.api.views import PackageView
from services.referrals.lifecycle.domain.packages import MOST, as_a_whole
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.rendering import Reader, summary
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Scope
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotFound, WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS

router = APIRouter(prefix="/v1/referral-packages", tags=["referrals"])


class NewPackage(Sending):
    """Send drafts of one person together, or none of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "referral_ids": [
                        "0198c0de-0000-7000-8000-000000000d01",
                        "0198c0de-0000-7000-8000-000000000d02",
                    ],
                    "despite_similar": False,
                }
            ]
        },
    )

    referral_ids: list[UUID] = Field(min_length=2, max_length=MOST, description="Drafts of your agency.")

    @field_validator("referral_ids")
    @classmethod
    def _names_each_once(cls, ids: list[UUID]) -> list[UUID]:
        if len(set(ids)) < len(ids):
            raise WrongValue("a referral is named twice", "une orientation est citée deux fois")
        return ids


@router.post(
    "",
    status_code=201,
    responses={201: {"model": PackageView, "description": "The package."}, **ACTS},
    summary="Send several referrals together",
)
async def send_together(body: NewPackage, door: Moving) -> Response:
    """Send drafts of one person together: all of them, or none.

    What may travel to each receiver is asked anew. 409 `package-not-sent` says which of them cannot be sent, and why.
    No receiver learns of the others.
    """
    visit = door.visit
    async with visit.open_work() as work:
        drafts = [await _draft(work, number, one) for number, one in enumerate(body.referral_ids)]
    asked: dict[UUID, Asked | None] = {draft.id: await _ask(visit, draft) for draft in drafts}
    async with visit.open_work() as work:
        package_id = await door.once.run(
            work,
            lambda: packages.send_together(
                work, door.actor, asked, despite_similar=body.despite_similar, declared=body.declared()
            ),
        )
        found = await packages.open_package(work, package_id)
        headers = {"Location": f"{router.prefix}/{package_id}"}
        return written(_shown(work, door.actor, visit.reader, package_id, found), 201, headers=headers)


@router.get(
    "/{package_id}",
    responses={200: {"model": PackageView, "description": "The package."}, **READS},
    summary="Open a package",
)
async def open_package(
    package_id: UUID, request: Request, actor: Annotated[Actor, holding(Scope.REFERRALS_READ)], work: Work
) -> Response:
    """Where the referrals that your agency sent together stand, each and as a whole."""
    found = await packages.open_package(work, package_id)
    return written(_shown(work, actor, reader_of(request, actor), package_id, found))


async def _draft(work: UnitOfWork, number: int, referral_id: UUID) -> Referral:
    try:
        return await load(work, referral_id)
    except NotFound as unknown:
        raise Invalid.field(
            f"#/referral_ids/{number}", "unknown", "There is no such referral.", "Cette orientation n'existe pas."
        ) from unknown


async def _ask(visit: Visit, draft: Referral) -> Asked | None:
    return await visit.ask_again(draft) if needs_an_answer(draft, visit.actor) else None


def _shown(
    work: UnitOfWork, actor: Actor, reader: Reader, package_id: UUID, found: Sequence[Referral]
) -> dict[str, Any]:
    state = as_a_whole([one.state for one in found])
    return {
        "id": package_id,
        "person_id": found[0].person_id,
        "state": state,
        "state_label": reader.says(state),
        "referrals": [summary(one, possible(work, actor, one), reader) for one in found],
    }
