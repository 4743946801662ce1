"""Looks that rules notice: who is shown them, who decides, and what they never tell."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from services.cases.unusual_looks.actions.judging import TASK, judge_a_slice
from services.cases.unusual_looks.store.judging import finished, take_progress
from shared.contracts.identity.vocabulary import Role, Sector
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.restricted.scene import Refuge, a_refuge
from tests.cases.worlds import World

FORGETFUL = Statement("SELECT (SELECT count(*) FROM unusual_look) + (SELECT count(*) FROM worker_trace) AS many")
RULE = "/v1/unusual-look-rules"
FOUND = "/v1/unusual-looks"
HOME = {"lines": ["12 rue des Lilas"], "postcode": "69001", "locality": "Valmont", "use": "home"}


@dataclass
class Watch:
    """A municipality with a rule; somebody's record; a colleague who has nothing to do with them, and officers."""

    refuge: Refuge
    database: Database
    officer: Desk
    snooper: Desk

    @property
    def doors(self) -> Doors:
        return self.refuge.doors

    async def rule(self, kind: str, **looking: Any) -> str:
        municipality = str(self.doors.municipality.municipality_id)
        made = await self.officer.made(RULE, {"municipality_id": municipality, "kind": kind, **looking})
        return f"{RULE}/{made['id']}"

    async def judged(self) -> None:
        """Rules have looked at everything that was logged before; beside the application, which looks too."""
        async with self.database.work(TASK) as work:
            until = await finished(work)
        async with asyncio.timeout(20):
            while True:
                await judge_a_slice(self.database)
                async with self.database.work(TASK) as work:
                    progress = await take_progress(work)
                if progress is not None and progress[0] >= until:
                    return
                await asyncio.sleep(0.05)

    async def noticed(self, by: Desk | None = None, **asked: Any) -> list[dict[str, Any]]:
        """What a privacy officer is shown, once rules have looked."""
        await self.judged()
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        answer = await (by or self.officer).get(f"{FOUND}?{query}")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@pytest.fixture
async def watch(doors: Doors) -> Watch:
    refuge = await a_refuge(doors)
    return Watch(refuge, doors.database, refuge.officer, await doors.hires(doors.lead))


