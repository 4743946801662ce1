"""An unaccompanied minor: a guardian until the eighteenth birthday, and what is prepared months before."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rich.table import Table

from deploy.demo.cast import AGENCIES, MUNICIPALITIES, agency
from deploy.demo.desk import Desk
from deploy.demo.story.telling import Story, comes, joins, somebody

PARIS = ZoneInfo("Europe/Paris")
PROTECTION = {
    "name": "Measure for a child who is alone",
    "article": "Fictional Child Protection Act, § 4",
    "categories": ["social", "education"],
    "operations": ["read", "contribute"],
    "longest_days": 366,
    "review_days": 183,
}


async def play(story: Story) -> None:
    """Who speaks for Sami, on what the help rests, what ends on the birthday, and what goes on."""
    story.begin("An unaccompanied minor", "Sami is seventeen and alone; a guardian speaks for him until a known day.")
    nadia = await story.desk("nadia.belkacem", "social-valmont")
    ines = await story.desk("ines.costa", "clinique")
    person, case, guardian = await _somebody_alone(story, nadia, ines)
    await _what_it_rests_on(story, nadia, person, guardian)
    change = await _months_before(story, nadia, person, case)
    await _on_the_day(story, nadia, ines, change)
    await _who_goes_on(story, nadia, change)


def _birthday() -> date:
    """On which he is eighteen: in five months, and no leap day."""
    day = datetime.now(UTC).date() + timedelta(days=150)
    return day if (day.month, day.day) != (2, 29) else day + timedelta(days=1)


async def _somebody_alone(story: Story, nadia: Desk, ines: Desk) -> tuple[str, str, str]:
    story.tell("1. Who speaks for him")
    person_id = await somebody(nadia, "Sami", _birthday().replace(year=_birthday().year - 18).isoformat())
    person = f"/v1/persons/{person_id}"
    last_day = (_birthday() - timedelta(days=1)).isoformat()
    guardian = {"kind": "guardian", "other": {"name": "Madame Fauvette"}, "valid_until": last_day}
    powers = {"powers": ["consent", "decide_on_health"], "valid_from": "2026-01-01"}
    tie = await nadia.post(f"{person}/relationships", {**guardian, **powers})
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person_id}], "category": "social"})
    case = f"/v1/cases/{opened['id']}"
    await joins(nadia, case, ines, "nurse")
    story.say("The guardian may consent and decide on health, until the day before he is of age.")
    return person, case, tie["id"]


async def _what_it_rests_on(story: Story, nadia: Desk, person: str, guardian: str) -> None:
    story.tell("2. On what the help rests")
    spoken = {"given_how": "oral", "language": "fr"}
    by_her = {**spoken, "given_by": "representative", "representative_id": guardian}
    housing = {"agencies": [str(agency("habitat").id)], "categories": ["identity", "housing"]}
    await nadia.post(f"{person}/consents", {**housing, **by_her})
    work = {"agencies": [str(agency("emploi").id)], "categories": ["identity", "employment"]}
    await nadia.post(f"{person}/consents", {**work, **spoken, "given_by": "person"})
    story.say("The guardian agrees that the housing agency reads; Sami himself, that the employment agency does.")
    await _a_measure(story, person)


async def _a_measure(story: Story, person: str) -> None:
    """A legal ground of the municipality's catalogue, until the birthday: both in the word of two."""
    paul, tom = [await story.desk(login, "social-valmont") for login in ("paul.morel", "tom.privat")]
    ends = datetime.combine(_birthday(), time(), PARIS).isoformat()
    law = await paul.post("/v1/legal-grounds", {**PROTECTION, "municipality_id": str(MUNICIPALITIES[0].id)})
    await tom.post(f"/v1/legal-grounds/{law['id']}/confirmation")
    what = {"legal_ground_id": law["id"], "ground": "Alone, and not of age"}
    mandate = await paul.post(f"{person}/mandates", {**what, "valid_until": ends, "review_at": ends})
    await tom.post(f"{person}/mandates/{mandate['id']}/confirmation")
    story.say(
        "A measure of child protection, which Paul records and Tom confirms: until the birthday, by its own date."
    )


async def _months_before(story: Story, nadia: Desk, person: str, case: str) -> str:
    story.tell("3. Months before")
    change = await comes(nadia, person, kind="of_age", plan="begun")
    goals = (await nadia.get(f"{case}/goals"))["items"]
    table = Table("in the plan for afterwards", "horizon")
    for goal in goals:
        table.add_row(goal["wording"], goal["horizon"])
    story.show(table)
    story.say("Nobody had to think of it: a rule of the municipality begins the plan a year before the birthday.")
    return f"{person}/transitions/{change['id']}"


async def _on_the_day(story: Story, nadia: Desk, ines: Desk, change: str) -> None:
    story.tell("4. Who may see what from the day on")
    shown = await nadia.get(change)
    names = {str(one.id): one.name for one in AGENCIES}
    table = Table("agency", "rests on", "categories", "on the day")
    for grant in shown["grants"]:
        if grant["ground_kind"] != "authorship":
            fate = "ends" if grant["ends"] else "goes on"
            table.add_row(names[grant["agency_id"]], grant["ground_kind"], ", ".join(sorted(grant["categories"])), fate)
    story.show(table)
    story.say(f"The guardian's powers end: {len(shown['powers_ending'])}. Nothing begins by a rule.")
    own = {names[one["agency_id"]] for one in (await ines.get(change))["grants"]}
    story.say(f"Inès sees of it what is of {', '.join(sorted(own))}.")


async def _who_goes_on(story: Story, nadia: Desk, change: str) -> None:
    story.tell("5. Who goes on")
    sofia = await story.desk("sofia.rossi", "emploi")
    await sofia.post(f"{change}/receipt")
    [receipt] = (await nadia.get(change))["receipts"]
    story.say(f"Agence Emploi has received him: {'yes' if receipt['given_at'] else 'not yet'}.")
