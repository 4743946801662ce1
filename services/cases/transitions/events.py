"""What can happen to dated changes and the rules that prepare them: never which day, nor of what kind."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutTransition(Event):
    """The kind with the day would say when somebody was born: whoever is told opens it first.

    Attributes:
        case_id: None for the end of a mandate or consent, which belong to no case.
    """

    ABOUT = "person_id"

    person_id: UUID
    case_id: UUID | None
    transition_id: UUID


class TransitionOpened(_AboutTransition):
    """A change comes on a known day, and is prepared."""

    TYPE = "parcours.transition.opened.v1"


class TransitionMoved(_AboutTransition):
    """It comes on another day than was known."""

    TYPE = "parcours.transition.moved.v1"


class TransitionCalledOff(_AboutTransition):
    """It does not come any more."""

    TYPE = "parcours.transition.called_off.v1"


class TransitionDone(_AboutTransition):
    """Its day has begun: what was to end has ended."""

    TYPE = "parcours.transition.done.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutReceipt(_AboutTransition):
    agency_id: UUID


class ReceiptAsked(_AboutReceipt):
    """An agency is to say that it has received the person's affairs."""

    TYPE = "parcours.transition.receipt_asked.v1"


class ReceiptGiven(_AboutReceipt):
    """An agency said that it has received the person's affairs."""

    TYPE = "parcours.transition.receipt_given.v1"


@dataclass(frozen=True, kw_only=True)
class _AboutRule(Event):
    ABOUT = "rule_id"

    rule_id: UUID
    municipality_id: UUID


class TransitionRuleWritten(_AboutRule):
    """A municipality prepares a kind of change from now on, or prepares it differently."""

    TYPE = "parcours.transition_rule.written.v1"


class TransitionRuleRetired(_AboutRule):
    """It prepares it no more; what was opened goes on."""

    TYPE = "parcours.transition_rule.retired.v1"
