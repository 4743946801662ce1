"""A protected place stays protected in the rows of those who live there, for an agency with every ground."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.worlds import World

SHELTER = {"lines": ["12 bis, rue de l'Église"], "postcode": "54000", "locality": "Valmont", "country": "FR"}
AS_ANOTHER_WROTE_IT = {"lines": ["54000 VALMONT", "Rue de l’Eglise 12BIS"]}
ELSEWHERE = {"lines": ["7, allée Ouverte"], "postcode": "54000", "locality": "Valmont", "country": "FR"}
AGREED = {"given_by": "person", "given_how": "oral", "language": "fr"}
TOWN = ("Moulin", "Gare", "Lavoir", "Mairie", "Verger", "Coteau", "Canal", "Tilleul", "Prairie", "Fontaine")
HIDDEN = [{"protected": True}]
PLACES = Statement("SELECT lines FROM address_place WHERE person_id = :person_id")


@dataclass
class Home:
    """A parent whose address is protected, and a child whose row says the same place without saying so."""

    doors: Doors
    parent: str
    child: str
    hidden: str
    open: str

    async def related(self, whose: str, kind: str, other: str) -> str:
        """The address of a new relationship."""
        said = {"kind": kind, "other": {"person_id": other.rsplit("/", 1)[-1]}}
        return f"{whose}/relationships/{(await self.doors.lead.made(f'{whose}/relationships', said))['id']}"

    async def one_case(self) -> str:
        """The address of an open case about both."""
        persons = [{"person_id": one.rsplit("/", 1)[-1]} for one in (self.parent, self.child)]
        return (
            f"/v1/cases/{(await self.doors.lead.made('/v1/cases', {'persons': persons, 'category': 'social'}))['id']}"
        )

    async def shows(self, to: Desk, person: str | None = None) -> list[dict[str, Any]]:
        """The addresses that somebody sees: in the record, the view of the person and the list, which agree."""
        person = person or self.child
        record = await read(to, f"{person}/record")
        view = await read(to, person)
        listed = await read(to, f"{person}/addresses")
        assert record["person"]["addresses"] == view["addresses"] == listed["items"]
        shown: list[dict[str, Any]] = listed["items"]
        return shown

    async def is_shown(self) -> bool:
        """Whether the adviser sees the place in the child's row."""
        shown = await self.shows(self.doors.adviser)
        assert shown == HIDDEN or shown[0]["lines"] == AS_ANOTHER_WROTE_IT["lines"]
        return shown != HIDDEN


async def read(by: Desk, path: str) -> Any:
    answer = await by.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ended(by: Desk, path: str, version: int = 1) -> None:
    answer = await by.ask("DELETE", path, If_Match=f'"{version}"')
    assert answer.status_code == 204, answer.text


async def patched(by: Desk, path: str, patch: dict[str, Any], version: int = 1) -> httpx.Response:
    return await by.ask("PATCH", path, patch, If_Match=f'"{version}"', Content_Type="application/merge-patch+json")


