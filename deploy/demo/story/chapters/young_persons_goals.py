"""A young person's goals: small and large, in their own words, and the day on which those who help change."""

from datetime import UTC, date, datetime, timedelta

from rich.table import Table

from deploy.demo.desk import Desk
from deploy.demo.story.telling import Story, comes, joins, somebody

LEVELS = ("much_less", "less", "expected", "more", "much_more")
ADULT_SERVICES_AT = 21


async def play(story: Story) -> None:
    """What Yanis wants, how far it went as he and others see it, how he found the help, and who leaves at 21."""
    story.begin("A young person's goals", "Yanis is twenty; a social worker and a volunteer help him.")
    nadia = await story.desk("nadia.belkacem", "social-valmont")
    lea = await story.desk("lea.martin", "entraide")
    sofia = await story.desk("sofia.rossi", "emploi")
    person, case = await _yanis(story, nadia, lea, sofia)
    goals = await _small_and_large(story, nadia, lea, case)
    await _how_far(story, nadia, lea, case, goals)
    await _how_it_was(story, nadia, lea, case)
    await _a_known_day(story, nadia, sofia, person, case)


def _birthday() -> date:
    """On which he is 21: in ten weeks, and no leap day."""
    day = datetime.now(UTC).date() + timedelta(weeks=10)
    return day if (day.month, day.day) != (2, 29) else day + timedelta(days=1)


async def _yanis(story: Story, nadia: Desk, lea: Desk, sofia: Desk) -> tuple[str, str]:
    story.tell("1. Who is there")
    born = _birthday().replace(year=_birthday().year - ADULT_SERVICES_AT)
    person_id = await somebody(nadia, "Yanis", born.isoformat())
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person_id}], "category": "social"})
    case = f"/v1/cases/{opened['id']}"
    await joins(nadia, case, lea, "volunteer")
    await joins(nadia, case, sofia, "employment_counsellor")
    story.say("Nadia leads; Léa, a volunteer whom he likes, and Sofia of the employment agency accept.")
    return f"/v1/persons/{person_id}", case


async def _small_and_large(story: Story, nadia: Desk, lea: Desk, case: str) -> list[str]:
    story.tell("2. Small and large, in his words")
    scale = dict(zip(LEVELS, ("Not begun", "Tried once", "As agreed", "More often", "By myself"), strict=True))
    goals = []
    for desk, own_words, wording, horizon, weight in (
        (nadia, "Get up before ten", "Has a daily rhythm", "weeks", 1),
        (lea, "Play football in a club", "Takes part in life with others of his age", "years", 3),
    ):
        words = {"own_words": own_words, "wording": wording, "horizon": horizon, "weight": weight}
        body = {**words, "category": "social", "owner": {"kind": "person"}, "scale": scale, "baseline": -2}
        goals.append(f"{case}/goals/{(await desk.post(f'{case}/goals', body))['id']}")
    table = Table("in his words", "as professionals say it", "horizon", "weight")
    for goal in goals:
        read = await lea.get(goal)
        table.add_row(read["own_words"], read["wording"], read["horizon"], str(read["weight"]))
    story.show(table)
    return goals


async def _how_far(story: Story, nadia: Desk, lea: Desk, case: str, goals: list[str]) -> None:
    story.tell("3. How far it went, as each sees it")
    small, large = goals
    for goal, level, said_by, words in (
        (small, 0, "worker", None),
        (small, 0, "person", "Monday was hard."),
        (large, 1, "worker", None),
        (large, -1, "person", "They let me play twice. That is no club."),
    ):
        await lea.post(f"{goal}/progress", {"level": level, "said_by": said_by, "words": words})
    read = await nadia.get(large)
    if read["in_disagreement"]:
        hers, his = read["by_worker"]["level"], read["by_person"]["level"]
        story.say(f"Léa says {hers:+}, he says {his:+}: they disagree, and it stays visible.")
    scores = (await nadia.get(f"{case}/plan"))["scores"]
    story.say(f"On one scale: {scores['by_worker']} by the workers, {scores['by_person']} by him.")


async def _how_it_was(story: Story, nadia: Desk, lea: Desk, case: str) -> None:
    story.tell("4. How he found the help")
    awa = await story.desk("awa.diallo", "entraide")
    today = datetime.now(UTC).date()
    about = {"about_agency_id": str(lea.agency.id), "spoken_by": "person", "ended_on": today.isoformat()}
    period = {"began_on": (today - timedelta(days=90)).isoformat(), **about}
    await nadia.post(f"{case}/ratings", {**period, "aspect": "help_received", "score": 5, "addressed_to": "team"})
    unheard = {"aspect": "being_heard", "score": 2, "addressed_to": "supervisors"}
    await nadia.post(f"{case}/ratings", {**period, **unheard})
    for desk in (lea, awa):
        heard = [f"{one['aspect'].replace('_', ' ')} {one['score']}" for one in await _ratings(desk, case)]
        story.say(f"{desk.worker.name} reads: {', '.join(heard)}.")
    story.say("What he said to the supervisors only is not even shown to Nadia, who wrote it down.")


async def _ratings(desk: Desk, case: str) -> list[dict[str, str]]:
    items: list[dict[str, str]] = (await desk.get(f"{case}/ratings"))["items"]
    return items


async def _a_known_day(story: Story, nadia: Desk, sofia: Desk, person: str, case: str) -> None:
    story.tell("5. A day that is known")
    change = await comes(nadia, person, kind="adult_services")
    on = "the birthday" if change["changes_on"] == _birthday().isoformat() else "another day"
    story.say(f"The rule of the municipality says 21: on {on} the young people's services leave, and it is prepared.")
    team = (await nadia.get(f"{case}/team"))["items"]
    leaving = [one["agency_id"] for one in team if one["ends_at"] is not None]
    story.say(f"Places that end at midnight of that day: {len(leaving)} of {len(team)}.")
    await sofia.post(f"{person}/transitions/{change['id']}/receipt")
    [receipt] = (await nadia.get(f"{person}/transitions/{change['id']}"))["receipts"]
    given = "has said that it received him" if receipt["given_at"] else "has said nothing"
    story.say(f"The employment agency {given}. It opens nothing; it says that somebody goes on.")
