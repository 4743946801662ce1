"""What of a person's record may travel to another agency: the question that referrals asks cases, and its answer."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose


class _Noun(BaseModel):
    model_config = ConfigDict(frozen=True)


class DisclosureQuestion(_Noun):
    """May these categories of this person's record travel from the caller's agency to that one?"""

    model_config = ConfigDict(extra="forbid")

    receiver_agency_id: UUID = Field(description="The agency that would see them.")
    categories: tuple[Category, ...] = Field((), max_length=len(Category), description="Categories the sender picked.")
    purpose: Purpose | None = Field(None, description="Of the receiver's use; the caller's own when not given.")
    case_id: UUID | None = Field(None, description="The case to which the referral would belong.")


class WithheldBecause(StrEnum):
    """Why a category does not travel."""

    NO_CONSENT = "no-consent"
    REFUSED = "refused"
    NO_AGREEMENT = "no-agreement"
    NOT_YOURS = "not-yours"


class DisclosureGround(_Noun):
    """What lets one category travel. A category may rest on several."""

    category: Category
    kind: GroundKind
    id: UUID
    agreement_id: UUID | None = Field(None, description="Empty for a mandate, which needs none.")
    valid_until: datetime | None = None
    overrides_refusal: bool = Field(False, description="A mandate whose article says that a refusal does not stop it.")


class Withheld(_Noun):
    """A category that was asked for and does not travel."""

    category: Category
    because: WithheldBecause


class Flags(_Noun):
    """What always travels, so that nobody harms the person by not knowing it. Never the protected address itself."""

    safe_contact: Mapping[str, Any] | None = Field(None, description="Channel, time and code word that are safe.")
    do_not_contact: bool = Field(False, description="Do not contact the person directly.")
    interpreter: str | None = Field(None, description="BCP 47 language in which an interpreter is needed.")
    accessibility: tuple[str, ...] = Field((), description="What the person needs to take part.")
    protected_address: bool = Field(False, description="There is an address that nobody gets.")


class Disclosure(_Noun):
    """What may travel now.

    Attributes:
        snapshot: by granted category, as the sender may see it.
    """

    person_id: UUID
    municipality_id: UUID = Field(description="The person's municipality.")
    is_about_case: bool | None = Field(
        None,
        description="Whether the case that was asked about is one the caller may see, about this person. "
        "Empty when none was.",
    )
    grounds: tuple[DisclosureGround, ...] = Field(description="For what may travel.")
    withheld: tuple[Withheld, ...] = Field(description="What was asked for and may not, and why.")
    flags: Flags | None = Field(description="Null where nothing travels, unless the caller reads `contact`.")
    snapshot: Mapping[Category, Any] = Field(
        description="Content by granted category.",
        examples=[{"housing": {"needs": [{"term": "homelessness", "state": "open"}]}}],
    )
    made_of: Mapping[Category, tuple[UUID, ...]] = Field(
        default_factory=dict,
        description="By granted category the items from which its content is made; needs in the order of the content.",
        examples=[{"housing": ["0198c0de-0000-7000-8000-000000000007"]}],
    )
