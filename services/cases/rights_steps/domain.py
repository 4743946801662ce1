"""When a step may be taken for a request. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.cases.marks.domain import mark_of
from services.cases.people.domain.parts import Part
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import (
    RecipientAnswer,
    RequestOutcome,
    RequestState,
    RestrictionCase,
    Right,
    StepKind,
)
from shared.contracts.cases.vocabulary import Category
from shared.refusals import Conflict, Invalid

CorrectedKind = ItemKind | Part
"""What can be corrected: anything that somebody wrote, and each part of who a person is."""

STATED: Final = (
    ItemKind.NOTE,
    ItemKind.NEED,
    ItemKind.GOAL,
    ItemKind.ACTION,
    ItemKind.TASK,
    ItemKind.WARNING,
    ItemKind.OCCURRENCE,
    ItemKind.OBSERVATION,
    ItemKind.BUDGET,
    ItemKind.MATTER,
    ItemKind.MINUTES,
    ItemKind.DECISION,
)
"""Kinds of items beside which a statement of the person stands: those that are shown in versions."""

LONGEST: Final = timedelta(days=366)
"""Within which a restriction is reviewed."""
USED_FOR: Final = timedelta(hours=24)
"""How long a worker processes what is restricted, for a use that is permitted."""
_WITH_SOMETHING_GRANTED: Final = frozenset({RequestOutcome.GRANTED, RequestOutcome.PARTLY_GRANTED})
_WITH_SOMETHING_REFUSED: Final = frozenset({RequestOutcome.REFUSED, RequestOutcome.PARTLY_GRANTED})
_AFTER: Final[Mapping[StepKind, tuple[Right, frozenset[RequestOutcome]]]] = MappingProxyType(
    {
        StepKind.CORRECTION: (Right.RECTIFICATION, _WITH_SOMETHING_GRANTED),
        StepKind.RESTRICTION: (Right.RESTRICTION, _WITH_SOMETHING_GRANTED),
        StepKind.STATEMENT: (Right.RECTIFICATION, _WITH_SOMETHING_REFUSED),
        StepKind.ERASURE: (Right.ERASURE, _WITH_SOMETHING_GRANTED),
        StepKind.OBJECTION: (Right.OBJECTION, _WITH_SOMETHING_GRANTED),
    }
)
"""Of which right a step is, and after which decisions it is taken."""

_TRAVELS: Final = frozenset({ItemKind.NEED, Part.IDENTITY, Part.CONTACT_POINT, Part.ADDRESS, Part.RELATIONSHIP})
"""What goes with a referral (`services.cases.record.store.snapshot`) says of which of these it is made. How somebody
communicates goes with whatever does.
"""


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """An item that says something else now.

    Attributes:
        category: of the version that was wrong.
        wrong_from, wrong_until: when it said so, UTC; until is exclusive.
    """

    kind: CorrectedKind
    category: Category
    old_version: int
    new_version: int
    wrong_from: datetime
    wrong_until: datetime


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What of an agency's contributions is restricted.

    Attributes:
        categories: all of each; all categories for the whole record.
        items: single ones, by kind and id.
    """

    categories: frozenset[Category]
    items: tuple[tuple[ItemKind, UUID], ...]

    def marks_of(self, agency_id: UUID) -> list[str]:
        """As what is stored and not processed is marked."""
        return sorted(
            {mark_of(agency_id, one) for one in self.categories} | {str(item_id) for _, item_id in self.items}
        )


def must_name_something(scope: Scope) -> None:
    """It restricts something.

    Raises:
        Invalid: neither a category nor an item.
    """
    if not scope.categories and not scope.items:
        raise Invalid.field(
            "#/categories",
            "nothing",
            "A restriction names categories or items.",
            "Une limitation désigne des catégories ou des éléments.",
        )


def must_be_reviewed_soon_enough(review_on: date, today: date) -> None:
    """Somebody looks at it again on a day to come, within a year.

    Raises:
        Invalid: a day that has been, or later.
    """
    if not today < review_on <= today + LONGEST:
        raise Invalid.field(
            "#/review_on",
            "day",
            "It is reviewed on a day to come, within a year.",
            "Elle est réexaminée à une date à venir, dans l'année.",
        )


def must_have_been_told(told_on: date, began_on: date, today: date) -> None:
    """The person was told before it is lifted (GDPR Art. 18(3)).

    Raises:
        Invalid: on no day since it began.
    """
    if not began_on <= told_on <= today:
        raise Invalid.field(
            "#/told_on",
            "day",
            "The person is told before it is lifted, since it began.",
            "La personne en est informée avant la levée, depuis le début de la limitation.",
        )


def must_be_restricted_for(
    case: RestrictionCase, right: Right, state: RequestState, outcome: RequestOutcome | None
) -> None:
    """A restriction was granted; or an objection waits for its decision, and what it concerns is not processed so long.

    Raises:
        Conflict: neither; carries the state of the request.
    """
    if case is RestrictionCase.OBJECTED_TO and right is Right.OBJECTION and state is RequestState.OPEN:
        return
    must_follow_from(StepKind.RESTRICTION, right, state, outcome)


