"""A published rule of priority: what counts as so many days of waiting more. No I/O."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.contracts.referrals.vocabulary import Circumstance, Urgency


@dataclass(frozen=True, kw_only=True)
class PriorityRule:
    """Whoever waits longest comes first; what is urgent, or told of in the rule, counts as days of waiting more.

    Everybody's wait grows by a day each day, so that nobody overtakes anybody after they were put on the list.

    Attributes:
        version: from 1; 0 for the usual rule of a listing that published none.
        circumstances: in days; one that is not named counts nothing.
    """

    version: int = 0
    urgent_days: int = 30
    soon_days: int = 10
    circumstances: Mapping[Circumstance, int] = field(default_factory=dict)

    def credits(self, urgency: Urgency, told: Collection[Circumstance]) -> dict[str, int]:
        """The days that count for somebody, each with its reason."""
        of_urgency = {Urgency.URGENT: self.urgent_days, Urgency.SOON: self.soon_days}.get(urgency)
        counted = {} if of_urgency is None else {urgency.value: of_urgency}
        return counted | {one.value: self.circumstances.get(one, 0) for one in Circumstance if one in told}


def stands_as_since(sent_at: datetime, credits_in_days: Mapping[str, int]) -> datetime:
    """As if somebody had waited since then; the earliest comes first."""
    return sent_at - timedelta(days=sum(credits_in_days.values()))


USUAL: Final = PriorityRule()
