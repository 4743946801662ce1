"""Copies of a record are records of their own."""

from datetime import timedelta
from uuid import UUID

from deploy.bench.growth import Templates, moved_id
from deploy.bench.prototypes import PEOPLE
from services.cases.people.domain.keys import name_key

AGENCY = "dfc693fc-608d-582f-b2f4-2cf376176643"
PERSON = "01a20197-199c-7197-9143-1b5d2ad59810"
SOMEBODY = PEOPLE[3]


def test_a_moved_id_is_still_a_version_7_id_and_earlier() -> None:
    moved = moved_id(PERSON, timedelta(minutes=15))
    assert UUID(moved).version == 7
    assert moved < PERSON
    assert (UUID(PERSON).int >> 80) - (UUID(moved).int >> 80) == 15 * 60 * 1000


def test_a_copy_differs_in_id_name_birthday_and_time_and_keeps_what_all_share() -> None:
    templates = Templates(frozenset({AGENCY}), ())
    row = f"{PERSON}\t{AGENCY}\t{SOMEBODY.family_name}\t{SOMEBODY.birth_date}\t2026-11-22 04:50:09.616515+00\t100%\n"
    templates.take("person", row)
    person, agency, family, birth_date, at, share = (
        (templates.rows["person"] % templates.values(4, seed=1)).strip().split("\t")
    )
    assert agency == AGENCY
    assert person == moved_id(PERSON, timedelta(hours=1))
    assert family.isalpha()
    assert family != SOMEBODY.family_name
    assert birth_date != SOMEBODY.birth_date
    assert at == "2026-11-22 03:50:09.616515+00:00"
    assert share == "100%"


def test_the_same_seed_makes_the_same_people_and_another_seed_others() -> None:
    templates = Templates(frozenset(), ())
    assert templates.values(7, seed=1) == templates.values(7, seed=1)
    assert templates.values(7, seed=1) != templates.values(7, seed=2)
    assert templates.values(7, seed=1) != templates.values(8, seed=1)


def test_a_copy_is_searched_by_the_key_of_its_name() -> None:
    values = Templates(frozenset(), ()).values(9, seed=1)
    for one in PEOPLE:
        assert values[f"family_key{one.number}"] == name_key(values[f"family{one.number}"])
        assert values[f"given_key{one.number}"] == name_key(values[f"given{one.number}"])
