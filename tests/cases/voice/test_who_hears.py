"""Who hears what somebody said: in lists, notices, the timeline, and below the predicate."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest

from services.cases.conflicts.actions import declare_conflict
from services.cases.conflicts.domain import Relation
from services.cases.timeline.actions import read_timeline
from services.cases.voice.actions.complaints import acknowledge_complaint, list_unanswered, read_complaint
from services.cases.voice.actions.counting import count_voices
from services.cases.voice.actions.ratings import read_rating
from services.cases.voice.domain.counting import Quarter
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cases.voice.voices import SUPERVISORS, Voices, today

TABLES = ("rating", "complaint")
FORGETFUL = [Statement(f"SELECT count(*) FROM {table} WHERE case_id = :case_id") for table in TABLES]
ANSWERING = Statement("UPDATE complaint SET state = 'acknowledged' WHERE case_id = :case_id")
FORGED = Statement("""
    INSERT INTO rating (id, case_id, municipality_id, person_id, also_about, category, sensitivity, agency_id,
        worker_id, about_agency_id, addressed_to, spoken_by, said_at, aspect, score, began_on, ended_on)
    VALUES (:id, :case_id, :id, :person_id, '{}', 'social', 'ordinary', :agency_id, :worker_id, :agency_id,
        'team', 'person', now(), 'being_heard', 5, now(), now())
