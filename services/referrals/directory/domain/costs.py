"""What a listing costs at least. No I/O."""

from typing import Final

from services.referrals.directory.domain.listing import Cost, ListingDetails
from services.referrals.directory.domain.search_words import folded

_MEANS_NOTHING_TO_PAY: Final = frozenset({
    "free", "free of charge", "no charge", "no cost", "no fee", "no fees", "none", "0",
    "gratuit", "gratuite", "gratuitement", "aucun frais", "sans frais",
})  # fmt: skip
"""What fees are in words, where a listing names no amount."""


def lowest_cost(details: ListingDetails) -> Cost | None:
    """The least that anybody pays, free of charge before all; None where nothing is said.

    Amounts of several currencies are not compared: then it is the lowest of the currency that is named first.
    """
    named = [cost for cost in details.costs if cost.amount is not None]
    if not named:
        return Cost(amount=0.0) if folded(details.fees) in _MEANS_NOTHING_TO_PAY else None
    currency = named[0].currency
    return min(
        (cost for cost in named if cost.currency == currency or not cost.amount), key=lambda cost: cost.amount or 0.0
    )
