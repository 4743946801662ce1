"""`docs/events.md`: what agencies, partners and other services may hear."""

import inspect
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from shared.messaging.events import Event

HEAD = """# What can happen

Generated from the events that the services tell (`make documents`).

Each is a CloudEvents 1.0 message in structured JSON. `data` holds ids, states, dates and numbers: no name, contact,
identifier of a person or free text. Whoever needs more asks with their own rights. Events about the same thing arrive
in order, at least once: remember `id`. Within a version fields are only ever added.
"""
MOST_WORDS = 100
SPOKEN = {UUID: "id", datetime: "time, UTC", int: "number", bool: "true or false", type(None): "nothing"}


def events_page(kinds: Sequence[type[Event]]) -> str:
    """The catalogue as Markdown, one section an event."""
    return HEAD + "".join(_section(kind) for kind in kinds)


def _section(kind: type[Event]) -> str:
    hints = get_type_hints(kind)
    rows = "".join(f"| `{field.name}` | {spoken_type(hints[field.name])} |\n" for field in fields(kind))
    return (
        f"\n## `{kind.TYPE}`\n\n{inspect.getdoc(kind)}\n\nIn order by `{kind.ABOUT}`.\n\n| data | |\n|---|---|\n{rows}"
    )


def spoken_type(hint: Any) -> str:
    """A type as the catalogue says it (`id or nothing`)."""
    if hint in SPOKEN:
        return SPOKEN[hint]
    parts = [spoken_type(one) for one in get_args(hint) if one is not Ellipsis]
    if get_origin(hint) in {tuple, frozenset}:
        return f"list of {parts[0]}"
    if parts:
        return " or ".join(parts)
    assert issubclass(hint, Enum), f"{hint} may not travel in an event"
    return ", ".join(f"`{word.value}`" for word in hint) if len(hint) <= MOST_WORDS else "name of a public list"
