"""A withdrawal is told beforehand, says what it stopped, and no read that begins after its answer shows anything."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.cases.consents.subscriptions import REFERRAL_GROUNDS
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from shared.contracts.identity.actor import TaskActor
from shared.contracts.identity.vocabulary import Role, Sector
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.messaging.subscriptions import Subscription
from tests.cases.doors import Desk, Doors
from tests.cases.notices.test_http import told

READERS = 32
BOTH = ["housing", "identity"]


class Withdrawing:
    """Somebody who agreed that a housing office and a clinic know where they live."""

    consent: str

    def __init__(self, doors: Doors, clinic: Desk, person: str) -> None:
        self.doors, self.lead, self.adviser, self.clinic, self.person = doors, doors.lead, doors.adviser, clinic, person

    async def says(self, by: Desk, *to: Desk, **more: Any) -> str:
        body = {
            "agencies": [str(desk.agency.id) for desk in to],
            "categories": ["identity", "housing"],
            "given_by": "person",
            "given_how": "oral",
            "language": "fr",
            **more,
        }
        said: str = (await by.made(f"/v1/persons/{self.person}/consents", body))["id"]
        return said

    def path(self, consent: str | None = None) -> str:
        return f"/v1/persons/{self.person}/consents/{consent or self.consent}/withdrawal"

    async def preview(self, by: Desk, consent: str | None = None) -> Any:
        answer = await by.get(self.path(consent))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def case_with(self, *desks: Desk) -> str:
        case = await self.doors.case(persons=[{"person_id": self.person}], category="housing")
        for desk in desks:
            await self.doors.joins(case["id"], desk)
        return str(case["id"])

    async def hears(self, subscription: Subscription, past_tense: str, referral: UUID, **data: Any) -> None:
        told = Told(new_id(), f"parcours.referral.{past_tense}.v1", referral, datetime.now(UTC), data)
        async with self.doors.database.work(TaskActor(subscription.name)) as work:
            await subscription.handle(work, told)

    async def referral(self, past_tense: str, state: str, *grounds: str) -> str:
        """A referral from the lead to the adviser moved, on these grounds."""
        referral = new_id()
        about = {"referral_id": str(referral), "person_id": self.person}
        await self.hears(
            REFERRAL_GROUNDS, "travelled", referral, **about, ground_ids=grounds, travelled_at=at(datetime.now(UTC))
        )
        await self.moves(referral, past_tense, state)
        return str(referral)

    async def moves(self, referral: UUID, past_tense: str, state: str) -> None:
        moved = {
            "referral_id": str(referral),
            "person_id": self.person,
            "case_id": None,
            "sender_agency_id": str(self.lead.agency.id),
            "receiver_agency_id": str(self.adviser.agency.id),
            "state": state,
            "moved_at": at(datetime.now(UTC)),
            "by_agency_id": None,
            "by_id": None,
        }
        await self.hears(REFERRAL_MOVES, past_tense, referral, **moved)


def at(moment: datetime) -> str:
    return moment.isoformat()


def of(stopped: Any) -> dict[str, Any]:
    return {one["agency_id"]: one["loses"] for one in stopped["grants"]}


@pytest.fixture
async def scene(doors: Doors) -> Withdrawing:
    clinic = await doors.agency("Clinic", Sector.HEALTH)
    await doors.share("identity", "housing", between=(doors.lead, doors.adviser, clinic))
    scene = Withdrawing(doors, clinic, await doors.registered())
    scene.consent = await scene.says(scene.lead, scene.adviser, clinic)
    return scene


async def test_it_is_told_who_sees_less_and_on_which_team(scene: Withdrawing) -> None:
    case = await scene.case_with(scene.adviser)
    previewed = await scene.preview(scene.lead)
    assert of(previewed) == dict.fromkeys([str(scene.adviser.agency.id), str(scene.clinic.agency.id)], BOTH)
    on_teams = {one["agency_id"]: one["on_team_of"] for one in previewed["grants"]}
    assert on_teams == {str(scene.adviser.agency.id): [case], str(scene.clinic.agency.id): []}
    await scene.says(scene.lead, scene.clinic)
    assert of(await scene.preview(scene.lead))[str(scene.clinic.agency.id)] == []
    assert (await scene.lead.get(f"/v1/persons/{scene.person}/consents/{scene.consent}")).json()["state"] == "active"


async def test_each_is_told_as_far_as_they_may_know(scene: Withdrawing) -> None:
    assert of(await scene.preview(scene.adviser)) == {str(scene.adviser.agency.id): BOTH}
    by_adviser = await scene.says(scene.adviser, scene.clinic)
    assert of(await scene.preview(scene.adviser, by_adviser)) == {str(scene.clinic.agency.id): None}
    stranger = await scene.doors.agency("School", Sector.EDUCATION)
    unknown, invented = await stranger.get(scene.path()), await stranger.get(scene.path(str(new_id())))
    assert unknown.status_code == invented.status_code == 404


async def test_live_referrals_that_travelled_on_it_are_told_and_no_others(scene: Withdrawing) -> None:
    live = await scene.referral("sent", "sent", scene.consent)
    await scene.referral("declined", "declined", scene.consent)
    await scene.referral("sent", "sent", str(new_id()))
    told = (await scene.preview(scene.lead))["referrals"]
    sender, receiver = str(scene.lead.agency.id), str(scene.adviser.agency.id)
    assert told == [{"referral_id": live, "state": "sent", "sender_agency_id": sender, "receiver_agency_id": receiver}]
    assert (await scene.preview(scene.clinic))["referrals"] == []


async def test_a_referral_that_travels_again_rests_on_what_it_travelled_on_last(scene: Withdrawing) -> None:
    referral = await scene.referral("sent", "sent", scene.consent)
    about = {"referral_id": referral, "person_id": scene.person, "travelled_at": at(datetime.now(UTC))}
    await scene.hears(REFERRAL_GROUNDS, "travelled", UUID(referral), **about, ground_ids=[str(new_id())])
    earlier = {**about, "travelled_at": at(datetime(2026, 1, 1, tzinfo=UTC))}
    await scene.hears(REFERRAL_GROUNDS, "travelled", UUID(referral), **earlier, ground_ids=[scene.consent])
    assert (await scene.preview(scene.lead))["referrals"] == []


async def test_the_answer_says_what_it_stopped_also_when_asked_again(scene: Withdrawing) -> None:
    referral = await scene.referral("started", "in_progress", scene.consent)
    before = await scene.preview(scene.lead)
    once = {"Idempotency_Key": str(new_id())}
    answer = await scene.lead.post(scene.path(), {}, **once)
    assert answer.status_code == 200, answer.text
    assert answer.json()["stopped"] == before
    await scene.moves(UUID(referral), "paused", "on_hold")
    again = await scene.lead.post(scene.path(), {}, **once)
    assert again.json() == answer.json()
    assert before["referrals"] != []


async def test_taking_a_refusal_back_stops_nothing(scene: Withdrawing) -> None:
    refusal = await scene.says(scene.lead, scene.clinic, is_refusal=True)
    answer = await scene.lead.post(scene.path(refusal), {})
    assert answer.json()["stopped"] == {"grants": [], "referrals": []}


async def test_no_read_that_begins_after_the_answer_shows_anything(scene: Withdrawing) -> None:
    """Thirty-two readers, each on its way all the time."""
    begun, withdrawn = asyncio.Event(), asyncio.Event()
    shown_before: list[bool] = []
    shown_after: list[bool] = []

    async def reads() -> None:
        ended = False
        while not ended:
            ended = withdrawn.is_set()
            answer = await scene.adviser.get(f"/v1/persons/{scene.person}")
            (shown_after if ended else shown_before).append(answer.status_code == 200)
            if len(shown_before) >= READERS:
                begun.set()

    readers = [asyncio.create_task(reads()) for _ in range(READERS)]
    await begun.wait()
    answer = await scene.lead.post(scene.path(), {})
    withdrawn.set()
    await asyncio.gather(*readers)
    assert answer.status_code == 200
    assert True in shown_before
    assert shown_after == [False] * READERS


async def test_a_refusal_that_names_nobody_is_taken_back_by_who_wrote_it_down_with_evidence(scene: Withdrawing) -> None:
    refusal = await scene.says(scene.lead, is_refusal=True)
    shown = {"given_how": "written", "evidence": "Letter of 3 March"}
    unshown = await scene.lead.post(scene.path(refusal), {"given_how": "oral"}, Accept_Language="fr")
    assert (unshown.status_code, "preuve" in unshown.text) == (403, True)
    assert (await scene.adviser.post(scene.path(refusal), shown)).status_code == 403, "they did not write it down"
    assert (await scene.adviser.get(f"/v1/persons/{scene.person}/record")).json() is not None
    taken = await scene.lead.post(scene.path(refusal), shown)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["withdrawn_how"], taken.json()["withdrawal_evidence"]) == tuple(shown.values())
    seen = (await scene.adviser.get(f"/v1/persons/{scene.person}/consents/{refusal}")).json()
    assert (seen["state"], seen["withdrawn_how"], seen["withdrawal_evidence"]) == ("withdrawn", None, None)


async def test_a_narrower_refusal_takes_the_place_of_one_that_names_nobody(scene: Withdrawing) -> None:
    refusal = await scene.says(scene.lead, is_refusal=True)
    narrower = {"is_refusal": True, "supersedes": refusal, "evidence": "Form 7"}
    replaced = await scene.says(scene.lead, scene.clinic, **narrower)
    seen = (await scene.lead.get(f"/v1/persons/{scene.person}/consents/{refusal}")).json()
    assert (seen["state"], seen["superseded_by"], seen["withdrawal_evidence"]) == ("superseded", replaced, "Form 7")


async def test_that_a_refusal_to_all_was_taken_back_is_told_to_leads_and_privacy_officers(scene: Withdrawing) -> None:
    await scene.case_with()
    deputy, officer = await scene.doors.hires(scene.lead), await scene.doors.hires(scene.lead, Role.PRIVACY_OFFICER)
    refusal = await scene.says(scene.lead, is_refusal=True)
    taken = await deputy.post(scene.path(refusal), {"given_how": "oral", "evidence": "Recording 12"})
    assert taken.status_code == 200, taken.text
    for who in (scene.lead, officer):
        [notice] = [one for one in (await told(who, 1))["items"] if one["kind"] == "refusal_taken_back"]
        assert (await who.get(notice["link"])).json()["id"] == refusal
    assert (await deputy.get("/v1/notices")).json()["items"] == [], "who did it knows"