async def travelling(by: Desk, person: str, receiver: Desk) -> dict[str, Any]:
    """What a referral would carry of how to reach somebody, with the flags."""
    asked = {"receiver_agency_id": str(receiver.agency.id), "categories": ["contact"]}
    answer = await by.post(f"{person}/disclosures", asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return {"addresses": told["snapshot"]["contact"]["addresses"], "flag": told["flags"]["protected_address"]}


async def registered(doors: Doors, *others: Desk) -> str:
    """The address of somebody who agreed that these agencies may see everything."""
    person = f"/v1/persons/{await doors.registered()}"
    agencies = [str(desk.agency.id) for desk in others]
    await doors.lead.made(f"{person}/consents", {**AGREED, "agencies": agencies, "categories": list(Category)})
    return person


@pytest.fixture
async def clinic(doors: Doors) -> Desk:
    return await doors.agency("Clinic", Sector.HEALTH, Role.CASEWORKER, Role.ADMINISTRATOR)


@pytest.fixture
async def home(doors: Doors, clinic: Desk) -> Home:
    await doors.share(*Category, between=(doors.lead, doors.adviser, clinic))
    parent, child = [await registered(doors, doors.adviser, clinic) for _ in range(2)]
    hidden = await doors.lead.made(f"{parent}/addresses", SHELTER | {"protected": True})
    seen = await doors.lead.made(f"{child}/addresses", AS_ANOTHER_WROTE_IT)
    return Home(doors, parent, child, f"{parent}/addresses/{hidden['id']}", f"{child}/addresses/{seen['id']}")


async def tied_by_the_child(home: Home) -> str:
    return await home.related(home.child, "parent", home.parent)


async def tied_by_the_parent(home: Home) -> str:
    return await home.related(home.parent, "child", home.child)


async def tied_by_a_case(home: Home) -> str:
    return await home.one_case()


@pytest.mark.parametrize("tie", [tied_by_the_child, tied_by_the_parent, tied_by_a_case])
async def test_the_place_is_hidden_whoever_wrote_the_tie_down(home: Home, tie: Any) -> None:
    assert await home.is_shown()
    await tie(home)
    assert not await home.is_shown()


@pytest.mark.parametrize(
    ("lines", "is_hidden"),
    [
        (["12, r. de l'église", "appt. 4"], True),
        (["Foyer Horizon", "12bis rue de l'Église"], True),
        (["Rue de l'Église"], True),
        (["14 bis, rue de l'Église"], False),
        (["12 bis, rue du Moulin"], False),
        ([f"12 bis, {' '.join(TOWN[:8])} Église"], True),
        ([f"12 bis, {' '.join(TOWN)} Église"], False),
        ([f"Bis, rue de l'Église {' '.join(map(str, range(8, 22)))}"], False),
    ],
)
async def test_a_place_is_recognised_however_much_of_it_is_said(home: Home, lines: list[str], is_hidden: bool) -> None:
    await home.one_case()
    assert (await patched(home.doors.lead, home.open, {"lines": lines})).status_code == 200
    assert (await home.shows(home.doors.adviser) == HIDDEN) is is_hidden


async def test_the_place_travels_with_no_referral_and_the_flag_says_that_there_is_one(home: Home, clinic: Desk) -> None:
    lead, adviser = home.doors.lead, home.doors.adviser
    before = await travelling(lead, home.child, adviser)
    assert ([one["lines"] for one in before["addresses"]], before["flag"]) == ([AS_ANOTHER_WROTE_IT["lines"]], False)
    await home.one_case()
    told_the_adviser = {**AGREED, "agencies": [str(clinic.agency.id)], "categories": list(Category)}
    await adviser.made(f"{home.child}/consents", told_the_adviser)
    for sender, receiver in ((lead, adviser), (adviser, clinic)):
        assert await travelling(sender, home.child, receiver) == {"addresses": [], "flag": True}


async def test_another_agency_can_neither_correct_nor_end_what_it_does_not_see(home: Home) -> None:
    adviser = home.doors.adviser
    invented = f"{home.child}/addresses/{new_id()}"
    assert (await patched(adviser, home.open, {"use": "postal"})).status_code == 403
    await tied_by_the_child(home)
    for path in (home.open, invented):
        assert (await patched(adviser, path, {"use": "postal"})).status_code == 404
        assert (await adviser.ask("DELETE", path, If_Match='"1"')).status_code == 404


async def test_a_search_says_nothing_of_the_place(home: Home) -> None:
    await tied_by_the_child(home)
    found = await home.doors.adviser.post("/v1/persons/search", {"family_name": "Exemple", "given_name": "Alix"})
    assert home.child.rsplit("/", 1)[-1] in found.text
    assert "lise" not in found.text.casefold()


async def test_the_agency_that_wrote_the_row_goes_on_seeing_it(home: Home) -> None:
    await tied_by_the_child(home)
    [own] = await home.shows(await home.doors.hires(home.doors.lead, Role.CASEWORKER))
    assert own["lines"] == AS_ANOTHER_WROTE_IT["lines"]
    moved = await patched(home.doors.lead, home.open, {"use": "temporary"})
    assert (moved.status_code, moved.json()["lines"]) == (200, AS_ANOTHER_WROTE_IT["lines"])


async def test_the_persons_own_second_row_is_hidden_too(home: Home, clinic: Desk) -> None:
    await home.doors.adviser.made(f"{home.parent}/addresses", AS_ANOTHER_WROTE_IT)
    assert await home.shows(clinic, home.parent) == HIDDEN
    assert len(await home.shows(home.doors.adviser, home.parent)) == 2, "its own, and that there is another"


async def test_another_place_and_people_without_a_tie_are_not_touched(home: Home) -> None:
    stranger = await registered(home.doors, home.doors.adviser)
    await home.doors.lead.made(f"{stranger}/addresses", SHELTER)
    await tied_by_the_child(home)
    await home.doors.lead.made(f"{home.child}/addresses", ELSEWHERE)
    [seen, hidden] = await home.shows(home.doors.adviser)
    assert (seen["lines"], [hidden]) == (ELSEWHERE["lines"], HIDDEN)
    [seen] = await home.shows(home.doors.adviser, stranger)
    assert seen["lines"] == SHELTER["lines"]


async def test_protection_that_comes_later_needs_nothing_rewritten(home: Home) -> None:
    await tied_by_the_child(home)
    assert (await patched(home.doors.lead, home.hidden, {"protected": False})).status_code == 200
    assert await home.is_shown()
    assert (await patched(home.doors.lead, home.hidden, {"protected": True}, version=2)).status_code == 200
    assert not await home.is_shown()


async def test_a_place_that_was_moved_is_compared_anew(home: Home) -> None:
    await tied_by_the_child(home)
    assert (await patched(home.doors.lead, home.hidden, {"lines": ELSEWHERE["lines"]})).status_code == 200
    assert await home.is_shown()


async def test_what_has_ended_shelters_no_longer(home: Home) -> None:
    tie = await tied_by_the_child(home)
    await ended(home.doors.lead, tie)
    assert await home.is_shown()
    await tied_by_the_parent(home)
    assert not await home.is_shown()
    await ended(home.doors.lead, home.hidden)
    assert await home.is_shown()


async def test_a_closed_case_and_one_that_somebody_left_shelter_no_longer(home: Home) -> None:
    first = await home.one_case()
    closed = await home.doors.lead.post(f"{first}/closure", {"reason": "goals_reached", "outcome": "reached"})
    assert closed.status_code < 300, closed.text
    assert await home.is_shown()
    second = await home.one_case()
    assert not await home.is_shown()
    parent = home.parent.rsplit("/", 1)[-1]
    tag = (await home.doors.lead.get(second)).headers["etag"]
    left = await home.doors.lead.ask("DELETE", f"{second}/persons/{parent}", If_Match=tag)
    assert left.status_code == 204, left.text
    assert await home.is_shown()


async def test_row_security_agrees(home: Home, served_cases: Database) -> None:
    world = World(home.doors.municipality.municipality_id)
    child = home.child.rsplit("/", 1)[-1]
    desks = (home.doors.lead, home.doors.adviser)

    async def places() -> list[int]:
        seen = []
        for desk in desks:
            async with served_cases.work(world.worker(agency=desk.agency.id)) as work:
                seen.append(len(await work.rows(PLACES, person_id=child)))
        return seen

    assert await places() == [1, 1]
    await tied_by_the_child(home)
    assert await places() == [1, 0]
