"""`/v1/persons/{id}/accounts`: inviting somebody to read about themselves; `/v1/my` and `/v1/my/account-ending`."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts import actions
from services.cases.people.domain.parts import Power
from shared.contracts.identity.actor import Actor, PersonActor
from shared.contracts.identity.vocabulary import Scope
from shared.web.caller import OpenWork, PassedOn, Work, holding, speaking
from shared.web.documented import ACTS, READS, refusals
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/accounts", tags=["accounts"])
my_router = APIRouter(prefix="/v1/my", tags=["my own record"])

Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]

_AN_ACCOUNT: dict[str, Any] = {
    "account_id": "0198c0de-0000-7000-8000-000000000f01",
    "relationship_id": None,
    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
    "opened_at": "2026-03-03T10:00:00Z",
    "ended_at": None,
}


class NewAccount(BaseModel):
    """Whom to invite."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"relationship_id": None}]})

    relationship_id: UUID | None = Field(
        None, description="The relationship of who represents the person; null for the person themselves."
    )


class InvitedAccount(BaseModel):
    """What to hand over, in person: it is shown in this answer only."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "account_id": "0198c0de-0000-7000-8000-000000000f01",
                    "sign_in_name": "p-k7qf-2m5x",
                    "code": "K7QF-2M9X-AB3D-7WZT",
                    "expires_at": "2026-03-10T10:00:00Z",
                }
            ]
        }
    )

    account_id: UUID
    sign_in_name: str = Field(description="Drawn by lot; says nothing about anybody.")
    code: str = Field(description="For /oauth/account; works once.")
    expires_at: datetime


class AccountView(BaseModel):
    """Who signs in about a person."""

    model_config = ConfigDict(json_schema_extra={"examples": [_AN_ACCOUNT]})

    account_id: UUID
    relationship_id: UUID | None = Field(description="Of who represents the person; null for the person themselves.")
    agency_id: UUID = Field(description="Whose worker invited them.")
    worker_id: UUID
    opened_at: datetime
    ended_at: datetime | None


class MeView(BaseModel):
    """For whom you speak."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "is_me": True,
                    "powers": [one.value for one in Power],
                }
            ]
        }
    )

    person_id: UUID
    is_me: bool = Field(description="False for whoever represents the person.")
    powers: list[Power] = Field(description="What you may do for them today.")


@router.post("", status_code=201, responses=ACTS, summary="Invite a person to read about themselves")
async def invite(
    person_id: UUID,
    body: NewAccount,
    request: Request,
    actor: Writer,
    open_work: OpenWork,
    rights: PassedOn,
    response: Response,
) -> InvitedAccount:
    """A code for the person, or for who represents them with the power to be informed, to hand over in person. With it
    they choose a password and a second factor at /oauth/account. Whoever had an account before loses it: that is also
    the way after a lost telephone. Needs a ground to coordinate.
    """
    async with open_work() as work:
        await actions.may_invite(work, actor, person_id, body.relationship_id)
    opened = await request.app.state.service.identity.open_account(rights)
    async with open_work() as work:
        await actions.link_account(work, actor, person_id, body.relationship_id, opened.account_id)
    response.headers["Cache-Control"] = "no-store"
    return InvitedAccount(
        account_id=opened.account_id,
        sign_in_name=opened.sign_in_name,
        code=opened.code,
        expires_at=opened.expires_at,
    )


@router.get("", responses=READS, summary="Who signs in about a person")
async def list_accounts(
    person_id: UUID,
    actor: Annotated[Actor, holding(Scope.RECORD_READ)],
    work: Work,
    limit: Limit = 50,
    after: After = None,
) -> Page[AccountView]:
    """Accounts of the person and of who represents them, ended ones among them. Needs a ground to coordinate."""
    (key,) = keys_of(after, UUID) or (None,)
    rows, following = page(await actions.list_accounts(work, actor, person_id, key, limit), limit, "account_id")
    return Page(items=[AccountView.model_validate(dict(row)) for row in rows], next=following)


@router.post("/{account_id}/ending", status_code=204, responses=ACTS, summary="End somebody's account")
async def end_account(person_id: UUID, account_id: UUID, actor: Writer, work: Work) -> None:
    """With the answer it reads nothing any more, and its sign-ins end. Needs a ground to coordinate."""
    await actions.end_account(work, actor, person_id, account_id)


@my_router.get("", responses=refusals(actions.SpeaksForNobody), summary="For whom do I speak?")
async def me(caller: Annotated[PersonActor, speaking(Scope.OWN_READ)], work: Work) -> MeView:
    """The person whose record you may read, as it stands today: yourself, or whom you represent."""
    found = await actions.speaker(work, caller)
    return MeView(person_id=found.person_id, is_me=found.is_the_person, powers=sorted(found.powers))


@my_router.post(
    "/account-ending", status_code=204, responses=refusals(actions.SpeaksForNobody), summary="End my account"
)
async def end_own_account(caller: Annotated[PersonActor, speaking(Scope.OWN_WRITE)], work: Work) -> None:
    """Nobody signs in with it any more. A new one takes a new invitation."""
    await actions.end_own_account(work, caller)
