"""What is sent and shown of agreements."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, computed_field, model_validator

from services.cases.agreements.domain.agreement import AgreementState
from services.cases.agreements.domain.vocabulary import PUBLISHED_PURPOSES, basis_term, special_basis_term
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.purposes import DPV_TERM
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.refusals import WrongValue

_HLM, _HOSPITAL = "0198c0de-0000-7000-8000-0000000000a1", "0198c0de-0000-7000-8000-0000000000a2"
TERMS: Final[dict[str, Any]] = {
    "title": "Housing and health, older people at home",
    "parties": [
        {"agency_id": _HLM, "gives": True, "receives": True},
        {"agency_id": _HOSPITAL, "gives": True, "receives": True},
    ],
    "categories": ["identity", "contact", "housing"],
    "purposes": ["care-coordination"],
    "dpv_purposes": ["https://w3id.org/dpv/sector/publicservices#HousingWelfareManagement"],
    "legal_basis": "e",
    "article": "Social Welfare Act § 12",
    "retention": "Until the case is closed, then two years",
    "retention_months": 24,
    "contact": "privacy office",
    "contacts": [{"agency_id": _HLM, "function": "privacy officer", "reached_at": "privacy@hlm.example"}],
    "valid_from": "2026-01-01T00:00:00Z",
    "last_day": "2028-12-31",
}


def _published(term: str) -> str:
    if term not in PUBLISHED_PURPOSES:
        raise WrongValue(
            "not a purpose published by the Data Privacy Vocabulary 2.3",
            "pas une finalité publiée par le Data Privacy Vocabulary 2.3",
        )
    return term


class NewParty(BaseModel):
    """An agency that takes part."""

    model_config = ConfigDict(extra="forbid")

    agency_id: UUID
    gives: bool = Field(description="Whether what it contributes is shared with the receiving parties.")
    receives: bool = Field(description="Whether it may see what the giving parties contribute.")


class ContactBody(BaseModel):
    """Whom to ask at a party."""

    model_config = ConfigDict(extra="forbid")

    agency_id: UUID
    function: str = Field(min_length=1, max_length=200, description="Such as privacy officer; not a person's name.")
    reached_at: str | None = Field(None, max_length=200, description="Address or telephone of the function.")


class NewTerms(BaseModel):
    """All that one version of an agreement says."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [TERMS]})

    title: str = Field(min_length=1, max_length=200)
    parties: list[NewParty] = Field(min_length=2, max_length=100)
    categories: set[Category] = Field(min_length=1)
    purposes: set[Purpose] = Field(min_length=1)
    dpv_purposes: list[Annotated[str, AfterValidator(_published)]] = Field(
        [],
        max_length=20,
        description="Addresses of purposes of the W3C Data Privacy Vocabulary 2.3 that say more exactly what for.",
    )
    legal_basis: Literal["a", "b", "c", "d", "e", "f"] = Field(description="GDPR Art. 6(1), the letter.")
    special_category_basis: Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] | None = Field(
        None, description="GDPR Art. 9(2), the letter; needed where health data is shared."
    )
    article: str = Field(min_length=1, max_length=300)
    retention: str = Field(min_length=1, max_length=500)
    retention_months: int | None = Field(
        None, ge=0, le=1200, description="The same in months, where it can be counted."
    )
    onward_sharing: bool = False
    onward_conditions: str | None = Field(None, max_length=1000, description="Under which receivers may pass it on.")
    contact: str = Field(min_length=1, max_length=200, description="A function, not a person's name.")
    contacts: list[ContactBody] = Field([], max_length=100, description="The same of each party.")
    valid_from: AwareDatetime
    valid_until: AwareDatetime | None = None
    last_day: date | None = Field(
        None, description="Instead of valid_until: it ends when this day is over in the municipality."
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> "NewTerms":
        if self.valid_until is not None and self.last_day is not None:
            raise WrongValue("say valid_until or last_day", "indiquez valid_until ou last_day")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise WrongValue(
                "valid_until must be later than valid_from", "valid_until doit être postérieur à valid_from"
            )
        agencies = {party.agency_id for party in self.parties}
        if len(agencies) != len(self.parties):
            raise WrongValue("an agency can be a party only once", "un organisme n'est partie qu'une fois")
        if any(one.agency_id not in agencies for one in self.contacts):
            raise WrongValue("contacts are those of parties", "les interlocuteurs sont ceux des parties")
        if Category.HEALTH in self.categories and self.special_category_basis is None:
            raise WrongValue(
                "sharing health data needs a special_category_basis",
                "partager des données de santé demande un special_category_basis",
            )
        if self.onward_conditions is not None and not self.onward_sharing:
            raise WrongValue(
                "onward_conditions are of onward_sharing", "onward_conditions se rapporte à onward_sharing"
            )
        return self


class NewAgreement(NewTerms):
    """An information-sharing agreement to be signed by its parties."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"municipality_id": "0198c0de-0000-7000-8000-000000000001", **TERMS}]},
    )

    municipality_id: UUID


class PartyView(BaseModel):
    """An agency in an agreement."""

    agency_id: UUID
    sector: Sector
    gives: bool
    receives: bool
    signed_at: datetime | None = Field(None, description="When it signed the version that is shown.")


class TermsView(BaseModel):
    """What an agreement says."""

    title: str
    parties: list[PartyView]
    categories: list[Category]
    purposes: list[Purpose]
    dpv_purposes: list[str]
    legal_basis: str
    special_category_basis: str | None
    article: str
    retention: str
    retention_months: int | None
    onward_sharing: bool
    onward_conditions: str | None
    contact: str
    contacts: list[ContactBody]
    valid_from: datetime
    valid_until: datetime | None

    @computed_field(description="Purposes and legal bases as addresses of the Data Privacy Vocabulary 2.3.")  # type: ignore[prop-decorator]
    @property
    def published_terms(self) -> list[str]:
        """Purposes and legal bases as others read them."""
        bases = [basis_term(self.legal_basis)]
        if self.special_category_basis is not None:
            bases.append(special_basis_term(self.special_category_basis))
        return [*sorted({DPV_TERM[one] for one in self.purposes} | set(self.dpv_purposes)), *bases]


SHOWN: Final[dict[str, Any]] = {
    **{name: value for name, value in TERMS.items() if name != "last_day"},
    "parties": [
        {**party, "sector": sector, "signed_at": "2026-01-01T09:00:00Z"}
        for party, sector in zip(TERMS["parties"], ("housing", "health"), strict=True)
    ],
    "special_category_basis": None,
    "onward_sharing": False,
    "onward_conditions": None,
    "valid_until": "2028-12-31T23:00:00Z",
    "published_terms": [
        "https://w3id.org/dpv/sector/publicservices#HousingWelfareManagement",
        "https://w3id.org/dpv/sector/publicservices#SocialWelfareProvision",
        "https://w3id.org/dpv/legal/eu/gdpr#A6-1-e",
    ],
}


class AgreementView(TermsView):
    """An agreement, in the terms that are in force; of a draft, in those that are meant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0198c0de-0000-7000-8000-0000000000d1",
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "state": "in_force",
                    **SHOWN,
                    "version": 3,
                    "latest_version": 1,
                    "version_in_force": 1,
                    "ended_at": None,
                    "ended_because": None,
                }
            ]
        }
    )

    id: UUID
    municipality_id: UUID
    state: AgreementState
    version: int = Field(description="Counts changes of any kind; the ETag.")
    latest_version: int = Field(description="Number of the version of its terms that was written last.")
    version_in_force: int | None = Field(description="Number of the version that is shown; null while it is a draft.")
    ended_at: datetime | None
    ended_because: str | None = Field(description="ended (a party's word), expired, or withdrawn (parties left).")
