"""Who an informal member may be, and who says so: without a database."""

from dataclasses import replace

import pytest

from services.cases.coordination.policy.cases import AboutCase
from services.cases.informal.domain import must_be_somebody_else, named_anew
from services.cases.informal.policy import CORRECT, MEMBER_RULES, AboutInformalMember
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from shared.refusals import Invalid
from tests.cases.worlds import World

WORLD = World()
WRITER, LEAD = WORLD.worker(), WORLD.worker()
KNOWN = AboutInformalMember(WRITER.agency_id, WRITER.subject, AboutCase(LEAD.agency_id, LEAD.worker_id))


@pytest.mark.parametrize("role", Role)
def test_who_said_so_and_the_lead_correct_it_and_supervisors_of_either(role: Role) -> None:
    assert permits(MEMBER_RULES, CORRECT, WRITER, KNOWN)
    assert permits(MEMBER_RULES, CORRECT, LEAD, KNOWN)
    assert not permits(MEMBER_RULES, CORRECT, WORLD.worker(role), KNOWN)
    for one in (WRITER, LEAD):
        colleague = WORLD.worker(role, agency=one.agency_id)
        assert permits(MEMBER_RULES, CORRECT, colleague, KNOWN) == (role is Role.SUPERVISOR)


def test_where_nobody_leads_a_supervisor_does() -> None:
    vacant = replace(KNOWN, case=AboutCase(LEAD.agency_id, None, is_vacant=True))
    assert not permits(MEMBER_RULES, CORRECT, LEAD, vacant)


def test_it_is_a_person_or_a_name_or_nobody_knows_and_never_both() -> None:
    helper = new_id()
    must_be_somebody_else({"helper_id": helper, "name": None}, [new_id()])
    must_be_somebody_else({"helper_id": None, "name": "The neighbour"}, [])
    must_be_somebody_else({"helper_id": None, "name": None}, [])
    with pytest.raises(Invalid):
        must_be_somebody_else({"helper_id": helper, "name": "The neighbour"}, [])


def test_a_name_takes_the_place_of_a_person_and_a_person_that_of_a_name() -> None:
    helper = new_id()
    assert named_anew({"name": "The neighbour"}) == {"name": "The neighbour", "helper_id": None}
    assert named_anew({"helper_id": helper}) == {"helper_id": helper, "name": None}
    for unchanged in ({"bond": "friend"}, {"name": None}, {"helper_id": helper, "name": "The neighbour"}):
        assert named_anew(unchanged) == unchanged


def test_nobody_helps_themselves_as_an_informal_member() -> None:
    helper = new_id()
    with pytest.raises(Invalid):
        must_be_somebody_else({"helper_id": helper, "name": None}, [new_id(), helper])
