"""On random worlds of consents to agencies, sectors and teams: less is never more, and Python, SQL and locks agree."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases.access.domain import RefusedSharing, standing
from services.cases.access.predicate import reader
from services.cases.agreements.domain.agreement import Agreement, AgreementState, Party
from services.cases.consents.domain import Consent, Recipient
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.access import built_worlds as built
from tests.cases.access.random_worlds import (
    AGENCIES,
    ANYBODY,
    BUILDER,
    NOW,
    PURPOSES,
    SECTORS,
    WORKERS,
    Somebody,
    actors,
    begins,
    ends,
    items,
    refusals,
    subsets,
    visible_in_python,
)
from tests.examples import worlds

CASE = UUID(int=9)
HERE = UUID(int=1)


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    to = draw(st.sampled_from(["agencies", "sectors", "team"]))
    return Consent(
        id=new_id(),
        person_id=ANYBODY,
        municipality_id=HERE,
        is_refusal=False,
        agencies=draw(st.frozensets(st.sampled_from(AGENCIES), min_size=1)) if to == "agencies" else frozenset(),
        sectors=draw(st.frozensets(st.sampled_from(SECTORS), min_size=1)) if to == "sectors" else frozenset(),
        case_id=CASE if to == "team" else None,
        heard_by=draw(st.sampled_from([None, *AGENCIES])),
        categories=draw(subsets),
        purposes=draw(st.frozensets(st.sampled_from(PURPOSES), min_size=1)),
        valid_from=draw(begins),
        valid_until=draw(ends),
    )


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    parties = tuple(
        Party(agency, sector, draw(st.booleans()), draw(st.booleans()))
        for agency, sector in zip(AGENCIES, SECTORS, strict=True)
    )
    return Agreement(
        id=new_id(),
        municipality_id=HERE,
        state=AgreementState.IN_FORCE,
        parties=parties,
        categories=draw(subsets),
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=draw(begins),
        valid_until=draw(ends),
    )


@st.composite
def places(draw: st.DrawFn) -> Recipient:
    number = draw(st.integers(0, 2))
    return Recipient(
        agency_id=AGENCIES[number],
        sector=SECTORS[number],
        worker_id=draw(st.sampled_from([None, WORKERS[number]])),
        starts_at=draw(begins),
        ends_at=draw(ends),
    )


drawn = {
    "said": st.lists(consents(), min_size=1, max_size=4),
    "under": st.lists(agreements(), min_size=1, max_size=2),
    "team": st.lists(places(), max_size=3, unique_by=lambda one: (one.agency_id, one.worker_id)),
    "refused": st.lists(refusals(ANYBODY), min_size=1, max_size=2),
}


def seen(
    said: Sequence[Consent],
    under: Sequence[Agreement],
    team: Sequence[Recipient],
    refused: Sequence[RefusedSharing],
    actor: Actor,
) -> set[int]:
    grants = [grant for one in said for grant in one.grants(under, team)]
    return set(visible_in_python(standing(actor, NOW, grants, refused), items(ANYBODY)))


@pytest.mark.nightly
@settings(max_examples=worlds(100))
@given(**drawn)
def test_no_refusal_and_no_consent_less_ever_shows_more(
    said: list[Consent], under: list[Agreement], team: list[Recipient], refused: list[RefusedSharing]
) -> None:
    for actor in actors():
        whole = seen(said, under, team, refused[1:], actor)
        assert seen(said, under, team, refused, actor) <= whole
        assert seen(said[1:], under, team, refused[1:], actor) <= whole
        assert seen(said, under[1:], team, refused[1:], actor) <= whole
        assert seen(said, under, team[1:], refused[1:], actor) <= whole


@given(**drawn)
def test_whoever_heard_a_consent_to_a_team_and_whoever_receives_under_no_agreement_has_nothing_by_it(
    said: list[Consent], under: list[Agreement], team: list[Recipient], refused: list[RefusedSharing]
) -> None:
    receivers = {party.agency_id for one in under for party in one.parties if party.receives}
    for one in said:
        reached = {grant.agency_id for grant in one.grants(under, team)}
        assert reached <= receivers
        assert one.case_id is None or one.heard_by not in reached
        assert refused


@pytest.mark.nightly
@settings(max_examples=worlds(25))
@given(**drawn)
async def test_python_sql_and_locks_agree_on_them(
    cases_database: Database,
    cases_owner: Database,
    said: list[Consent],
    under: list[Agreement],
    team: list[Recipient],
    refused: list[RefusedSharing],
) -> None:
    workers = [new_id() for _ in WORKERS]
    nobody_is_kept_out = Somebody(
        person_id=ANYBODY,
        grants=[grant for one in said for grant in one.grants(under, team)],
        refused=refused,
        seals=[],
        kept_out=frozenset(),
        known_to=None,
        held=frozenset(),
        may_use=None,
    )
    one = nobody_is_kept_out.named(new_id(), workers)
    async with cases_owner.work(BUILDER) as work:
        await built.build(work, [one], workers)
    for actor in actors(workers):
        stands = one.standing_of(actor)
        expected = {item.id for item in items(one.person_id, workers) if stands.grounds_to_read(item)}
        async with cases_database.work(actor) as work:
            work.now = NOW
            asking = {"people": [one.person_id], **reader(work)}
            assert await built.found(work, built.SHOWN, **asking) == expected
            assert await built.found(work, built.SHOWN_BY_STANDING, **asking) == expected


def test_what_a_world_can_hold_is_seen_by_somebody() -> None:
    """Or the properties above would hold of nothing."""
    everything = frozenset(Category)
    parties = tuple(
        Party(one, sector, gives=True, receives=True) for one, sector in zip(AGENCIES, SECTORS, strict=True)
    )
    under = Agreement(
        id=new_id(),
        municipality_id=HERE,
        state=AgreementState.IN_FORCE,
        parties=parties,
        categories=everything,
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=NOW,
        valid_until=None,
    )
    consent = Consent(
        id=new_id(),
        person_id=ANYBODY,
        municipality_id=HERE,
        is_refusal=False,
        agencies=frozenset(),
        sectors=frozenset({Sector.HEALTH}),
        categories=everything,
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=NOW,
        valid_until=None,
    )
    at_work = Recipient(agency_id=AGENCIES[2], sector=SECTORS[2], worker_id=WORKERS[2], starts_at=NOW)
    to_team = replace(consent, sectors=frozenset(), case_id=CASE, heard_by=AGENCIES[0])
    seeing = {actor.agency_id for actor in actors() if seen([consent, to_team], [under], [at_work], [], actor)}
    assert seeing == {AGENCIES[1], AGENCIES[2]}
