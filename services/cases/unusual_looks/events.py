"""What can happen to unusual looks and to the rules that notice them. None of it names a worker or a person."""

from dataclasses import dataclass
from uuid import UUID

from shared.contracts.cases.unusual_looks import Outcome
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class UnusualLookNoticed(Event):
    """A rule noticed a look: something waits for whoever decides in the agency, and nothing else follows."""

    TYPE = "parcours.unusual_look.noticed.v1"
    ABOUT = "unusual_look_id"

    unusual_look_id: UUID
    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class UnusualLookDecided(Event):
    """A privacy officer, or who answers for the agency, said what it was."""

    TYPE = "parcours.unusual_look.decided.v1"
    ABOUT = "unusual_look_id"

    unusual_look_id: UUID
    municipality_id: UUID
    agency_id: UUID
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class _AboutRule(Event):
    ABOUT = "rule_id"

    rule_id: UUID
    municipality_id: UUID


@dataclass(frozen=True, kw_only=True)
class UnusualLookRuleWritten(_AboutRule):
    """A municipality looks for something in the access log, or looks for it differently."""

    TYPE = "parcours.unusual_look_rule.written.v1"


@dataclass(frozen=True, kw_only=True)
class UnusualLookRuleRetired(_AboutRule):
    """A municipality no longer looks for it."""

    TYPE = "parcours.unusual_look_rule.retired.v1"
