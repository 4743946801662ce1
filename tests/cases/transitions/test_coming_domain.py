"""Which dated changes come, and when they are opened, without a database."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.people.domain.coming_of_age import day_begins_at, of_age_on
from services.cases.transitions.domain.coming import Coming, Ground, Known, Lead, Present, months_before, to_open
from services.cases.transitions.domain.rules import Terms, Told, TransitionKind, TransitionRule
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.identifiers import new_id
from shared.refusals import Invalid

PERSON, CASE, AGENCY, RULE = new_id(), new_id(), new_id(), new_id()
INSTANT = timedelta(microseconds=1)
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
BORN = st.dates(date(2005, 1, 1), date(2030, 12, 31))


def ground(kind: TransitionKind | None, subject_id: UUID, ends_at: datetime | None = None) -> Ground:
    return Ground(
        kind=kind,
        subject_id=subject_id,
        category=Category.IDENTITY,
        sensitivity=Sensitivity.ORDINARY,
        agency_id=AGENCY,
        worker_id=None,
        ends_at=ends_at,
    )


def known(birth_date: str | None, zone: ZoneInfo, *endings: Ground, in_a_case: bool = True) -> Known:
    return Known(
        person_id=PERSON,
        municipality_id=new_id(),
        birth_date=birth_date,
        birth=ground(None, PERSON),
        zone=zone,
        lead=Lead(case_id=CASE, agency_id=AGENCY, worker_id=None) if in_a_case else None,
        endings=endings,
    )


def terms(months: int = 6, at_age: int | None = None) -> Terms:
    return Terms(months_before=months, at_age=at_age, template_id=None, receipts_from=(), leaving=(), tells=Told.LEAD)


def rule(kind: TransitionKind = TransitionKind.OF_AGE, months: int = 6, at_age: int | None = None) -> TransitionRule:
    return TransitionRule(id=RULE, kind=kind, terms=terms(months, at_age))


def opened(coming: Coming, age: int = 18) -> Present:
    return Present(
        id=new_id(),
        kind=coming.kind,
        subject_id=coming.ground.subject_id,
        case_id=coming.case_id,
        at=coming.at,
        is_open=True,
        classified=coming.ground.classified,
        age=age,
    )


@given(BORN, ZONES, st.integers(1, 36))
def test_it_is_opened_from_that_day_on_until_the_birthday_begins_there(born: date, zone: ZoneInfo, months: int) -> None:
    who, asked = known(born.isoformat(), zone), rule(months=months)
    birthday = of_age_on(born.isoformat())
    first = day_begins_at(months_before(birthday, months), zone)
    (coming,) = to_open(who, asked, (), first)
    assert (coming.on, coming.at, coming.case_id) == (birthday, day_begins_at(birthday, zone), CASE)
    assert to_open(who, asked, (), first - INSTANT) == []
    assert to_open(who, asked, (), coming.at - INSTANT) == [coming]
    assert to_open(who, asked, (), coming.at) == []
    assert to_open(who, asked, [opened(coming)], first) == []


@given(BORN, st.integers(1, 36))
def test_months_before_a_day_is_a_day_of_that_month_and_never_later_in_it(day: date, months: int) -> None:
    before = months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == min(day.day, monthrange(before.year, before.month)[1])


def test_an_agreed_age_is_another_birthday() -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    (coming,) = known("2004-02-29", zone).coming(TransitionKind.ADULT_SERVICES, 21)
    assert coming.on == date(2025, 3, 1)


@pytest.mark.parametrize(("birth_date", "in_a_case"), [(None, True), ("2011-06-30", False)])
def test_without_a_birth_date_or_a_case_no_birthday_comes(birth_date: str | None, in_a_case: bool) -> None:
    assert known(birth_date, ZoneInfo("Europe/Paris"), in_a_case=in_a_case).coming(TransitionKind.OF_AGE, 18) == []


def test_a_partial_birth_date_comes_on_its_last_day() -> None:
    for birth_date, day in (
        ("2011", date(2029, 12, 31)),
        ("2011-02", date(2029, 2, 28)),
        ("2012-02", date(2030, 3, 1)),
    ):
        (coming,) = known(birth_date, ZoneInfo("Europe/Paris")).coming(TransitionKind.OF_AGE, 18)
        assert coming.on == day


def test_an_end_comes_at_its_own_moment_and_on_the_day_it_is_there() -> None:
    ends_at = datetime(2026, 12, 31, 23, tzinfo=UTC)
    mandate, consent = new_id(), new_id()
    who = known(
        None,
        ZoneInfo("Europe/Paris"),
        ground(TransitionKind.MANDATE_ENDS, mandate, ends_at),
        ground(TransitionKind.CONSENT_ENDS, consent, ends_at + INSTANT),
        in_a_case=False,
    )
    (coming,) = to_open(who, rule(TransitionKind.MANDATE_ENDS, 1), (), ends_at - timedelta(days=20))
    assert (coming.ground.subject_id, coming.at, coming.on) == (mandate, ends_at, date(2027, 1, 1))
    assert (coming.case_id, coming.prepared_by) == (None, (AGENCY, None))


def test_what_was_opened_follows_what_is_known() -> None:
    zone = ZoneInfo("Europe/Paris")
    (coming,) = known("2011-06-30", zone).coming(TransitionKind.OF_AGE, 18)
    present = opened(coming)
    moved = present.as_known(known("2010-06-30", zone))
    assert moved is not None
    assert moved.on == date(2028, 6, 30)
    assert present.as_known(known(None, zone)) is None
    assert present.as_known(known("2011-06-30", zone, in_a_case=False)) is None


@pytest.mark.parametrize(
    ("kind", "said", "wrong"),
    [
        (TransitionKind.OF_AGE, {"at_age": 18}, ["#/at_age"]),
        (TransitionKind.ADULT_SERVICES, {}, ["#/at_age"]),
        (TransitionKind.OF_AGE, {"leaving": [AGENCY]}, ["#/leaving"]),
        (TransitionKind.CONSENT_ENDS, {"template_id": AGENCY}, ["#/template_id"]),
        (TransitionKind.MANDATE_ENDS, {"receipts_from": [AGENCY]}, ["#/receipts_from"]),
        (TransitionKind.ADULT_SERVICES, {"at_age": 21, "leaving": [AGENCY], "receipts_from": [AGENCY]}, []),
    ],
)
def test_a_rule_says_what_its_kind_knows(kind: TransitionKind, said: dict[str, Any], wrong: Sequence[str]) -> None:
    values: dict[str, Any] = {"at_age": None, "template_id": None, "receipts_from": (), "leaving": ()}
    one = Terms(months_before=6, tells=Told.LEAD, **values | said)
    if not wrong:
        one.must_fit(kind)
        return
    with pytest.raises(Invalid) as refused:
        one.must_fit(kind)
    assert [error.pointer for error in refused.value.errors] == wrong
