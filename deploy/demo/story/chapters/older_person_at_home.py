"""An older person at home: a daughter who cares, a nurse, a social worker and a volunteer, and what each is told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rich.table import Table

from deploy.demo.cast import demo_id
from deploy.demo.desk import Desk, Refused
from deploy.demo.story.telling import Story, joins, somebody
from deploy.launch.refusals import LaunchRefused


@dataclass(frozen=True)
class Home:
    """Who plays, around whom.

    Attributes:
        daughter: somebody with a record of her own; `tie` says what she may do for her mother.
    """

    nadia: Desk
    ines: Desk
    lea: Desk
    case: str
    person: str
    daughter: str
    tie: str


async def play(story: Story) -> None:
    """A plan that a daughter signs, a door with a warning, money that is spent, and days at home."""
    story.begin("An older person at home", "Rose wants to stay; her daughter, a nurse and a volunteer help.")
    nadia = await story.desk("nadia.belkacem", "social-valmont")
    ines = await story.desk("ines.costa", "clinique")
    lea = await story.desk("lea.martin", "entraide")
    home = await _those_who_help(story, nadia, ines, lea)
    await _a_plan_to_begin_with(story, home)
    await _at_the_door(story, home)
    await _the_daughter_is_heard(story, home)
    await _money(story, home)
    await _days_at_home(story, home)


async def _those_who_help(story: Story, nadia: Desk, ines: Desk, lea: Desk) -> Home:
    story.tell("1. Who is there")
    rose, camille = await somebody(nadia, "Rose", "1941-03"), await somebody(nadia, "Camille", "1968-09")
    powers = ["be_informed", "sign", "manage_money"]
    child = {"kind": "child", "other": {"person_id": camille}, "powers": powers}
    tie = await nadia.post(f"/v1/persons/{rose}/relationships", child)
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": rose}], "category": "social"})
    case = f"/v1/cases/{opened['id']}"
    await joins(nadia, case, ines, "nurse")
    await joins(nadia, case, lea, "volunteer")
    story.say("Nadia leads; Inès (nurse) and Léa (volunteer) accept. Camille, the daughter, may sign and manage money.")
    return Home(nadia, ines, lea, case, f"/v1/persons/{rose}", camille, tie["id"])


async def _a_plan_to_begin_with(story: Story, home: Home) -> None:
    story.tell("2. A plan that others needed too, and a wish of her own")
    known = await home.nadia.get("/v1/plan-templates", target_group="older_person_at_home")
    templates = [one for one in known["items"] if one["municipality_id"] == str(demo_id("valmont"))]
    if not templates:
        raise LaunchRefused("The demo data is still being written. Play this chapter again in a moment.")
    template = templates[0]
    begins_on = datetime.now(UTC).date().isoformat()
    await home.nadia.post(f"{home.case}/plan/templates", {"template_id": template["id"], "begins_on": begins_on})
    wish = {"own_words": "My bed, my piano, my stairs.", "wording": "Lives at home", "owner": {"kind": "person"}}
    await home.nadia.post(f"{home.case}/goals", {**wish, "category": "social", "horizon": "years"})
    actions = (await home.lea.get(f"{home.case}/actions"))["items"]
    hers = next(one["title"] for one in actions if one["owner"]["kind"] == "carer")
    await home.nadia.post(f"{home.case}/plan/versions")
    version = f"{home.case}/plan/versions/{(await home.nadia.get(f'{home.case}/plan'))['version']['id']}"
    await home.nadia.post(f"{version}/signatures", {"party": "lead", "answer": "agreed"})
    represented = {"party": "representative", "representative_id": home.daughter, "answer": "agreed"}
    await home.nadia.post(f"{version}/signatures", represented)
    story.say(f"From the template “{template['title']}”, for the daughter to do: {hers}.")
    story.say(f"The plan is {(await home.ines.get(version))['state']}: by Nadia, and by the daughter for her mother.")


async def _at_the_door(story: Story, home: Home) -> None:
    story.tell("3. At the door")
    today = datetime.now(UTC).date()
    visitor = {"kind": "violent_visitor", "text": "A nephew comes for money, and shouts.", "told_on": today.isoformat()}
    review_on = (today + timedelta(days=90)).isoformat()
    warned = {**visitor, "precautions": ["visit_in_pairs"], "review_on": review_on}
    warning = await home.nadia.post(f"{home.case}/warnings", warned)
    [precaution] = (await home.lea.get(f"{home.person}/record"))["precautions"]
    story.say(f"Whoever goes there is told what to do: {precaution.replace('_', ' ')}.")
    try:
        await home.lea.get(f"{home.case}/warnings/{warning['id']}")
    except Refused as refused:
        story.say(
            f"Léa asks why: {refused.status}, as if nobody had written anything. It is looked at again in 90 days."
        )


async def _the_daughter_is_heard(story: Story, home: Home) -> None:
    story.tell("4. The daughter is heard")
    helps = {"bond": "relative", "helper_id": home.daughter, "category": "social", "helps_with": "Shops, and calls"}
    member = await home.nadia.post(f"{home.case}/informal-members", helps)
    said = {"category": "social", "text": "She ate nothing yesterday.", "said_by": member["id"]}
    note = await home.ines.post(f"{home.case}/notes", said)
    read = await home.lea.get(f"{home.case}/notes/{note['id']}")
    said_by = "the daughter" if read["said_by"] == member["id"] else "Inès"
    story.say(f"Inès writes down what {said_by} says: “{read['text']}” Léa reads it before she goes.")
    account = await home.nadia.post(f"{home.person}/accounts", {"relationship_id": home.tie})
    story.say(
        f"For {account['sign_in_name']}, her own account, Camille gets a code on paper: {account['code']}. "
        "At /oauth/account it becomes a password and a second factor, and she reads what she may be informed of."
    )


async def _money(story: Story, home: Home) -> None:
    story.tell("5. A budget of her own")
    year = datetime.now(UTC).year
    lines = [{"purpose": "help_at_home", "planned": 90_000}, {"purpose": "housing_adaptation", "planned": 30_000}]
    terms = {"currency": "EUR", "amount": 120_000, "begins_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
    made = await home.nadia.post(f"{home.case}/budgets", {"title": "Staying at home", "lines": lines, **terms})
    budget = f"{home.case}/budgets/{made['id']}"
    rail = {"purpose": "housing_adaptation", "amount": 24_500, "spent_on": datetime.now(UTC).date().isoformat()}
    try:
        await home.ines.post(f"{budget}/spendings", rail)
    except Refused as refused:
        story.say(f"Spent before anybody agreed: {refused.status}, {refused.problem['title'].lower()}.")
    for party in ({"party": "representative", "representative_id": home.daughter}, {"party": "worker"}):
        await home.nadia.post(f"{budget}/signatures", {**party, "answer": "agreed"}, read=1)
    await home.ines.post(f"{budget}/spendings", rail)
    table = Table("for", "planned", "spent", "left")
    for line in (await home.nadia.get(f"{budget}/statement"))["lines"]:
        sums = [f"{line[one] // 100}.{line[one] % 100:02} €" for one in ("planned", "spent", "left")]
        table.add_row(line["purpose"].replace("_", " "), *sums)
    story.show(table)


async def _days_at_home(story: Story, home: Home) -> None:
    story.tell("6. Days at home")
    today = datetime.now(UTC).date()
    await home.ines.post(f"{home.case}/observations", _stay("used", 20, today - timedelta(days=360)))
    avoided = {**_stay("avoided", 14, today - timedelta(days=180)), "basis": "same_person_before"}
    await home.ines.post(f"{home.case}/observations", avoided)
    observed = {one["effect"]: one["amount"] for one in (await home.nadia.get(f"{home.case}/outcomes"))["observed"]}
    story.say(f"Half a year before: {observed['used']} days in hospital. Since then {observed['avoided']} avoided.")
    again = (today + timedelta(days=180)).isoformat()
    review = {"held_on": today.isoformat(), "summary": "It works; the rail is there.", "next_review_on": again}
    await home.nadia.post(f"{home.case}/plan/reviews", review)
    next_review = (await home.lea.get(f"{home.case}/plan"))["next_review_on"]
    story.say(f"The plan was reviewed, and is looked at again on {next_review}.")


def _stay(effect: str, days: int, began_on: date) -> dict[str, object]:
    dates = {"began_on": began_on.isoformat(), "ended_on": (began_on + timedelta(days=179)).isoformat()}
    said = {"category": "health", "source": "hospital_record", "measure": "hospital_days"}
    return {**said, "effect": effect, "amount": days, **dates}
