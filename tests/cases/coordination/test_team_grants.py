"""Team membership and an agreement in force make grants; either alone makes none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.cases.access.domain import Grant
from services.cases.agreements.domain.agreement import Agreement, AgreementState, Party
from services.cases.coordination.domain.case import CasePerson, HouseholdRole
from services.cases.coordination.domain.team import TAIL, Capacity, Member, Seat, team_grants
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASE, MUNICIPALITY = new_id(), new_id()
SOCIAL, HOUSING, HEALTH = new_id(), new_id(), new_id()
ALL = frozenset({SOCIAL, HOUSING, HEALTH})
PERSON = CasePerson(new_id(), MUNICIPALITY, HouseholdRole.FOCUS)
CATEGORIES = frozenset({Category.IDENTITY, Category.HOUSING})


def member(agency: UUID, *, lead: bool = False, worker: UUID | None = None, ends_at: datetime | None = None) -> Member:
    return Member(
        id=new_id(),
        agency_id=agency,
        sector=Sector.SOCIAL,
        worker_id=worker,
        capacity=Capacity.OTHER,
        is_lead=lead,
        starts_at=NOW - timedelta(days=1),
        ends_at=ends_at,
    )


def agreement(*agencies: UUID, valid_until: datetime | None = None) -> Agreement:
    return Agreement(
        id=new_id(),
        municipality_id=MUNICIPALITY,
        state=AgreementState.IN_FORCE,
        parties=tuple(Party(agency, Sector.SOCIAL, gives=True, receives=True) for agency in agencies),
        categories=CATEGORIES,
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=NOW - timedelta(days=30),
        valid_until=valid_until,
    )


def grants_of(
    people: Sequence[CasePerson],
    team: Sequence[Member],
    agreements: Sequence[Agreement],
    *,
    taking_part: frozenset[UUID] = ALL,
) -> list[Grant]:
    return team_grants(CASE, people, team, agreements, NOW, taking_part=taking_part)


LEAD = member(SOCIAL, lead=True, worker=new_id())
ADVISER = member(HOUSING, worker=new_id())


def test_a_member_sees_what_an_agreement_lets_flow_from_the_rest_of_the_team() -> None:
    covering = agreement(SOCIAL, HOUSING)
    grants = {one.agency_id: one for one in grants_of([PERSON], [LEAD, ADVISER], [covering])}
    adviser = grants[HOUSING]
    assert adviser.worker_id == ADVISER.worker_id
    assert adviser.categories == CATEGORIES
    assert adviser.sources == frozenset({SOCIAL})
    assert adviser.operations == {Operation.READ, Operation.CONTRIBUTE}
    assert not adviser.shows_sensitive
    assert not adviser.overrides_refusal
    assert (adviser.ground_kind, adviser.ground_id) == (GroundKind.TEAM, CASE)
    assert adviser.agreement_id == covering.id


def test_the_lead_may_also_refer_and_coordinates_for_those_with_whom_they_were_entrusted() -> None:
    other = replace(PERSON, person_id=new_id(), entrusted_to=SOCIAL)
    third = replace(PERSON, person_id=new_id(), entrusted_to=HOUSING)
    grants = grants_of([PERSON, other, third], [LEAD, ADVISER], [agreement(SOCIAL, HOUSING)])
    whole, without = frozenset(Operation), frozenset(Operation) - {Operation.COORDINATE}
    assert {one.person_id: one.operations for one in grants if one.agency_id == SOCIAL} == {
        PERSON.person_id: without,
        other.person_id: whole,
        third.person_id: without,
    }
    member = frozenset({Operation.READ, Operation.CONTRIBUTE})
    assert {one.operations for one in grants if one.agency_id == HOUSING} == {member}


def test_without_an_agreement_a_team_shares_nothing() -> None:
    assert grants_of([PERSON], [LEAD, ADVISER], []) == []


def test_an_agreement_with_agencies_outside_the_team_shares_nothing() -> None:
    assert grants_of([PERSON], [LEAD, ADVISER], [agreement(HOUSING, HEALTH)]) == []


def test_what_agencies_outside_the_team_wrote_is_not_shared() -> None:
    grants = grants_of([PERSON], [LEAD, ADVISER], [agreement(SOCIAL, HOUSING, HEALTH)])
    assert all(HEALTH not in (one.sources or ()) for one in grants)
    assert {one.agency_id for one in grants} == {SOCIAL, HOUSING}


def test_a_party_that_only_gives_sees_nothing() -> None:
    one_way = replace(
        agreement(SOCIAL, HOUSING),
        parties=(
            Party(SOCIAL, Sector.SOCIAL, gives=True, receives=False),
            Party(HOUSING, Sector.HOUSING, gives=False, receives=True),
        ),
    )
    assert [one.agency_id for one in grants_of([PERSON], [LEAD, ADVISER], [one_way])] == [HOUSING]


def test_a_membership_that_is_over_gives_nothing_and_what_they_wrote_stays_with_the_team() -> None:
    over = replace(ADVISER, ends_at=NOW)
    [grant] = grants_of([PERSON], [LEAD, over], [agreement(SOCIAL, HOUSING)])
    assert (grant.agency_id, grant.sources) == (SOCIAL, frozenset({HOUSING}))


def test_a_grant_ends_with_whichever_ends_first() -> None:
    soon, later = NOW + timedelta(days=10), NOW + timedelta(days=20)
    for ends_at, valid_until in ((soon, later), (later, soon), (soon, None), (None, soon)):
        covering = agreement(SOCIAL, HOUSING, valid_until=valid_until)
        grants = grants_of([PERSON], [LEAD, member(HOUSING, ends_at=ends_at)], [covering])
        assert next(one for one in grants if one.agency_id == HOUSING).valid_until == soon


def test_a_grant_begins_with_whichever_begins_last() -> None:
    future = replace(ADVISER, starts_at=NOW + timedelta(days=3))
    grants = grants_of([PERSON], [LEAD, future], [agreement(SOCIAL, HOUSING)])
    assert next(one for one in grants if one.agency_id == HOUSING).valid_from == future.starts_at


def test_a_person_of_another_municipality_needs_an_agreement_there() -> None:
    elsewhere = replace(PERSON, person_id=new_id(), municipality_id=new_id())
    grants = grants_of([PERSON, elsewhere], [LEAD, ADVISER], [agreement(SOCIAL, HOUSING)])
    assert {one.person_id for one in grants} == {PERSON.person_id}


AGENCIES = [SOCIAL, HOUSING, HEALTH]
teams = st.lists(st.sampled_from(AGENCIES), min_size=1, unique=True)
agreements = st.lists(st.lists(st.sampled_from(AGENCIES), min_size=2, unique=True), max_size=3)


@given(team=teams, parties=agreements, leaving=st.sampled_from(AGENCIES))
def test_who_leaves_the_team_sees_no_more_as_a_member_and_nobody_else_sees_less_or_more(
    team: list[UUID], parties: list[list[UUID]], leaving: UUID
) -> None:
    members = [member(agency, lead=position == 0) for position, agency in enumerate(team)]
    known = [agreement(*one) for one in parties]
    before = {(one.agency_id, one.agreement_id): one.sources for one in grants_of([PERSON], members, known)}
    left = [replace(one, ends_at=NOW) if one.agency_id == leaving else one for one in members]
    after = {(one.agency_id, one.agreement_id): one.sources for one in grants_of([PERSON], left, known)}
    assert after == {key: sources for key, sources in before.items() if key[0] != leaving}


def test_who_was_put_on_a_team_by_another_opens_nothing_of_its_own() -> None:
    covering = agreement(SOCIAL, HOUSING)
    grants = grants_of([PERSON], [LEAD, ADVISER], [covering], taking_part=frozenset({SOCIAL}))
    assert [(one.agency_id, one.sources) for one in grants] == [(HOUSING, frozenset({SOCIAL}))]


def test_a_former_lead_reads_until_the_end_of_their_seat_and_nobody_reads_on_a_vacant_one() -> None:
    until = NOW + TAIL
    tail = replace(member(SOCIAL, worker=new_id(), ends_at=until), seat=Seat.TAIL)
    vacant = replace(member(HEALTH, lead=True), seat=Seat.VACANT)
    grants = grants_of([PERSON], [ADVISER, tail, vacant], [agreement(SOCIAL, HOUSING, HEALTH)])
    assert {one.agency_id for one in grants} == {SOCIAL, HOUSING}
    former = next(one for one in grants if one.agency_id == SOCIAL)
    assert (former.operations, former.valid_until, former.worker_id) == (
        frozenset({Operation.READ}),
        until,
        tail.worker_id,
    )


def test_a_guest_reads_of_what_is_talked_about_until_the_end_and_brings_nothing() -> None:
    until = NOW + timedelta(hours=2)
    comes = member(HOUSING, worker=new_id(), ends_at=until)
    guest = replace(comes, seat=Seat.GUEST, categories=frozenset({Category.HOUSING}), conference_id=new_id())
    covering = [agreement(SOCIAL, HOUSING, HEALTH)]
    [theirs] = [one for one in grants_of([PERSON], [LEAD, guest], covering) if one.agency_id == HOUSING]
    assert (theirs.operations, theirs.valid_until) == (frozenset({Operation.READ}), until)
    assert (theirs.categories, theirs.sources) == (frozenset({Category.HOUSING}), frozenset({SOCIAL}))
    assert grants_of([PERSON], [LEAD], covering) == [
        one for one in grants_of([PERSON], [LEAD, guest], covering) if one.agency_id == SOCIAL
    ]
    elsewhere = replace(guest, categories=frozenset({Category.HEALTH}))
    assert not [one for one in grants_of([PERSON], [LEAD, elsewhere], covering) if one.agency_id == HOUSING]
