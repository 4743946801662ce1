"""A municipality says in its catalogue on which laws mandates rest, and a mandate gives no more than its entry says."""

from datetime import timedelta

import pytest

from services.cases.legal_grounds.policy import CONFIRM, PROPOSE, RETIRE, RULES, AboutLegalGround
from shared.clock import system_clock
from shared.contracts.identity.vocabulary import Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.doors import Doors
from tests.cases.legal_grounds.town import TERMS, Town, in_days, town_in
from tests.cases.own.people import invited
from tests.cases.worlds import World


@pytest.fixture
async def town(doors: Doors) -> Town:
    return await town_in(doors)


async def test_it_gives_what_the_entry_says_and_no_more(town: Town) -> None:
    await town.confirmed()
    (grant,) = await town.grants()
    assert sorted(grant["categories"]) == sorted(TERMS["categories"])
    assert (sorted(grant["operations"]), grant["level"]) == (["contribute", "read"], "full")
    narrower = await town.recorded(categories=["identity"], operations=["read"])
    assert (narrower["categories"], narrower["operations"]) == (["identity"], ["read"])
    assert narrower["article"] == TERMS["article"]
    assert await town.refused(categories=["identity", "finance"]) == ["#/categories beyond_the_law"]
    assert await town.refused(operations=["coordinate"]) == ["#/operations beyond_the_law"]
    assert await town.refused(purposes=["quality"]) == ["#/purposes beyond_the_law"]
    assert await town.refused(valid_until=in_days(101)) == ["#/valid_until term"]
    assert await town.refused(review_at=in_days(31)) == ["#/review_at term"]


async def test_where_there_is_a_catalogue_a_mandate_names_an_entry_in_force(town: Town) -> None:
    by_article = {"legal_ground_id": None, "article": "Some Act § 1", "categories": ["identity"]}
    unknown = ["#/legal_ground_id no_such_ground"]
    assert await town.refused(**by_article) == unknown
    assert await town.refused(legal_ground_id=str(new_id())) == unknown
    waits = (await town.supervisor.made("/v1/legal-grounds", {**TERMS, "municipality_id": town.municipality}))["id"]
    assert await town.refused(legal_ground_id=waits) == unknown
    before = await town.confirmed()
    await town.officer.post(f"/v1/legal-grounds/{town.entry}/retirement", {})
    assert await town.refused() == unknown
    assert [one["ground_id"] for one in await town.grants()] == [before["id"]]


async def test_a_version_takes_the_place_of_the_one_before_when_a_second_worker_confirms_it(town: Town) -> None:
    path = f"/v1/legal-grounds/{town.entry}"
    proposed = await town.supervisor.post(f"{path}/versions", {**TERMS, "categories": ["identity"]})
    assert [one["state"] for one in proposed.json()["versions"]] == ["in_force", "proposed"]
    assert (await town.recorded())["categories"] == sorted(TERMS["categories"])
    both = await town.doors.hires(town.supervisor, Role.SUPERVISOR, Role.PRIVACY_OFFICER)
    again = await both.post(f"{path}/versions", TERMS)
    assert (again.status_code, again.json()["state"]) == (409, "proposed")
    assert (await town.supervisor.post(f"{path}/confirmation", {})).status_code == 403
    confirmed = await town.officer.post(f"{path}/confirmation", {})
    assert [one["state"] for one in confirmed.json()["versions"]] == ["ended", "in_force"]
    assert (await town.recorded())["categories"] == ["identity"]
    own = await both.made("/v1/legal-grounds", {**TERMS, "municipality_id": town.municipality})
    assert (await both.post(f"/v1/legal-grounds/{own['id']}/confirmation", {})).status_code == 403


async def test_the_entry_says_who_confirms(town: Town) -> None:
    town.entry = await town.entered(confirmed_by="supervisor")
    recorded = await town.recorded()
    second = await town.doors.hires(town.supervisor, Role.SUPERVISOR)
    for nobody in (town.supervisor, town.officer):
        assert (await nobody.post(f"{town.mandates}/{recorded['id']}/confirmation", {})).status_code == 403
    answer = await second.post(f"{town.mandates}/{recorded['id']}/confirmation", {})
    assert (answer.status_code, len(await town.grants())) == (200, 1)


