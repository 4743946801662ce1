"""Random histories of a case: what is noticed, when a fact is taken away, and who is shown it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deploy.embedded.databases import ServiceDatabase
from services.cases.alerts.actions.occurrences import read_occurrence
from services.cases.alerts.domain.early import RuleKind
from services.cases.alerts.domain.occurrences import OccurrenceTerm
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.refusals import NotAllowed, NotFound
from tests.cases.alerts.noticing import Noticing, noticing_scene

WINDOW = 10
TERM_OF = {
    RuleKind.MISSED_APPOINTMENTS: OccurrenceTerm.MISSED_APPOINTMENT,
    RuleKind.EVICTION_NOTICE: OccurrenceTerm.EVICTION_NOTICE,
}
CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)


@dataclass(frozen=True)
class Happening:
    """One occurrence, and whether it was taken back before the rules looked, or after."""

    term: OccurrenceTerm
    days_ago: int
    category: Category
    sensitivity: Sensitivity
    by_adviser: bool
    taken_back: str | None


happenings = st.lists(
    st.builds(
        Happening,
        term=st.sampled_from(list(TERM_OF.values())),
        days_ago=st.integers(0, WINDOW + 2),
        category=st.sampled_from(CATEGORIES),
        sensitivity=st.sampled_from([*[Sensitivity.ORDINARY] * 3, *Sensitivity]),
        by_adviser=st.booleans(),
        taken_back=st.sampled_from([None, None, None, "before", "after"]),
    ),
    min_size=2,
    max_size=7,
)


async def tell(scene: Noticing, case_id: UUID, story: list[Happening]) -> dict[UUID, Happening]:
    """Make it happen; what an adviser may not write does not."""
    happened = {}
    for one in story:
        who = scene.adviser if one.by_adviser else scene.lead
        try:
            fact = await scene.records(
                who, case_id, one.term, days_ago=one.days_ago, category=one.category, sensitivity=one.sensitivity
            )
        except NotAllowed:
            continue
        happened[fact] = one
        if one.taken_back == "before":
            await scene.takes_back(who, case_id, fact)
    return happened


async def opens(scene: Noticing, who: Actor, case_id: UUID, fact: UUID) -> bool:
    try:
        async with scene.work(who) as work:
            return bool((await read_occurrence(work, case_id, fact, "read-occurrence"))["state"] == "recorded")
    except NotFound:
        return False


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    story=happenings,
    missed=st.integers(1, 3),
    notices=st.integers(1, 2),
    shared=st.frozensets(st.sampled_from(CATEGORIES), min_size=1),
)
async def test_what_is_noticed_rests_on_what_happened_once_and_is_shown_with_all_its_facts(
    databases: Mapping[str, ServiceDatabase],
    story: list[Happening],
    missed: int,
    notices: int,
    shared: frozenset[Category],
) -> None:
    asked = {RuleKind.MISSED_APPOINTMENTS: missed, RuleKind.EVICTION_NOTICE: notices}
    async with noticing_scene(databases["cases"].runtime_url) as scene:
        for kind, at_least in asked.items():
            await scene.rule(kind, WINDOW, at_least)
        await scene.agreement(scene.lead, scene.adviser, categories=shared | {Category.IDENTITY})
        case_id = await scene.case(category=min(shared))
        await scene.joins(case_id, scene.adviser)
        happened = await tell(scene, case_id, story)
        for _ in range(2):
            await scene.look()
        expected = {
            kind: {
                fact
                for fact, one in happened.items()
                if one.term is TERM_OF[kind]
                and one.days_ago < WINDOW
                and one.sensitivity is not Sensitivity.SEALED
                and one.taken_back != "before"
            }
            for kind in asked
        }
        wanted = {kind.value: facts for kind, facts in expected.items() if len(facts) >= asked[kind]}
        for fact, one in happened.items():
            if one.taken_back == "after":
                await scene.takes_back(scene.adviser if one.by_adviser else scene.lead, case_id, fact)
        await scene.look()
        everybody = (scene.lead, scene.adviser, scene.colleague(scene.lead), scene.nurse)
        for who in everybody:
            visible = {fact for fact in happened if await opens(scene, who, case_id, fact)}
            shown = {
                row["kind"]: {UUID(fact["id"]) for fact in row["rests_on"]} for row in await scene.sees(who, case_id)
            }
            assert shown == {kind: facts for kind, facts in wanted.items() if facts <= visible}
