"""From the age that a municipality says people consent themselves; until then who represents them does."""

from zoneinfo import ZoneInfo

import pytest

from services.cases.consents.actions.ages import NewAge, birthdays_of_consent, list_ages, say_age
from services.cases.consents.actions.confirming import confirm_consent
from services.cases.people.domain.coming_of_age import of_age_at
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Role
from shared.refusals import Invalid, NotAllowed
from tests.cases.majority.growing_up import GrowingUp

PARIS = ZoneInfo("Europe/Paris")
SIXTEEN, FOURTEEN = "2010-06-30", "2012-06-30"
"""Old at the time of writing, and for a year."""


async def says(scene: GrowingUp, age: int, category: Category | None = None) -> None:
    supervisor = scene.world.worker(Role.SUPERVISOR, agency=scene.lead.agency_id)
    command = NewAge(municipality_id=scene.world.municipality_id, category=category, age=age, article="Act § 4")
    async with scene.work(supervisor) as work:
        await say_age(work, supervisor, command)


async def refused(scene: GrowingUp, by: str, *categories: Category) -> list[str]:
    """With which codes a consent is refused."""
    try:
        await scene.agreed(scene.nurse, by, *categories)
    except Invalid as refusal:
        return [one.code for one in refusal.errors]
    return []


@pytest.fixture
async def young(scene: GrowingUp) -> GrowingUp:
    """In Paris: sixteen for health, eighteen for all else; somebody of fourteen or so."""
    await scene.lies_in(PARIS)
    await scene.agreement(scene.lead, scene.nurse)
    await scene.child(FOURTEEN)
    return scene


async def test_where_nothing_is_said_workers_record_as_before(young: GrowingUp) -> None:
    assert await refused(young, "person", Category.SOCIAL) == []
    assert await refused(young, "representative", Category.SOCIAL) == []


async def test_until_the_age_a_representative_consents_and_from_then_on_the_person_alone(young: GrowingUp) -> None:
    await says(young, 16, Category.HEALTH)
    assert await refused(young, "person", Category.HEALTH) == ["too_young"]
    assert await refused(young, "representative", Category.HEALTH) == []
    assert await refused(young, "representative", Category.HEALTH, Category.SOCIAL) == ["different_ages"]
    await young.was_born(SIXTEEN)
    assert await refused(young, "person", Category.HEALTH) == []
    assert await refused(young, "representative", Category.HEALTH) == ["consents_themselves"]
    assert await refused(young, "person", Category.SOCIAL) == ["too_young"]
    assert await refused(young, "representative", Category.SOCIAL) == []


async def test_anybody_refuses_at_any_age_and_an_unknown_birth_date_decides_nothing(young: GrowingUp) -> None:
    await says(young, 16)
    await young.agreed(young.nurse, "person", Category.HEALTH, refusal=True)
    await young.was_born(None)
    assert await refused(young, "person", Category.HEALTH) == []


async def test_of_an_adult_who_is_represented_the_representation_says_what_it_covers(young: GrowingUp) -> None:
    await says(young, 16)
    await young.was_born("1950-06-30")
    assert await refused(young, "representative", Category.HEALTH) == []
    assert await refused(young, "person", Category.HEALTH) == []


async def test_what_a_representative_agreed_to_ends_on_that_birthday(young: GrowingUp) -> None:
    await says(young, 16, Category.HOUSING)
    for_a_time = await young.agreed(young.nurse, "representative", Category.HOUSING)
    until_of_age = await young.agreed(young.nurse, "representative", Category.SOCIAL)
    await young.is_prepared()
    ends = await young.ends()
    assert (ends[for_a_time], ends[until_of_age]) == (of_age_at(FOURTEEN, PARIS, 16), of_age_at(FOURTEEN, PARIS))
    young.at(of_age_at(FOURTEEN, PARIS, 16))
    await young.all_performed()
    assert await young.told() == [for_a_time]


async def says_both(scene: GrowingUp) -> None:
    """From 14 years it takes both words, from 16 theirs alone."""
    supervisor = scene.world.worker(Role.SUPERVISOR, agency=scene.lead.agency_id)
    place = scene.world.municipality_id
    command = NewAge(municipality_id=place, category=None, age=14, article="Act § 4", alone_from=16)
    async with scene.work(supervisor) as work:
        await say_age(work, supervisor, command)
        assert await birthdays_of_consent(work, place, [Category.HOUSING, Category.SOCIAL]) == [14, 16, 18]


async def test_what_takes_both_words_is_nobodys_to_end_before_the_second(young: GrowingUp) -> None:
    await says_both(young)
    waits = await young.agreed(young.nurse, "representative", Category.HOUSING)
    await young.is_prepared()
    assert waits not in await young.ends(), "nothing flows yet"


async def test_what_the_person_confirms_when_they_alone_may_say_it_does_not_end_at_once(young: GrowingUp) -> None:
    await says_both(young)
    both = await young.agreed(young.nurse, "representative", Category.HOUSING)
    young.at(of_age_at(FOURTEEN, PARIS, 16))
    theirs = {"given_by": "person", "representative_id": None, "given_how": "oral", "evidence": None}
    async with young.work(young.lead) as work:
        await confirm_consent(work, young.lead, young.person_id, both, theirs)
    await young.is_prepared()
    assert (await young.ends())[both] == of_age_at(FOURTEEN, PARIS)


async def test_an_age_takes_the_place_of_the_one_before_and_is_said_by_who_answers_for_it(young: GrowingUp) -> None:
    await says(young, 16)
    await says(young, 14, Category.HEALTH)
    await says(young, 15)
    async with young.work(young.lead) as work:
        said = [(one["category"], one["age"]) for one in await list_ages(work, young.lead)]
    assert said == [(None, 15), ("health", 14)]
    command = NewAge(municipality_id=young.world.municipality_id, category=None, age=12, article="Act § 4")
    async with young.work(young.lead) as work:
        with pytest.raises(NotAllowed):
            await say_age(work, young.lead, command)
