"""`/v1/my/refusals`; `/v1/my/consents/{id}/withdrawal` and what it would stop."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.cases.accounts.api.agencies import AN_AGENCY, French, Me, MyAgency, MyHand, names_of
from services.cases.own.actions import consents as actions
from services.cases.own.actions import refusing
from shared.contracts.cases.vocabulary import Category
from shared.contracts.referrals.vocabulary import State
from shared.web.caller import OpenWork, PassedOn, Work
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime

router = APIRouter(prefix="/v1/my/consents/{consent_id}", tags=["my own record"])
refusals_router = APIRouter(prefix="/v1/my/refusals", tags=["my own record"])


class EndingGrant(BaseModel):
    """Who sees what on it."""

    agency: MyAgency | None
    categories: list[Category]
    loses: list[Category] = Field(description="What of that the agency sees on nothing else.")


class HeldReferral(BaseModel):
    """A referral that travelled on it, and would be put on hold."""

    referral_id: UUID
    agency: MyAgency | None = Field(description="To whom; null where that is withheld.")
    state: State


class WouldStop(BaseModel):
    """What would end with it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "grants": [{"agency": AN_AGENCY, "categories": ["housing", "identity"], "loses": ["housing"]}],
                    "referrals": [
                        {
                            "referral_id": "0198c0de-0000-7000-8000-0000000000d1",
                            "agency": AN_AGENCY,
                            "state": "accepted",
                        }
                    ],
                }
            ]
        }
    )

    grants: list[EndingGrant] = Field(description="Empty for whoever represents the person.")
    referrals: list[HeldReferral] = Field(description="Likewise.")


class NewRefusal(BaseModel):
    """What you do not want to be shared, and with whom."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "item_id": "0198c0de-0000-7000-8000-000000000901",
                    "agency_ids": ["0198c0de-0000-7000-8000-0000000000a2"],
                }
            ]
        },
    )

    item_id: UUID = Field(description="One thing of your record: a need, a goal, an action, a thread or a message.")
    agency_ids: list[UUID] = Field([], max_length=100, description="With these; with nobody, when left out.")


class MyRefusal(BaseModel):
    """What you refused."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000c1",
                    "item_id": "0198c0de-0000-7000-8000-000000000901",
                    "agency_ids": ["0198c0de-0000-7000-8000-0000000000a2"],
                    "valid_from": "2026-03-01T09:00:00Z",
                }
            ]
        }
    )

    id: UUID
    item_id: UUID
    agency_ids: list[UUID] = Field(description="Empty where nobody may see it.")
    valid_from: datetime


@refusals_router.post("", status_code=201, responses=ACTS, summary="Refuse to share one thing of my record")
async def refuse_own_item(body: NewRefusal, caller: MyHand, work: Work, once: OneTime, *, french: French) -> MyRefusal:
    """With the answer those you name do not see it any more, whatever else you agreed to; nor does anybody, if you name
    nobody. Only a law that says so goes before your word. Refused again, the one that stands is answered. Take it
    back as you take back a consent.
    """
    language = "fr" if french else "en"
    consent_id = await once.run(
        work, lambda: refusing.refuse_own_item(work, caller, body.item_id, body.agency_ids, language)
    )
    row = await refusing.read_refusal(work, caller, consent_id)
    return MyRefusal(id=row["id"], item_id=row["item_id"], agency_ids=row["agencies"], valid_from=row["valid_from"])


@router.get("/withdrawal", responses=READS, summary="What would end if I took this back")
async def preview_own_withdrawal(
    consent_id: UUID, caller: Me, request: Request, open_work: OpenWork, rights: PassedOn
) -> WouldStop:
    """Who would see what no more, and which referrals would be put on hold. Nothing changes. Whoever represents you is
    not told with whom you work.
    """
    async with open_work() as work:
        stops = await actions.preview_own_withdrawal(work, caller, consent_id)
    ids = {row["agency_id"] for row in (*stops.grants, *stops.referrals) if row["agency_id"]}
    names = await names_of(request, rights, ids)

    def named(agency_id: UUID | None) -> MyAgency | None:
        return names.of(agency_id) if agency_id else None

    return WouldStop(
        grants=[EndingGrant.model_validate({**row, "agency": named(row["agency_id"])}) for row in stops.grants],
        referrals=[HeldReferral.model_validate({**row, "agency": named(row["agency_id"])}) for row in stops.referrals],
    )


@router.post("/withdrawal", status_code=204, responses=ACTS, summary="Take back what I agreed to or refused")
async def withdraw_own_consent(consent_id: UUID, caller: MyHand, work: Work, once: OneTime) -> None:
    """With the answer nobody sees anything on it any more, and referrals that travelled on it are put on hold. Whoever
    represents you, with the power to consent, takes back what they said themselves.
    """
    await once.run(work, lambda: actions.withdraw_own_consent(work, caller, consent_id))
