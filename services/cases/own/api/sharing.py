"""`/v1/my/consents`: what I agreed to and refused, and saying so by my own hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.accounts.api.agencies import AN_AGENCY, French, Me, MyAgency, MyHand, Names, names_of
from services.cases.consents.domain import GivenBy
from services.cases.own.actions import confirming, reading
from services.cases.own.actions import sharing as actions
from services.cases.own.domain.words import consent_in_words
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.refusals import WrongValue
from shared.web.caller import OpenWork, PassedOn
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/my/consents", tags=["my own record"])

_A_CONSENT: Final[dict[str, Any]] = {
    "id": "0198c0de-0000-7000-8000-0000000000c1",
    "is_refusal": False,
    "agencies": [AN_AGENCY],
    "sectors": [],
    "case_id": None,
    "categories": ["housing"],
    "item_id": None,
    "purposes": ["care-coordination"],
    "valid_from": "2026-03-01T09:00:00Z",
    "valid_until": None,
    "given_by": "person",
    "given_how": "authenticated",
    "language": "fr",
    "recorded_by": None,
    "recorded_at": "2026-03-01T09:00:00Z",
    "awaits": None,
    "confirmed_by": None,
    "confirmed_at": None,
    "withdrawn_at": None,
    "in_words": "You agreed to share (housing) with Office HLM.",
}


class MyWord(BaseModel):
    """What you agree to share, or refuse to."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"agencies": [AN_AGENCY["id"]], "categories": ["identity", "housing"]}]},
    )

    is_refusal: bool = Field(False, description="You refuse; a refusal wins over what you agreed to.")
    agencies: list[UUID] = Field(
        [], max_length=100, description="With whom; to refuse to everybody name neither agency nor sector."
    )
    sectors: list[Sector] = Field([], description="With the agencies of a sector, today's and later ones.")
    case_id: UUID | None = Field(
        None, description="Or with whoever works on this case of yours, as long as they do. Not in a refusal."
    )
    categories: list[Category] = Field(min_length=1, description="What of your record.")
    purposes: list[Purpose] = Field([Purpose.CARE_COORDINATION], min_length=1, description="What for.")
    valid_from: AwareDatetime | None = Field(None, description="From when; now at the earliest, and when left out.")
    valid_until: AwareDatetime | None = Field(None, description="Until when; until you take it back when left out.")

    @model_validator(mode="after")
    def _is_consistent(self) -> "MyWord":
        by_name = bool(self.agencies or self.sectors)
        if not self.is_refusal and by_name == (self.case_id is not None):
            raise WrongValue(
                "a consent names agencies or sectors, or the case whose team it is given to",
                "un consentement désigne des organismes ou des secteurs, ou l'accompagnement dont l'équipe le reçoit",
            )
        if self.is_refusal and self.case_id is not None:
            raise WrongValue("a refusal names no case", "un refus ne désigne pas d'accompagnement")
        lists: Sequence[Collection[object]] = (self.agencies, self.sectors, self.categories, self.purposes)
        if any(len(set(one)) < len(one) for one in lists):
            raise WrongValue("nothing is named twice", "rien n'est nommé deux fois")
        return self

    def word(self, *, french: bool) -> actions.OwnWord:
        """As the action takes it."""
        return actions.OwnWord(**dict(self), language="fr" if french else "en")


class MyConsent(BaseModel):
    """Something you agreed to, or refused: your receipt."""

    model_config = ConfigDict(json_schema_extra={"examples": [_A_CONSENT]})

    id: UUID
    is_refusal: bool
    agencies: list[MyAgency] = Field(description="With whom.")
    sectors: list[Sector]
    case_id: UUID | None = Field(
        description="With whoever works on this case of yours, at any time. Whoever represents you is told of it where "
        "they said so themselves."
    )
    categories: list[Category]
    item_id: UUID | None = Field(description="The one thing of your record that you refused to share.")
    purposes: list[Purpose]
    valid_from: datetime
    valid_until: datetime | None
    given_by: GivenBy
    given_how: GivenHow = Field(description="authenticated: with an account of one's own.")
    language: str = Field(description="BCP 47: in which it was explained.")
    recorded_by: MyAgency | None = Field(
        description="Who took it down; null where it was said with one's own account, and to whoever represents you "
        "where they did not say it themselves."
    )
    recorded_at: datetime
    awaits: GivenBy | None = Field(description="Whose word it still takes; it lets nothing flow until then.")
    confirmed_by: GivenBy | None = Field(description="Who said yes to it too.")
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    in_words: str