def must_not_be_objected_to(case: RestrictionCase, state: RequestState) -> None:
    """Nobody objects to it any more.

    Raises:
        Conflict: an objection waits for its decision, or was granted.
    """
    if case is RestrictionCase.OBJECTION_UPHELD:
        raise Conflict(
            "It was objected to with success, and is processed no more.",
            detail_fr="La personne s'y est opposée avec succès ; ce n'est plus traité.",
            state="upheld",
        )
    if case is RestrictionCase.OBJECTED_TO and state is RequestState.OPEN:
        raise Conflict(
            "An objection waits for its decision: decide first.",
            detail_fr="Une opposition attend sa décision : décidez d'abord.",
            state=state.value,
        )


def travels_as(kind: CorrectedKind, item_id: UUID) -> Sequence[UUID] | None:
    """Of which items something that travelled with a referral was made, if this was in it; empty for whatever
    travelled, None where this never does.
    """
    if kind is Part.COMMUNICATION:
        return ()
    return (item_id,) if kind in _TRAVELS else None


def must_follow_from(kind: StepKind, right: Right, state: RequestState, outcome: RequestOutcome | None) -> None:
    """The request was decided so that this step is taken.

    Raises:
        Conflict: it was not, or not yet; carries the state of the request.
    """
    wanted, after = _AFTER[kind]
    if right is not wanted or state is not RequestState.ANSWERED or outcome not in after:
        raise Conflict(
            "This does not follow from what was decided on the request.",
            detail_fr="Cela ne découle pas de ce qui a été décidé sur la demande.",
            state=state.value,
        )


def must_be_corrected_since(corrected: Corrected | None, received_at: datetime) -> Corrected:
    """It said something else before, and was corrected on the day on which the request arrived, or later.

    Args:
        received_at: when that day began in the municipality.

    Raises:
        Invalid: the agency contributed no such item about this person, it had no such earlier version, or it was
            corrected before anybody asked.
    """
    if corrected is None:
        raise Invalid.field(
            "#/item_id",
            "unknown",
            "Your agency contributed no such item, or it has no such earlier version.",
            "Votre organisme n'a apporté aucun élément de ce genre, ou il n'a pas cette version antérieure.",
        )
    if corrected.wrong_until < received_at:
        raise Invalid.field(
            "#/old_version",
            "before",
            "It was corrected before this was asked.",
            "La correction précède la demande.",
        )
    return corrected


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an agency that was told did with it.

    Attributes:
        what: None where it says no more than that it has dealt with it.
        article, kept_until: by which law it keeps it, and until when, local date.
    """

    what: RecipientAnswer | None = None
    article: str | None = None
    kept_until: date | None = None

    def must_answer(self, kind: StepKind, today: date) -> None:
        """It fits what they were told, and what is kept is kept by a law until a day to come.

        Raises:
            Invalid: corrected, where it was erased or objected to; kept without article or day, or with, and not kept.
        """
        if self.what is RecipientAnswer.CORRECTED and kind is not StepKind.CORRECTION:
            raise Invalid.field(
                "#/answer",
                "answer",
                "Only what was corrected at its origin is corrected: erase it, or say on which ground it is kept.",
                "Ne se rectifie que ce qui l'a été à l'origine : effacez-le, ou dites à quel titre il est conservé.",
            )
        is_kept = self.what is RecipientAnswer.KEPT_ON_OWN_GROUND
        is_to_come = self.kept_until is not None and self.kept_until > today
        for name, fits in (
            ("article", (self.article is not None) is is_kept),
            ("kept_until", is_to_come if is_kept else self.kept_until is None),
        ):
            if not fits:
                raise Invalid.field(
                    f"#/{name}",
                    "kept",
                    "What is kept names its article and a day to come until which it is kept; nothing else does.",
                    "Ce qui est conservé cite son article et une date à venir où cela prend fin ; rien d'autre.",
                )


def must_be_stated_beside(kind: ItemKind) -> None:
    """A statement can stand beside items of this kind.

    Raises:
        Invalid: none can.
    """
    if kind not in STATED:
        raise Invalid.field(
            "#/kind",
            "kind",
            "No statement stands beside items of this kind.",
            "Aucune déclaration n'accompagne les éléments de ce genre.",
        )


def must_erase_what_was_granted(outcome: RequestOutcome, *, names_parts: bool) -> None:
    """What was granted wholly is erased wholly; what was granted in part names its parts, and the decision says on
    which ground the rest stays.

    Raises:
        Invalid: parts of what was granted wholly, or none of what was granted in part.
    """
    if names_parts is (outcome is RequestOutcome.GRANTED):
        raise Invalid.field(
            "#/categories",
            "parts",
            "An erasure that was granted wholly names no parts; one that was granted in part names what is erased.",
            "Un effacement accordé en entier ne nomme aucune partie ; accordé en partie, il nomme ce qui est effacé.",
        )