async def test_a_look_without_any_tie_waits_for_another_privacy_officer_of_the_agency(watch: Watch) -> None:
    rule = await watch.rule("no_relationship")
    second = await watch.doors.hires(watch.doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    for who in (watch.snooper, watch.refuge.lead, second, watch.snooper):
        assert await watch.refuge.reads(who) == 200
    found = await watch.noticed()
    lookers = [str(watch.snooper.worker.id), str(second.worker.id)]
    assert sorted((one["worker_id"], one["person_id"]) for one in found) == sorted(
        (worker, watch.refuge.person) for worker in lookers
    ), "the lead works with them, and the same is noticed once a day"
    found.sort(key=lambda one: lookers.index(one["worker_id"]))
    theirs, own = (f"{FOUND}/{one['id']}" for one in found)
    french = (await second.get(theirs, Accept_Language="fr")).json()
    assert french["explanation"].startswith("L'intervenant a ouvert le dossier, alors qu'il n'est d'aucune équipe")
    said = {"outcome": "false_alarm", "reason": "Stood in for the lead."}
    refused = await second.post(f"{own}/outcome", said)
    assert (refused.status_code, refused.json()["reasons"]) == (403, ["Another worker looked"])
    decided = await second.post(f"{theirs}/outcome", said)
    assert (decided.status_code, decided.json()["outcome"], decided.json()["decided_by"]) == (
        200,
        "false_alarm",
        str(second.worker.id),
    )
    again = await watch.officer.post(f"{theirs}/outcome", said, Accept_Language="fr")
    assert (again.status_code, again.json()["detail"]) == (409, "Décision déjà prise.")
    assert [one["id"] for one in await watch.noticed(decided="false")] == [found[1]["id"]]
    counts = (await watch.officer.get(f"{rule}/counts")).json()["versions"]
    assert counts == [
        {"version": 1, "noticed": None, "outcomes": {"justified": None, "not_justified": None, "false_alarm": None}}
    ], "under five it could be somebody"


async def test_only_privacy_officers_of_the_agency_of_whoever_looked_are_shown_it(
    watch: Watch, served_owner: Database
) -> None:
    await watch.rule("no_relationship")
    elsewhere = await watch.doors.agency("Clinic", Sector.HEALTH, Role.PRIVACY_OFFICER)
    await watch.refuge.reads(watch.snooper)
    [one] = await watch.noticed()
    assert await watch.noticed(by=elsewhere) == []
    foreign, invented = [await elsewhere.get(f"{FOUND}/{which}") for which in (one["id"], new_id())]
    assert (foreign.status_code, foreign.content) == (404, invented.content)
    assert (await watch.snooper.get(FOUND)).status_code == 403
    assert (await watch.snooper.get(f"{FOUND}/{one['id']}")).status_code == 403
    looks = await served_owner.pool.fetch(
        "SELECT operation FROM access_log WHERE subject_id = $1 AND act = 'search_hit'", watch.officer.worker.id
    )
    assert [line["operation"] for line in looks] == ["list-unusual-looks"]
    told = await served_owner.pool.fetch(
        "SELECT data FROM journal WHERE type = 'parcours.unusual_look.noticed.v1' AND about = $1::uuid", one["id"]
    )
    assert len(told) == 1
    assert not {watch.refuge.person, str(watch.snooper.worker.id)} & {str(value) for value in told[0]["data"].values()}


async def test_what_an_officer_looked_at_whoever_answers_for_the_agency_decides(watch: Watch) -> None:
    await watch.rule("no_relationship")
    head = await watch.doors.hires(watch.doors.lead, Role.SUPERVISOR, Role.ADMINISTRATOR)
    halves = [await watch.doors.hires(watch.doors.lead, role) for role in (Role.SUPERVISOR, Role.ADMINISTRATOR)]
    elsewhere = await watch.doors.agency("Clinic", Sector.HEALTH, Role.SUPERVISOR, Role.ADMINISTRATOR)
    only = await watch.doors.hires(watch.doors.lead, Role.PRIVACY_OFFICER, Role.CASEWORKER)
    for who in (watch.snooper, only):
        assert await watch.refuge.reads(who) == 200
    by_worker = {one["worker_id"]: one["id"] for one in await watch.noticed()}
    own, of_colleague = by_worker[str(only.worker.id)], by_worker[str(watch.snooper.worker.id)]
    assert [one["id"] for one in await watch.noticed(by=head)] == [own]
    hidden, invented = [await head.get(f"{FOUND}/{which}") for which in (of_colleague, new_id())]
    assert (hidden.status_code, hidden.content) == (404, invented.content)
    assert [(await who.get(f"{FOUND}/{own}")).status_code for who in (*halves, elsewhere)] == [403, 403, 404]
    await is_told(watch.officer, own, of_colleague)
    for who, heard in ((head, [own]), (only, [of_colleague]), (elsewhere, []), (halves[0], [])):
        await is_told(who, *heard)
    assert (await head.post(f"{FOUND}/name-comparison", {})).status_code == 403
    said = {"outcome": "not_justified", "reason": "A neighbour, and nothing to do there."}
    assert (await only.post(f"{FOUND}/{own}/outcome", said)).status_code == 403
    decided = await head.post(f"{FOUND}/{own}/outcome", said)
    assert (decided.status_code, decided.json()["decided_by"]) == (200, str(head.worker.id))
    roles = (Role.SUPERVISOR, Role.ADMINISTRATOR)
    world = World(watch.doors.municipality.municipality_id)
    seen = {}
    for held in (roles, roles[:1], roles[1:]):
        async with watch.database.work(world.worker(*held, agency=head.agency.id)) as work:
            seen[held] = await work.value(FORGETFUL)
    assert seen == {roles: 1, roles[:1]: 0, roles[1:]: 0}, "row security says the same"
    await watch.refuge.restricted()
    assert await watch.noticed(by=head) == []


async def is_told(who: Desk, *looks: str) -> None:
    """Their notices of unusual looks lead to these, as soon as they are made."""
    async with asyncio.timeout(20):
        while True:
            notices = (await who.get("/v1/notices?limit=100")).json()["items"]
            links = sorted(one["link"] for one in notices if one["kind"] == "unusual_look")
            if links == sorted(f"{FOUND}/{one}" for one in looks):
                return
            await asyncio.sleep(0.05)


async def test_of_a_restricted_person_only_an_officer_who_may_know_is_told(watch: Watch) -> None:
    await watch.rule("no_relationship")
    unnamed = await watch.doors.hires(watch.doors.lead, Role.PRIVACY_OFFICER)
    await watch.refuge.reads(watch.snooper)
    [one] = await watch.noticed(by=unnamed)
    await watch.refuge.restricted()
    assert await watch.noticed(by=unnamed) == []
    hidden, invented = [await unnamed.get(f"{FOUND}/{which}") for which in (one["id"], new_id())]
    assert (hidden.status_code, hidden.content) == (404, invented.content)
    assert [found["id"] for found in await watch.noticed()] == [one["id"]]


@pytest.mark.parametrize("protected", [False, True])
async def test_who_lives_with_somebody_close_to_the_worker_is_noticed_and_no_protected_place_counts(
    watch: Watch, protected: bool
) -> None:
    await watch.rule("same_address")
    close = str(await watch.doors.registered())
    for person in (close, watch.refuge.person):
        await watch.doors.lead.made(f"/v1/persons/{person}/addresses", {**HOME, "protected": protected})
    await watch.snooper.made(f"/v1/persons/{close}/conflicts-of-interest", {"relation": "family"})
    for who in (watch.snooper, watch.refuge.lead):
        assert await watch.refuge.reads(who) == 200
    found = await watch.noticed()
    assert [one["worker_id"] for one in found] == ([] if protected else [str(watch.snooper.worker.id)])
    assert close not in str(found), "with whom the worker declared it is not told"


async def test_names_are_compared_when_an_officer_asks_and_kept_nowhere(watch: Watch, served_owner: Database) -> None:
    await watch.rule("same_surname")
    relative = (await watch.doors.lead.made("/v1/persons", {"identity": {"family_name": "BELKACEM"}}))["id"]
    for person in (relative, watch.refuge.person):
        assert (await watch.snooper.get(f"/v1/persons/{person}/record")).status_code == 200
    assert await watch.noticed() == []
    compared = [(await watch.officer.post(f"{FOUND}/name-comparison", {})).json() for _ in range(2)]
    assert compared[0]["workers"] >= 1
    assert compared[1] == {"workers": 0, "more": False}
    found = {(one["worker_id"], one["person_id"]) for one in await watch.noticed()}
    assert (str(watch.snooper.worker.id), relative) in found
    assert watch.refuge.person not in {person for _, person in found}
    for table in ("worker_trace", "unusual_look", "journal", "access_log"):
        rows = await served_owner.pool.fetch(f"SELECT t::text AS said FROM {table} t")
        assert not [row for row in rows if "belkacem" in row["said"].lower()]


async def test_a_rule_is_written_changed_and_retired_by_officers_and_read_by_all(watch: Watch) -> None:
    municipality = str(watch.doors.municipality.municipality_id)
    written = await watch.officer.post(RULE, {"municipality_id": municipality, "kind": "volume", "at_least": 3})
    assert [one["pointer"] for one in written.json()["errors"]] == ["#/within_hours"]
    rule = await watch.rule("volume", at_least=3, within_hours=1)
    changed = await watch.officer.made(f"{rule}/versions", {"at_least": 5, "within_hours": 2})
    assert [(one["version"], one["at_least"], one["ended_at"] is None) for one in changed["versions"]] == [
        (1, 3, False),
        (2, 5, True),
    ]
    assert (await watch.snooper.get(rule)).json() == changed
    assert rule.rpartition("/")[2] in {one["id"] for one in (await watch.snooper.get(RULE)).json()["items"]}
    supervisor = await watch.doors.hires(watch.doors.lead, Role.SUPERVISOR)
    for who, path in ((supervisor, f"{rule}/retirement"), (watch.snooper, f"{rule}/retirement")):
        assert (await who.post(path, {})).status_code == 403
    assert (await supervisor.get(f"{rule}/counts")).status_code == 403
    assert (await watch.officer.post(f"{rule}/retirement", {})).status_code == 200
    assert (await watch.officer.post(f"{rule}/retirement", {})).status_code == 409
    assert await watch.refuge.reads(watch.snooper) == 200
    assert await watch.noticed() == []


async def test_one_replica_looks_at_a_time_and_nobody_waits(watch: Watch) -> None:
    async with asyncio.timeout(20):
        while True:
            async with watch.database.work(TASK) as holding:
                if await take_progress(holding) is not None:
                    assert not await judge_a_slice(watch.database)
                    return
            await asyncio.sleep(0.05)


async def test_a_statement_that_forgets_who_asks_shows_nothing(watch: Watch) -> None:
    await watch.rule("no_relationship")
    await watch.refuge.reads(watch.snooper)
    assert await watch.noticed()
    world = World(watch.doors.municipality.municipality_id)
    for agency_id in (watch.snooper.agency.id, watch.doors.adviser.agency.id):
        async with watch.database.work(world.worker(Role.CASEWORKER, agency=agency_id)) as work:
            assert await work.value(FORGETFUL) == 0
