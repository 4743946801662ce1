"""`docs/problems.md`: every way in which the product says no, and what to do about it."""

import inspect
from collections.abc import Sequence

from shared.refusals import Refusal
from shared.web.problems import PROBLEM_PATH, status_of

HEAD = """# Problem types

Generated from the refusals of the code (`make documents`). Answers that say no are RFC 9457 problem details; `type` is
the address of the same text in a running installation. `detail` is for the person at the screen, in English or French.
"""


def problems_page(kinds: Sequence[type[Refusal]]) -> str:
    """All problem types as Markdown."""
    return HEAD + "".join(_section(kind) for kind in kinds)


def _section(kind: type[Refusal]) -> str:
    return (
        f"\n## `{PROBLEM_PATH}{kind.code}`\n\n"
        f"**{status(kind)}** {kind.title} / *{kind.title_fr}*\n\n{inspect.getdoc(kind)}\n"
    )


def status(kind: type[Refusal]) -> int:
    """The HTTP status; the token endpoint's are told by RFC 6749, the others by their kind."""
    return getattr(kind, "status", None) or status_of(kind.__new__(kind))
