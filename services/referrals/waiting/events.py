"""What can happen to the rule by which people wait."""

from dataclasses import dataclass
from uuid import UUID

from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class WaitingRulePublished(Event):
    """An agency said in which order people wait for a listing from now on."""

    TYPE = "parcours.waiting_rule.published.v1"
    ABOUT = "listing_id"

    listing_id: UUID
    agency_id: UUID
    version: int
