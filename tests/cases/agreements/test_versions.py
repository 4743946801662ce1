"""A version shares what all have signed and nothing else; a narrower one ends at once what it does not say."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from services.cases.agreements.actions.ending import end_agreement, withdraw_from_agreement
from services.cases.agreements.actions.signing import (
    list_versions,
    open_version,
    refuse_version,
    sign_agreement,
    sign_version,
)
from services.cases.agreements.actions.writing import write_version
from services.cases.agreements.domain.terms import VersionState
from shared.clock import system_clock
from shared.contracts.cases.vocabulary import Category
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.refusals import Conflict, NotAllowed, NotFound, PreconditionRequired, Stale
from tests.cases.agreements.sharing import Sharing
from tests.cases.coordination.scenes import SHARED
from tests.cases.worlds import World

HOUSING = frozenset({Category.HOUSING})
WIDER = SHARED | {Category.FINANCE}


@pytest.fixture
async def scene(cases_database: Database, world: World) -> Sharing:
    """A person whom the lead's agency knows; they agreed that the adviser's may see everything that is shared."""
    scene = Sharing(cases_database, world)
    await scene.known(scene.lead, scene.person_id)
    return scene


@pytest.fixture
async def agreement_id(scene: Sharing) -> UUID:
    agreement_id = await scene.agreement(scene.lead, scene.adviser)
    await scene.said(scene.adviser, *Category)
    assert await scene.sees(scene.adviser) == SHARED
    return agreement_id


async def test_a_narrower_version_ends_at_once_what_it_does_not_say_when_the_last_has_signed(
    scene: Sharing, agreement_id: UUID
) -> None:
    terms = scene.saying(scene.lead, scene.adviser, categories=HOUSING)
    number = await scene.written(agreement_id, scene.adviser, terms)
    await scene.signed(agreement_id, number, scene.lead)
    assert await scene.sees(scene.adviser) == SHARED, "one signature is not enough"
    await scene.signed(agreement_id, number, scene.adviser)
    assert await scene.sees(scene.adviser) == HOUSING
    await scene.heard(agreement_id)
    assert await scene.sees(scene.adviser) == HOUSING
    async with scene.work(scene.lead) as work:
        states = [(row["number"], row["state"]) for row in await list_versions(work, scene.lead, agreement_id, None, 9)]
    assert states == [(2, VersionState.IN_FORCE), (1, VersionState.SUPERSEDED)]


async def test_a_wider_version_shares_more_with_what_people_had_agreed_to(scene: Sharing, agreement_id: UUID) -> None:
    terms = scene.saying(scene.lead, scene.adviser, scene.nurse, categories=WIDER)
    number = await scene.written(agreement_id, scene.lead, terms)
    await scene.signed(agreement_id, number, scene.lead, scene.adviser)
    assert await scene.sees(scene.adviser) == SHARED, "the newcomer has not signed"
    await scene.signed(agreement_id, number, scene.nurse)
    await scene.heard(agreement_id)
    assert await scene.sees(scene.adviser) == WIDER
    assert await scene.sees(scene.nurse) == frozenset(), "nobody agreed to that"


async def test_who_is_left_out_of_a_version_signs_it_too(scene: Sharing, agreement_id: UUID) -> None:
    number = await scene.written(agreement_id, scene.lead, scene.saying(scene.lead, scene.nurse))
    await scene.signed(agreement_id, number, scene.lead, scene.nurse)
    assert (await scene.row(agreement_id))["version_in_force"] == 1
    await scene.signed(agreement_id, number, scene.adviser)
    assert (await scene.row(agreement_id))["version_in_force"] == number
    assert await scene.sees(scene.adviser) == frozenset()


async def test_a_refused_version_never_comes_into_force(scene: Sharing, agreement_id: UUID) -> None:
    terms = scene.saying(scene.lead, scene.adviser, categories=HOUSING)
    number = await scene.written(agreement_id, scene.lead, terms)
    async with scene.work(scene.adviser) as work:
        await refuse_version(work, scene.adviser, agreement_id, number)
    with pytest.raises(Conflict):
        await scene.signed(agreement_id, number, scene.lead)
    assert await scene.sees(scene.adviser) == SHARED
    async with scene.work(scene.lead) as work:
        assert (await open_version(work, scene.lead, agreement_id, number))["state"] == VersionState.REFUSED


async def test_a_new_draft_voids_the_signatures_of_the_one_before(scene: Sharing, agreement_id: UUID) -> None:
    terms = scene.saying(scene.lead, scene.adviser, categories=HOUSING)
    first = await scene.written(agreement_id, scene.lead, terms)
    await scene.signed(agreement_id, first, scene.lead)
    wider = scene.saying(scene.lead, scene.adviser, categories=WIDER)
    second = await scene.written(agreement_id, scene.adviser, wider)
    with pytest.raises(Conflict):
        await scene.signed(agreement_id, first, scene.adviser)
    await scene.signed(agreement_id, second, scene.adviser)
    assert (await scene.row(agreement_id))["version_in_force"] == 1, "the lead's agency signed another text"


async def test_a_version_waits_for_its_day(scene: Sharing, agreement_id: UUID) -> None:
    tomorrow = system_clock() + timedelta(days=1)
    terms = scene.saying(scene.lead, scene.adviser, categories=HOUSING, starts=tomorrow)
    number = await scene.written(agreement_id, scene.lead, terms)
    await scene.signed(agreement_id, number, scene.lead, scene.adviser)
    async with scene.work(scene.lead) as work:
        assert (await open_version(work, scene.lead, agreement_id, number))["state"] == VersionState.SIGNED
    assert await scene.sees(scene.adviser) == SHARED


async def test_whoever_did_not_read_the_present_version_writes_and_signs_none(
    scene: Sharing, agreement_id: UUID
) -> None:
    terms = scene.saying(scene.lead, scene.adviser, categories=HOUSING)
    stale = (await scene.row(agreement_id))["version"]
    number = await scene.written(agreement_id, scene.lead, terms)
    with pytest.raises(Stale):
        async with scene.work(scene.adviser) as work:
            await write_version(work, scene.adviser, agreement_id, terms, stale)
    with pytest.raises(Stale):
        async with scene.work(scene.adviser) as work:
            await sign_version(work, scene.adviser, agreement_id, number, stale)
    with pytest.raises(PreconditionRequired):
        async with scene.work(scene.adviser) as work:
            await sign_agreement(work, scene.adviser, agreement_id)


async def test_only_administrators_of_those_it_binds_change_sign_refuse_leave_and_end(
    scene: Sharing, agreement_id: UUID
) -> None:
    terms = scene.saying(scene.lead, scene.adviser, categories=HOUSING)
    number = await scene.written(agreement_id, scene.lead, terms)
    version = (await scene.row(agreement_id))["version"]
    for actor in (scene.nurse, scene.without_role(scene.adviser)):
        async with scene.work(actor) as work:
            for refused in (
                write_version(work, actor, agreement_id, terms, version),
                sign_version(work, actor, agreement_id, number),
                refuse_version(work, actor, agreement_id, number),
                withdraw_from_agreement(work, actor, agreement_id),
                end_agreement(work, actor, agreement_id),
            ):
                with pytest.raises(NotAllowed):
                    await refused
    elsewhere = World().worker(*scene.lead.roles)
    with pytest.raises(NotFound):
        async with scene.work(elsewhere) as work:
            await sign_version(work, elsewhere, agreement_id, number)


async def test_a_party_that_leaves_sees_no_more_and_shows_no_more_and_the_others_stay_bound(scene: Sharing) -> None:
    agreement_id = await scene.agreement(scene.lead, scene.adviser, scene.nurse)
    await scene.said(scene.adviser, *SHARED)
    await scene.said(scene.nurse, *SHARED)
    async with scene.work(scene.adviser) as work:
        await withdraw_from_agreement(work, scene.adviser, agreement_id)
    assert await scene.sees(scene.adviser) == frozenset()
    assert await scene.sees(scene.nurse) == SHARED
    row = await scene.row(agreement_id)
    assert (row["state"], row["version_in_force"], len(row["parties"])) == ("in_force", 2, 2)
    async with scene.work(scene.nurse) as work:
        await withdraw_from_agreement(work, scene.nurse, agreement_id)
    row = await scene.row(agreement_id)
    assert (row["state"], row["ended_because"]) == ("ended", "withdrawn")
    assert await scene.sees(scene.nurse) == frozenset()


async def test_the_database_lets_nothing_come_into_force_that_was_not_signed(
    scene: Sharing, agreement_id: UUID
) -> None:
    terms = scene.saying(scene.lead, scene.adviser, categories=WIDER)
    number = await scene.written(agreement_id, scene.lead, terms)
    values = {"id": agreement_id, "number": number}
    async with scene.work(scene.lead) as work:
        assert await work.value(PUT, **values, at=work.now) == VersionState.DRAFT
    for forbidden in (SIGN_FOR_ANOTHER, WIDEN, FORCE, CUT):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scene.work(scene.lead) as work:
                await work.run(forbidden, **values)
    assert await scene.sees(scene.adviser) == SHARED


PUT = Statement("SELECT put_agreement_into_force(:id, :number, :at)")
SIGN_FOR_ANOTHER = Statement("""
    INSERT INTO agreement_signature (agreement_id, number, agency_id, answer, worker_id, digest, at)
    SELECT p.agreement_id, :number, p.agency_id, 'signed', p.agency_id, '', now() FROM agreement_party p
    WHERE p.agreement_id = :id
""")
WIDEN = Statement("""
    UPDATE agreement SET categories = categories || '{finance}' WHERE id = :id AND latest_version = :number
""")
FORCE = Statement("UPDATE agreement_version SET in_force_at = now() WHERE agreement_id = :id AND number = :number")
CUT = Statement("SELECT cut_grants(:id, now(), 'changed', NULL) FROM generate_series(1, CAST(:number AS integer))")
