"""Who is named in a consent, and where its evidence lies, is for those who must know: over HTTP and in the database."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from tests.cases.doors import Desk, Doors
from tests.cases.worlds import World

_UNLOCKED = Statement("SELECT id FROM consent WHERE person_id = :person_id ORDER BY id")


class Town:
    """Somebody who agreed that a shelter and a housing office know of them, in a second consent only the shelter."""

    def __init__(self, doors: Doors, person: str, shelter: Desk) -> None:
        self.doors, self.person, self.shelter, self.adviser = doors, person, shelter, doors.adviser
        self.both, self.secret = "", ""

    @property
    def consents(self) -> str:
        return f"/v1/persons/{self.person}/consents"

    async def says(self, by: Desk, *categories: str, **more: Any) -> str:
        body = {"categories": categories, "given_by": "person", "given_how": "oral", "language": "fr", **more}
        said: str = (await by.made(self.consents, body))["id"]
        return said

    async def listed(self, by: Desk) -> dict[str, Any]:
        return {one["id"]: one for one in (await by.get(self.consents)).json()["items"]}

    async def lines(self, by: Desk) -> list[str]:
        items = (await by.get(f"/v1/persons/{self.person}/timeline")).json()["items"]
        return sorted(item["item_id"] for item in items if item["kind"].startswith("consent"))


def named(*desks: Desk) -> list[str]:
    return [str(desk.agency.id) for desk in desks]


@pytest.fixture
async def town(doors: Doors) -> Town:
    shelter = await doors.agency("Women's shelter", Sector.SOCIAL)
    clerk = await doors.hires(shelter, Role.ADMINISTRATOR)
    await doors.share("identity", "housing", "social", between=(doors.lead, clerk, doors.adviser))
    town = Town(doors, await doors.registered(), shelter)
    both = {"agencies": named(shelter, doors.adviser), "evidence": "Signed form, folder 12 of the shelter"}
    town.both = await town.says(doors.lead, "identity", "housing", **both)
    town.secret = await town.says(doors.lead, "social", agencies=named(shelter))
    return town


async def test_a_recipient_sees_itself_and_no_other_recipient_nor_the_evidence(town: Town) -> None:
    shown = await town.listed(town.adviser)
    assert list(shown) == [town.both]
    assert shown[town.both]["agencies"] == named(town.adviser)
    assert shown[town.both]["evidence"] is None
    opened = (await town.adviser.get(f"{town.consents}/{town.both}")).json()
    assert opened == shown[town.both]


async def test_what_is_for_another_agency_alone_does_not_exist_for_a_recipient(town: Town) -> None:
    assert (await town.adviser.get(f"{town.consents}/{town.secret}")).status_code == 404
    assert (await town.adviser.post(f"{town.consents}/{town.secret}/withdrawal", {})).status_code == 404
    assert await town.lines(town.adviser) == [town.both]


async def test_whoever_recorded_it_coordinates_or_answers_for_privacy_sees_everybody(town: Town) -> None:
    officer = await town.doors.hires(town.adviser, Role.CASEWORKER, Role.PRIVACY_OFFICER)
    for desk in (town.doors.lead, officer):
        shown = await town.listed(desk)
        assert list(shown) == [town.both, town.secret]
        assert set(shown[town.both]["agencies"]) == set(named(town.shelter, town.adviser))
        assert shown[town.both]["evidence"] == "Signed form, folder 12 of the shelter"
        assert await town.lines(desk) == [town.both, town.secret]
    own = await town.says(town.shelter, "housing", agencies=named(town.doors.lead, town.adviser), evidence="Folder 13")
    shown = await town.listed(town.shelter)
    assert (shown[own]["agencies"], shown[own]["evidence"]) == (named(town.doors.lead, town.adviser), "Folder 13")


async def test_that_something_was_said_in_its_place_is_for_who_sees_whom_it_names(town: Town) -> None:
    to_shelter = {"agencies": named(town.shelter), "supersedes": town.both}
    following = await town.says(town.doors.lead, "housing", **to_shelter)
    await town.says(town.doors.lead, "social", agencies=named(town.adviser))
    shown = (await town.listed(town.doors.lead))[town.both]
    assert (shown["state"], shown["superseded_by"]) == ("superseded", following)
    shown = (await town.listed(town.adviser))[town.both]
    assert (shown["state"], shown["superseded_by"]) == ("withdrawn", None)
    assert (await town.adviser.get(f"{town.consents}/{following}")).status_code == 404


async def test_a_consent_to_sectors_shows_each_its_own(town: Town) -> None:
    by_sector = await town.says(town.doors.lead, "housing", sectors=["housing", "health"])
    shown = await town.listed(town.adviser)
    assert (shown[by_sector]["agencies"], shown[by_sector]["sectors"]) == ([], ["housing"])


async def test_a_refusal_to_everybody_is_known_to_everybody_it_stops_without_its_evidence(town: Town) -> None:
    refusal = await town.says(town.doors.lead, "social", is_refusal=True, evidence="Folder 14 of the shelter")
    shown = await town.listed(town.adviser)
    assert (shown[refusal]["state"], shown[refusal]["evidence"]) == ("refused", None)


async def test_a_recipient_whose_only_ground_it_is_takes_a_consent_back(town: Town) -> None:
    answer = await town.adviser.post(f"{town.consents}/{town.both}/withdrawal", {})
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert answer.json()["agencies"] == named(town.adviser)
    assert (await town.adviser.get(town.consents)).status_code == 404
    assert (await town.listed(town.doors.lead))[town.both]["state"] == "withdrawn"


async def test_row_security_shows_the_same_without_the_predicate(town: Town, served_cases: Database) -> None:
    officer = await town.doors.hires(town.adviser, Role.CASEWORKER, Role.PRIVACY_OFFICER)
    refusal = await town.says(town.doors.lead, "social", is_refusal=True)
    by_sector = await town.says(town.doors.lead, "housing", sectors=["housing"])
    world = World(town.doors.municipality.municipality_id)
    seen = {}
    for desk, roles in ((town.adviser, [Role.CASEWORKER]), (town.shelter, [Role.CASEWORKER]), (officer, [*Role])):
        actor = world.worker(*roles, agency=desk.agency.id, sector=desk.agency.sector)
        async with served_cases.work(actor) as work:
            seen[desk.worker.id] = [str(row["id"]) for row in await work.rows(_UNLOCKED, person_id=town.person)]
        assert seen[desk.worker.id] == list(await town.listed(desk))
    assert seen[town.adviser.worker.id] == [town.both, refusal, by_sector]
