"""Grants and refusals, without a database: which one shows which item to whom, and until when."""

from dataclasses import replace

import pytest

from services.cases.access.domain import Grant, Item, Outline, RefusedSharing, Standing, standing
from shared.contracts.cases.vocabulary import Category, GroundKind, Level, Operation, Sensitivity
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id
from tests.cases.grounds import EARLIER, LATER, MOMENT, NOW, granted, refused
from tests.cases.worlds import World

WORKER = World().worker()
PERSON = new_id()
GRANT = granted(WORKER, person=PERSON)
REFUSAL = refused(PERSON, Category.SOCIAL)
ITEM = Item(
    id=new_id(),
    person_id=PERSON,
    category=Category.SOCIAL,
    sensitivity=Sensitivity.ORDINARY,
    agency_id=new_id(),
    worker_id=new_id(),
)
OUTLINE = Outline(case_id=new_id(), person_id=PERSON, category=Category.SOCIAL, agencies=frozenset({ITEM.agency_id}))


def stands(*grants: Grant, refusals: tuple[RefusedSharing, ...] = ()) -> Standing:
    return standing(WORKER, NOW, grants, refusals)


def test_a_ground_is_written_as_its_kind_and_its_id() -> None:
    assert GRANT.ground == f"consent:{GRANT.ground_id}"
    assert replace(GRANT, ground_kind=GroundKind.TEAM).ground == f"team:{GRANT.ground_id}"


def test_a_grant_serves_from_its_first_moment_and_not_in_its_last() -> None:
    ending = replace(GRANT, valid_until=LATER)
    assert [ending.serves(WORKER, at) for at in (NOW - MOMENT, NOW, LATER - MOMENT, LATER)] == [
        False,
        True,
        True,
        False,
    ]
    assert GRANT.serves(WORKER, LATER)


@pytest.mark.parametrize(
    "other",
    [
        replace(GRANT, agency_id=new_id()),
        replace(GRANT, worker_id=new_id()),
        replace(GRANT, purposes=frozenset({Purpose.QUALITY})),
        replace(GRANT, purposes=frozenset()),
    ],
    ids=["another agency", "a colleague alone", "another purpose", "no purpose"],
)
def test_a_grant_serves_its_holder_for_its_purposes_alone(other: Grant) -> None:
    assert replace(GRANT, worker_id=WORKER.subject).serves(WORKER, NOW)
    assert not other.serves(WORKER, NOW)


def test_a_refusal_stops_from_its_first_moment_and_not_in_its_last() -> None:
    ending = replace(REFUSAL, valid_until=LATER)
    assert [ending.stops(GRANT, Category.SOCIAL, at) for at in (NOW - MOMENT, NOW, LATER - MOMENT, LATER)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("refusal", "grant"),
    [
        (refused(new_id(), Category.SOCIAL), GRANT),
        (refused(PERSON, Category.HEALTH), GRANT),
        (refused(PERSON), GRANT),
        (replace(REFUSAL, agency_id=new_id()), GRANT),
        (replace(REFUSAL, sector=Sector.POLICE), GRANT),
        (replace(REFUSAL, agency_id=WORKER.agency_id, sector=Sector.POLICE), GRANT),
        (REFUSAL, replace(GRANT, overrides_refusal=True)),
    ],
    ids=[
        "another person",
        "another category",
        "nothing",
        "another agency",
        "another sector",
        "one of two",
        "overridden",
    ],
)
def test_a_refusal_stops_nothing_that_it_does_not_name(refusal: RefusedSharing, grant: Grant) -> None:
    for named in (REFUSAL, replace(REFUSAL, agency_id=WORKER.agency_id), replace(REFUSAL, sector=WORKER.sector)):
        assert named.stops(GRANT, Category.SOCIAL, NOW)
    assert not refusal.stops(grant, Category.SOCIAL, NOW)


def test_where_no_grant_serves_the_person_is_not_there() -> None:
    assert stands().is_none
    assert stands(replace(GRANT, agency_id=new_id())).is_none
    assert stands(replace(GRANT, valid_from=LATER)).is_none
    assert stands(replace(GRANT, valid_from=EARLIER, valid_until=NOW)).is_none


def test_whom_a_standing_is_about_is_said_by_the_grants_that_serve() -> None:
    elsewhere = replace(GRANT, agency_id=new_id(), person_id=new_id(), municipality_id=new_id())
    who = stands(elsewhere, GRANT)
    assert not who.is_none
    assert (who.person_id, who.municipality_id) == (PERSON, WORKER.municipality_id)


@pytest.mark.parametrize(
    "grant",
    [
        replace(GRANT, person_id=new_id()),
        replace(GRANT, level=Level.SUMMARY),
        replace(GRANT, level=Level.KNOW_OF),
        replace(GRANT, operations=frozenset({Operation.CONTRIBUTE, Operation.COORDINATE, Operation.REFER})),
        replace(GRANT, categories=frozenset({Category.HEALTH})),
        replace(GRANT, categories=frozenset()),
        replace(GRANT, sources=frozenset({WORKER.agency_id})),
        replace(GRANT, sources=frozenset()),
    ],
    ids=["person", "summary", "know of", "operations", "category", "no category", "sources", "no source"],
)
def test_an_item_is_withheld_where_a_grant_lacks_one_thing(grant: Grant) -> None:
    whole = replace(GRANT, sources=frozenset({ITEM.agency_id}))
    assert stands(grant, whole).grounds_to_read(ITEM) == (whole,)