""")


async def hears_nothing(scene: Voices, who: Actor) -> bool:
    """Neither by the predicate alone nor by the lock below it alone."""
    async with scene.work(who) as work:
        below = [await work.value(statement, case_id=scene.case_id) for statement in FORGETFUL]
    return (await scene.shown(who, without_locks=True), below) == (([], []), [0, 0])


async def test_what_is_said_to_the_team_is_heard_by_whoever_may_see_its_category(scene: Voices) -> None:
    complaint_id, rating_id = await scene.complains(scene.lead), await scene.rates(scene.lead, 4)
    for who in (scene.lead, scene.adviser, scene.colleague(scene.lead)):
        assert await scene.shown(who) == ([complaint_id], [rating_id])
    closed = await scene.complains(scene.lead, category=Category.HEALTH)
    assert await scene.shown(scene.lead) == ([complaint_id, closed], [rating_id])
    assert await scene.shown(scene.adviser) == ([complaint_id], [rating_id])
    await scene.said(scene.adviser, Category.SOCIAL, refusal=True)
    with pytest.raises(NotFound):
        await scene.shown(scene.adviser)


async def test_what_is_said_to_supervisors_is_heard_by_those_of_the_agency_and_by_nobody_else(scene: Voices) -> None:
    complaint_id = await scene.complains(scene.adviser, addressed_to=SUPERVISORS, category=Category.HEALTH)
    rating_id = await scene.rates(scene.adviser, 1, addressed_to=SUPERVISORS)
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    assert await scene.shown(supervisor) == ([complaint_id], [rating_id])
    others = [scene.lead, scene.adviser, scene.colleague(scene.lead, Role.SUPERVISOR, Role.PRIVACY_OFFICER)]
    for who in others:
        assert await hears_nothing(scene, who)
    async with scene.work(scene.lead) as work:
        lines = {row["kind"] for row in await read_timeline(work, scene.person_id, None, 50)}
    assert lines.isdisjoint({"complaint_recorded", "rating_given"})
    await scene.is_heard()
    assert (await scene.kinds(supervisor))[-1] == "complaint_recorded"
    for who in others:
        assert "complaint_recorded" not in await scene.kinds(who)


async def test_supervisors_hear_what_is_said_of_their_agency_even_where_nothing_of_it_flows_to_them(
    scene: Voices,
) -> None:
    complaint_id = await scene.complains(scene.adviser, category=Category.HEALTH)
    rating_id = await scene.rates(scene.adviser, 2, category=Category.HEALTH)
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    assert await scene.shown(supervisor) == ([complaint_id], [rating_id])
    assert await scene.shown(scene.adviser) == ([], [])
    await scene.joins(scene.case_id, supervisor)
    async with scene.work(supervisor) as work:
        await declare_conflict(work, supervisor, scene.person_id, Relation.FRIEND)
    with pytest.raises(NotFound):
        await scene.shown(supervisor)


async def test_a_complaint_is_taken_up_and_answered_by_the_agency_that_it_is_about(scene: Voices) -> None:
    complaint_id = await scene.complains(scene.adviser)
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    for who in (scene.lead, scene.adviser, scene.colleague(scene.lead, Role.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            await scene.answers(who, complaint_id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                await work.run(ANSWERING, case_id=scene.case_id)
    async with scene.work(supervisor) as work:
        await acknowledge_complaint(work, supervisor, scene.case_id, complaint_id)
    await scene.answers(supervisor, complaint_id)
    with pytest.raises(Conflict):
        await scene.answers(supervisor, complaint_id)
    async with scene.work(scene.lead) as work:
        answered = await read_complaint(work, scene.case_id, complaint_id, "read-complaint")
        lines = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 1)]
    assert (answered["state"], answered["outcome"], answered["answered_by_id"]) == (
        "answered", "upheld", supervisor.subject,
    )  # fmt: skip
    assert lines[:2] == ["complaint_answered", "complaint_recorded"]
    await scene.is_heard()
    assert (await scene.kinds(scene.lead))[-1] == "complaint_answered"


async def test_nothing_is_taken_down_that_its_addressee_would_not_hear(scene: Voices) -> None:
    await scene.joins(scene.case_id, scene.nurse)
    await scene.known(scene.world.worker(), scene.person_id)
    for about in (scene.nurse, scene.world.worker()):
        with pytest.raises(Invalid) as refused:
            await scene.complains(about)
        assert refused.value.errors[0].pointer == "#/about_agency_id"


async def test_to_complain_about_a_shelter_is_no_way_to_learn_that_it_wrote_in_the_case(scene: Voices) -> None:
    shelter = scene.world.worker(Role.CASEWORKER, Role.ADMINISTRATOR)
    await scene.known(shelter, scene.person_id)
    await scene.writes(shelter, scene.case_id, "She sleeps here", category=Category.HOUSING)
    for unseen in (shelter, scene.world.worker()):
        with pytest.raises(Invalid) as refused:
            await scene.complains(unseen, by=scene.adviser)
        assert refused.value.errors[0].pointer == "#/about_agency_id"
    await scene.agreement(shelter, scene.adviser)
    await scene.said(scene.adviser, Category.HOUSING, Category.SOCIAL)
    assert await scene.texts(scene.adviser, scene.case_id) == ["She sleeps here"]
    await scene.complains(shelter, by=scene.adviser)


async def test_a_list_of_complaints_goes_on_after_one_that_was_answered_or_is_seen_no_more(scene: Voices) -> None:
    """The cursor holds a place, and asks nothing of the complaint that stood there."""
    supervisor = scene.colleague(scene.adviser, Role.SUPERVISOR)
    waiting = [await scene.complains(scene.adviser, answer_due_on=today() + timedelta(days=days)) for days in (3, 5, 7)]
    async with scene.work(supervisor) as work:
        [first, *_] = await list_unanswered(work, supervisor, None, 1)
        after = first["answer_due_on"], first["id"]
    await scene.owner.pool.execute("UPDATE cases.complaint SET answer_due_on = $1 WHERE id = $2", today(), first["id"])
    async with scene.work(supervisor) as work:
        rest = await list_unanswered(work, supervisor, after, 50)
    assert (first["id"], [row["id"] for row in rest]) == (waiting[0], waiting[1:])


async def test_nobody_speaks_in_the_name_of_a_colleague_or_without_a_ground(scene: Voices) -> None:
    for who, name in ((scene.colleague(scene.lead), scene.lead), (scene.nurse, scene.nurse)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(who) as work:
                await work.run(
                    FORGED,
                    id=new_id(),
                    case_id=scene.case_id,
                    person_id=scene.person_id,
                    agency_id=name.agency_id,
                    worker_id=name.subject,
                )


async def test_what_is_not_heard_and_what_is_not_there_are_the_same(scene: Voices) -> None:
    hidden = (
        await scene.rates(scene.adviser, 2, addressed_to=SUPERVISORS),
        await scene.complains(scene.adviser, addressed_to=SUPERVISORS),
    )

    async def asked(what: Callable[[], Awaitable[object]]) -> str:
        with pytest.raises(NotFound) as refused:
            await what()
        return str(refused.value)

    async with scene.work(scene.lead) as work:
        for rating_id, complaint_id in (hidden, (new_id(), new_id())):
            ratings = await asked(lambda one=rating_id: read_rating(work, scene.case_id, one))  # type: ignore[misc]
            complaints = await asked(
                lambda one=complaint_id: read_complaint(work, scene.case_id, one, "read-complaint")  # type: ignore[misc]
            )
            assert ratings == complaints == str(NotFound())


async def test_numbers_under_five_are_hidden_from_the_supervisor(scene: Voices) -> None:
    cases = [(await scene.known(scene.lead), score) for score in (4, 4, 4, 4, 4, 5)]
    own = scene.case_id
    for person_id, score in cases:
        scene.case_id = await scene.case(person_id)
        await scene.rates(scene.lead, 1)
        await scene.rates(scene.lead, score)
    scene.case_id = own
    await scene.owner.pool.execute("UPDATE cases.rating SET said_at = said_at - interval '1 year'")
    supervisor = scene.colleague(scene.lead, Role.SUPERVISOR)
    year, quarter = today().year - 1, (today().month + 2) // 3
    async with scene.work(supervisor) as work:
        counts = await count_voices(work, supervisor, Quarter(year, quarter))
    [heard] = [numbers for aspect, numbers in counts.ratings.items() if aspect == "being_heard"]
    assert (heard.total, heard.cells) == (None, {1: None, 2: None, 3: None, 4: 5, 5: None})
    async with scene.work(scene.lead) as work:
        with pytest.raises(NotAllowed):
            await count_voices(work, scene.lead, Quarter(year, quarter))
