"""Who takes down what people say, and who answers, without a database."""

import pytest

from services.cases.access.domain import standing
from services.cases.coordination.policy.cases import AboutPeople
from services.cases.voice.policy import (
    ACKNOWLEDGE,
    AGENCY_RULES,
    ANSWER,
    COMPLAIN,
    COUNT,
    LIST,
    PEOPLE_RULES,
    RATE,
    AboutAgency,
)
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import permits
from tests.cases.grounds import NOW, granted
from tests.cases.worlds import World

WORLD = World()
SUPERVISOR = WORLD.worker(Role.SUPERVISOR)
COLLEAGUE = WORLD.worker(Role.CASEWORKER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, agency=SUPERVISOR.agency_id)
STRANGER = WORLD.worker(*Role)


@pytest.mark.parametrize("action", [ACKNOWLEDGE, ANSWER, LIST, COUNT])
def test_only_supervisors_of_the_agency_answer_for_it(action: str) -> None:
    about = AboutAgency(SUPERVISOR.agency_id)
    assert permits(AGENCY_RULES, action, SUPERVISOR, about)
    assert not any(permits(AGENCY_RULES, action, actor, about) for actor in (COLLEAGUE, STRANGER))


@pytest.mark.parametrize("action", [RATE, COMPLAIN])
def test_whoever_may_contribute_takes_down_what_somebody_says(action: str) -> None:
    for operation, may in ((Operation.CONTRIBUTE, True), (Operation.READ, False)):
        stands = standing(COLLEAGUE, NOW, [granted(COLLEAGUE, operation)], [])
        assert permits(PEOPLE_RULES, action, COLLEAGUE, AboutPeople((stands,), Category.SOCIAL)) is may
