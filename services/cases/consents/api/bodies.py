"""What is said and shown of consents and refusals."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from services.cases.consents.actions import recording
from services.cases.consents.actions.withdrawing import TakenBack
from services.cases.consents.domain import ConsentState, GivenBy
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.refusals import WrongValue

A_CONSENT: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-0000000000c1",
    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
    "state": "active",
    "is_refusal": False,
    "coordination": False,
    "agencies": ["0198c0de-0000-7000-8000-0000000000a2"],
    "sectors": [],
    "case_id": None,
    "categories": ["identity", "contact", "housing"],
    "item_id": None,
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
    "awaits": None,
    "confirmed_by": None,
    "confirmed_how": None,
    "confirmed_at": None,
    "withdrawn_at": None,
    "withdrawn_how": None,
    "withdrawal_evidence": None,
    "superseded_by": None,
}
LANGUAGE: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _heard(how: GivenHow) -> GivenHow:
    if how is GivenHow.AUTHENTICATED:
        raise WrongValue(
            "authenticated is what people say with an account of their own",
            "authenticated désigne ce que les personnes disent avec leur propre compte",
        )
    return how


Heard = Annotated[GivenHow, AfterValidator(_heard)]
"""In which form a worker heard it."""


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
                },
                {
                    "is_refusal": True,
                    "agencies": ["0198c0de-0000-7000-8000-0000000000a2"],
                    "item_id": "0198c0de-0000-7000-8000-000000000901",
                    "given_by": "person",
                    "given_how": "oral",
                    "language": "fr",
                },
            ]
        },
    )

    is_refusal: bool = Field(False, description="The person refuses; a refusal wins over a consent.")
    agencies: list[UUID] = Field([], max_length=100, description="Recipients by agency.")
    sectors: list[Sector] = Field(
        [], description="Recipients by sector: agencies of it that receive under an agreement, today and later."
    )
    case_id: UUID | None = Field(
        None,
        description="Or the team of this open case, whoever is on it: each agency under an agreement, while it works "
        "on the case; the agency that records it is given nothing by it. Not in a refusal.",
    )
    coordination: bool = Field(
        False,
        description="The person also agreed that the agencies it names coordinate: they see who else is involved and "
        "on which grounds. Not with sectors, nor in a refusal.",
    )
    categories: list[Category] = Field([], description="At least one; none where it is about one item.")
    item_id: UUID | None = Field(
        None,
        description="In a refusal, instead of categories: one item about the person that you may see (a note, a need, "
        "a document …), whatever its category is now or later. Nothing sealed: that is nobody's but its writer's.",
    )
    purposes: list[Purpose] = Field([Purpose.CARE_COORDINATION], min_length=1)
    valid_from: AwareDatetime | None = Field(None, description="Now, when left out.")
    valid_until: AwareDatetime | None = None
    given_by: GivenBy
    representative_id: UUID | None = Field(
        None,
        description="The relationship under which a representative spoke: in use, with the power to consent, in "
        "force today. What somebody may do for a child ends when the child is of age.",
    )
    given_how: Heard
    language: str = Field(pattern=LANGUAGE, max_length=35, description="BCP 47: in which it was explained.")
    evidence: str | None = Field(None, max_length=500, description="Where the signed form or recording is kept.")
    supersedes: UUID | None = Field(
        None, description="A consent (or of a refusal, a refusal) in whose place this comes; what rested on it ends."
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewConsent":
        by_name = bool(self.agencies or self.sectors)
        if not self.is_refusal and by_name == (self.case_id is not None):
            raise WrongValue(
                "a consent names agencies or sectors, or the case whose team it is given to",
                "un consentement désigne des organismes ou des secteurs, ou l'accompagnement dont l'équipe le reçoit",
            )
        if bool(self.categories) == (self.item_id is not None) or (self.item_id is not None and not self.is_refusal):
            raise WrongValue(
                "it names categories, or, where it is a refusal, one item",
                "il nomme des catégories, ou, s'il s'agit d'un refus, un seul élément",
            )
        if self.is_refusal and self.case_id is not None:
            raise WrongValue("a refusal names no case", "un refus ne désigne pas d'accompagnement")
        if self.coordination and (self.is_refusal or not self.agencies or self.sectors):
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

    def command(self) -> recording.NewConsent:
        """As the action takes it."""
        return recording.NewConsent(
            is_refusal=self.is_refusal,
            coordination=self.coordination,
            agencies=self.agencies,
            sectors=self.sectors,
            case_id=self.case_id,
            supersedes=self.supersedes,
            categories=self.categories,
            item_id=self.item_id,
            purposes=self.purposes,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            circumstances=self.model_dump(
                include={"given_by", "representative_id", "given_how", "language", "evidence"}
            ),
        )


class ConsentView(BaseModel):
    """A consent or refusal."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_CONSENT]})

    id: UUID
    person_id: UUID
    state: ConsentState
    is_refusal: bool
    coordination: bool = Field(description="The agencies it names may also coordinate.")
    agencies: list[UUID] = Field(
        description="Recipients by agency: your own alone, unless you recorded it, coordinate or answer for privacy."
    )
    sectors: list[Sector] = Field(description="Recipients by sector; as for agencies.")
    case_id: UUID | None = Field(
        description="The case whose team is the recipient; for those on it to whom it gives something, and as above."
    )
    categories: list[Category]
    item_id: UUID | None = Field(
        None, description="The one item that is refused; told to who recorded it, coordinates or answers for privacy."
    )
    purposes: list[Purpose]
    valid_from: datetime
    valid_until: datetime | None
    given_by: GivenBy
    representative_id: UUID | None
    given_how: GivenHow
    language: str
    evidence: str | None = Field(description="For whoever recorded it, coordinates or answers for privacy.")
    agency_id: UUID | None = Field(
        description="Agency that recorded it; null where they said it themselves, with an account of their own."
    )
    recorded_at: datetime
    awaits: GivenBy | None = Field(description="Whose word it still takes; it lets nothing flow until then.")
    confirmed_by: GivenBy | None = Field(description="Who said yes to it too.")
    confirmed_how: GivenHow | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None = Field(description="When it was taken back, or replaced.")
    withdrawn_how: GivenHow | None = Field(description="In which form, as far as it was written down; as evidence.")
    withdrawal_evidence: str | None = Field(description="Where that is kept; as evidence.")
    superseded_by: UUID | None = Field(
        description="What the person said in its place; to who sees all whom it names, for others it was withdrawn."
    )


class Withdrawal(BaseModel):
    """How the person took it back."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"given_how": "written", "evidence": "Letter of 3 March"}]},
    )

    given_how: Heard | None = Field(None, description="In which form the person said so.")
    evidence: str | None = Field(
        None, min_length=1, max_length=500, description="Where the signed form or recording is kept."
    )

    def said(self) -> TakenBack:
        """As the action takes it."""
        return TakenBack(how=self.given_how, evidence=self.evidence)


def shown(row: asyncpg.Record) -> ConsentView:
    """A consent as the reader sees it."""
    values: dict[str, Any] = dict(row)
    return ConsentView.model_validate(values)
