"""What is unusual about a look, decided without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.unusual_looks.domain.judging import LookLine, Tie, Traces, Unusual, follow, judged
from services.cases.unusual_looks.domain.names import surname_keys
from services.cases.unusual_looks.domain.rules import Looking, LookRule, RuleKind, checked
from services.cases.unusual_looks.domain.words import explained
from services.cases.unusual_looks.policy import (
    DECIDE,
    LOOK_RULES,
    SEE,
    UNUSUAL_LOOKS,
    WRITE_RULE,
    AboutLookRule,
    AboutUnusualLook,
)
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from shared.refusals import Invalid
from tests.cases.worlds import World

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # a Tuesday
SOMEBODY, TOWN, AGENCY, WORKER = new_id(), new_id(), new_id(), new_id()
COLLEAGUE, STRANGER = Tie(works_with_them=True, lives_near=False), Tie(works_with_them=False, lives_near=False)
VOLUME = Looking(at_least=3, within_hours=1)
OFFICE = Looking(from_hour=8, until_hour=18, weekends=False)


def rule(kind: RuleKind, looking: Looking | None = None) -> LookRule:
    return LookRule(id=new_id(), kind=kind, looking=looking or Looking())


def look(at: datetime = MORNING, person: UUID = SOMEBODY, *, opened: bool = True) -> LookLine:
    return LookLine(
        id=new_id(),
        at=at,
        municipality_id=TOWN,
        agency_id=AGENCY,
        worker_id=WORKER,
        person_id=person,
        opened=opened,
        by_officer=False,
    )


def unusual(by: LookRule, *looks: LookLine, tie: Tie = COLLEAGUE) -> list[Unusual]:
    """What the rule says of the last of these looks."""
    traces: Traces = {}
    for one in looks:
        follow(one, traces)
    return judged(looks[-1], [by], traces, tie if looks[-1].opened else None, PARIS)


def test_a_look_is_unusual_where_the_worker_is_nothing_to_the_person() -> None:
    by = rule(RuleKind.NO_RELATIONSHIP)
    assert unusual(by, look(), tie=STRANGER) == [Unusual(by, SOMEBODY)]
    assert unusual(by, look(), tie=COLLEAGUE) == []
    assert unusual(by, look(opened=False), tie=STRANGER) == []


def test_a_look_is_unusual_where_somebody_close_to_the_worker_lives_too() -> None:
    by = rule(RuleKind.SAME_ADDRESS)
    assert unusual(by, look(), tie=Tie(works_with_them=True, lives_near=True)) == [Unusual(by, SOMEBODY)]
    assert unusual(by, look(), tie=STRANGER) == []


def test_many_people_within_the_hour_are_unusual_and_the_same_one_often_is_not() -> None:
    by = rule(RuleKind.VOLUME, VOLUME)
    three = [look(MORNING + timedelta(minutes=minute), new_id()) for minute in (0, 30, 59)]
    assert unusual(by, *three) == [Unusual(by, None, 3)]
    assert unusual(by, *three[:2], look(MORNING + timedelta(minutes=60), new_id())) == []
    assert unusual(by, look(), look(), look()) == []
    assert unusual(by, *three[:2], look(opened=False)) == []


def test_to_be_found_often_and_never_opened_is_unusual() -> None:
    by = rule(RuleKind.HITS_WITHOUT_OPENING, Looking(at_least=2, within_hours=24))
    first, second = look(opened=False), look(MORNING + timedelta(hours=23), opened=False)
    assert unusual(by, first, second) == [Unusual(by, SOMEBODY, 2)]
    assert unusual(by, first, look(), second) == []
    assert unusual(by, first, look(MORNING + timedelta(hours=24), opened=False)) == []


@pytest.mark.parametrize(
    ("at", "is_unusual"),
    [
        (datetime(2026, 3, 3, 7, 0, tzinfo=UTC), False),  # 8:00 in Paris
        (datetime(2026, 3, 3, 6, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 3, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 15, 59, tzinfo=UTC), False),  # 17:59, in summer
        (datetime(2026, 3, 7, 9, 0, tzinfo=UTC), True),  # a Saturday
    ],
)
def test_hours_are_those_of_the_municipalitys_clock(at: datetime, is_unusual: bool) -> None:
    assert bool(unusual(rule(RuleKind.OFF_HOURS, OFFICE), look(at))) is is_unusual


def test_names_are_for_nobody_to_judge_in_the_background() -> None:
    assert unusual(rule(RuleKind.SAME_SURNAME), look(), tie=STRANGER) == []


@given(st.lists(st.tuples(st.integers(0, 180), st.integers(0, 4), st.booleans()), min_size=1, max_size=20))
def test_volume_counts_the_people_opened_in_the_hour_before(said: list[tuple[int, int, bool]]) -> None:
    people = [new_id() for _ in range(5)]
    looks = [look(MORNING + timedelta(minutes=m), people[who], opened=opened) for m, who, opened in sorted(said)]
    last = looks[-1]
    of_late = {one.person_id for one in looks if one.opened and one.at > last.at - timedelta(hours=1)}
    found = unusual(rule(RuleKind.VOLUME, VOLUME), *looks)
    assert [one.many for one in found] == ([len(of_late)] if last.opened and len(of_late) >= 3 else [])


@pytest.mark.parametrize(
    ("kind", "looking", "pointer"),
    [
        (RuleKind.VOLUME, Looking(at_least=3), "#/within_hours"),
        (RuleKind.VOLUME, Looking(at_least=3, within_hours=25), "#/within_hours"),
        (RuleKind.HITS_WITHOUT_OPENING, Looking(at_least=21, within_hours=24), "#/at_least"),
        (RuleKind.OFF_HOURS, Looking(from_hour=8, until_hour=18), "#/weekends"),
        (RuleKind.OFF_HOURS, Looking(from_hour=18, until_hour=18, weekends=True), "#/until_hour"),
        (RuleKind.SAME_ADDRESS, VOLUME, "#/at_least"),
    ],
)
def test_a_rule_says_what_its_kind_asks_and_nothing_else(kind: RuleKind, looking: Looking, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(kind, looking)
    [error] = refused.value.errors
    assert (error.pointer, error.message == error.message_fr) == (pointer, False)


@pytest.mark.parametrize("kind", RuleKind)
def test_every_kind_is_explained_in_both_languages(kind: RuleKind) -> None:
    said = explained(kind, Looking(at_least=40, within_hours=1, from_hour=8, until_hour=18, weekends=False), 41)
    assert said.endswith(".")
    assert said.in_french.startswith(("L'intervenant", "Des recherches"))


def test_a_surname_is_what_follows_the_first_word_or_stands_in_capitals() -> None:
    assert {"delatourdurand", "tour", "durand"} <= set(surname_keys("Amélie de La Tour-Durand"))
    assert "amelie" not in surname_keys("Amélie Durand")
    assert "leroy" in surname_keys("LEROY Anne")
    assert surname_keys("") == surname_keys("Anne") == []


def test_nobody_decides_on_their_own_look_or_on_those_of_another_agency() -> None:
    world = World()
    officer = world.worker(Role.PRIVACY_OFFICER)
    supervisor = world.worker(Role.SUPERVISOR, agency=officer.agency_id)
    head = world.worker(Role.SUPERVISOR, Role.ADMINISTRATOR, agency=officer.agency_id)
    others = AboutUnusualLook(officer.agency_id, new_id())
    officers = AboutUnusualLook(officer.agency_id, officer.subject, by_officer=True)
    assert permits(UNUSUAL_LOOKS, DECIDE, officer, others)
    assert permits(UNUSUAL_LOOKS, SEE, officer, officers)
    assert all(permits(UNUSUAL_LOOKS, action, head, officers) for action in (SEE, DECIDE))
    for actor, facts in (
        (officer, AboutUnusualLook(officer.agency_id, officer.subject)),
        (officer, AboutUnusualLook(new_id(), new_id())),
        (officer, officers),
        (supervisor, others),
        (supervisor, officers),
        (head, others),
        (head, AboutUnusualLook(new_id(), new_id(), by_officer=True)),
        (head, AboutUnusualLook(officer.agency_id, head.subject, by_officer=True)),
    ):
        assert not permits(UNUSUAL_LOOKS, DECIDE, actor, facts)


def test_rules_are_written_by_privacy_officers_of_an_agency_of_the_municipality() -> None:
    world = World()
    officer = world.worker(Role.PRIVACY_OFFICER)
    facts = AboutLookRule(world.municipality_id, officer.agency_id)
    assert permits(LOOK_RULES, WRITE_RULE, officer, facts)
    for actor in (world.worker(Role.ADMINISTRATOR, agency=officer.agency_id), world.worker(Role.PRIVACY_OFFICER)):
        assert not permits(LOOK_RULES, WRITE_RULE, actor, facts)
    assert not permits(LOOK_RULES, WRITE_RULE, officer, AboutLookRule(new_id(), officer.agency_id))
