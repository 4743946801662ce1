"""Who has thousands of things in their record reads them page by page, and no page tells of what is withheld."""

from typing import Any

import orjson
import pytest

from shared.contracts.identity.vocabulary import Sector
from shared.web.pages import keys_of
from tests.cases.doors import Doors
from tests.cases.own.people import Holder, invited, representative, with_a_case

pytestmark = pytest.mark.anyio

LISTS = ("contact_points", "addresses", "team", "needs", "goals", "actions")
ITEMS = ("needs", "goals", "actions")
NOT_FOR_EVERYBODY: tuple[dict[str, Any], ...] = (
    {"category": "safeguarding"},
    {},
    {"sensitivity": "sealed"},
    {"sensitivity": "sensitive"},
    {},
)


async def with_much_of_everything(doors: Doors) -> str:
    """Somebody of whom much is kept, and some of it withheld between what is not."""
    person, case = await with_a_case(doors)
    for number, more in enumerate(NOT_FOR_EVERYBODY):
        goal = {"wording": f"Goal {number}", "horizon": "months", "category": "social", "person_ids": [person]}
        owner = {"kind": "person", "id": person}
        made = await doors.lead.made(f"/v1/cases/{case}/goals", {**goal, "owner": owner, **more})
        deed = {"goal_id": made["id"], "title": f"Deed {number}", "category": "social", "person_ids": [person]}
        await doors.lead.made(f"/v1/cases/{case}/actions", {**deed, "owner": owner, **more})
    for term in ("over-indebtedness", "homelessness"):
        await doors.lead.made(f"/v1/cases/{case}/needs", {"term": term, "source": "person"})
    shelter = {"use": "home", "lines": ["9 rue Cachée"], "locality": "Ailleurs", "protected": True}
    for address in (shelter, {"use": "home", "lines": ["3 quai Nord"], "locality": "Valmont"}):
        await doors.lead.made(f"/v1/persons/{person}/addresses", address)
    phone = {"kind": "phone", "value": "+33 1 99 00 00 01", "safe": True}
    await doors.lead.made(f"/v1/persons/{person}/contact-points", phone)
    return person


async def walked(holder: Holder, path: str, limit: int) -> list[Any]:
    """Each page, the first to the last, as its `Link` header leads."""
    pages, after = [], ""
    while True:
        answer = await holder.ask("GET", f"{path}?limit={limit}{after}")
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        following = pages[-1]["next"]
        assert (following is None) == ("link" not in answer.headers)
        if following is None:
            return pages
        after = f"&after={following}"


async def test_pages_of_a_record_are_the_whole_of_it_and_tell_of_nothing_between(doors: Doors) -> None:
    person = await with_much_of_everything(doors)
    me, (_, daughter) = await invited(doors, person), await representative(doors, person)
    for holder, goals in ((me, 3), (daughter, 2)):
        whole = await holder.reads("/record?limit=200")
        assert (whole["next"], len(whole["goals"])) == (None, goals)
        for limit in (1, 4):
            pages = await walked(holder, "/record", limit)
            are_the_whole(pages, whole, limit)


def are_the_whole(pages: list[Any], whole: Any, limit: int) -> None:
    for name in LISTS:
        assert [one for page in pages for one in page[name]] == whole[name]
    sizes = [sum(len(page[name]) for name in LISTS) for page in pages]
    assert all(size == limit for size in sizes[:-1]), "a shorter page would tell what is withheld"
    assert 0 < sizes[-1] <= limit
    assert all(page["identity"] == whole["identity"] for page in pages)
    places = [keys for page in pages if (keys := keys_of(page["next"], int, str))]
    of_items = {last for place, last in places if LISTS[place] in ITEMS}
    assert of_items <= {one["id"] for name in ITEMS for one in whole[name]}, "a cursor names what was shown"


async def test_pages_of_who_can_see_what_pass_over_the_police(doors: Doors) -> None:
    person, case = await with_a_case(doors)
    police = await doors.agency("Police municipale", Sector.POLICE)
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(case, police, "other")
    await doors.share("identity", "housing")
    for category in ("identity", "housing"):
        said = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": [category]}
        body = {**said, "agencies": [str(doors.adviser.agency.id)]}
        await doors.lead.made(f"/v1/persons/{person}/consents", body)
    me = await invited(doors, person)
    whole = await me.reads("/grants")
    pages = await walked(me, "/grants", 1)
    assert [one for page in pages for one in page["items"]] == whole["items"]
    assert [len(page["items"]) for page in pages] == [1] * len(whole["items"])
    assert "Police" not in orjson.dumps(pages).decode()


async def test_a_cursor_of_another_list_is_refused(doors: Doors) -> None:
    person, _ = await with_a_case(doors)
    me = await invited(doors, person)
    after = (await me.reads("/access-log?limit=1"))["next"]
    assert after is not None
    for path in ("/record", "/consents"):
        assert (await me.ask("GET", f"{path}?after={after}")).status_code == 422
    assert (await me.ask("GET", "/record?after=WzEyMyxudWxsXQ")).json()["next"] is None
