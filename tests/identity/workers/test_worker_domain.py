"""What a role brings, and when a membership counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.agencies.domain import Agency, in_order
from services.identity.workers.domain import (
    PURPOSES_OF,
    SCOPES_OF,
    WORKER_ROLES,
    Membership,
    MembershipId,
    Worker,
    purposes_of,
    scopes_of,
    tidy_login,
)
from shared.contracts.identity.vocabulary import AgencyId, AgencyKind, Purpose, Role, Scope, Sector, WorkerId
from shared.identifiers import new_id

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
roles = st.frozensets(st.sampled_from(sorted(WORKER_ROLES)), min_size=1)


def membership(*, valid_until: datetime | None = None) -> Membership:
    return Membership(
        id=MembershipId(new_id()),
        worker_id=WorkerId(new_id()),
        agency_id=AgencyId(new_id()),
        roles=frozenset({Role.CASEWORKER}),
        valid_from=NOW,
        valid_until=valid_until,
    )


def test_every_role_of_a_worker_brings_scopes_and_purposes() -> None:
    assert SCOPES_OF.keys() == PURPOSES_OF.keys() == WORKER_ROLES
    assert all(SCOPES_OF.values())
    assert all(PURPOSES_OF.values())


@given(roles, roles)
def test_more_roles_never_bring_less(some: frozenset[Role], more: frozenset[Role]) -> None:
    assert scopes_of(some) <= scopes_of(some | more)
    assert purposes_of(some, list(Purpose)) <= purposes_of(some | more, list(Purpose))


@given(roles, st.frozensets(st.sampled_from(list(Purpose))))
def test_nobody_uses_data_for_what_their_agency_may_not(held: frozenset[Role], of_agency: frozenset[Purpose]) -> None:
    assert purposes_of(held, of_agency) <= of_agency


def test_administering_an_agency_opens_no_record() -> None:
    assert Scope.RECORD_READ not in scopes_of({Role.ADMINISTRATOR})
    assert Scope.RECORD_READ not in scopes_of({Role.ANALYST})


def test_who_answers_for_an_agency_sees_to_what_its_privacy_officer_looked_at() -> None:
    needed = {Scope.AUDIT_READ, Scope.SAFETY_WRITE}
    assert needed <= scopes_of({Role.SUPERVISOR, Role.ADMINISTRATOR})
    assert not needed <= scopes_of({Role.SUPERVISOR})
    assert not needed <= scopes_of({Role.ADMINISTRATOR})


def test_only_administrators_administrate() -> None:
    assert [role for role in sorted(WORKER_ROLES) if Scope.IDENTITY_ADMIN in SCOPES_OF[role]] == [Role.ADMINISTRATOR]


def test_purposes_have_an_order_and_care_comes_first() -> None:
    assert in_order({Purpose.QUALITY, Purpose.CARE_COORDINATION})[0] is Purpose.CARE_COORDINATION


@pytest.mark.parametrize(
    ("at", "is_current"),
    [
        (NOW - timedelta(seconds=1), False),
        (NOW, True),
        (NOW + timedelta(days=1) - timedelta(seconds=1), True),
        (NOW + timedelta(days=1), False),
    ],
)
def test_a_membership_counts_from_its_first_moment_and_not_at_its_end(at: datetime, *, is_current: bool) -> None:
    assert membership(valid_until=NOW + timedelta(days=1)).is_current(at) is is_current


def test_an_open_membership_is_never_over() -> None:
    assert not membership().is_over(NOW + timedelta(days=9999))


def test_an_ended_membership_is_over_at_once_also_when_it_had_not_begun() -> None:
    assert membership().ended(NOW + timedelta(hours=1)).is_over(NOW + timedelta(hours=1))
    before = membership().ended(NOW - timedelta(days=1))
    assert before.valid_until == before.valid_from
    assert not before.is_current(NOW)


def test_only_a_change_makes_a_new_version() -> None:
    same = membership()
    assert same.changed(roles=same.roles, valid_until=None) is same
    assert same.changed(roles=frozenset({Role.INTAKE}), valid_until=None).version == 2
    worker = Worker(WorkerId(new_id()), "Nadia", "nadia")
    assert worker.renamed("Nadia") is worker
    assert (worker.renamed("Nadia M.").version, worker.renamed("Nadia M.").display_name) == (2, "Nadia M.")
    agency = Agency(AgencyId(new_id()), "A", Sector.SOCIAL, AgencyKind.PUBLIC, (), frozenset())
    assert agency.renamed("A") is agency
    assert agency.renamed("B").version == 2


@pytest.mark.parametrize("typed", ["Nadia.Bélkacem", " nadia.bélkacem\t", "NADIA.BE\u0301LKACEM", "nadia．bélkacem"])
def test_a_sign_in_name_is_the_same_however_it_is_typed(typed: str) -> None:
    assert tidy_login(typed) == "nadia.bélkacem"
