"""The policy as a page that a privacy officer can read and sign, in each language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.phrases import Phrase
from shared.policy.grammar import Rule, spoken

_HEADING: Final = (
    Phrase("# Who may do what, and why", "# Qui peut faire quoi, et pourquoi"),
    Phrase("", ""),
    Phrase(
        "Generated from the rules that the services run (`make documents`); nothing else decides.",
        "Page produite à partir des règles que les services appliquent (`make documents`) ; rien d'autre ne décide.",
    ),
    Phrase(
        "What no line permits is denied. All sentences of a line must hold. Before any of them, the token must have",
        "Ce qu'aucune ligne ne permet est refusé. Toutes les phrases d'une ligne doivent être vraies. Avant elles, le",
    ),
    Phrase(
        "the scope that [docs/api](api) names for the operation; a role brings its scopes.",
        "jeton doit porter la portée que [docs/api](api) indique pour l'opération ; un rôle apporte ses portées.",
    ),
    Phrase("En français : [politique.md](politique.md).", "In English: [policy.md](policy.md)."),
)
_COLUMNS: Final = Phrase("| may | when | because | and then |", "| peut | quand | parce que | et ensuite |")
_ALWAYS: Final = Phrase("always", "toujours")


def policy_page(
    areas: Mapping[Phrase, Sequence[Rule[Any]]], beginnings: Mapping[Phrase, Phrase], *, french: bool = False
) -> str:
    """All rules as Markdown, one table an area.

    Args:
        areas: heading (`Referrals: life of a referral`) to rules.
        beginnings: heading to what is said before its table: what is decided row by row, which no table says.
        french: English otherwise.
    """
    lines = [line.told(french=french) for line in _HEADING]
    for heading, rules in areas.items():
        lines += ["", f"## {heading.told(french=french)}"]
        if heading in beginnings:
            lines += ["", beginnings[heading].told(french=french)]
        lines += ["", _COLUMNS.told(french=french), "|---|---|---|---|"]
        lines += [_line(rule, french=french) for rule in rules]
    return "\n".join(lines) + "\n"


def _line(rule: Rule[Any], *, french: bool) -> str:
    between = " ; " if french else "; "
    when = between.join(spoken(sentence).told(french=french) for sentence in rule.when) or _ALWAYS.told(french=french)
    then = between.join(duty.told(french=french) for duty in rule.then) or "–"
    return f"| {rule.action.told(french=french)} | {when} | {rule.because.told(french=french)} | {then} |"
