"""What happened around a person, each line for those who may see what it is about."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.cases.access.subscriptions import REFERRAL_LOOKS
from services.cases.coordination.actions.cases import close_case, reopen_case
from services.cases.coordination.actions.team import end_membership
from services.cases.notes.actions.needs import change_need
from services.cases.notes.actions.notes import correct_note
from services.cases.timeline.actions import read_timeline
from services.cases.timeline.domain.kinds import LineKind
from services.cases.timeline.domain.labels import LABELS
from services.cases.timeline.domain.lines import ShownAs, shown_as
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from shared.contracts.cases.coordination import ClosingReason, NeedState, ReopeningReason
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.messaging.events import Told
from shared.refusals import NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.worlds import World


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


async def kinds(scene: Scene, who: Actor, person_id: UUID | None = None) -> list[str]:
    """What somebody sees, oldest first."""
    async with scene.work(who) as work:
        rows = await read_timeline(work, person_id or scene.person_id, None, 100)
    return [row["kind"] for row in rows][::-1]


async def hears(
    scene: Scene,
    past_tense: str,
    sender: Actor,
    receiver: Actor,
    referral_id: UUID,
    task: str = REFERRAL_MOVES.name,
    **more: str | None,
) -> UUID:
    """Referrals tells a move."""
    data = {
        "referral_id": str(referral_id),
        "person_id": str(scene.person_id),
        "case_id": None,
        "sender_agency_id": str(sender.agency_id),
        "receiver_agency_id": str(receiver.agency_id),
        "listing_id": str(new_id()),
        "state": past_tense,
        "moved_at": datetime.now(UTC).isoformat(),
        "by_agency_id": str(sender.agency_id),
        "by_id": str(sender.subject),
        **more,
    }
    told = Told(new_id(), f"parcours.referral.{past_tense}.v1", referral_id, datetime.now(UTC), data)
    async with scene.database.work(TaskActor(task)) as work:
        await REFERRAL_MOVES.handle(work, told)
    return told.id


@pytest.mark.parametrize("kind", list(LineKind))
def test_each_kind_of_line_is_said_in_both_languages_and_has_a_rule(kind: LineKind) -> None:
    assert all(LABELS[kind])
    assert shown_as(kind) in ShownAs


async def test_the_life_of_a_case_stands_in_order(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.lead, case_id, "A note")
    need_id = await scene.needs(scene.lead, case_id, "homelessness")
    async with scene.work(scene.lead) as work:
        await change_need(work, scene.lead, case_id, need_id, 1, {"state": NeedState.MET})
    await scene.gives_the_lead(case_id, member_id, scene.adviser)
    async with scene.work(scene.adviser) as work:
        await close_case(work, scene.adviser, case_id, ClosingReason.GOALS_REACHED)
    async with scene.work(scene.adviser) as work:
        await reopen_case(work, scene.adviser, case_id, ReopeningReason.NEED_RETURNED)
    told = await kinds(scene, scene.lead)
    # One transaction, one moment: no order among what the change of lead wrote.
    assert sorted(told[7:11]) == sorted(
        [
            LineKind.FORMER_LEAD_READS_ON,
            LineKind.LEAD_CHANGED,
            LineKind.MEMBER_LEFT,
            LineKind.HANDOVER_RECEIVED,
        ]
    )
    assert told[:7] + told[11:] == [
        LineKind.CONSENT_GIVEN,
        LineKind.CASE_OPENED,
        LineKind.MEMBER_JOINED,
        LineKind.NOTE_ADDED,
        LineKind.NEED_RECORDED,
        LineKind.NEED_CHANGED,
        LineKind.NOTE_ADDED,
        LineKind.CASE_CLOSED,
        LineKind.CASE_REOPENED,
    ]


async def test_each_line_is_for_those_who_may_see_what_it_is_about(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    await scene.writes(scene.lead, case_id, "Health", category=Category.HEALTH)
    await scene.writes(scene.lead, case_id, "Sealed", category=Category.HOUSING, sensitivity=Sensitivity.SEALED)
    await scene.needs(scene.lead, case_id, "homelessness")
    await scene.said(scene.adviser, Category.HOUSING)
    assert await kinds(scene, scene.adviser) == [LineKind.NEED_RECORDED, LineKind.CONSENT_GIVEN]
    await scene.joins(case_id, scene.adviser)
    assert await kinds(scene, scene.adviser) == [
        LineKind.CASE_OPENED,
        LineKind.NEED_RECORDED,
        LineKind.CONSENT_GIVEN,
        LineKind.MEMBER_JOINED,
    ]


async def test_a_line_follows_its_item_when_that_is_reclassified(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    note_id = await scene.writes(scene.lead, case_id, "Plain", category=Category.HOUSING)
    await scene.said(scene.adviser, Category.HOUSING)
    assert LineKind.NOTE_ADDED in await kinds(scene, scene.adviser)
    async with scene.work(scene.lead) as work:
        await correct_note(work, scene.lead, case_id, note_id, 1, {"sensitivity": Sensitivity.SEALED})
    assert LineKind.NOTE_ADDED not in await kinds(scene, scene.adviser)
    assert LineKind.NOTE_ADDED in await kinds(scene, scene.lead)


async def test_what_is_about_two_people_stands_on_both_timelines_for_those_who_may_see_both(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    partner = await scene.known(scene.lead)
    case_id = await scene.case(scene.person_id, partner)
    await scene.writes(scene.lead, case_id, "Both", scene.person_id, partner, category=Category.HOUSING)
    assert LineKind.NOTE_ADDED in await kinds(scene, scene.lead)
    assert LineKind.NOTE_ADDED in await kinds(scene, scene.lead, partner)
    await scene.said(scene.adviser, Category.HOUSING)
    assert LineKind.NOTE_ADDED not in await kinds(scene, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING, person_id=partner)
    assert LineKind.NOTE_ADDED in await kinds(scene, scene.adviser)


async def test_who_left_the_team_no_longer_sees_its_lines(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    case_id = await scene.case()
    member_id = await scene.joins(case_id, scene.adviser)
    await scene.writes(scene.adviser, case_id, "Own", category=Category.HOUSING)
    async with scene.work(scene.adviser) as work:
        await end_membership(work, scene.adviser, case_id, member_id)
    assert await kinds(scene, scene.adviser) == [LineKind.NOTE_ADDED]
    assert await kinds(scene, scene.lead) == [
        LineKind.CASE_OPENED,
        LineKind.MEMBER_JOINED,
        LineKind.NOTE_ADDED,
        LineKind.MEMBER_LEFT,
    ]


async def test_without_a_ground_there_is_no_timeline_and_no_person(scene: Scene) -> None:
    await scene.case()
    for person_id in (scene.person_id, new_id()):
        with pytest.raises(NotFound):
            await kinds(scene, scene.nurse, person_id)


async def test_pages_continue_where_they_stopped_also_within_one_moment(scene: Scene) -> None:
    case_id = await scene.case()
    for number in range(4):
        await scene.writes(scene.lead, case_id, str(number))
    async with scene.work(scene.lead) as work:
        whole = await read_timeline(work, scene.person_id, None, 100)
        first = await read_timeline(work, scene.person_id, None, 2)
        rest = await read_timeline(work, scene.person_id, (first[1]["at"], first[1]["id"]), 100)
    assert len(first) == 3
    assert [row["id"] for row in first[:2]] + [row["id"] for row in rest] == [row["id"] for row in whole]


async def test_a_draft_is_the_senders_and_what_was_sent_is_also_the_receivers(scene: Scene) -> None:
    await scene.known(scene.nurse, scene.person_id)
    await scene.known(scene.adviser, scene.person_id)
    referral_id = new_id()
    await hears(scene, "drafted", scene.lead, scene.nurse, referral_id)
    assert await kinds(scene, scene.nurse) == []
    await hears(scene, "sent", scene.lead, scene.nurse, referral_id)
    await hears(scene, "accepted", scene.lead, scene.nurse, referral_id)
    assert await kinds(scene, scene.lead) == ["referral_drafted", "referral_sent", "referral_accepted"]
    assert await kinds(scene, scene.nurse) == ["referral_sent", "referral_accepted"]
    assert await kinds(scene, scene.adviser) == []


async def test_a_draft_that_is_thrown_away_stays_the_senders_secret(scene: Scene) -> None:
    await scene.known(scene.nurse, scene.person_id)
    referral_id = new_id()
    await hears(scene, "drafted", scene.lead, scene.nurse, referral_id, category="health")
    await hears(scene, "withdrawn", scene.lead, scene.nurse, referral_id, category="health")
    assert await kinds(scene, scene.nurse) == []


async def test_a_referral_shows_to_others_who_have_a_ground_for_its_category(scene: Scene) -> None:
    await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING)
    await hears(scene, "sent", scene.lead, scene.nurse, new_id(), category="housing")
    await hears(scene, "sent", scene.lead, scene.nurse, new_id(), category="justice")
    assert await kinds(scene, scene.adviser) == [LineKind.CONSENT_GIVEN, LineKind.REFERRAL_SENT]


async def test_a_move_by_the_clock_names_nobody(scene: Scene) -> None:
    referral_id = new_id()
    await hears(scene, "sent", scene.lead, scene.nurse, referral_id)
    event_id = await hears(scene, "expired", scene.lead, scene.nurse, referral_id, by_agency_id=None, by_id=None)
    async with scene.work(scene.lead) as work:
        last = (await read_timeline(work, scene.person_id, None, 1))[0]
    assert (last["id"], last["kind"], last["by_agency_id"], last["by_id"]) == (event_id, "referral_expired", None, None)


async def test_every_move_of_a_referral_has_its_line(scene: Scene) -> None:
    referral_id = new_id()
    for told in (one for one in REFERRAL_MOVES.types if one.startswith("parcours.referral.")):
        await hears(scene, told.split(".")[2], scene.lead, scene.nurse, referral_id)
    seen = await kinds(scene, scene.lead)
    assert sorted(seen) == sorted(kind for kind in LineKind if shown_as(kind) is ShownAs.REFERRAL)


async def test_a_look_at_a_referral_stands_in_the_persons_access_log(scene: Scene, cases_owner: Database) -> None:
    referral_id, decision_id = new_id(), new_id()
    told = Told(
        new_id(),
        "parcours.referral.looked_at.v1",
        referral_id,
        datetime.now(UTC),
        {
            "referral_id": str(referral_id),
            "person_id": str(scene.person_id),
            "municipality_id": str(scene.world.municipality_id),
            "looked_at": datetime.now(UTC).isoformat(),
            "subject_id": str(scene.nurse.subject),
            "agency_id": str(scene.nurse.agency_id),
            "purpose": Purpose.CARE_COORDINATION.value,
            "decision_id": str(decision_id),
            "act": "opened",
        },
    )
    async with scene.database.work(TaskActor(REFERRAL_LOOKS.name)) as work:
        await REFERRAL_LOOKS.handle(work, told)
    row = await cases_owner.pool.fetchrow("SELECT * FROM access_log WHERE decision_id = $1", decision_id)
    assert row is not None
    assert (row["person_id"], row["subject_id"], row["agency_id"]) == (
        scene.person_id,
        scene.nurse.subject,
        scene.nurse.agency_id,
    )
    assert row["municipality_id"] == scene.world.municipality_id
    assert row["grounds"] == [f"referral:{referral_id}"]


async def test_the_rows_of_a_list_of_referrals_stand_there_one_by_one(scene: Scene, cases_owner: Database) -> None:
    referrals, persons, decision_id = [new_id(), new_id()], [scene.person_id, new_id()], new_id()
    told = Told(
        new_id(),
        "parcours.referral.listed.v1",
        scene.nurse.agency_id,
        datetime.now(UTC),
        {
            "referral_ids": [str(one) for one in referrals],
            "person_ids": [str(one) for one in persons],
            "municipality_ids": [str(scene.world.municipality_id)] * 2,
            "looked_at": datetime.now(UTC).isoformat(),
            "subject_id": str(scene.nurse.subject),
            "agency_id": str(scene.nurse.agency_id),
            "purpose": Purpose.CARE_COORDINATION.value,
            "decision_id": str(decision_id),
        },
    )
    async with scene.database.work(TaskActor(REFERRAL_LOOKS.name)) as work:
        await REFERRAL_LOOKS.handle(work, told)
    rows = await cases_owner.pool.fetch("SELECT * FROM access_log WHERE decision_id = $1", decision_id)
    assert {(row["person_id"], row["act"], *row["grounds"]) for row in rows} == {
        (person, "search_hit", f"referral:{referral}") for person, referral in zip(persons, referrals, strict=True)
    }


async def test_other_background_work_finds_no_person_to_write_about(scene: Scene) -> None:
    with pytest.raises(NotFound):
        await hears(scene, "sent", scene.lead, scene.nurse, new_id(), task="relay")
