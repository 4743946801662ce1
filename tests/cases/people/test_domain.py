"""Names, dates, numbers and criteria, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.people.domain.birth_date import (
    birth_dates_like,
    is_birth_date,
    is_complete,
    is_in_the_future,
)
from services.cases.people.domain.criteria import EVERY_KEY, Criteria, SearchBy
from services.cases.people.domain.keys import (
    after_prefix,
    distinct,
    identifier_key,
    known_by_identifier,
    known_by_name,
    name_key,
)
from services.cases.people.domain.parts import Part, part_of
from shared.contracts.cases.vocabulary import Category
from tests.cases.people.persons import address, identifier, identity, phone

names = st.text(min_size=1, max_size=20)
birth_dates = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(date(1990, 1, 1), date(1991, 12, 31)),
    st.sampled_from([4, 7, 10]),
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("D'Àrcy-Łoś", "darcylos"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ætna Œuvre Ðøþ", "aetnaoeuvredoth"),
        ("İpek Çağlar", "ipekcaglar"),
        ("Ngọc", "ngoc"),
        ("محمد", "محمد"),
        ("Ольга", "ольга"),
        ("-' .", ""),
        (None, ""),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(written: str | None, compared: str) -> None:
    assert name_key(written) == compared


@given(names)
def test_comparing_a_compared_name_again_changes_nothing(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(names, names)
def test_a_name_begins_with_another_exactly_when_it_lies_in_its_range(name: str, beginning: str) -> None:
    first = name_key(beginning).encode()
    until = after_prefix(name_key(beginning)).encode()
    assert (first <= name_key(name).encode() < until) == name_key(name).startswith(name_key(beginning))


def test_an_identifier_is_compared_without_spaces_and_punctuation() -> None:
    assert identifier_key("1 85 05 78-006") == identifier_key("18505 78006") == "1850578006"
    assert identifier_key("AB/12") == identifier_key("ab12")
    assert identifier_key("٣") == "٣"


def test_a_digest_depends_on_everything_but_the_order_of_the_names() -> None:
    known = known_by_name("Exemple", "Alix", "1998-04-12")
    assert known == known_by_name("ALIX", "exemple", "1998-04-12")
    assert known != known_by_name("Exemple", "Alix", "1998-04-13")
    assert known_by_identifier("a", "1 2") == known_by_identifier("a", "12") != known_by_identifier("b", "12")
    assert distinct([known, b"a", known]) == sorted({known, b"a"})


@pytest.mark.parametrize("text", ["1998", "1998-04", "1998-04-12", "2000-02-29"])
def test_a_birth_date_may_be_partial(text: str) -> None:
    assert is_birth_date(text)
    assert is_complete(text) == (len(text) == 10)


@pytest.mark.parametrize(
    "text", ["", "98", "1998-4", "1998-13", "1998-02-30", "1998-04-12T00", "1998-", "٤٤٤٤", "1700", "0000", "1998-00"]
)
def test_what_is_not_on_the_calendar_is_no_birth_date(text: str) -> None:
    assert not is_birth_date(text)


def test_a_partial_birth_date_lies_in_the_future_by_what_it_says() -> None:
    today = date(2026, 5, 4)
    assert [is_in_the_future(one, today) for one in ("2026", "2026-05", "2026-05-04")] == [False] * 3
    assert [is_in_the_future(one, today) for one in ("2027", "2026-06", "2026-05-05")] == [True] * 3


@given(birth_dates, birth_dates)
def test_birth_dates_fit_when_one_says_the_same_as_the_other_or_less(searched: str, stored: str) -> None:
    assert birth_dates_like(searched).include(stored) == (stored.startswith(searched) or searched.startswith(stored))


def test_an_unknown_birth_date_fits_no_search_for_one() -> None:
    assert not birth_dates_like("1998").include(None)


@pytest.mark.parametrize(
    ("criteria", "leads"),
    [
        (Criteria(system="a", value="1", family_name="Ex"), SearchBy.IDENTIFIER),
        (Criteria(family_name="Ex", given_name="A"), SearchBy.BOTH_NAMES),
        (Criteria(family_name="Ex", given_name="'"), SearchBy.FAMILY_NAME),
        (Criteria(family_name="Ex", birth_date="1998"), SearchBy.BIRTH_DATE),
        (Criteria(family_name="Ex", given_name="A", birth_date="1998-04-12"), SearchBy.BIRTH_DATE),
        (Criteria(family_name="E", birth_date="1998-04-12"), SearchBy.BIRTH_DATE),
        (Criteria(birth_date="1998-04-12", given_name="Alix"), SearchBy.BIRTH_DATE),
        (Criteria(birth_date="1998-04"), None),
        (Criteria(given_name="Alix"), None),
        (Criteria(family_name="E"), None),
        (Criteria(family_name="É-"), None),
        (Criteria(), None),
    ],
)
def test_the_criterion_that_leaves_the_fewest_people_leads(criteria: Criteria, leads: SearchBy | None) -> None:
    assert criteria.leads is leads


def test_one_name_stands_for_the_other_only_where_both_are_given() -> None:
    assert Criteria(family_name="Alix", given_name="Exemple").may_be_swapped
    assert not Criteria(family_name="Alix").may_be_swapped
    assert not Criteria(given_name="Exemple").may_be_swapped
    assert not Criteria(family_name="Alix", given_name="-'").may_be_swapped
    assert not Criteria().may_be_swapped


def test_a_birth_date_alone_must_be_the_same_and_beside_a_name_may_be_vaguer() -> None:
    alone, beside = Criteria(birth_date="1998-04-12"), Criteria(family_name="Ex", birth_date="1998-04-12")
    assert alone.birth_dates is not None
    assert beside.birth_dates is not None
    assert (alone.birth_dates.include("1998"), beside.birth_dates.include("1998")) == (False, True)
    assert Criteria(family_name="Ex").birth_dates is None


def test_no_name_searches_every_key() -> None:
    criteria = Criteria(birth_date="1998-04-12")
    assert criteria.given_keys == criteria.family_keys == EVERY_KEY
    assert EVERY_KEY.include("")
    assert EVERY_KEY.include("محمد")
    assert not Criteria(family_name="Ex").family_keys.include("ey")
    assert Criteria(system="a", value="A-1").known_key == known_by_identifier("a", "a1")


def test_a_person_is_found_under_each_of_their_names_once() -> None:
    who = identity("Exemple", "Alix", preferred_name="Alex", previous=(("Ancien", "Alix"), ("EXEMPLE", "alix")))
    assert who.search_keys() == [("exemple", "alix"), ("exemple", "alex"), ("ancien", "alix")]


def test_a_person_is_known_of_by_full_names_with_a_birth_date() -> None:
    assert list(identity("Exemple", "Alix", None).known_keys()) == []
    assert list(identity("Exemple", None, "1998").known_keys()) == []
    assert list(identity("Exemple", "Alix", "1998").known_keys()) == [known_by_name("Exemple", "Alix", "1998")]
    assert identifier("1").known_key == known_by_identifier("urn:example:number", "1")


def test_a_name_of_punctuation_is_no_name() -> None:
    assert not identity("-", "'", preferred_name=None).has_a_name
    assert identity(None, None, preferred_name="Alix").has_a_name


def test_each_part_falls_under_one_category() -> None:
    assert {part: part.category for part in Part} == {
        Part.IDENTITY: Category.IDENTITY,
        Part.COMMUNICATION: Category.CONTACT,
        Part.IDENTIFIER: Category.IDENTITY,
        Part.CONTACT_POINT: Category.CONTACT,
        Part.ADDRESS: Category.CONTACT,
        Part.RELATIONSHIP: Category.HOUSEHOLD,
    }
    assert [part_of(item) for item in (identifier("1"), phone(), address())] == [
        Part.IDENTIFIER,
        Part.CONTACT_POINT,
        Part.ADDRESS,
    ]
