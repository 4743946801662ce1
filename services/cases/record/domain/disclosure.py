"""What of a record may travel with a referral, and on which ground. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.cases.access.domain import Grant, Standing
from shared.contracts.cases.disclosure import DisclosureGround, Withheld, WithheldBecause
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose

TRAVEL_ON = frozenset({GroundKind.CONSENT, GroundKind.MANDATE})
"""A referral travels on what the person agreed to or the law says, never on a team or on authorship."""


@dataclass(frozen=True)
class Receiver:
    """The agency that would see it.

    Attributes:
        grants: its grants in force on the person.
        agreed_to: what the person agreed to share with it, whether or not an agreement covers it;
            asked for when something is withheld for want of a consent.
    """

    agency_id: UUID
    grants: Sequence[Grant]
    agreed_to: frozenset[Category] = frozenset()


def what_may_travel(
    categories: Iterable[Category], sender: Standing, receiver: Receiver, purpose: Purpose
) -> tuple[list[DisclosureGround], list[Withheld]]:
    """For each category asked for: the grounds on which it may travel, or why it may not.

    Args:
        purpose: of the receiver's use.
    """
    grounds: list[DisclosureGround] = []
    withheld: list[Withheld] = []
    for category in dict.fromkeys(categories):
        carrying = [grant for grant in receiver.grants if _carries(grant, category, sender, purpose)]
        if not sender.grounds_for(Operation.READ, category):
            withheld.append(Withheld(category=category, because=WithheldBecause.NOT_YOURS))
        elif carrying:
            grounds += [_ground(grant, category) for grant in carrying]
        else:
            withheld.append(Withheld(category=category, because=_why_not(category, sender, receiver)))
    return grounds, withheld


def may_see_flags(sender: Standing, grounds: Sequence[DisclosureGround]) -> bool:
    """What keeps the person from harm goes with whatever travels; else it is for those who read how to reach them."""
    return bool(grounds) or Category.CONTACT in sender.readable_categories()


def _carries(grant: Grant, category: Category, sender: Standing, purpose: Purpose) -> bool:
    return (
        grant.ground_kind in TRAVEL_ON
        and grant.worker_id is None
        and category in grant.categories
        and Operation.READ in grant.operations
        and purpose in grant.purposes
        and (grant.sources is None or sender.actor.agency_id in grant.sources)
        and not any(refusal.stops(grant, category, sender.at) for refusal in sender.refused)
    )


def _why_not(category: Category, sender: Standing, receiver: Receiver) -> WithheldBecause:
    if any(
        refusal.stops(grant, category, sender.at)
        for grant in receiver.grants
        if category in grant.categories
        for refusal in sender.refused
    ):
        return WithheldBecause.REFUSED
    if category in receiver.agreed_to:
        return WithheldBecause.NO_AGREEMENT
    return WithheldBecause.NO_CONSENT


def _ground(grant: Grant, category: Category) -> DisclosureGround:
    return DisclosureGround(
        category=category,
        kind=grant.ground_kind,
        id=grant.ground_id,
        agreement_id=grant.agreement_id,
        valid_until=grant.valid_until,
        overrides_refusal=grant.overrides_refusal,
    )
