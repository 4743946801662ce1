"""What was disclosed with a referral, and whether it may be seen now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.contracts.cases.rights import StepKind
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.vocabulary import Purpose, Sector


class Hidden(StrEnum):
    """Why something that was disclosed is not shown."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    SHARING_REFUSED = "sharing_refused"
    GROUND_ENDED = "ground_ended"
    PROCESSING_RESTRICTED = "processing_restricted"
    """Where it comes from it is stored and not processed (GDPR Art. 18); it comes back when that is lifted."""
    ENTERED_IN_ERROR = "entered_in_error"
    ERASED = "erased"
    """Where it came from, it was erased."""
    REPLACED = "replaced"
    """By a later snapshot of the same referral."""
    AFTER_THE_TAIL = "after_the_tail"
    """The referral ended more than 30 days ago."""
    OTHER_PURPOSE = "other_purpose"
    NOT_CERTAIN = "not_certain"
    """It is not known at this moment whether the person has withdrawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosed:
    """One category of one referral, as it travelled, under one ground.

    Attributes:
        content: as the sender saw it then; None once it was taken back.
        purpose: it serves no other.
        hidden: why it was taken back.
    """

    category: Category
    ground_kind: GroundKind
    ground_id: UUID
    agreement_id: UUID | None
    valid_until: datetime | None
    purpose: Purpose
    taken_at: datetime
    content: Any
    hidden: Hidden | None = None

    @property
    def ground(self) -> str:
        """As the access log writes it."""
        return f"{self.ground_kind}:{self.ground_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """What a person refuses to share from now on.

    Attributes:
        agencies, sectors: with whom; both empty for everybody.
    """

    person_id: UUID
    categories: Sequence[Category]
    agencies: Sequence[UUID]
    sectors: Sequence[Sector]


@dataclass(frozen=True, kw_only=True, slots=True)
class Continued:
    """What was said in place of a consent still lets this flow to an agency, under the same agreement.

    Attributes:
        valid_until: when that ends by itself.
    """

    person_id: UUID
    consent_id: UUID
    by_consent_id: UUID
    receiver_agency_id: UUID
    agreement_id: UUID
    categories: Sequence[Category]
    purposes: Sequence[Purpose]
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncedRefusal:
    """What a person refuses to share from some later moment on.

    Attributes:
        id: the consent record in which it was said, by which it may be taken back.
    """

    id: UUID
    municipality_id: UUID
    starts_at: datetime
    refusal: Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """Who received this of somebody's record between these moments is to be told of something.

    Attributes:
        step_id: what was done, in cases.
        agency_id: which did it, and need not be told.
        item_ids: only what was made of any of these, under whichever category; empty for whatever travelled.
        categories: only what travelled in these; empty for all.
        since, until: until is exclusive; empty for ever.
    """

    step_id: UUID
    kind: StepKind
    person_id: UUID
    municipality_id: UUID
    agency_id: UUID
    item_ids: Sequence[UUID]
    since: datetime | None
    until: datetime | None
    categories: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Restricted:
    """Something in these categories is stored and not processed any more where it comes from.

    Attributes:
        since: what was taken later is without it.
    """

    id: UUID
    person_id: UUID
    municipality_id: UUID
    categories: Sequence[Category]
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """From where somebody looks.

    Attributes:
        until: when the receiver's sight ends; None while the referral lives, and for the sender, whose own it is.
        is_certain: every withdrawal up to a few seconds ago is known here.
    """

    at: datetime
    purpose: Purpose
    until: datetime | None = None
    is_certain: bool = True

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.at >= self.until


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a disclosure is seen: content by category with its grounds, and what is hidden with the reason."""

    categories: dict[Category, list[Disclosed]] = field(default_factory=dict)
    hidden: dict[Category, Hidden] = field(default_factory=dict)

    def content(self, category: Category) -> Any:
        """What is seen of a category; None when nothing is."""
        grounds = self.categories.get(category)
        return grounds[0].content if grounds else None


@dataclass(frozen=True, slots=True)
class Sight:
    """One referral that was looked at: which categories were shown, on which grounds (`kind:id`)."""

    referral_id: UUID
    person_id: UUID
    municipality_id: UUID
    categories: Sequence[str] = ()
    grounds: Sequence[str] = ()


def hidden_from(one: Disclosed, view: View) -> Hidden | None:
    """Why this is not shown there; None when it is."""
    if one.hidden is not None:
        return one.hidden
    if view.is_over:
        return Hidden.AFTER_THE_TAIL
    if one.valid_until is not None and view.at >= one.valid_until:
        return Hidden.GROUND_ENDED
    if one.purpose is not view.purpose:
        return Hidden.OTHER_PURPOSE
    return None if view.is_certain else Hidden.NOT_CERTAIN


def shown(disclosed: Iterable[Disclosed], view: View) -> Shown:
    """What is seen: a category is shown while any of its grounds lives."""
    result = Shown()
    for one in disclosed:
        hidden = hidden_from(one, view)
        if hidden is None:
            result.categories.setdefault(one.category, []).append(one)
        elif hidden is not Hidden.REPLACED:
            result.hidden.setdefault(one.category, hidden)
    for category in result.categories:
        result.hidden.pop(category, None)
    return result


def grounds_of(disclosed: Sequence[Disclosed]) -> list[str]:
    """`kind:id` of each ground, once."""
    return sorted({one.ground for one in disclosed})


def has_living_ground(disclosed: Iterable[Disclosed], at: datetime) -> bool:
    """Whether anything of it still rests on a ground."""
    return any(one.hidden is None and (one.valid_until is None or at < one.valid_until) for one in disclosed)


def without(content: Any, made_of: Sequence[UUID], gone: Collection[UUID]) -> tuple[Any, Sequence[UUID]]:
    """The needs of a category without those that are gone; None as its content when nothing is left.

    Args:
        made_of: the items of the needs, in their order.
    """
    left = [(item_id, need) for item_id, need in zip(made_of, content["needs"], strict=True) if item_id not in gone]
    kept = {**content, "needs": [need for _item_id, need in left]} if left else None
    return kept, [item_id for item_id, _need in left]
