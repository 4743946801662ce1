"""`/v1/persons/{id}/consents`."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from services.cases.consents import actions
from services.cases.consents.domain import ConsentState, GivenBy, GivenHow
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Scope, Sector
from shared.database.access_log import Look, log_looks
from shared.refusals import WrongValue
from shared.web.caller import Work, holding
from shared.web.documented import ACTS, READS
from shared.web.idempotency import OneTime
from shared.web.pages import After, Limit, Page, keys_of, page

router = APIRouter(prefix="/v1/persons/{person_id}/consents", tags=["consents"])

Reader = Annotated[Actor, holding(Scope.RECORD_READ)]
Writer = Annotated[Actor, holding(Scope.RECORD_WRITE)]

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class NewConsent(BaseModel):
    """What the person agreed to, or refused."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "agencies": ["0198c0de-0000-7000-8000-0000000000a2"],
                    "categories": ["identity", "contact", "housing"],
                    "purposes": ["care-coordination"],
                    "given_by": "person",
                    "given_how": "oral",
                    "language": "fr",
                }
            ]
        },
    )

    is_refusal: bool = Field(False, description="The person refuses; a refusal wins over a consent.")
    agencies: list[UUID] = Field([], max_length=100, description="Recipients by agency.")
    sectors: list[Sector] = Field([], description="Recipients by sector, within the agreements.")
    coordination: bool = Field(
        False,
        description="The person also agreed that the agencies it names coordinate: they see who else is involved and "
        "on which grounds. Not with sectors, nor in a refusal.",
    )
    categories: list[Category] = Field(min_length=1)
    purposes: list[Purpose] = Field([Purpose.CARE_COORDINATION], min_length=1)
    valid_from: AwareDatetime | None = Field(None, description="Now, when left out.")
    valid_until: AwareDatetime | None = None
    given_by: GivenBy
    representative_id: UUID | None = Field(
        None,
        description="The relationship under which a representative spoke: in use, with the power to consent, in "
        "force today. What somebody may do for a child ends when the child is of age.",
    )
    given_how: GivenHow
    language: str = Field(pattern=LANGUAGE, max_length=35, description="BCP 47: in which it was explained.")
    evidence: str | None = Field(None, max_length=500, description="Where the signed form or recording is kept.")

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewConsent":
        if not self.is_refusal and not (self.agencies or self.sectors):
            raise WrongValue(
                "a consent names at least one agency or sector",
                "un consentement désigne au moins un organisme ou un secteur",
            )
        if self.coordination and (self.is_refusal or self.sectors):
            raise WrongValue(
                "coordination is agreed to with agencies by name",
                "la coordination se consent à des organismes désignés par leur nom",
            )
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise WrongValue(
                "valid_until must be later than valid_from", "valid_until doit être postérieur à valid_from"
            )
        if (self.given_by is GivenBy.REPRESENTATIVE) != (self.representative_id is not None):
            raise WrongValue(
                "representative_id is given exactly when a representative spoke",
                "representative_id est indiqué quand un représentant a parlé, et seulement alors",
            )
        return self

    def command(self) -> actions.NewConsent:
        """As the action takes it."""
        return actions.NewConsent(
            is_refusal=self.is_refusal,
            coordination=self.coordination,
            agencies=self.agencies,
            sectors=self.sectors,
            categories=self.categories,
            purposes=self.purposes,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            circumstances=self.model_dump(
                include={"given_by", "representative_id", "given_how", "language", "evidence"}
            ),
        )


class ConsentView(BaseModel):
    """A consent or refusal."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000c1",
                    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
                    "state": "active",
                    "is_refusal": False,
                    "coordination": False,
                    "agencies": ["0198c0de-0000-7000-8000-0000000000a2"],
                    "sectors": [],
                    "categories": ["identity", "contact", "housing"],
                    "purposes": ["care-coordination"],
                    "valid_from": "2026-03-01T09:00:00Z",
                    "valid_until": None,
                    "given_by": "person",
                    "representative_id": None,
                    "given_how": "oral",
                    "language": "fr",
                    "evidence": None,
                    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
                    "recorded_at": "2026-03-01T09:00:00Z",
                    "withdrawn_at": None,
                }
            ]
        }
    )

    id: UUID
    person_id: UUID
    state: ConsentState
    is_refusal: bool
    coordination: bool = Field(description="The agencies it names may also coordinate.")
    agencies: list[UUID] = Field(
        description="Recipients by agency: your own alone, unless you recorded it, coordinate or answer for privacy."
    )
    sectors: list[Sector] = Field(description="Recipients by sector; as for agencies.")
    categories: list[Category]
    purposes: list[Purpose]
    valid_from: datetime
    valid_until: datetime | None
    given_by: GivenBy
    representative_id: UUID | None
    given_how: GivenHow
    language: str
    evidence: str | None = Field(description="For whoever recorded it, coordinates or answers for privacy.")
    agency_id: UUID = Field(description="Agency that recorded it.")
    recorded_at: datetime
    withdrawn_at: datetime | None


@router.post("", status_code=201, responses=ACTS, summary="Record a consent or a refusal")
async def record(person_id: UUID, body: NewConsent, actor: Writer, work: Work, once: OneTime) -> ConsentView:
    """Record what the person said. It takes effect with the answer, as far as agreements in force cover it."""
    consent_id = await once.run(work, lambda: actions.record_consent(work, actor, person_id, body.command()))
    return _shown(await actions.open_consent(work, person_id, consent_id))


@router.get("", responses=READS, summary="List consents and refusals")
async def list_consents(
    person_id: UUID, _actor: Reader, work: Work, limit: Limit = 50, after: After = None
) -> Page[ConsentView]:
    """What the person agreed to, refused and withdrew, oldest first.

    You see those that your agency recorded or that name it; whoever coordinates or answers for privacy sees all.
    """
    keys = keys_of(after, UUID)
    rows, following = page(await actions.list_consents(work, person_id, keys[0] if keys else None, limit), limit, "id")
    await log_looks(work, [Look("list-consents", person_id=person_id)])
    return Page(items=[_shown(row) for row in rows], next=following)


@router.get("/{consent_id}", responses=READS, summary="Open a consent or refusal")
async def open_one(person_id: UUID, consent_id: UUID, _actor: Reader, work: Work) -> ConsentView:
    """One consent or refusal with its present state."""
    row = await actions.open_consent(work, person_id, consent_id)
    await log_looks(work, [Look("open-consent", person_id=person_id)])
    return _shown(row)


@router.post("/{consent_id}/withdrawal", responses=ACTS, summary="Withdraw a consent or refusal")
async def withdraw(person_id: UUID, consent_id: UUID, actor: Writer, work: Work, once: OneTime) -> ConsentView:
    """Record that the person took it back. What rests on it ends with the answer."""
    await once.run(work, lambda: actions.withdraw_consent(work, actor, person_id, consent_id))
    return _shown(await actions.open_consent(work, person_id, consent_id))


def _shown(row: asyncpg.Record) -> ConsentView:
    values: dict[str, Any] = dict(row)
    return ConsentView.model_validate(values)
