"""Scene 6: somebody old who wants to stay at home, a daughter who cares, a nurse, a social worker and a volunteer: one
plan, one thread, one budget, and what all of it avoided. In one process and in several.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.demo.cast import demo_id
from deploy.demo.desk import Desk, Refused
from deploy.demo.plan_templates import TEMPLATES
from tests.journeys.coming_together import a_case, changes, person_of, share
from tests.journeys.conftest import Parcours
from tests.journeys.own_front_end import signed_in_with_code

CAST = {
    "nadia": ("nadia.belkacem", "social-valmont"),
    "paul": ("paul.morel", "social-valmont"),
    "ines": ("ines.costa", "clinique"),
    "karim": ("karim.aziz", "clinique"),
    "lea": ("lea.martin", "entraide"),
    "awa": ("awa.diallo", "entraide"),
}
WITH_THE_VOLUNTEERS = ["identity", "contact", "social"]
WITH_THE_NURSES = [*WITH_THE_VOLUNTEERS, "household", "health", "finance"]
TODAY = datetime.now(UTC).date()
TO_COME = (TODAY + timedelta(days=180)).isoformat()


@dataclass(frozen=True)
class AtHome:
    """Somebody at home, and those who help.

    Attributes:
        daughter: somebody with a record of her own, who may be informed, sign and manage money.
        tie: in which this stands.
    """

    nadia: Desk
    ines: Desk
    lea: Desk
    case: str
    person: str
    daughter: str
    tie: str


@pytest.fixture(scope="module")
async def desks(parcours: Parcours) -> AsyncIterator[Mapping[str, Desk]]:
    """With the nurses social work shares health and money; with the volunteers how somebody is reached, and no more."""
    desks = {name: await parcours.desk(*where) for name, where in CAST.items()}
    with_the_nurses = await share("At home with a nurse", WITH_THE_NURSES, desks["paul"], desks["karim"])
    await share("At home with a volunteer", WITH_THE_VOLUNTEERS, desks["paul"], desks["karim"], desks["awa"])
    yield desks
    await desks["paul"].post(f"{with_the_nurses}/termination")


@pytest.fixture
async def home(desks: Mapping[str, Desk]) -> AtHome:
    nadia, ines, lea = desks["nadia"], desks["ines"], desks["lea"]
    case = await a_case(nadia, ines, lea)
    person = await person_of(nadia, case)
    daughter, tie = await related(nadia, person, "child", "be_informed", "sign", "manage_money")
    return AtHome(nadia, ines, lea, case, person, daughter, tie)


async def related(nadia: Desk, person: str, kind: str, *powers: str) -> tuple[str, str]:
    """Somebody close, who is registered too: their id, and that of the tie."""
    name = {"family_name": f"Parcours-{uuid4().hex[:8]}", "given_name": "Camille"}
    somebody = await nadia.post("/v1/persons", {"municipality_id": str(demo_id("valmont")), "identity": name})
    tie = {"kind": kind, "other": {"person_id": somebody["id"]}, "powers": powers}
    return somebody["id"], (await nadia.post(f"{person}/relationships", tie))["id"]


async def test_what_the_person_wants_is_planned_signed_done_and_reviewed(
    home: AtHome, desks: Mapping[str, Desk]
) -> None:
    nadia, ines, lea = home.nadia, home.ines, home.lea
    group = next(one for one in TEMPLATES if one["target_group"] == "older_person_at_home")
    written = await desks["paul"].post("/v1/plan-templates", {"municipality_id": str(demo_id("valmont")), **group})
    begun = await nadia.post(
        f"{home.case}/plan/templates", {"template_id": written["id"], "begins_on": TODAY.isoformat()}
    )
    stay = begun["goal_ids"][0]
    words = {"own_words": "My bed, my piano, my stairs.", "baseline": -1}
    await changes(nadia, f"{home.case}/goals/{stay}", words)
    owned = {one["owner"]["kind"]: one for one in (await ines.get(f"{home.case}/actions"))["items"]}
    assert {"carer", "worker"} <= owned.keys()

    version = await agreed(home)
    assert (await ines.get(version))["state"] == "agreed", "by the lead, and by the daughter in her mother's name"
    action = f"{home.case}/actions/{owned['worker']['id']}"
    await changes(nadia, action, {"state": "done"})
    await ines.post(f"{home.case}/goals/{stay}/progress", {"level": 0, "said_by": "worker"})
    said = {"level": 1, "said_by": "person", "words": "I play again."}
    await lea.post(f"{home.case}/goals/{stay}/progress", said)
    held = await nadia.post(f"{home.case}/plan/reviews", {"held_on": TODAY.isoformat(), "next_review_on": TO_COME})
    changed = await changed_at(ines, f"{home.case}/plan/reviews/{held['id']}")
    now = changed[stay]["now"]
    assert (now["by_worker"], now["by_person"]) == (0, 1)
    assert (await lea.get(f"{home.case}/plan"))["next_review_on"] == TO_COME


async def agreed(home: AtHome) -> str:
    """A version of the plan to which the lead says yes, and the daughter, with the power to."""
    await home.nadia.post(f"{home.case}/plan/versions")
    version = f"{home.case}/plan/versions/{(await home.nadia.get(f'{home.case}/plan'))['version']['id']}"
    yes = {"answer": "agreed", "signed_how": "oral"}
    await home.nadia.post(f"{version}/signatures", {**yes, "party": "lead"})
    powerless, _ = await related(home.nadia, home.person, "sibling", "be_informed")
    represented = {**yes, "party": "representative", "person_id": home.person.rpartition("/")[2]}
    with pytest.raises(Refused, match="no_power"):
        await home.nadia.post(f"{version}/signatures", {**represented, "representative_id": powerless})
    await home.nadia.post(f"{version}/signatures", {**represented, "representative_id": home.daughter})
    return version


async def changed_at(desk: Desk, review: str) -> dict[str, dict[str, Any]]:
    lines = (await desk.get(f"{review}/changes"))["items"]
    return {line["goal_id"]: line for line in lines if line.get("goal_id")}


async def test_those_who_help_write_to_each_other_and_the_daughter_is_heard(home: AtHome) -> None:
    nadia, ines, lea = home.nadia, home.ines, home.lea
    bond = {"bond": "relative", "helper_id": home.daughter, "helps_with": "Shops, and calls in the evening"}
    daughter = await nadia.post(f"{home.case}/informal-members", {**bond, "category": "social"})
    heard = {"category": "social", "text": "She ate nothing yesterday.", "said_by": daughter["id"]}
    note = await ines.post(f"{home.case}/notes", heard)
    assert (await lea.get(f"{home.case}/notes/{note['id']}"))["said_by"] == daughter["id"]

    said = {"text": "She does not open. Who has a key?", "urgent": True}
    subject = {"case_id": home.case.rpartition("/")[2], "category": "social", "subject": "This morning"}
    thread = f"/v1/threads/{(await lea.post('/v1/threads', {**subject, 'message': said}))['id']}"
    await nadia.post(f"{thread}/messages", {"text": "I have. I go."})
    await ines.post(f"{thread}/messages", {"text": "Her blood sugar was low.", "category": "health"})
    assert [len((await desk.get(f"{thread}/messages"))["items"]) for desk in (nadia, ines, lea)] == [3, 3, 2]
    assert (await lea.get(thread))["unread"] == 1, "what is said of health is not counted for her either"


async def test_what_to_do_at_the_door_is_told_to_whoever_comes_and_why_to_whom_it_concerns(home: AtHome) -> None:
    nadia, lea = home.nadia, home.lea
    soon = (TODAY + timedelta(days=30)).isoformat()
    stairs = {"kind": "unsafe_home", "category": "household", "text": "The third step is loose.", "review_on": soon}
    told = {"precautions": ["phone_before"], "told_on": TODAY.isoformat()}
    warning = f"{home.case}/warnings/{(await nadia.post(f'{home.case}/warnings', {**stairs, **told}))['id']}"
    assert (await home.ines.get(warning))["text"] == stairs["text"]
    with pytest.raises(Refused, match="404"):
        await lea.get(warning)
    assert (await lea.get(f"{home.person}/record"))["precautions"] == ["phone_before"]
    await nadia.post(f"{warning}/review", {"outcome": "ended"}, read=1)
    assert (await lea.get(f"{home.person}/record"))["precautions"] == []


async def test_a_personal_budget_is_agreed_on_spent_and_stated(home: AtHome) -> None:
    nadia, ines, lea = home.nadia, home.ines, home.lea
    lines = [{"purpose": "help_at_home", "planned": 90_000}, {"purpose": "housing_adaptation", "planned": 30_000}]
    year = {"begins_on": f"{TODAY.year}-01-01", "ends_on": f"{TODAY.year}-12-31"}
    money = {"title": "A rail, and help in the morning", "currency": "EUR", "amount": 120_000, "lines": lines, **year}
    budget = f"{home.case}/budgets/{(await nadia.post(f'{home.case}/budgets', money))['id']}"
    rail = {"purpose": "housing_adaptation", "amount": 24_500, "spent_on": TODAY.isoformat()}
    with pytest.raises(Refused, match="budget-not-agreed"):
        await nadia.post(f"{budget}/spendings", rail)
    whose = {"party": "representative", "representative_id": home.daughter}
    for party in ({**whose, "person_id": home.person.rpartition("/")[2]}, {"party": "worker"}):
        await nadia.post(f"{budget}/signatures", {**party, "answer": "agreed"}, read=1)
    await nadia.post(f"{budget}/spendings", rail)
    with pytest.raises(Refused, match="above-budget-line"):
        await ines.post(f"{budget}/spendings", rail)
    await ines.post(f"{budget}/spendings", {**rail, "above_because": "less_needed_elsewhere"})
    stated = await nadia.get(f"{budget}/statement")
    assert stated["whole"] == {"planned": 120_000, "spent": 49_000, "left": 71_000}
    assert {line["purpose"]: line["left"] for line in stated["lines"]}["housing_adaptation"] == -19_000
    with pytest.raises(Refused, match="404"):
        await lea.get(f"{budget}/statement")


async def test_days_at_home_are_an_outcome_and_the_daughter_reads_what_she_may(
    parcours: Parcours, home: AtHome
) -> None:
    ines, lea = home.ines, home.lea
    await ines.post(f"{home.case}/observations", stay("used", 20, TODAY - timedelta(days=360)))
    avoided = {**stay("avoided", 14, TODAY - timedelta(days=180)), "basis": "same_person_before"}
    await ines.post(f"{home.case}/observations", avoided)
    observed = (await home.nadia.get(f"{home.case}/outcomes"))["observed"]
    assert {one["effect"]: one["amount"] for one in observed} == {"used": 20, "avoided": 14}
    assert (await lea.get(f"{home.case}/outcomes"))["observed"] == []

    wish = {"category": "social", "horizon": "months", "wording": "At home", "owner": {"kind": "person"}}
    for own_words, sensitivity in (("I stay.", "ordinary"), ("Not with her.", "sensitive")):
        await home.nadia.post(f"{home.case}/goals", {**wish, "own_words": own_words, "sensitivity": sensitivity})
    account = await home.nadia.post(f"{home.person}/accounts", {"relationship_id": home.tie})
    async with httpx.AsyncClient(base_url=parcours.url, trust_env=False, timeout=15) as browser:
        daughter = await signed_in_with_code(browser, account)
        assert [goal["own_words"] for goal in (await daughter.reads("/v1/my/record"))["goals"]] == ["I stay."]
        assert (await daughter.ask("GET", "/v1/my/access-log")).status_code == 403, "who looked is told to her alone"


def stay(effect: str, days: int, began_on: date) -> dict[str, object]:
    """Days in hospital in half a year."""
    dates = {"began_on": began_on.isoformat(), "ended_on": (began_on + timedelta(days=179)).isoformat()}
    said = {"category": "health", "source": "hospital_record", "measure": "hospital_days"}
    return {**said, "effect": effect, "amount": days, **dates}
