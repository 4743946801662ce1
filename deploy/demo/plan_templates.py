"""Plans to begin with, one for each group of people whom the municipalities of the demonstration often help."""

from collections.abc import Mapping, Sequence
from typing import Any

_LEVELS = ("much_less", "less", "expected", "more", "much_more")


def _template(target_group: str, title: str, *goals: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"target_group": target_group, "title": title, "language": "en", "goals": list(goals)}


def _goal(
    category: str, wording: str, horizon: str, days: int, scale: Sequence[str], *actions: Mapping[str, Any]
) -> Mapping[str, Any]:
    """A goal of the person.

    Args:
        scale: what the five levels mean, from much less than expected to much more.
    """
    return {
        "category": category,
        "wording": wording,
        "owner": "person",
        "horizon": horizon,
        "target_in_days": days,
        "scale": dict(zip(_LEVELS, scale, strict=True)),
        "actions": list(actions),
    }


def _action(category: str, title: str, owner: str, days: int) -> Mapping[str, Any]:
    return {"category": category, "title": title, "owner": owner, "due_in_days": days}


TEMPLATES: Sequence[Mapping[str, Any]] = (
    _template(
        "older_person_at_home",
        "Staying at home",
        _goal(
            "social",
            "Lives at home safely, with help that fits",
            "months",
            180,
            (
                "Had to move out against their wish",
                "At home, with a fall or an emergency a month",
                "At home, with the agreed help and no emergency",
                "At home, doing again something that help did before",
                "At home, needing less help than at first",
            ),
            _action("social", "Look at the home together for what makes one fall", "worker", 14),
            _action("social", "Agree on who calls whom when something happens", "carer", 21),
        ),
        _goal(
            "social",
            "Sees other people as often as they like",
            "months",
            90,
            (
                "Sees nobody",
                "Sees only those who help",
                "Sees somebody else once a week",
                "Sees somebody else several times a week",
                "Visits others by themselves",
            ),
            _action("social", "Go along to the meeting place the first time", "worker", 30),
        ),
    ),
    _template(
        "long_term_unemployed",
        "Back to work, step by step",
        _goal(
            "employment",
            "Finds work that lasts",
            "years",
            365,
            (
                "No step towards work",
                "Looks for work with help",
                "Works, or trains for an occupation",
                "Has worked for three months",
                "Has worked for six months, without subsidy",
            ),
            _action("employment", "Write down what they can do and like to do", "person", 21),
            _action("employment", "Find an employer for two weeks of trial", "agency", 60),
        ),
    ),
    _template(
        "unaccompanied_minor",
        "Arriving, and becoming an adult",
        _goal(
            "education",
            "Goes to school and learns the language",
            "months",
            180,
            (
                "Has no place at school",
                "Has a place and is often absent",
                "Attends, and manages everyday life in the language",
                "Follows lessons without support",
                "Has a certificate, or an apprenticeship",
            ),
            _action("education", "Enrol at school", "worker", 14),
        ),
        _goal(
            "justice",
            "Has papers that hold beyond the eighteenth birthday",
            "years",
            365,
            (
                "Nothing asked for",
                "Asked for, with documents missing",
                "Asked for in full, half a year before the birthday",
                "Granted before the birthday",
                "Granted, with an after-care plan agreed",
            ),
            _action("justice", "Collect documents with the guardian", "worker", 60),
        ),
    ),
    _template(
        "disability",
        "Living as one chooses",
        _goal(
            "social",
            "Has the assistance that they choose, when they need it",
            "months",
            180,
            (
                "Has no assistance",
                "Has assistance at times that others choose",
                "Has assistance at the times agreed",
                "Chooses who assists",
                "Directs assistance by themselves",
            ),
            _action("social", "Ask for an assessment of assistance", "worker", 30),
            _action("finance", "Apply for the benefit that pays for it", "person", 45),
        ),
    ),
    _template(
        "homelessness",
        "A door of one's own",
        _goal(
            "housing",
            "Has a home, and keeps it",
            "months",
            180,
            (
                "Sleeps rough",
                "Sleeps in a shelter",
                "Has a tenancy of their own",
                "Has kept it for three months with the rent paid",
                "Has kept it for six months without help",
            ),
            _action("housing", "Ask for a home with support", "agency", 7),
            _action("identity", "Get identity papers and a postal address", "person", 30),
        ),
    ),
    _template(
        "family",
        "Calmer days at home",
        _goal(
            "household",
            "Children and parents get through the day without being afraid",
            "months",
            120,
            (
                "Somebody is hurt",
                "Daily quarrels that frighten somebody",
                "Quarrels that end without anybody being frightened",
                "Weekly time together that all like",
                "They help another family",
            ),
            _action("household", "Agree on rules for evenings", "person", 21),
            _action("social", "Find child care for two afternoons", "worker", 45),
        ),
    ),
    _template(
        "debt",
        "Out of debt",
        _goal(
            "finance",
            "Debts are known, agreed on and shrinking",
            "years",
            730,
            (
                "New debts",
                "Debts known, nothing agreed",
                "A plan agreed with every creditor, and kept",
                "A year ahead of the plan",
                "Free of debt",
            ),
            _action("finance", "Bring every letter, opened or not", "person", 14),
            _action("finance", "Write to all creditors", "agency", 45),
        ),
        _goal(
            "finance",
            "Money lasts until the end of the month",
            "months",
            90,
            (
                "Power or rent not paid",
                "One bill a month not paid",
                "Everything paid at the end of the month",
                "Something left at the end of the month",
                "A month's money set aside",
            ),
        ),
    ),
)
