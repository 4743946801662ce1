"""When a step may be taken for a request. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from services.cases.people.domain.parts import Part
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right, StepKind
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

_WITH_SOMETHING_GRANTED: Final = frozenset({RequestOutcome.GRANTED, RequestOutcome.PARTLY_GRANTED})
_WITH_SOMETHING_REFUSED: Final = frozenset({RequestOutcome.REFUSED, RequestOutcome.PARTLY_GRANTED})
_AFTER: Final[Mapping[StepKind, tuple[Right, frozenset[RequestOutcome]]]] = MappingProxyType(
    {
        StepKind.CORRECTION: (Right.RECTIFICATION, _WITH_SOMETHING_GRANTED),
        StepKind.STATEMENT: (Right.RECTIFICATION, _WITH_SOMETHING_REFUSED),
        StepKind.ERASURE: (Right.ERASURE, _WITH_SOMETHING_GRANTED),
    }
)
"""Of which right a step is, and after which decisions it is taken."""


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
