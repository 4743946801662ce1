"""What comes with a request, and what it means to the domain."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from services.referrals.deadlines.domain.territory import Territory
from services.referrals.lifecycle.actions.drafting import Receiver
from services.referrals.lifecycle.domain import reasons
from services.referrals.lifecycle.domain.referral import Particulars, Progress, Request
from shared.contracts.cases.vocabulary import CaseId, Category
from shared.contracts.identity.agency import AgencyFacts
from shared.contracts.referrals.vocabulary import (
    Circumstance,
    Confirmation,
    Evidence,
    Outcome,
    Reason,
    ReferralId,
    Urgency,
)
from shared.refusals import WrongValue

Words = Annotated[str, Field(max_length=10_000)]
Categories = Annotated[
    list[Category],
    Field(max_length=len(Category), description="Of the record, what should travel. The least that will do."),
]

_CALLED: Final = {
    "question": "note",
    "answer": "note",
    "listing_id": "alternative_id",
}
"""What the domain calls a field that has a plainer name in a request."""

_PERSON = "0198c0de-0000-7000-8000-0000000000f1"
_LISTING = "0198c0de-0000-7000-8000-0000000000e1"
_WORKER = "0198c0de-0000-7000-8000-0000000000d1"


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})


def _one_of(known: frozenset[Reason]) -> Any:
    return Field(
        json_schema_extra={"enum": [reason.value for reason in sorted(known)]},
        description="A coded reason, as statistics count it.",
    )


def unique(categories: Sequence[Category]) -> tuple[Category, ...]:
    """Each once, in the order of the record."""
    return tuple(category for category in Category if category in categories)


class Need(BaseModel):
    """What the person needs."""

    model_config = _example(category="housing", term="homelessness")

    category: Category
    term: str | None = Field(None, max_length=200, description="The need in a word of a taxonomy.")


class NewReferral(BaseModel):
    """A referral to be drafted."""

    model_config = _example(
        person_id=_PERSON,
        listing_id=_LISTING,
        need={"category": "housing", "term": "homelessness"},
        urgency="soon",
        note="Has to leave the present flat at the end of the month.",
        categories=["identity", "contact", "housing"],
    )

    person_id: UUID
    listing_id: UUID = Field(description="The service listing it goes to; its agency is the receiver.")
    need: Need
    urgency: Urgency = Urgency.ROUTINE
    note: Words = Field("", description="For the receiver; in no event and no log.")
    categories: Categories = []
    case_id: UUID | None = Field(None, description="A case of this person that you may see.")
    follows_id: UUID | None = Field(None, description="An earlier referral that this one continues.")

    def asking(self, receiver: Receiver, agency: AgencyFacts, territory: Territory) -> Request:
        """As the domain takes it, addressed to the agency behind the listing."""
        return Request(
            case_id=None if self.case_id is None else CaseId(self.case_id),
            category=self.need.category,
            term=self.need.term,
            urgency=self.urgency,
            note=self.note,
            categories=unique(self.categories),
            follows_id=None if self.follows_id is None else ReferralId(self.follows_id),
            **receiver.changes(agency, territory),
        )


class DraftChanges(BaseModel):
    """Fields of a draft with their new values; RFC 7396: what is left out stays, null empties."""

    model_config = _example(urgency="urgent", categories=["identity", "housing"])

    listing_id: UUID | None = Field(None, description="Another listing.")
    need: Need | None = None
    urgency: Urgency | None = None
    note: Words | None = None
    categories: Categories | None = None
    case_id: UUID | None = Field(None, description="A case of this person that you may see.")

    @field_validator("listing_id", "need", "urgency")
    @classmethod
    def _is_never_empty(cls, value: Any) -> Any:
        if value is None:
            raise WrongValue(
                "a referral always has one; leave it out to keep it",
                "une orientation en a toujours ; omettez ce champ pour le garder",
            )
        return value

    def changes(self) -> dict[str, Any]:
        """The fields of the request with their new values, the listing apart."""
        told = self.model_fields_set
        changes: dict[str, Any] = {}
        if self.need is not None:
            changes |= {"category": self.need.category, "term": self.need.term}
        if self.urgency is not None:
            changes["urgency"] = self.urgency
        if "note" in told:
            changes["note"] = self.note or ""
        if "categories" in told:
            changes["categories"] = unique(self.categories or [])
        if "case_id" in told:
            changes["case_id"] = self.case_id
        return changes


class _Body(BaseModel):
    def particulars(self) -> Particulars:
        """As the domain takes it: the words, and what is said anew."""
        told = {_CALLED.get(name, name): value for name, value in self}
        return Particulars(note=told.pop("note"), said=Progress(**told))


class Remark(_Body):
    """A move that needs nothing; a remark is welcome."""

    model_config = _example(note="Thank you.")

    note: Words = ""


class Question(_Body):
    """What the receiver needs to know."""

    model_config = _example(question="Is the flat on the ground floor?")

    question: Annotated[str, Field(min_length=1, max_length=10_000)]


class Answer(_Body):
    """What the sender answers."""

    model_config = _example(answer="Second floor, with a lift.")

    answer: Annotated[str, Field(min_length=1, max_length=10_000)]


class Acceptance(Remark):
    """Say yes, and who answers for it: a worker or a team."""

    model_config = _example(responsible_id=_WORKER, reason=None, note="First appointment on Monday.")

    responsible_id: UUID | None = Field(None, description="Worker of the receiving agency.")
    responsible_team: str | None = Field(None, min_length=1, max_length=200)
    reason: Reason | None = Field(
        None,
        json_schema_extra={"enum": [*(reason.value for reason in sorted(reasons.FOR_SKIPPING)), None]},
        description="Why this one, where others stand before it on the waiting list.",
    )


class Waitlisting(Remark):
    """Put on the waiting list."""

    model_config = _example(circumstances=["no_shelter"], expected_on="2026-03-01")

    circumstances: list[Circumstance] = Field(
        [], max_length=len(Circumstance), description="What counts, as far as the listing's rule names it."
    )
    expected_on: date | None = Field(None, description="When a place is expected.")

    def said(self) -> tuple[frozenset[Circumstance], Particulars]:
        """As the domain takes it: what counts, and the rest."""
        return frozenset(self.circumstances), Particulars(note=self.note, said=Progress(expected_on=self.expected_on))


class Alternative(Remark):
    """Another listing, offered instead."""

    model_config = _example(listing_id=_LISTING, note="Our sister service takes families.")

    listing_id: UUID


class _WithReason(Remark):
    reason: Reason


class Decline(_WithReason):
    """Say no, and why."""

    model_config = _example(reason="no_capacity")

    reason: Reason = _one_of(reasons.FOR_DECLINING)


class Start(Remark):
    """The first contact took place."""

    model_config = _example(first_contact_at="2026-01-12T09:30:00+01:00")

    first_contact_at: AwareDatetime


class Pause(Remark):
    """Put on hold, and when it is looked at again."""

    model_config = _example(reason="waiting_for_document", review_on="2026-02-01")

    reason: Reason = _one_of(reasons.FOR_PAUSING)
    review_on: date


class Review(Remark):
    """Looked at again, and when next."""

    model_config = _example(review_on="2026-04-01", note="Goes well; the flat is being repaired.")

    review_on: date


class Completion(Remark):
    """What came of it, on which evidence, and whether the person says so too."""

    model_config = _example(outcome="need_met", evidence="agreement_signed", confirmation="confirmed")

    outcome: Outcome
    evidence: Evidence
    confirmation: Confirmation = Field(description="Recorded as `missing` where the person was not asked.")


class Stop(_WithReason):
    """The help ends before its time."""

    model_config = _example(reason="no_contact", note="Three letters, no answer.")

    reason: Reason = _one_of(reasons.FOR_STOPPING)


class Withdrawal(_WithReason):
    """The sender takes it back."""

    model_config = _example(reason="person_wish")

    reason: Reason = _one_of(reasons.FOR_WITHDRAWING)


class Correction(_WithReason):
    """It should never have been."""

    model_config = _example(reason="wrong_person")

    reason: Reason = _one_of(reasons.FOR_CORRECTING)


class Reopening(_WithReason):
    """It ended too early."""

    model_config = _example(reason="ended_too_early")

    reason: Reason = _one_of(reasons.FOR_REOPENING)
