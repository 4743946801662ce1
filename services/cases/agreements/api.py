"""`/v1/agreements`."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.agreements import actions
from services.cases.agreements.domain import AgreementState, Party
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Scope, Sector
from shared.refusals import Invalid, WrongValue
from shared.web.caller import OpenWork, PassedOn, Work, holding
from shared.web.documented import ACTS, CREATES, READS
from shared.web.entity_tags import entity_tag
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/agreements", tags=["agreements"])

Reader = Annotated[Actor, holding(Scope.DIRECTORY_READ)]
Administrator = Annotated[Actor, holding(Scope.IDENTITY_ADMIN)]


class NewParty(BaseModel):
    """An agency that takes part."""

    model_config = ConfigDict(extra="forbid")

    agency_id: UUID
    gives: bool = Field(description="Whether what it contributes is shared with the receiving parties.")
    receives: bool = Field(description="Whether it may see what the giving parties contribute.")


class NewAgreement(BaseModel):
    """An information-sharing agreement to be signed by its parties."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "title": "Housing and health, older people at home",
                    "parties": [
                        {"agency_id": "0198c0de-0000-7000-8000-0000000000a1", "gives": True, "receives": True},
                        {"agency_id": "0198c0de-0000-7000-8000-0000000000a2", "gives": True, "receives": True},
                    ],
                    "categories": ["identity", "contact", "housing"],
                    "purposes": ["care-coordination"],
                    "legal_basis": "e",
                    "article": "Social Welfare Act § 12",
                    "retention": "Until the case is closed, then two years",
                    "contact": "privacy office",
                    "valid_from": "2026-01-01T00:00:00Z",
                }
            ]
        },
    )

    municipality_id: UUID
    title: str = Field(min_length=1, max_length=200)
    parties: list[NewParty] = Field(min_length=2, max_length=100)
    categories: set[Category] = Field(min_length=1)
    purposes: set[Purpose] = Field(min_length=1)
    legal_basis: Literal["a", "b", "c", "d", "e", "f"] = Field(description="GDPR Art. 6(1), the letter.")
    special_category_basis: Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] | None = Field(
        None, description="GDPR Art. 9(2), the letter; needed where health data is shared."
    )
    article: str = Field(min_length=1, max_length=300)
    retention: str = Field(min_length=1, max_length=500)
    onward_sharing: bool = False
    contact: str = Field(min_length=1, max_length=200, description="A function, not a person's name.")
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewAgreement":
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise WrongValue(
                "valid_until must be later than valid_from", "valid_until doit être postérieur à valid_from"
            )
        if len({party.agency_id for party in self.parties}) != len(self.parties):
            raise WrongValue("an agency can be a party only once", "un organisme n'est partie qu'une fois")
        if Category.HEALTH in self.categories and self.special_category_basis is None:
            raise WrongValue(
                "sharing health data needs a special_category_basis",
                "partager des données de santé demande un special_category_basis",
            )
        return self


class PartyView(BaseModel):
    """An agency in an agreement."""

    agency_id: UUID
    sector: Sector
    gives: bool
    receives: bool
    signed_at: datetime | None


class AgreementView(BaseModel):
    """An agreement."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000d1",
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "title": "Housing and health, older people at home",
                    "state": "in_force",
                    "parties": [
                        {
                            "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                            "sector": "housing",
                            "gives": True,
                            "receives": True,
                            "signed_at": "2026-01-01T09:00:00Z",
                        }
                    ],
                    "categories": ["identity", "contact", "housing"],
                    "purposes": ["care-coordination"],
                    "legal_basis": "e",
                    "special_category_basis": None,
                    "article": "Social Welfare Act § 12",
                    "retention": "Until the case is closed, then two years",
                    "onward_sharing": False,
                    "contact": "privacy office",
                    "valid_from": "2026-01-01T00:00:00Z",
                    "valid_until": None,
                    "version": 2,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    title: str
    state: AgreementState
    parties: list[PartyView]
    categories: list[Category]
    purposes: list[Purpose]
    legal_basis: str
    special_category_basis: str | None
    article: str
    retention: str
    onward_sharing: bool
    contact: str
    valid_from: datetime
    valid_until: datetime | None
    version: int


@router.post("", status_code=201, responses=CREATES, summary="Write an agreement")
async def write(
    body: NewAgreement,
    actor: Administrator,
    request: Request,
    response: Response,
    open_work: OpenWork,
    passed_on: PassedOn,
    once: OneTime,
) -> AgreementView:
    """Write a draft. It shares nothing until an administrator of every party has signed."""
    known = await request.app.state.service.identity.agencies((party.agency_id for party in body.parties), passed_on)
    for position, party in enumerate(body.parties):
        if party.agency_id not in known:
            raise Invalid.field(
                f"#/parties/{position}/agency_id", "unknown", "There is no such agency.", "Cet organisme n'existe pas."
            )
    command = actions.NewAgreement(
        municipality_id=body.municipality_id,
        title=body.title,
        parties=tuple(
            Party(party.agency_id, known[party.agency_id].sector, party.gives, party.receives) for party in body.parties
        ),
        categories=frozenset(body.categories),
        purposes=frozenset(body.purposes),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        terms=body.model_dump(
            include={"legal_basis", "special_category_basis", "article", "retention", "onward_sharing", "contact"}
        ),
    )
    async with open_work() as work:
        agreement_id = await once.run(work, lambda: actions.write_agreement(work, actor, command))
        return _shown(response, await actions.open_agreement(work, actor, agreement_id))


@router.get("", responses=READS, summary="List agreements")
async def list_agreements(actor: Reader, work: Work, limit: Limit = 50, after: After = None) -> Page[AgreementView]:
    """Agreements of the municipalities in which your agency operates, oldest first."""
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_agreements(work, actor, keys[0] if keys else None, limit), limit, "id")
    return Page(items=[AgreementView.model_validate(dict(row)) for row in rows], next=following)


@router.get("/{agreement_id}", responses=READS, summary="Open an agreement")
async def open_one(agreement_id: UUID, actor: Reader, work: Work, response: Response) -> AgreementView:
    """One agreement with its parties and signatures."""
    return _shown(response, await actions.open_agreement(work, actor, agreement_id))


@router.post("/{agreement_id}/signature", responses=ACTS, summary="Sign an agreement")
async def sign(
    agreement_id: UUID, actor: Administrator, work: Work, response: Response, once: OneTime
) -> AgreementView:
    """Sign for your agency. The last signature puts it into force."""
    await once.run(work, lambda: actions.sign_agreement(work, actor, agreement_id))
    return _shown(response, await actions.open_agreement(work, actor, agreement_id))


@router.post("/{agreement_id}/termination", responses=ACTS, summary="End an agreement")
async def terminate(
    agreement_id: UUID, actor: Administrator, work: Work, response: Response, once: OneTime
) -> AgreementView:
    """End it for all parties. Every grant that rests on it ends with the answer."""
    await once.run(work, lambda: actions.end_agreement(work, actor, agreement_id))
    return _shown(response, await actions.open_agreement(work, actor, agreement_id))


def _shown(response: Response, row: asyncpg.Record) -> AgreementView:
    response.headers["ETag"] = entity_tag(row["version"])
    values: dict[str, Any] = dict(row)
    return AgreementView.model_validate(values)
