"""Did it work? Agencies with different aims score their own goals, and the results can be compared."""

from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.demo.desk import Desk
from deploy.demo.story.telling import Story, joins, somebody

SCALE = {
    "much_less": "No step at all",
    "less": "First steps with help",
    "expected": "What was agreed",
    "more": "More than was agreed",
    "much_more": "Needs no help with it",
}


async def play(story: Story) -> None:
    """Two goals of two agencies, progress as each sees it, a closing with an outcome, a summary to keep."""
    story.begin("Did it work?", "social work and housing have different aims, and one scale.")
    nadia = await story.desk("nadia.belkacem", "social-valmont")
    lucie = await story.desk("lucie.petit", "habitat")
    case, goals = await _two_aims(story, nadia, lucie)
    await _progress(story, nadia, lucie, case, goals)
    await _the_person_says(story, nadia, case)
    await _it_is_closed(story, nadia, case)


async def _two_aims(story: Story, nadia: Desk, lucie: Desk) -> tuple[str, tuple[str, str]]:
    story.tell("1. Two aims")
    person_id = await somebody(nadia, "Noa")
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person_id}], "category": "social"})
    case = f"/v1/cases/{opened['id']}"
    await joins(nadia, case, lucie, "housing_adviser")
    company = await _goal(nadia, case, "social", "Sees other people every week")
    home = await _goal(lucie, case, "housing", "Has a tenancy and keeps it")
    story.say("Nadia: company. Lucie: a tenancy. Both begin two steps below what they agreed on with Noa.")
    return case, (company, home)


async def _goal(desk: Desk, case: str, category: str, wording: str) -> str:
    body = {
        "category": category,
        "own_words": "A quiet place, and somebody to talk to.",
        "wording": wording,
        "owner": {"kind": "person"},
        "horizon": "months",
        "scale": SCALE,
        "baseline": -2,
    }
    return str((await desk.post(f"{case}/goals", body))["id"])


async def _progress(story: Story, nadia: Desk, lucie: Desk, case: str, goals: tuple[str, str]) -> None:
    story.tell("2. Half a year later")
    company, home = goals
    for desk, goal, level, said_by in (
        (nadia, company, 1, "worker"),
        (lucie, home, 1, "worker"),
        (lucie, home, 0, "person"),
    ):
        await desk.post(f"{case}/goals/{goal}/progress", {"level": level, "said_by": said_by})
    disagreement = (await lucie.get(f"{case}/goals/{home}"))["in_disagreement"]
    scores: dict[str, Any] = (await lucie.get(f"{case}/plan"))["scores"]
    story.say(
        f"Goal Attainment Scaling, T-scores: {scores['at_first']} at first, {scores['by_worker']} by the workers, "
        f"{scores['by_person']} by Noa."
    )
    story.say(f"They see the tenancy differently; that stays visible: {str(disagreement).lower()}.")


async def _the_person_says(story: Story, nadia: Desk, case: str) -> None:
    story.tell("3. Noa says how it was")
    today = datetime.now(UTC).date()
    half_a_year = {"began_on": (today - timedelta(days=180)).isoformat(), "ended_on": today.isoformat()}
    for aspect, score in (("help_received", 4), ("being_heard", 5)):
        rating = {"about_agency_id": str(nadia.agency.id), "spoken_by": "person", "aspect": aspect, "score": score}
        await nadia.post(f"{case}/ratings", {**rating, **half_a_year})
    story.say("Help received: 4 of 5. Being heard: 5 of 5.")


async def _it_is_closed(story: Story, nadia: Desk, case: str) -> None:
    story.tell("4. The case is closed, and says what came of it")
    still_open = await nadia.get(f"{case}/closure")
    story.say(
        f"Asked before: open actions {len(still_open['actions'])}, open referrals {len(still_open['referrals'])}."
    )
    await nadia.post(f"{case}/closure", {"reason": "goals_reached", "outcome": "reached", "threads": "ends"})
    summary = await nadia.http.get(f"{case}/summary")
    kind, size = summary.headers["content-type"], len(summary.content) // 1024
    story.say(f"A summary to keep: {kind}, {size} kB, tagged for a screen reader.")
