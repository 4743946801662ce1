"""How a case ends: what it has come to, and what becomes of what is still open. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from shared.contracts.cases.coordination import ClosingReason
from shared.contracts.cases.outcomes import Becomes, CaseOutcome, ReferralBecomes
from shared.refusals import Conflict, FieldError, Invalid

REFERRALS_OVER: Final = frozenset(
    {"completed", "stopped", "declined", "redirected", "withdrawn", "expired", "entered_in_error"}
)
"""States of a referral, as referrals tells them, in which nobody owes anything any more."""
_NOTHING_TO_REACH: Final = frozenset({ClosingReason.OPENED_IN_ERROR, ClosingReason.DIED})


class ReferralsOpen(Conflict):
    """Referrals of the case are open: say of each that it continues, or that the agency that sent it is to withdraw it.
    `referrals` names those that you may see.
    """

    code = "referrals-open"
    title = "Referrals of this case are open"
    title_fr = "Des orientations de cet accompagnement sont en cours"

    def __init__(self, detail: str = "", *, detail_fr: str = "", referrals: Iterable[UUID] = (), **more: Any) -> None:
        named = [str(one) for one in referrals]
        super().__init__(detail, detail_fr=detail_fr, **({"referrals": named} if named else {}), **more)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How somebody wants to close a case.

    Attributes:
        referrals: what becomes of each that is open.
        handed_over_to: an agency that goes on, outside the case.
        retention_from: local date from which the time counts that the record is kept; None for the day of closing.
    """

    reason: ClosingReason
    outcome: CaseOutcome
    referrals: Mapping[UUID, ReferralBecomes] = field(default_factory=dict)
    actions: Becomes = Becomes.CONTINUES
    tasks: Becomes = Becomes.CONTINUES
    threads: Becomes = Becomes.CONTINUES
    handed_over_to: UUID | None = None
    retention_from: date | None = None

    def check(self, opened_on: date, today: date) -> date:
        """It fits together.

        Returns:
            From when the record is kept.

        Raises:
            Invalid: it does not; with each field.
        """
        starts = self.retention_from or today
        needs_somebody = self.reason is ClosingReason.TRANSFERRED or self._hands_over
        nothing_to_reach = self.reason in _NOTHING_TO_REACH
        wrong = [
            FieldError(f"#/{name}", code, *said)
            for is_wrong, name, code, said in (
                (
                    nothing_to_reach is not (self.outcome is CaseOutcome.NOT_APPLICABLE),
                    "outcome",
                    "reason",
                    (
                        "not_applicable goes with opened_in_error and died, and with these alone.",
                        "not_applicable va avec opened_in_error et died, et seulement avec eux.",
                    ),
                ),
                (
                    needs_somebody and self.handed_over_to is None,
                    "handed_over_to",
                    "missing",
                    ("Say to which agency it is handed over.", "Indiquez quel organisme prend le relais."),
                ),
                (
                    not opened_on <= starts <= today,
                    "retention_from",
                    "outside",
                    (
                        "It lies between the opening of the case and today.",
                        "C'est un jour entre l'ouverture de l'accompagnement et aujourd'hui.",
                    ),
                ),
            )
            if is_wrong
        ]
        if wrong:
            raise Invalid(errors=wrong)
        return starts

    @property
    def _hands_over(self) -> bool:
        return Becomes.HANDED_OVER in {self.actions, self.tasks, self.threads}

    def settle(self, open_referrals: Sequence[UUID], known: Iterable[UUID]) -> Mapping[UUID, ReferralBecomes]:
        """What is said of the referrals that are open.

        Args:
            open_referrals: as far as the caller may see them.
            known: those of the case that the caller may see, open or not.

        Raises:
            Invalid: something is said of a referral that is not of this case.
            ReferralsOpen: nothing is said of one that is open.
        """
        if not self.referrals.keys() <= set(known):
            raise Invalid.field(
                "#/referrals",
                "not_in_case",
                "Name referrals of this case.",
                "Indiquez des orientations de cet accompagnement.",
            )
        unsaid = [one for one in open_referrals if one not in self.referrals]
        if unsaid:
            raise ReferralsOpen(
                "Say what becomes of each referral that is open.",
                detail_fr="Indiquez ce que devient chaque orientation en cours.",
                referrals=unsaid,
            )
        return {one: self.referrals[one] for one in open_referrals}