async def test_one_that_nobody_looks_at_again_ends_on_its_day(town: Town) -> None:
    confirmed = await town.confirmed()
    review = {"review_at": in_days(60)}
    assert (await town.grants())[0]["valid_until"] == confirmed["review_at"]
    waiting = (await town.officer.get("/v1/mandates/to-review")).json()["items"]
    assert [one["id"] for one in waiting] == [confirmed["id"]]
    path = f"{town.mandates}/{confirmed['id']}/review"
    assert (await town.supervisor.post(path, review)).status_code == 403
    assert (await town.officer.post(path, {"review_at": in_days(95)})).status_code == 422
    reviewed = (await town.officer.post(path, review)).json()
    assert (await town.grants())[0]["valid_until"] == reviewed["review_at"]
    assert reviewed["reviewed_at"] is not None
    assert (await town.officer.get("/v1/mandates/to-review")).json()["items"] == []
    town.entry = await town.entered(ends_unless_reviewed=False)
    going_on = await town.confirmed()
    assert {one["ground_id"]: one["valid_until"] for one in await town.grants()}[going_on["id"]] == going_on[
        "valid_until"
    ]


async def test_it_is_withheld_with_a_reason_until_a_day_and_released_by_a_privacy_officer(
    town: Town, served_owner: Database
) -> None:
    kept = {"withheld_because": "The inquiry would be in vain", "withheld_until": in_days(10)}
    confirmed = await town.confirmed(**kept)

    async def withheld(mandate_id: str, days: float = 0) -> bool:
        at = system_clock() + timedelta(days=days)
        return bool(await served_owner.pool.fetchval("SELECT is_withheld_mandate($1, $2)", mandate_id, at))

    assert await withheld(confirmed["id"])
    assert not await withheld(confirmed["id"], days=11)
    assert (await town.supervisor.post(f"{town.mandates}/{confirmed['id']}/release", {})).status_code == 403
    released = await town.second.post(f"{town.mandates}/{confirmed['id']}/release", {})
    assert (released.status_code, released.json()["withheld_because"]) == (200, None)
    assert not await withheld(confirmed["id"])
    assert (await town.second.post(f"{town.mandates}/{confirmed['id']}/release", {})).status_code == 409
    longer = await town.supervisor.post(town.mandates, town.body(**{**kept, "withheld_until": in_days(25)}))
    assert longer.status_code == 422
    town.entry = await town.entered(may_be_withheld=False)
    assert await town.refused(**kept) == ["#/withheld_because not_to_be_withheld"]


async def test_what_is_withheld_is_not_in_the_persons_own_view_until_its_day_or_its_release(town: Town) -> None:
    me = await invited(town.doors, town.person)
    confirmed = await town.confirmed(withheld_because="The inquiry", withheld_until=in_days(10))
    assert (await town.caseworker.get(f"/v1/persons/{town.person}/record")).status_code == 200
    for path in ("/grants", "/access-log"):
        assert "Youth office" not in (await me.ask("GET", path)).text
    await town.second.post(f"{town.mandates}/{confirmed['id']}/release", {})
    for path in ("/grants", "/access-log"):
        assert "Youth office" in (await me.ask("GET", path)).text


async def test_a_catalogue_is_read_in_its_municipality(town: Town) -> None:
    listed = (await town.caseworker.get("/v1/legal-grounds")).json()["items"]
    assert [one["id"] for one in listed] == [town.entry]
    assert (await town.caseworker.get(f"/v1/legal-grounds/{new_id()}")).status_code == 404
    assert (await town.caseworker.post("/v1/legal-grounds", {**TERMS})).status_code == 403
    elsewhere = {**TERMS, "municipality_id": str(new_id())}
    assert (await town.supervisor.post("/v1/legal-grounds", elsewhere)).status_code == 403


def test_who_writes_does_not_confirm() -> None:
    world = World()
    writes, officer = world.worker(Role.SUPERVISOR), world.worker(Role.PRIVACY_OFFICER)
    about = AboutLegalGround(world.municipality_id, writes.subject)
    assert permits(RULES, PROPOSE, writes, about)
    assert permits(RULES, CONFIRM, officer, about)
    assert permits(RULES, RETIRE, officer, about)
    assert not permits(RULES, CONFIRM, officer, AboutLegalGround(world.municipality_id, officer.subject))
    assert not permits(RULES, RETIRE, writes, about)
    assert not any(permits(RULES, rule.action, world.worker(), about) for rule in RULES)
    assert [rule.action for rule in RULES] == [PROPOSE, CONFIRM, RETIRE]
