"""What the agencies of the demonstration offer can be found by what its people need."""

from deploy.demo.directory import LISTING_FOR, LISTINGS
from deploy.demo.people import CATEGORY_OF
from services.cases.notes.domain.need_terms import TERMS


def test_a_listing_answers_needs_of_its_own_category() -> None:
    for agency, listing in LISTINGS.values():
        assert listing["needs"], agency
        assert {TERMS[need["code"]].category for need in listing["needs"]} == set(listing["categories"])


def test_where_the_demonstration_refers_a_need_there_is_an_answer_to_needs_like_it() -> None:
    for category, listing in LISTING_FOR.items():
        assert category in set(CATEGORY_OF.values())
        assert LISTINGS[listing][1]["categories"] == [category]
