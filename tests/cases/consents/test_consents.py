"""A consent shares what an agreement covers, at once, and stops at once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.agreements.actions.ending import end_agreement
from services.cases.agreements.actions.signing import sign_agreement
from services.cases.agreements.actions.writing import NewAgreement, write_agreement
from services.cases.agreements.domain.agreement import Party
from services.cases.consents.actions.following import issue_for_agreement
from services.cases.consents.actions.recording import NewConsent, record_consent
from services.cases.consents.actions.withdrawing import withdraw_consent
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor, TaskActor
from shared.contracts.identity.vocabulary import Purpose, Role
from shared.database.engine import Database
from shared.identifiers import new_id
from shared.refusals import Conflict, NotAllowed, NotFound
from tests.cases.people.readers import Log
from tests.cases.worlds import World

CIRCUMSTANCES = {
    "given_by": "person",
    "representative_id": None,
    "given_how": "oral",
    "language": "fr",
    "evidence": None,
}


async def agreement_between(database: Database, *parties: Actor, categories: frozenset[Category]) -> UUID:
    """An agreement in force between the agencies of these administrators, all giving and receiving."""
    command = NewAgreement(
        municipality_id=parties[0].municipality_id,
        title="Housing and health",
        parties=tuple(Party(one.agency_id, one.sector, gives=True, receives=True) for one in parties),
        categories=categories,
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=system_clock() - timedelta(days=1),
        valid_until=None,
        terms={
            "legal_basis": "e",
            "special_category_basis": "h",
            "article": "Social Welfare Act § 12",
            "retention": "two years",
            "onward_sharing": False,
            "contact": "privacy office",
        },
    )
    async with database.work(parties[0]) as work:
        agreement_id = await write_agreement(work, parties[0], command)
    for party in parties:
        async with database.work(party) as work:
            await sign_agreement(work, party, agreement_id)
    return agreement_id


def consent_for(*agencies: UUID, refusal: bool = False, categories: tuple[Category, ...]) -> NewConsent:
    return NewConsent(
        is_refusal=refusal,
        agencies=agencies,
        sectors=(),
        categories=categories,
        purposes=(Purpose.CARE_COORDINATION,),
        valid_from=None,
        valid_until=None,
        circumstances=CIRCUMSTANCES,
    )


class Scene:
    """A person known to one agency; another that wants to know; an administrator of each."""

    def __init__(self, database: Database, world: World) -> None:
        self.database = database
        self.holder = world.worker(Role.CASEWORKER, Role.ADMINISTRATOR)
        self.other = world.worker(Role.CASEWORKER, Role.ADMINISTRATOR)
        self.person_id = new_id()

    async def known_to_holder(self) -> None:
        async with self.database.work(self.holder) as work:
            await grant_authorship(work, self.person_id, self.holder.municipality_id, begins_record=True)

    async def categories_of_other(self) -> tuple[Category, ...]:
        async with self.database.work(self.other) as work:
            return (await standing_to(work, self.person_id)).readable_categories()

    async def record(self, command: NewConsent) -> UUID:
        async with self.database.work(self.holder) as work:
            return await record_consent(work, self.holder, self.person_id, command)


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Scene:
    scene = Scene(cases_database, world)
    await scene.known_to_holder()
    return scene


HOUSING = frozenset({Category.IDENTITY, Category.HOUSING})


async def test_a_consent_under_an_agreement_shares_what_both_cover(scene: Scene) -> None:
    await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    await scene.record(consent_for(scene.other.agency_id, categories=(Category.HOUSING, Category.HEALTH)))
    assert await scene.categories_of_other() == (Category.HOUSING,)


async def test_a_consent_outside_every_agreement_shares_nothing(scene: Scene) -> None:
    await scene.record(consent_for(scene.other.agency_id, categories=(Category.HOUSING,)))
    with pytest.raises(NotFound):
        await scene.categories_of_other()


async def test_a_draft_agreement_shares_nothing_until_the_last_party_signs(scene: Scene) -> None:
    agreement_id = await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    with pytest.raises(Conflict):
        async with scene.database.work(scene.other) as work:
            await sign_agreement(work, scene.other, agreement_id)


async def test_a_consent_that_waited_gets_its_grants_when_the_agreement_comes_into_force(scene: Scene) -> None:
    await scene.record(consent_for(scene.other.agency_id, categories=(Category.HOUSING,)))
    agreement_id = await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    async with scene.database.work(TaskActor("consents_under_agreement")) as work:
        await issue_for_agreement(work, agreement_id)
    assert await scene.categories_of_other() == (Category.HOUSING,)


async def test_a_withdrawal_is_effective_for_the_next_request(scene: Scene) -> None:
    await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    consent_id = await scene.record(consent_for(scene.other.agency_id, categories=(Category.HOUSING,)))
    async with scene.database.work(scene.holder) as work:
        await withdraw_consent(work, scene.holder, scene.person_id, consent_id)
    with pytest.raises(NotFound):
        await scene.categories_of_other()


async def test_a_refusal_wins_over_a_consent_for_its_category_only(scene: Scene) -> None:
    await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    await scene.record(consent_for(scene.other.agency_id, categories=(Category.IDENTITY, Category.HOUSING)))
    await scene.record(consent_for(scene.other.agency_id, refusal=True, categories=(Category.HOUSING,)))
    assert await scene.categories_of_other() == (Category.IDENTITY,)


async def test_the_end_of_an_agreement_ends_what_rests_on_it(scene: Scene) -> None:
    agreement_id = await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    await scene.record(consent_for(scene.other.agency_id, categories=(Category.HOUSING,)))
    async with scene.database.work(scene.other) as work:
        await end_agreement(work, scene.other, agreement_id)
    with pytest.raises(NotFound):
        await scene.categories_of_other()


async def test_somebody_without_a_ground_cannot_record_a_consent(scene: Scene) -> None:
    with pytest.raises(NotFound):
        async with scene.database.work(scene.other) as work:
            await record_consent(
                work, scene.other, scene.person_id, consent_for(scene.other.agency_id, categories=(Category.HOUSING,))
            )


async def test_a_receiver_cannot_record_a_consent_for_itself_or_end_a_refusal_that_stops_it(scene: Scene) -> None:
    await agreement_between(scene.database, scene.holder, scene.other, categories=HOUSING)
    await scene.record(consent_for(scene.other.agency_id, categories=(Category.IDENTITY,)))
    refusal = consent_for(scene.other.agency_id, refusal=True, categories=(Category.HOUSING,))
    refusal_id = await scene.record(refusal)
    for_itself = consent_for(scene.other.agency_id, categories=(Category.HOUSING,))
    with pytest.raises(NotAllowed):
        async with scene.database.work(scene.other) as work:
            await record_consent(work, scene.other, scene.person_id, for_itself)
    with pytest.raises(NotAllowed):
        async with scene.database.work(scene.other) as work:
            await withdraw_consent(work, scene.other, scene.person_id, refusal_id)


async def test_a_refusal_tells_when_it_begins(scene: Scene, world: World, cases_owner: Database) -> None:
    begins = system_clock() + timedelta(days=7)
    refusal = consent_for(scene.other.agency_id, refusal=True, categories=(Category.HOUSING,))
    await scene.record(replace(refusal, valid_from=begins))
    [said] = [data for kind, data in await Log(cases_owner).told(scene.person_id) if kind.endswith("refused.v1")]
    assert (said["valid_from"], said["municipality_id"]) == (begins.isoformat(), str(world.municipality_id))