def test_a_summary_shows_contact_and_no_social_item() -> None:
    both = frozenset({Category.CONTACT, Category.SOCIAL})
    grant = replace(GRANT, level=Level.SUMMARY, categories=both)
    assert stands(grant).grounds_to_read(replace(ITEM, category=Category.CONTACT)) == (grant,)
    assert stands(grant).grounds_to_read(ITEM) == ()


def test_what_is_sensitive_needs_a_grant_that_shows_it_and_what_is_sealed_its_writer() -> None:
    sensitive, sealed = (replace(ITEM, sensitivity=one) for one in (Sensitivity.SENSITIVE, Sensitivity.SEALED))
    showing = replace(GRANT, shows_sensitive=True)
    assert stands(GRANT, showing).grounds_to_read(sensitive) == (showing,)
    assert stands(GRANT, showing).grounds_to_read(sealed) == ()
    assert stands(GRANT).grounds_to_read(replace(sealed, worker_id=WORKER.subject)) == (GRANT,)


def test_a_refused_item_is_shown_by_the_mandate_that_overrides_alone() -> None:
    overriding = replace(GRANT, ground_kind=GroundKind.MANDATE, overrides_refusal=True)
    assert stands(GRANT, overriding, refusals=(REFUSAL,)).grounds_to_read(ITEM) == (overriding,)


@pytest.mark.parametrize(
    "grant",
    [
        replace(GRANT, person_id=new_id()),
        replace(GRANT, level=Level.KNOW_OF),
        replace(GRANT, operations=frozenset({Operation.CONTRIBUTE})),
        replace(GRANT, categories=frozenset({Category.HEALTH})),
        replace(GRANT, sources=frozenset({WORKER.agency_id})),
        replace(GRANT, categories=frozenset({Category.HEALTH}), ground_kind=GroundKind.TEAM),
    ],
    ids=["person", "know of", "operations", "category", "sources", "team of another case"],
)
def test_a_case_is_followed_by_a_summary_of_its_category(grant: Grant) -> None:
    summary = replace(GRANT, level=Level.SUMMARY)
    assert stands(grant, summary).grounds_to_follow(OUTLINE) == (summary,)


def test_a_team_follows_its_own_case_whatever_it_may_read() -> None:
    team = replace(
        GRANT, ground_kind=GroundKind.TEAM, ground_id=OUTLINE.case_id, categories=frozenset({Category.HEALTH})
    )
    assert stands(team).grounds_to_follow(OUTLINE) == (team,)
    assert stands(replace(team, ground_kind=GroundKind.CONSENT)).grounds_to_follow(OUTLINE) == ()
    assert stands(team, refusals=(REFUSAL,)).grounds_to_follow(OUTLINE) == ()


def test_an_operation_needs_a_grant_for_it_in_the_category() -> None:
    writing = granted(WORKER, Operation.CONTRIBUTE, person=PERSON)
    assert stands(GRANT, writing).grounds_for(Operation.CONTRIBUTE, Category.SOCIAL) == (writing,)
    assert stands(writing).grounds_for(Operation.CONTRIBUTE, Category.HEALTH) == ()
    assert stands(writing, refusals=(REFUSAL,)).grounds_for(Operation.CONTRIBUTE, Category.SOCIAL) == ()


def test_a_category_is_refused_where_a_ground_would_have_shown_it() -> None:
    assert stands(GRANT, refusals=(REFUSAL,)).is_refused(Category.SOCIAL)
    assert not stands(GRANT).is_refused(Category.SOCIAL)
    everything = refused(PERSON, *Category)
    assert not stands(GRANT, refusals=(everything,)).is_refused(Category.HEALTH)
    assert not stands(refusals=(everything,)).is_refused(Category.SOCIAL)
    assert not stands(replace(GRANT, overrides_refusal=True), refusals=(everything,)).is_refused(Category.SOCIAL)


def test_the_readable_categories_are_those_of_which_a_ground_shows_items() -> None:
    all_of_it = replace(GRANT, categories=frozenset(Category))
    assert stands().readable_categories() == ()
    assert stands(all_of_it).readable_categories() == tuple(Category)
    assert stands(replace(all_of_it, operations=frozenset({Operation.REFER}))).readable_categories() == ()
    summary = replace(all_of_it, level=Level.SUMMARY)
    assert stands(summary).readable_categories() == (Category.IDENTITY, Category.CONTACT)
    assert stands(replace(all_of_it, level=Level.KNOW_OF)).readable_categories() == ()
    assert stands(summary, GRANT, refusals=(refused(PERSON, Category.CONTACT),)).readable_categories() == (
        Category.IDENTITY,
        Category.SOCIAL,
    )
