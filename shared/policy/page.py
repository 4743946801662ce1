"""The policy as a page that a privacy officer can read and sign."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.policy.grammar import Rule, spoken


def policy_page(areas: Mapping[str, Sequence[Rule[Any]]], beginnings: Mapping[str, str]) -> str:
    """All rules as Markdown, one table an area.

    Args:
        areas: heading (`Referrals: life of a referral`) to rules.
        beginnings: heading to what is said before its table: what is decided row by row, which no table says.
    """
    lines = [
        "# Who may do what, and why",
        "",
        "Generated from the rules that the services run (`make documents`); nothing else decides.",
        "What no line permits is denied. All sentences of a line must hold. Before any of them, the token must have",
        "the scope that [docs/api](api) names for the operation; a role brings its scopes.",
    ]
    for heading, rules in areas.items():
        lines += ["", f"## {heading}"]
        if heading in beginnings:
            lines += ["", beginnings[heading]]
        lines += ["", "| may | when | because | and then |", "|---|---|---|---|"]
        for rule in rules:
            when = "; ".join(spoken(sentence) for sentence in rule.when) or "always"
            lines.append(f"| {rule.action} | {when} | {rule.because} | {'; '.join(rule.then) or '–'} |")
    return "\n".join(lines) + "\n"
