"""`make demo`: one record, one referral, played by three workers against the running system, told for a manager."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.demo.cast import agency, demo_id, worker
from deploy.demo.desk import Desk, Refused, signed_in
from deploy.demo.keys import read_keys
from deploy.launch.refusals import LaunchRefused

console = Console(highlight=False)

SHARED = ["identity", "contact", "housing"]


@dataclass
class Story:
    """The three workers, and how long each request took."""

    url: str
    nadia: Desk
    ines: Desk
    lucie: Desk
    took: list[tuple[str, float]] = field(default_factory=list)
    scene: str = ""

    def tell(self, scene: str) -> None:
        """Begin a scene."""
        self.scene = scene
        console.print(f"\n[bold]{scene}[/]")

    def say(self, sentence: str) -> None:
        """What happened."""
        console.print(f"  {sentence}")

    def heard(self, method: str, path: str, status: int, seconds: float) -> None:
        """Remember how long a request took, and show it small."""
        self.took.append((self.scene, seconds))
        named = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", path)
        console.print(f"  [dim]{method} {named} → {status} in {seconds * 1000:.0f} ms[/]")


async def play(url: str, home: Path) -> None:
    """Play it.

    Raises:
        LaunchRefused: the demonstration does not run there.
    """
    keys = read_keys(home)
    if keys is None:
        raise LaunchRefused(f"There is no demo data in {home}. Start it with `make run` first.")
    console.print(
        "[bold]One record, one referral[/]: a social worker, a nurse and a housing adviser of three agencies."
    )
    story = Story(
        url,
        nadia=await signed_in(url, worker("nadia.belkacem"), "social-valmont", keys.password),
        ines=await signed_in(url, worker("ines.costa"), "clinique", keys.password),
        lucie=await signed_in(url, worker("lucie.petit"), "habitat", keys.password),
    )
    desks = (story.nadia, story.ines, story.lucie)
    for desk in desks:
        desk.heard = story.heard
    try:
        await _all_scenes(story)
    finally:
        for desk in desks:
            await desk.close()


async def _all_scenes(story: Story) -> None:
    person_id, case_id = await _a_person_arrives(story)
    await _nobody_else_knows(story, person_id)
    consent_id = await _the_person_agrees(story, person_id)
    await _the_nurse_joins(story, case_id)
    await _what_each_sees(story, person_id)
    referral_id = await _a_referral_is_sent(story, person_id, case_id)
    await _it_is_answered(story, referral_id)
    await _the_timeline(story, person_id)
    await _the_person_changes_their_mind(story, person_id, consent_id)
    _how_long(story)


async def _a_person_arrives(story: Story) -> tuple[str, str]:
    story.tell("1. Somebody asks for help")
    number = datetime.now(UTC).strftime("%H%M%S")
    person = await story.nadia.post(
        "/v1/persons",
        {
            "municipality_id": str(demo_id("valmont")),
            "identity": {"family_name": f"Histoire-{number}", "given_name": "Camille", "birth_date": "1979-05"},
            "contact_points": [{"kind": "phone", "value": "+33 0 00 00 00 42", "safe": True, "code_word": "library"}],
            "addresses": [{"lines": ["3 rue de la Fable"], "locality": "Valmont", "protected": True}],
        },
    )
    case = await story.nadia.post(
        "/v1/cases",
        {"persons": [{"person_id": person["id"]}], "category": "social", "title": "A safe place to live"},
    )
    await story.nadia.post(f"/v1/cases/{case['id']}/needs", {"term": "housing-instability", "source": "person"})
    note = {"category": "social", "text": "Wants to stay near the children's school."}
    await story.nadia.post(f"/v1/cases/{case['id']}/notes", note)
    story.say("Nadia (social service) registers Camille, whose address is protected, opens a case and writes a need.")
    return person["id"], case["id"]


async def _nobody_else_knows(story: Story, person_id: str) -> None:
    story.tell("2. Without a ground, a person does not exist")
    for desk, name in ((story.lucie, "Lucie (housing)"), (story.ines, "Inès (clinic)")):
        try:
            await desk.get(f"/v1/persons/{person_id}/record")
        except Refused as refused:
            story.say(f"{name} asks for the record: {refused.status}, the same as for somebody invented. It is logged.")


async def _the_person_agrees(story: Story, person_id: str) -> str:
    story.tell("3. Camille agrees to share, with one agency, three categories")
    consent = await story.nadia.post(
        f"/v1/persons/{person_id}/consents",
        {
            "agencies": [str(agency("habitat").id)],
            "categories": SHARED,
            "given_by": "person",
            "given_how": "oral",
            "language": "fr",
        },
    )
    story.say(f"Recorded by Nadia. It covers {', '.join(SHARED)}, for {agency('habitat').name} only, until withdrawn.")
    return str(consent["id"])


async def _the_nurse_joins(story: Story, case_id: str) -> None:
    story.tell("4. The nurse joins the team of the case, by her own word")
    asked = {"agency_id": str(agency("clinique").id), "worker_id": str(story.ines.worker.id), "capacity": "nurse"}
    invitation = await story.nadia.post(f"/v1/cases/{case_id}/invitations", asked)
    story.say(f"Nadia, who leads the case, invites Inès: to a {invitation['category']} case, and says no name.")
    await story.ines.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    team = (await story.nadia.get(f"/v1/cases/{case_id}/team"))["items"]
    flows = next(one["categories"] for one in team if one["worker_id"] == str(story.ines.worker.id))
    story.say(f"Inès accepts. What the agencies' agreement lets flow: {', '.join(flows)}.")


async def _what_each_sees(story: Story, person_id: str) -> None:
    story.tell("5. What each of them sees now, and why")
    table = Table("category", "Nadia, social", "Lucie, housing", "Inès, clinic")
    seen = [await _categories(desk, person_id) for desk in (story.nadia, story.lucie, story.ines)]
    for category in seen[0]:
        table.add_row(category, *(one.get(category, "not known") for one in seen))
    console.print(table)
    record = await story.lucie.get(f"/v1/persons/{person_id}/record")
    if record["person"]["addresses"] == [{"protected": True}]:
        story.say("Of the address Lucie sees that it is protected, and no more: it leaves nobody's desk.")


async def _categories(desk: Desk, person_id: str) -> dict[str, str]:
    try:
        record = await desk.get(f"/v1/persons/{person_id}/record")
    except Refused:
        return {}
    return {
        one["category"]: "shown: " + ", ".join(sorted({ground["kind"] for ground in one["because"]}))
        if one["shown"]
        else f"withheld: {one['withheld_because'].replace('-', ' ')}"
        for one in record["categories"]
    }


async def _a_referral_is_sent(story: Story, person_id: str, case_id: str) -> str:
    story.tell("6. A referral is sent")
    found = await story.nadia.get("/v1/services", category="housing", limit="1")
    referral = await story.nadia.post(
        "/v1/referrals",
        {
            "person_id": person_id,
            "case_id": case_id,
            "listing_id": found["items"][0]["id"],
            "need": {"category": "housing", "term": "housing-instability"},
            "urgency": "soon",
            "categories": [*SHARED, "health"],
            "note": "Has to leave the present flat at the end of the month.",
        },
    )
    sent = await story.nadia.post(f"/v1/referrals/{referral['id']}/sending")
    story.say(f"To “{found['items'][0]['name']}”. State: {sent['state']}. Health was asked for and stays: no consent.")
    try:
        await story.ines.get(f"/v1/referrals/{referral['id']}")
    except Refused as refused:
        story.say(f"Inès, who has no part in it, gets {refused.status}.")
    return str(referral["id"])


async def _it_is_answered(story: Story, referral_id: str) -> None:
    story.tell("7. It is received, accepted, started and completed")
    referral = await story.lucie.get(f"/v1/referrals/{referral_id}")
    story.say(f"Lucie opens it: {referral['state']}. What she may do: {', '.join(_names(referral['moves']))}.")
    for noun, body in (
        ("acceptance", {"responsible_id": str(story.lucie.worker.id), "note": "First appointment on Monday."}),
        ("start", {"first_contact_at": datetime.now(UTC).isoformat()}),
        ("completion", {"outcome": "need_met", "evidence": "agreement_signed", "confirmation": "confirmed"}),
    ):
        referral = await story.lucie.post(f"/v1/referrals/{referral_id}/{noun}", body)
        story.say(f"→ {referral['state']}")
    try:
        await story.lucie.post(f"/v1/referrals/{referral_id}/decline", {"reason": "no_capacity"})
    except Refused as refused:
        story.say(f"Declining it now is refused: {refused.status}, {refused.problem['title'].lower()}.")


def _names(moves: list[Any]) -> list[str]:
    return [move if isinstance(move, str) else str(move["move"]) for move in moves]


async def _the_timeline(story: Story, person_id: str) -> None:
    story.tell("8. The timeline of the record")
    lines = await _complete_timeline(story, person_id)
    for line in lines:
        story.say(f"{line['at'][:19].replace('T', ' ')}  {line['label']}")


async def _complete_timeline(story: Story, person_id: str) -> list[dict[str, Any]]:
    """Referral moves arrive over the event bus, within a moment."""
    lines: list[dict[str, Any]] = []
    for _ in range(50):
        lines = (await story.nadia.get(f"/v1/persons/{person_id}/timeline", limit="100"))["items"]
        if any(line.get("state") == "completed" for line in lines):
            break
        await asyncio.sleep(0.1)
    return lines


async def _the_person_changes_their_mind(story: Story, person_id: str, consent_id: str) -> None:
    story.tell("9. Camille withdraws the consent")
    await story.nadia.post(f"/v1/persons/{person_id}/consents/{consent_id}/withdrawal")
    try:
        await story.lucie.get(f"/v1/persons/{person_id}/record")
    except Refused as refused:
        story.say(f"Lucie's next request for the record: {refused.status}. It took effect with the answer.")
    if await _categories(story.ines, person_id):
        story.say("Inès still sees what she saw: her ground is the team, which Camille knows of.")


def _how_long(story: Story) -> None:
    story.tell("How long it took")
    table = Table("scene", "requests", "ms together", "slowest")
    for scene in dict.fromkeys(scene for scene, _ in story.took):
        times = [seconds * 1000 for one, seconds in story.took if one == scene]
        table.add_row(scene, str(len(times)), f"{sum(times):.0f}", f"{max(times):.0f}")
    console.print(table)