@router.post("", status_code=201, responses=ACTS, summary="Agree to share, or refuse to")
async def say_own_word(
    body: MyWord,
    caller: MyHand,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    once: OneTime,
    response: Response,
    *,
    french: French,
) -> MyConsent:
    """With the answer it holds: as far as agreements in force cover it, those you name see what you agreed to, and none
    of those you refuse sees it any more. The answer is your receipt. Saying the same again changes nothing. Whoever
    represents you, with the power to consent, says it for you, except of what was written to protect you; from which
    age you say it yourself your municipality says. Whoever coordinates for you is told.
    """
    async with open_work() as work:
        consent_id = await once.run(work, lambda: actions.say_own_word(work, caller, body.word(french=french)))
        row = await actions.read_own_consent(work, caller, consent_id, "say-own-consent")
    response.headers["Location"] = f"/v1/my/consents/{consent_id}"
    (said,) = await _shown(request, rights, [row], french=french)
    return said


@router.get("", responses=READS, summary="What I agreed to and refused")
async def read_consents(
    caller: Me,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    limit: Limit = 50,
    after: After = None,
    *,
    french: French,
) -> Page[MyConsent]:
    """In the order of recording, those taken back among them. Whoever represents you sees what they said themselves,
    and what waits for their word.
    """
    (key,) = keys_of(after, UUID) or (None,)
    async with open_work() as work:
        found = await reading.my_consents(work, caller, key, limit)
    rows, following = page(found, limit, "id")
    return Page(items=await _shown(request, rights, rows, french=french), next=following)


@router.get("/{consent_id}", responses=READS, summary="One thing I agreed to or refused")
async def read_consent(
    consent_id: UUID, caller: Me, request: Request, open_work: OpenWork, rights: PassedOn, *, french: French
) -> MyConsent:
    """Your receipt, as it stands now."""
    async with open_work() as work:
        row = await actions.read_own_consent(work, caller, consent_id, "read-own-consent")
    (said,) = await _shown(request, rights, [row], french=french)
    return said


@router.post("/{consent_id}/confirmation", responses=ACTS, summary="Say yes to it too")
async def confirm(
    consent_id: UUID,
    caller: MyHand,
    request: Request,
    open_work: OpenWork,
    rights: PassedOn,
    once: OneTime,
    *,
    french: French,
) -> MyConsent:
    """To what the other agreed to, where your municipality asks for both of you: it is in force with the answer. Or to
    what a worker wrote down as yours, or as said for you. Whoever coordinates for you is told.
    """
    async with open_work() as work:
        await once.run(work, lambda: confirming.confirm_own_consent(work, caller, consent_id))
        row = await actions.read_own_consent(work, caller, consent_id, "confirm-own-consent")
    (said,) = await _shown(request, rights, [row], french=french)
    return said


async def _shown(
    request: Request, rights: Mapping[str, str], rows: Sequence[asyncpg.Record], *, french: bool
) -> list[MyConsent]:
    named = {one for row in rows for one in (*row["agencies"], row["agency_id"]) if one is not None}
    names = await names_of(request, rights, named)
    return [_consent(row, names, french=french) for row in rows]


def _consent(row: asyncpg.Record, names: Names, *, french: bool) -> MyConsent:
    agencies = [names.of(one) for one in row["agencies"]]
    to = [one.name for one in agencies], [Sector(one) for one in row["sectors"]]
    told = {
        **row,
        "agencies": agencies,
        "recorded_by": names.of(row["agency_id"]) if row["agency_id"] else None,
        "in_words": consent_in_words(
            *to,
            [Category(one) for one in row["categories"]],
            is_refusal=row["is_refusal"],
            said_by=GivenBy(row["given_by"]),
            to_the_person=row["to_the_person"],
            waits_for=row["waits_for"] and GivenBy(row["waits_for"]),
            to_a_team=row["to_a_team"],
            of_one_thing=row["item_id"] is not None,
            french=french,
        ),
    }
    return MyConsent.model_validate(told)
