"""What a birthday ends: what was agreed to for the child and nothing else, once, anywhere, whatever the replicas."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.cases.access.actions import grants_on, standing_to
from services.cases.consents.actions.reading import open_consent
from services.cases.consents.actions.withdrawing import withdraw_consent
from services.cases.majority.actions import perform_a_slice
from services.cases.people.domain.coming_of_age import of_age_at
from services.cases.timeline.actions import read_timeline
from shared.contracts.cases.vocabulary import Category
from shared.database.statements import Statement
from shared.refusals import Invalid, NotFound
from tests.cases.majority.growing_up import GrowingUp

PARIS = ZoneInfo("Europe/Paris")
SOON = timedelta(minutes=5)
KNOWN = Statement("SELECT count(*) FROM live_ground WHERE person_id = :person_id")
BORN_AND_WHERE = [
    ("2012-02-29", "Europe/Paris"),
    ("2011-02-28", "Pacific/Kiritimati"),
    ("2012-03-31", "Pacific/Pago_Pago"),
    ("2011-04-26", "Africa/Cairo"),
    ("2010-11-04", "America/Havana"),
    ("2012", "Asia/Kathmandu"),
    ("2011-02", "Australia/Lord_Howe"),
]


@pytest.mark.parametrize(("birth_date", "where"), BORN_AND_WHERE)
async def test_a_birthday_ends_exactly_what_was_agreed_to_for_the_child(
    scene: GrowingUp, birth_date: str, where: str
) -> None:
    zone = ZoneInfo(where)
    await scene.lies_in(zone)
    await scene.agreement(scene.lead, scene.adviser)
    await scene.agreement(scene.lead, scene.nurse)
    await scene.child(birth_date)
    theirs = await scene.agreed(scene.adviser, "person")
    majority_at = of_age_at(birth_date, zone)
    for_the_child = await scene.agreed(scene.nurse, "representative")
    ends_before = await scene.agreed(scene.nurse, "representative", until=majority_at - timedelta(days=1))
    await scene.agreed(scene.adviser, "representative", Category.HEALTH, refusal=True)
    before = await scene.ends()
    await scene.is_prepared()
    after = {**before, for_the_child: majority_at}
    assert await scene.ends() == after
    async with scene.work(scene.lead) as work:
        rows = await grants_on(work, scene.lead, scene.person_id, majority_at)
        assert {row["ground_id"] for row in rows} == {scene.person_id, theirs}
        rows = await grants_on(work, scene.lead, scene.person_id, majority_at - timedelta(microseconds=1))
        assert {row["ground_id"] for row in rows} == {scene.person_id, theirs, for_the_child}
    scene.at(majority_at - timedelta(microseconds=1))
    await scene.all_performed()
    assert await scene.told() == []
    scene.at(majority_at)
    await asyncio.gather(*(perform_a_slice(scene.database, 1) for _ in range(6)))
    await scene.all_performed()
    assert await scene.told() == [for_the_child]
    assert ends_before not in await scene.told()


async def test_the_database_ends_it_by_its_own_clock_whether_any_process_runs(scene: GrowingUp) -> None:
    await scene.lies_in(PARIS)
    await scene.agreement(scene.lead, scene.nurse)
    await scene.child("2011-06-30")
    consent_id = await scene.agreed(scene.nurse, "representative")
    async with scene.work(scene.nurse) as work:
        assert await work.value(KNOWN, person_id=scene.person_id) == 1
    await scene.owner.pool.execute("UPDATE cases.consent SET recorded_at = '2020-01-01' WHERE id = $1", consent_id)
    await scene.was_born("2006-06-30")
    await scene.is_prepared()
    async with scene.work(scene.nurse) as work:
        assert await work.value(KNOWN, person_id=scene.person_id) == 0, "below the predicate too"
        with pytest.raises(NotFound):
            await standing_to(work, scene.person_id)


async def test_a_corrected_birth_date_moves_the_end_in_both_directions(scene: GrowingUp) -> None:
    await scene.lies_in(PARIS)
    await scene.agreement(scene.lead, scene.nurse)
    await scene.child("2011-06-30")
    consent_id = await scene.agreed(scene.nurse, "representative")
    for birth_date in ("2011-06-30", "2010-06-30", "2012-06", None):
        if birth_date != "2011-06-30":
            await scene.was_born(birth_date)
        await scene.is_prepared()
        expected = of_age_at(birth_date, PARIS) if birth_date else None
        assert (await scene.ends())[consent_id] == expected
        async with scene.work(scene.lead) as work:
            assert (await open_consent(work, scene.person_id, consent_id))["valid_until"] == expected


async def test_what_is_agreed_to_for_an_adult_or_was_taken_back_does_not_end_with_a_birthday(scene: GrowingUp) -> None:
    await scene.lies_in(PARIS)
    await scene.agreement(scene.lead, scene.nurse)
    await scene.child("2001-06-30")
    for_an_adult = await scene.agreed(scene.nurse, "representative", Category.IDENTITY)
    await scene.is_prepared()
    assert (await scene.ends())[for_an_adult] is None
    await scene.was_born("2011-06-30")
    taken_back = await scene.agreed(scene.nurse, "representative", Category.HOUSING)
    await scene.is_prepared()
    async with scene.work(scene.lead) as work:
        await withdraw_consent(work, scene.lead, scene.person_id, taken_back)
    scene.at(of_age_at("2011-06-30", PARIS))
    await scene.all_performed()
    assert await scene.told() == [for_an_adult], "the correction made them a child when it was given"
    async with scene.work(scene.lead) as work:
        lines = [row["kind"] for row in await read_timeline(work, scene.person_id, None, 1)]
    assert "consent_lapsed" in lines


async def test_an_agreement_that_comes_later_gives_no_more_than_childhood(scene: GrowingUp) -> None:
    await scene.child("2011-06-30")
    consent_id = await scene.agreed(scene.nurse, "representative")
    await scene.is_prepared()
    await scene.agreement(scene.lead, scene.nurse)
    await scene.comes_into_force()
    first_anywhere = datetime(2029, 6, 29, 10, tzinfo=UTC)
    assert (await scene.ends())[consent_id] == first_anywhere, "nobody told yet in which time zone it lies"
    async with scene.work(scene.lead) as work:
        with pytest.raises(Invalid):
            await grants_on(work, scene.lead, scene.person_id, work.now - SOON)
