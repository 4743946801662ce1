"""A person reads who holds something about them and what is done with it; no agency that is withheld is among them."""

from typing import Any, Final

import pytest

from shared.contracts.identity.vocabulary import Sector
from shared.database.engine import Database
from tests.cases.doors import Desk, Doors
from tests.cases.governance.test_http import processor
from tests.cases.legal_grounds.town import in_days, town_in
from tests.cases.own.disclosing import Disclosing
from tests.cases.own.people import invited, representative

pytestmark = pytest.mark.anyio

NUMBER: Final = {"system": "https://example.org/school", "value": "S-1"}
TOWNS_ARTICLE: Final = "Child Protection Act § 8"


async def declares(doors: Doors) -> None:
    """A processor, joint control, and an assessment of risk by the lead's agency."""
    place = str(doors.municipality.municipality_id)
    together = {
        "kind": "joint_controllers",
        "municipality_id": place,
        "agencies": [str(doors.adviser.agency.id)],
        "essence_en": "Each answers for what it writes.",
        "essence_fr": "Chacun répond de ce qu'il écrit.",
        "contact": "privacy office",
    }
    assessed = {
        "kind": "impact_assessment",
        "municipality_id": place,
        "title": "Shared record",
        "reference": "Registry 2026-9",
        "concluded_on": "2026-01-10",
        "review_on": "2027-01-10",
    }
    for entry in (processor(doors), together, assessed):
        await doors.lead.made("/v1/governance/entries", entry)


async def agrees(doors: Doors, person: str, to: Desk) -> None:
    said = {"given_by": "person", "given_how": "oral", "language": "fr", "categories": ["identity", "housing"]}
    await doors.lead.made(f"/v1/persons/{person}/consents", {**said, "agencies": [str(to.agency.id)]})


async def test_each_agency_that_holds_something_is_told_with_what_it_does(
    doors: Doors, served_cases: Database, served_owner: Database
) -> None:
    scene = await Disclosing(doors, served_cases, served_owner).begins()
    police = await doors.agency("Police municipale", Sector.POLICE)
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(scene.case, police, "other")
    written = await police.post(f"/v1/cases/{scene.case}/notes", {"category": "social", "text": "Seen at night"})
    assert written.status_code == 201, written.text
    await agrees(doors, scene.person, doors.adviser)
    await scene.travels(doors.adviser.agency.id, "housing")
    await declares(doors)
    me, (_, daughter) = await invited(doors, scene.person), await representative(doors, scene.person)
    whole = await me.reads("/processing")
    held = {one["agency"]["name"]: one for one in whole["items"]}
    assert {name: (one["wrote"], one["received"]) for name, one in held.items()} == {
        doors.lead.agency.name: (True, False),
        "Office HLM": (False, True),
    }
    said = held[doors.lead.agency.name]["in_words"]
    assert said[0] == f"{doors.lead.agency.name} keeps what it wrote about you, and answers for it."
    assert any(one.startswith("“Working together”: ") for one in said)
    assert "Hébergement du Port processes data on its behalf: Runs the servers (identity; FR)." in said
    assert "It decides together with others: Each answers for what it writes. (privacy office)" in said
    assert any("“Shared record” on 10 January 2026; it is looked at again by 10 January 2027" in one for one in said)
    [activity] = held["Office HLM"]["activities"]
    assert (activity["article"], activity["retention"]) == ("Social Welfare Act § 12", "two years")
    assert len(whole["rights"]) == 4
    pages = await me.reads("/processing?limit=1")
    rest = await me.reads(f"/processing?limit=1&after={pages['next']}")
    assert ([*pages["items"], *rest["items"]], rest["next"]) == (whole["items"], None)
    assert "Police" not in str(whole)
    french = str(await me.reads("/processing", accept_language="fr"))
    assert "conserve ce qui y est écrit à votre sujet" in french
    assert "nouvel examen avant le 10 janvier 2027" in french
    assert (await daughter.ask("GET", "/processing")).status_code == 403


async def test_whoever_began_to_write_under_a_withheld_mandate_is_named_nowhere_until_its_release(doors: Doors) -> None:
    town = await town_in(doors)
    me = await invited(doors, town.person)
    mandate = await town.confirmed(withheld_because="The inquiry", withheld_until=in_days(10))
    await town.caseworker.made(f"/v1/persons/{town.person}/identifiers", NUMBER)
    assert (await town.caseworker.get(f"/v1/persons/{town.person}/record")).status_code == 200
    paths = ("/processing", "/grants", "/access-log", "/record", "/recipients")
    shown: dict[str, Any] = {path: (await me.ask("GET", path)).text for path in paths}
    assert not [path for path in paths if "Youth office" in shown[path] or TOWNS_ARTICLE in shown[path]]
    await town.second.post(f"{town.mandates}/{mandate['id']}/release", {})
    shown = {path: (await me.ask("GET", path)).text for path in paths}
    assert [path for path in paths if "Youth office" in shown[path]] == ["/processing", "/grants", "/access-log"]
    assert TOWNS_ARTICLE in shown["/processing"]


async def test_whoever_wrote_before_stays_known_when_a_mandate_is_withheld(doors: Doors) -> None:
    town = await town_in(doors)
    me = await invited(doors, town.person)
    await town.confirmed()
    await town.caseworker.made(f"/v1/persons/{town.person}/identifiers", NUMBER)
    before = (await me.reads("/processing"))["items"]
    await town.confirmed(withheld_because="The inquiry", withheld_until=in_days(10))
    assert (await me.reads("/processing"))["items"] == before
    assert "Youth office" in str(before)
