"""One record, one referral: a social worker, a nurse and a housing adviser of three agencies."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk, Refused
from deploy.demo.story.telling import Story

SHARED = ["identity", "contact", "housing"]


@dataclass(frozen=True)
class Three:
    """Who plays."""

    nadia: Desk
    ines: Desk
    lucie: Desk


async def play(story: Story) -> None:
    """Somebody asks for help, agrees to share, is referred, helped, and changes their mind."""
    story.begin("One record, one referral", "a social worker, a nurse and a housing adviser of three agencies.")
    three = Three(
        nadia=await story.desk("nadia.belkacem", "social-valmont"),
        ines=await story.desk("ines.costa", "clinique"),
        lucie=await story.desk("lucie.petit", "habitat"),
    )
    person_id, case_id = await _a_person_arrives(story, three)
    await _nobody_else_knows(story, three, person_id)
    consent_id = await _the_person_agrees(story, three, person_id)
    await _the_nurse_joins(story, three, case_id)
    await _what_each_sees(story, three, person_id)
    referral_id = await _a_referral_is_sent(story, three, person_id, case_id)
    await _it_is_answered(story, three, referral_id)
    await _the_timeline(story, three, person_id)
    await _the_person_changes_their_mind(story, three, person_id, consent_id)


async def _a_person_arrives(story: Story, three: Three) -> tuple[str, str]:
    story.tell("1. Somebody asks for help")
    number = datetime.now(UTC).strftime("%H%M%S")
    person = await three.nadia.post(
        "/v1/persons",
        {
            "municipality_id": str(demo_id("valmont")),
            "identity": {"family_name": f"Histoire-{number}", "given_name": "Camille", "birth_date": "1979-05"},
            "contact_points": [{"kind": "phone", "value": "+33 0 00 00 00 42", "safe": True, "code_word": "library"}],
            "addresses": [{"lines": ["3 rue de la Fable"], "locality": "Valmont", "protected": True}],
        },
    )
    case = await three.nadia.post(
        "/v1/cases",
        {"persons": [{"person_id": person["id"]}], "category": "social", "title": "A safe place to live"},
    )
    await three.nadia.post(f"/v1/cases/{case['id']}/needs", {"term": "housing-instability", "source": "person"})
    note = {"category": "social", "text": "Wants to stay near the children's school."}
    await three.nadia.post(f"/v1/cases/{case['id']}/notes", note)
    story.say("Nadia (social service) registers Camille, whose address is protected, opens a case and writes a need.")
    return person["id"], case["id"]


async def _nobody_else_knows(story: Story, three: Three, person_id: str) -> None:
    story.tell("2. Without a ground, a person does not exist")
    for desk, name in ((three.lucie, "Lucie (housing)"), (three.ines, "Inès (clinic)")):
        try:
            await desk.get(f"/v1/persons/{person_id}/record")
        except Refused as refused:
            story.say(f"{name} asks for the record: {refused.status}, the same as for somebody invented. It is logged.")


async def _the_person_agrees(story: Story, three: Three, person_id: str) -> str:
    story.tell("3. Camille agrees to share, with one agency, three categories")
    consent = await three.nadia.post(
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


async def _the_nurse_joins(story: Story, three: Three, case_id: str) -> None:
    story.tell("4. The nurse joins the team of the case, by her own word")
    asked = {"agency_id": str(agency("clinique").id), "worker_id": str(three.ines.worker.id), "capacity": "nurse"}
    invitation = await three.nadia.post(f"/v1/cases/{case_id}/invitations", asked)
    story.say(f"Nadia, who leads the case, invites Inès: to a {invitation['category']} case, and says no name.")
    await three.ines.post(f"/v1/team-invitations/{invitation['id']}/acceptance", {})
    team = (await three.nadia.get(f"/v1/cases/{case_id}/team"))["items"]
    flows = next(one["categories"] for one in team if one["worker_id"] == str(three.ines.worker.id))
    story.say(f"Inès accepts. What the agencies' agreement lets flow: {', '.join(flows)}.")


async def _what_each_sees(story: Story, three: Three, person_id: str) -> None:
    story.tell("5. What each of them sees now, and why")
    table = Table("category", "Nadia, social", "Lucie, housing", "Inès, clinic")
    seen = [await _categories(desk, person_id) for desk in (three.nadia, three.lucie, three.ines)]
    for category in seen[0]:
        table.add_row(category, *(one.get(category, "not known") for one in seen))
    story.show(table)
    record = await three.lucie.get(f"/v1/persons/{person_id}/record")
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


async def _a_referral_is_sent(story: Story, three: Three, person_id: str, case_id: str) -> str:
    story.tell("6. A referral is sent")
    found = await three.nadia.get("/v1/services", category="housing", limit="1")
    referral = await three.nadia.post(
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
    sent = await three.nadia.post(f"/v1/referrals/{referral['id']}/sending")
    story.say(f"To “{found['items'][0]['name']}”. State: {sent['state']}. Health was asked for and stays: no consent.")
    try:
        await three.ines.get(f"/v1/referrals/{referral['id']}")
    except Refused as refused:
        story.say(f"Inès, who has no part in it, gets {refused.status}.")
    return str(referral["id"])


async def _it_is_answered(story: Story, three: Three, referral_id: str) -> None:
    story.tell("7. It is received, accepted, started and completed")
    referral = await three.lucie.get(f"/v1/referrals/{referral_id}")
    story.say(f"Lucie opens it: {referral['state']}. What she may do: {', '.join(_names(referral['moves']))}.")
    for noun, body in (
        ("acceptance", {"responsible_id": str(three.lucie.worker.id), "note": "First appointment on Monday."}),
        ("start", {"first_contact_at": datetime.now(UTC).isoformat()}),
        ("completion", {"outcome": "need_met", "evidence": "agreement_signed", "confirmation": "confirmed"}),
    ):
        referral = await three.lucie.post(f"/v1/referrals/{referral_id}/{noun}", body)
        story.say(f"→ {referral['state']}")
    try:
        await three.lucie.post(f"/v1/referrals/{referral_id}/decline", {"reason": "no_capacity"})
    except Refused as refused:
        story.say(f"Declining it now is refused: {refused.status}, {refused.problem['title'].lower()}.")


def _names(moves: list[Any]) -> list[str]:
    return [move if isinstance(move, str) else str(move["move"]) for move in moves]


async def _the_timeline(story: Story, three: Three, person_id: str) -> None:
    story.tell("8. The timeline of the record")
    lines = await _complete_timeline(three.nadia, person_id)
    for line in lines:
        story.say(f"{line['at'][:19].replace('T', ' ')}  {line['label']}")


async def _complete_timeline(nadia: Desk, person_id: str) -> list[dict[str, Any]]:
    """Referral moves arrive over the event bus, within a moment."""
    lines: list[dict[str, Any]] = []
    for _ in range(50):
        lines = (await nadia.get(f"/v1/persons/{person_id}/timeline", limit="100"))["items"]
        if any(line.get("state") == "completed" for line in lines):
            break
        await asyncio.sleep(0.1)
    return lines


async def _the_person_changes_their_mind(story: Story, three: Three, person_id: str, consent_id: str) -> None:
    story.tell("9. Camille withdraws the consent")
    await three.nadia.post(f"/v1/persons/{person_id}/consents/{consent_id}/withdrawal")
    try:
        await three.lucie.get(f"/v1/persons/{person_id}/record")
    except Refused as refused:
        story.say(f"Lucie's next request for the record: {refused.status}. It took effect with the answer.")
    if await _categories(three.ines, person_id):
        story.say("Inès still sees what she saw: her ground is the team, which Camille knows of.")
