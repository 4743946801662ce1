"""Scene 7: somebody young says what they want in their own words, small and large, marks how far it went, says how they
found the help, and moves to adults' services on a day that is prepared. In one process and in several.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from deploy.demo.cast import agency
from deploy.demo.desk import Desk, Refused
from tests.journeys.coming_together import a_case, comes, only_rules, person_of, seat, share
from tests.journeys.conftest import Parcours
from tests.journeys.own_front_end import signed_in_with_code
from tests.journeys.test_one_record_one_referral import until

CAST = {
    "nadia": ("nadia.belkacem", "social-valmont"),
    "paul": ("paul.morel", "social-valmont"),
    "lea": ("lea.martin", "entraide"),
    "awa": ("awa.diallo", "entraide"),
    "sofia": ("sofia.rossi", "emploi"),
    "jean": ("jean.dubois", "emploi"),
}
AGE = 21
PARIS = ZoneInfo("Europe/Paris")
LEVELS = ("much_less", "less", "expected", "more", "much_more")


@pytest.fixture(scope="module")
async def desks(parcours: Parcours) -> Mapping[str, Desk]:
    """Social work, volunteers who meet the young, and an employment agency. At 21 the volunteers leave."""
    desks = {name: await parcours.desk(*where) for name, where in CAST.items()}
    await share("Young people", ["identity", "social", "employment"], desks["paul"], desks["awa"], desks["jean"])
    moves = {"kind": "adult_services", "at_age": AGE, "months_before": 6, "tells": "team"}
    named = {"leaving": [str(agency("entraide").id)], "receipts_from": [str(agency("emploi").id)]}
    await only_rules(desks["paul"], {**moves, **named})
    return desks


def moves_on() -> date:
    """When somebody is 21: in three months."""
    day = datetime.now(UTC).date() + timedelta(days=90)
    return day if (day.month, day.day) != (2, 29) else day + timedelta(days=1)


async def somebody_young(nadia: Desk, *team: Desk) -> str:
    """The address of a case, which social work leads."""
    day = moves_on()
    return await a_case(nadia, *team, birth_date=day.replace(year=day.year - AGE).isoformat())


async def wants(desk: Desk, case: str, own_words: str, horizon: str, weight: int) -> str:
    """A goal in their own words; its address."""
    scale = dict(zip(LEVELS, ("Not begun", "Tried once", "As agreed", "More often", "By myself"), strict=True))
    said = {"own_words": own_words, "wording": f"As they said: {own_words}", "owner": {"kind": "person"}}
    body = {**said, "category": "social", "horizon": horizon, "weight": weight, "scale": scale, "baseline": -2}
    return f"{case}/goals/{(await desk.post(f'{case}/goals', body))['id']}"


async def marks(desk: Desk, goal: str, level: int, said_by: str, words: str | None = None) -> None:
    await desk.post(f"{goal}/progress", {"level": level, "said_by": said_by, "words": words})


async def test_goals_stand_in_their_own_words_and_so_does_how_far_they_went(
    parcours: Parcours, desks: Mapping[str, Desk]
) -> None:
    nadia, lea = desks["nadia"], desks["lea"]
    case = await somebody_young(nadia, lea)
    small = await wants(nadia, case, "Get up before ten", "weeks", 1)
    large = await wants(lea, case, "Play football in a club", "years", 3)
    for goal, said_by, level, words in (
        (small, "worker", 0, None),
        (small, "person", 0, "Monday was hard."),
        (large, "worker", 1, None),
    ):
        await marks(lea, goal, level, said_by, words)
    account = await nadia.post(f"{await person_of(nadia, case)}/accounts", {})
    async with httpx.AsyncClient(base_url=parcours.url, trust_env=False, timeout=15) as browser:
        me = await signed_in_with_code(browser, account)
        no_club = {"level": -1, "words": "They let me play twice. That is no club."}
        await me.writes(f"/v1/my/goals/{large.rpartition('/')[2]}/progress", no_club)
        mine = {goal["own_words"]: goal for goal in (await me.reads("/v1/my/record"))["goals"]}
    assert mine.keys() == {"Get up before ten", "Play football in a club"}
    football = mine["Play football in a club"]
    assert (football["i_said"]["words"], football["workers_said"]["level"]) == (no_club["words"], 1)

    read = {goal: await nadia.get(goal) for goal in (small, large)}
    assert [one["in_disagreement"] for one in read.values()] == [False, True]
    scores = (await nadia.get(f"{case}/plan"))["scores"]
    # T = 50 + 10 Σwx / √(0.7 Σw² + 0.3 (Σw)²) with w = 1, 3: the large one counts three times.
    assert scores == {"at_first": 26.7, "by_worker": 58.7, "by_person": 41.3}


async def test_how_they_found_the_help_is_heard_by_whom_they_say_it_to(desks: Mapping[str, Desk]) -> None:
    nadia, lea, awa = desks["nadia"], desks["lea"], desks["awa"]
    case = await somebody_young(nadia, lea)
    kind = await rates(nadia, case, "help_received", 5, "team")
    unheard = await rates(nadia, case, "being_heard", 1, "supervisors")
    for desk, hears in ((nadia, [kind]), (lea, [kind]), (awa, [kind, unheard])):
        assert [one["id"] for one in (await desk.get(f"{case}/ratings"))["items"]] == hears
    complaint = {"about_agency_id": seat(lea)["agency_id"], "spoken_by": "person", "text": "Nobody asked me."}
    due_on = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    said = {**complaint, "addressed_to": "supervisors", "answer_due_on": due_on}
    path = f"{case}/complaints/{(await nadia.post(f'{case}/complaints', said))['id']}"
    waits = {one["id"]: one for one in (await awa.get("/v1/complaints", limit="100"))["items"]}
    assert waits[path.rpartition("/")[2]]["answer_due_on"] == due_on
    answered = await awa.post(f"{path}/answer", {"outcome": "upheld", "answer": "You are right. We ask you first."})
    assert (answered["state"], answered["is_overdue"]) == ("answered", False)
    for desk in (nadia, lea):
        with pytest.raises(Refused, match="404"):
            await desk.get(path)


async def rates(nadia: Desk, case: str, aspect: str, score: int, addressed_to: str) -> str:
    """What somebody says of the volunteers, taken down by the social worker."""
    today = datetime.now(UTC).date()
    period = {"began_on": (today - timedelta(days=90)).isoformat(), "ended_on": today.isoformat()}
    said = {"spoken_by": "person", "aspect": aspect, "score": score, "addressed_to": addressed_to}
    rating: dict[str, Any] = {"about_agency_id": str(agency("entraide").id), **said, **period}
    return str((await nadia.post(f"{case}/ratings", rating))["id"])


async def test_the_move_to_adults_services_is_prepared_and_nobody_stays_by_chance(desks: Mapping[str, Desk]) -> None:
    nadia, lea, sofia = desks["nadia"], desks["lea"], desks["sofia"]
    case = await somebody_young(nadia, lea, sofia)
    person = await person_of(nadia, case)
    change = await comes(nadia, person, person.rpartition("/")[2], kind="adult_services")
    assert change["changes_on"] == moves_on().isoformat()
    midnight = datetime.combine(moves_on(), time(), PARIS)

    async def ends_of_team() -> dict[str, str | None] | None:
        """Once it is known when she leaves: she may have joined after the day was first prepared."""
        ends = {one["worker_id"]: one["ends_at"] for one in (await nadia.get(f"{case}/team"))["items"]}
        return ends if ends[str(lea.worker.id)] else None

    ends = await until(ends_of_team, within_seconds=30)
    assert datetime.fromisoformat(ends[str(lea.worker.id)]) == midnight
    assert [ends[str(desk.worker.id)] for desk in (nadia, sofia)] == [None, None]
    for at, agencies in ((midnight - timedelta(seconds=1), {"entraide", "emploi"}), (midnight, {"emploi"})):
        grants = (await nadia.get(f"{person}/grants", at=at.isoformat()))["items"]
        by_team = {one["agency_id"] for one in grants if one["ground_kind"] == "team"}
        assert by_team == {str(agency(key).id) for key in agencies}
    received = await sofia.post(f"{person}/transitions/{change['id']}/receipt")
    assert [one["given_at"] is not None for one in received["receipts"]] == [True]
    shown = await nadia.get(f"{person}/transitions/{change['id']}")
    assert [one["agency_id"] for one in shown["receipts"]] == [str(agency("emploi").id)]
    waits = {one["kind"]: one for one in (await nadia.get("/v1/tasks", limit="200"))["items"] if in_case(one, case)}
    assert waits["transition"]["due_on"] == change["changes_on"], "whoever leads prepares it"


def in_case(one: dict[str, Any], case: str) -> bool:
    return bool(one["case_id"] == case.rpartition("/")[2])
