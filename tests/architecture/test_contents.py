"""What every rule, event, refusal and table says about itself."""

import inspect
import re
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
import sqlalchemy as sa

from deploy.documents.contents import events, refusals, rules, tables
from shared.messaging.events import Event
from shared.policy.grammar import Rule
from shared.refusals import Refusal

TYPE = re.compile(r"parcours\.[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*\.v[1-9]\d*")
MAY_TRAVEL = (UUID, datetime, date, int, bool, type(None))
RULES = [(heading, rule) for heading, found in rules().items() for rule in found]
TABLES = [table for found in tables().values() for table in found]


def test_something_of_each_was_found() -> None:
    assert len(RULES) > 10
    assert len(events()) > 10
    assert len(refusals()) > 10
    assert len(TABLES) > 10


@pytest.mark.parametrize(("heading", "rule"), RULES, ids=lambda value: getattr(value, "action", value))
def test_a_rule_can_be_read_aloud(heading: str, rule: Rule[Any]) -> None:
    assert rule.action
    assert rule.action[0].islower(), "it follows 'may'"
    assert rule.because
    for sentence in rule.when:
        assert sentence.__doc__, f"{heading}: {sentence.__name__}"
        assert sentence.__doc__.strip().splitlines()[0].endswith("."), f"{heading}: {sentence.__name__}"


@pytest.mark.parametrize("kind", events(), ids=lambda kind: kind.TYPE)
def test_an_event_carries_ids_states_dates_and_numbers_only(kind: type[Event]) -> None:
    hints = get_type_hints(kind)
    carried = {field.name: hints[field.name] for field in fields(kind)}
    assert not {name: hint for name, hint in carried.items() if not _may_travel(hint)}
    assert carried[kind.ABOUT] is UUID or hints[kind.ABOUT].__supertype__ is UUID


@pytest.mark.parametrize("kind", events(), ids=lambda kind: kind.TYPE)
def test_an_event_is_named_in_the_past_tense_with_its_version_and_explained(kind: type[Event]) -> None:
    assert TYPE.fullmatch(kind.TYPE)
    assert "__doc__" in vars(kind)
    assert not str(kind.__doc__).startswith(f"{kind.__name__}("), "dataclass wrote this, nobody else"


def test_no_two_events_share_a_type() -> None:
    types = [kind.TYPE for kind in events()]
    assert len(types) == len(set(types))


@pytest.mark.parametrize("name", [str, dict[str, Any], list[str], Any, UUID | str, frozenset[str]])
def test_text_may_not_travel(name: Any) -> None:
    assert not _may_travel(name)


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.code)
def test_a_refusal_has_a_title_in_both_languages_and_a_page(kind: type[Refusal]) -> None:
    assert kind is Refusal or kind.title != Refusal.title, "say what is refused, or belong to those that do"
    assert kind.title != kind.title_fr
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
    assert inspect.cleandoc(str(vars(kind).get("__doc__"))).endswith((".", ")"))


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in refusals()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.fullname)
def test_a_table_and_each_of_its_columns_says_what_it_means(table: sa.Table) -> None:
    assert table.comment
    assert not [column.name for column in table.columns if not column.comment]


def _may_travel(hint: Any) -> bool:
    parts = [part for part in get_args(hint) if part is not Ellipsis]
    if parts:
        return get_origin(hint) is not dict and all(_may_travel(part) for part in parts)
    plain = getattr(hint, "__supertype__", hint)
    return isinstance(plain, type) and (plain in MAY_TRAVEL or issubclass(plain, Enum))
