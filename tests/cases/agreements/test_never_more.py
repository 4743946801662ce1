"""Whatever a version, a party that leaves or the end changes: nobody sees more, and it is what was said beforehand."""

from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import grants_on
from services.cases.agreements.actions.affecting import list_affected
from services.cases.agreements.actions.ending import end_agreement, withdraw_from_agreement
from services.cases.agreements.actions.signing import open_version
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from tests.cases.agreements.sharing import Sharing
from tests.cases.worlds import World

SOME = st.frozensets(st.sampled_from([Category.IDENTITY, Category.SOCIAL, Category.HOUSING]), min_size=1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("version"), SOME, st.booleans()),
        st.tuples(st.sampled_from(["withdrawal", "end"]), st.just(frozenset()), st.just(True)),
    ),
    min_size=1,
    max_size=3,
)


class Changing(Sharing):
    agreement_id: UUID

    async def held(self, who: Actor) -> dict[UUID, frozenset[str]]:
        """What somebody's grants under the agreement show, opened one by one."""
        async with self.work(who) as work:
            if not await self.sees(who):
                return {}
            rows = await grants_on(work, who, self.person_id)
        return {row["id"]: frozenset(row["categories"]) for row in rows if row["agreement_id"] == self.agreement_id}

    async def foretold(self, who: Actor, number: int | None) -> dict[UUID, tuple[str, frozenset[str]]]:
        """What somebody is told that a change will do to them."""
        async with self.work(who) as work:
            rows = await list_affected(work, who, self.agreement_id, number, None, 50)
        return {row["id"]: (row["effect"], frozenset(row["lost"])) for row in rows}

    async def state(self) -> str:
        state: str = (await self.row(self.agreement_id))["state"]
        return state


async def changed(scene: Changing, kind: str, categories: frozenset[Category], *, with_nurse: bool) -> None:
    """Make the change; a version as it was foretold, exactly."""
    everybody = (scene.lead, scene.adviser, scene.nurse)
    if kind == "withdrawal":
        async with scene.work(scene.nurse) as work:
            await withdraw_from_agreement(work, scene.nurse, scene.agreement_id)
    elif kind == "end":
        async with scene.work(scene.lead) as work:
            await end_agreement(work, scene.lead, scene.agreement_id)
    else:
        parties = everybody if with_nurse else everybody[:2]
        number = await scene.written(scene.agreement_id, scene.lead, scene.saying(*parties, categories=categories))
        before = await scene.held(scene.adviser)
        foretold = await scene.foretold(scene.adviser, number)
        async with scene.work(scene.lead) as work:
            signers = set((await open_version(work, scene.lead, scene.agreement_id, number))["signers"])
        await scene.signed(scene.agreement_id, number, *(one for one in everybody if one.agency_id in signers))
        after = await scene.held(scene.adviser)
        assert all(shown <= categories for shown in after.values()), "no grant says more than its agreement"
        lost = {one: before[one] - after.get(one, frozenset()) for one in before}
        told = {one: foretold.get(one, ("kept", frozenset()))[1] for one in before}
        assert lost == told
        assert {one for one in before if one not in after} == {
            one for one, (effect, _) in foretold.items() if effect == "ended"
        }


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(agreed=SOME, steps=STEPS)
async def test_a_change_never_shows_more_and_does_what_was_said(
    cases_database: Database, agreed: frozenset[Category], steps: list[tuple[str, frozenset[Category], bool]]
) -> None:
    scene = Changing(cases_database, World())
    await scene.known(scene.lead, scene.person_id)
    scene.agreement_id = await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    for who in (scene.adviser, scene.nurse):
        await scene.said(who, *agreed)
    nurse_left = False
    for kind, categories, with_nurse in steps:
        if await scene.state() == "ended" or (kind == "withdrawal" and nurse_left):
            break
        before = {who.agency_id: await scene.sees(who) for who in (scene.adviser, scene.nurse)}
        await changed(scene, kind, categories, with_nurse=with_nurse)
        nurse_left = kind == "withdrawal" or (kind == "version" and not with_nurse)
        after = {who.agency_id: await scene.sees(who) for who in (scene.adviser, scene.nurse)}
        assert all(after[agency_id] <= before[agency_id] for agency_id in before)
        assert after[scene.nurse.agency_id] == frozenset() or not nurse_left
        if kind == "end":
            assert set(after.values()) == {frozenset()}
