"""What a budget says, what may be spent of it, and how far it is agreed on. No I/O."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.cases.budgets.domain.money import CURRENCIES, LARGEST
from shared.contracts.cases.plans import SignedAs
from shared.refusals import Conflict, FieldError, Invalid

_TODAY_SOMEWHERE: Final = timedelta(days=1)


class Purpose(StrEnum):
    """For what a line of a budget is."""

    PERSONAL_ASSISTANCE = "personal_assistance"
    HELP_AT_HOME = "help_at_home"
    RESPITE = "respite"
    EQUIPMENT = "equipment"
    HOUSING_ADAPTATION = "housing_adaptation"
    MOBILITY = "mobility"
    TRAINING = "training"
    ACTIVITIES = "activities"
    DEBT_PLAN = "debt_plan"
    OTHER = "other"


class AboveBecause(StrEnum):
    """Why more was spent than the line has."""

    URGENT_NEED = "urgent_need"
    PRICE_ROSE = "price_rose"
    AGREED_WITH_PERSON = "agreed_with_person"
    LESS_NEEDED_ELSEWHERE = "less_needed_elsewhere"
    FUNDER_AGREED = "funder_agreed"


class AboveLine(Conflict):
    """The line of the budget has less left than is to be spent: say why, by one of the codes of `above_because`."""

    code = "above-budget-line"
    title = "More than the line of the budget has"
    title_fr = "Au-delà de la ligne du budget"


class NotAgreed(Conflict):
    """Nothing is spent of a budget as long as the people and a worker have not agreed to it as it is now."""

    code = "budget-not-agreed"
    title = "The budget is not agreed on"
    title_fr = "Le budget n'est pas convenu"


@dataclass(frozen=True, slots=True)
class Line:
    """What is planned for one purpose, in the smallest unit of the budget's currency."""

    purpose: Purpose
    planned: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What people agree to.

    Attributes:
        amount: the sum of the lines, in the smallest unit of the currency.
        begins_on, ends_on: local dates, both included.
    """

    currency: str
    amount: int
    begins_on: date
    ends_on: date
    lines: tuple[Line, ...]

    def check(self, spent: Mapping[Purpose, int]) -> None:
        """It fits together, and with what was spent.

        Args:
            spent: what was spent of each line so far.

        Raises:
            Invalid: it does not; with each field.
            Conflict: a line would have less than was spent of it.
        """
        wrong = self._wrong_fields()
        if wrong:
            raise Invalid(errors=wrong)
        planned = {line.purpose: line.planned for line in self.lines}
        if any(amount > planned.get(purpose, 0) for purpose, amount in spent.items() if amount):
            raise Conflict(
                "A line would have less than was spent of it.",
                detail_fr="Une ligne aurait moins que ce qui a déjà été dépensé.",
            )

    def _wrong_fields(self) -> list[FieldError]:
        purposes = [line.purpose for line in self.lines]
        return [
            FieldError(pointer, code, *said)
            for is_wrong, pointer, code, said in (
                (
                    self.currency not in CURRENCIES,
                    "#/currency",
                    "unknown_currency",
                    ("It is a code of ISO 4217.", "C'est un code de l'ISO 4217."),
                ),
                (
                    self.ends_on < self.begins_on,
                    "#/ends_on",
                    "before_beginning",
                    ("It ends before it begins.", "La fin précède le début."),
                ),
                (
                    len(set(purposes)) < len(purposes),
                    "#/lines",
                    "named_twice",
                    ("A purpose has one line.", "Un usage a une seule ligne."),
                ),
                (
                    self.amount > LARGEST,
                    "#/amount",
                    "too_large",
                    ("No personal budget is that large.", "Aucun budget personnel n'est si élevé."),
                ),
                (
                    sum(line.planned for line in self.lines) != self.amount,
                    "#/lines",
                    "not_the_amount",
                    ("The lines add up to the amount.", "La somme des lignes est le montant."),
                ),
            )
            if is_wrong
        ]

    def line(self, purpose: Purpose) -> Line:
        """The line for a purpose.

        Raises:
            Invalid: there is none.
        """
        for line in self.lines:
            if line.purpose is purpose:
                return line
        raise Invalid.field(
            "#/purpose",
            "no_such_line",
            "The budget has no line for it.",
            "Le budget ne comporte aucune ligne pour cela.",
        )

    def check_day(self, spent_on: date, today: date) -> None:
        """Something can have been spent of it on this day.

        Args:
            today: UTC; where it is already tomorrow, tomorrow is today.

        Raises:
            Invalid: outside its period, or still to come.
        """
        if not self.begins_on <= spent_on <= self.ends_on:
            raise Invalid.field(
                "#/spent_on",
                "outside_period",
                "The budget is for another time.",
                "Le budget porte sur une autre période.",
            )
        if spent_on > today + _TODAY_SOMEWHERE:
            raise Invalid.field(
                "#/spent_on", "in_the_future", "It has not been spent yet.", "Cela n'a pas encore été dépensé."
            )


def terms_from(content: Mapping[str, Any]) -> Terms:
    """What a budget says, from its content as it is kept."""
    return Terms(
        currency=content["currency"],
        amount=content["amount"],
        begins_on=content["begins_on"],
        ends_on=content["ends_on"],
        lines=tuple(Line(Purpose(one["purpose"]), one["planned"]) for one in content["lines"]),
    )


def above(line: Line, spent_before: int, amount: int, because: AboveBecause | None) -> AboveBecause | None:
    """Why more is spent than the line has; None where it has enough.

    Args:
        spent_before: of this line.

    Raises:
        AboveLine: it has not enough, and nobody says why.
    """
    if spent_before + amount <= line.planned:
        return None
    if because is None:
        raise AboveLine(
            "The line has not enough left; say why more is spent.",
            detail_fr="La ligne ne suffit pas ; indiquez pourquoi il est dépensé davantage.",
        )
    return because


def is_agreed(people: Iterable[UUID], said: Mapping[UUID | None, SignedAs]) -> bool:
    """Everybody whom it is about, and a worker, agree to it as it is now.

    Args:
        said: the last word for each person, by themselves or a representative; of workers under None.
    """
    return all(said.get(one) is SignedAs.AGREED for one in (*people, None))


@dataclass(frozen=True, slots=True)
class LineState:
    """A line, and what was spent of it."""

    purpose: Purpose
    planned: int
    spent: int

    @property
    def left(self) -> int:
        """What is left of it; negative where more was spent."""
        return self.planned - self.spent


@dataclass(frozen=True, slots=True)
class Account:
    """A budget and what was spent of it, line by line; whatever is said of the whole is the sum of these."""

    currency: str
    lines: tuple[LineState, ...]

    @property
    def planned(self) -> int:
        return sum(line.planned for line in self.lines)

    @property
    def spent(self) -> int:
        return sum(line.spent for line in self.lines)

    @property
    def left(self) -> int:
        return sum(line.left for line in self.lines)


def account_of(terms: Terms, spends: Sequence[tuple[Purpose, int]]) -> Account:
    """What was spent of each line.

    Args:
        spends: those that the reader may see; what was reversed stands there a second time, negative.
    """
    spent: Counter[Purpose] = Counter()
    for purpose, amount in spends:
        spent[purpose] += amount
    return Account(
        terms.currency, tuple(LineState(line.purpose, line.planned, spent[line.purpose]) for line in terms.lines)
    )
