"""Who may manage agencies, workers and systems: each rule's every sentence decides."""

from typing import Any

import pytest

from services.identity.agencies import policy as agencies
from services.identity.agencies.policy import INSTALLATION, AgencyFacts, permitted
from services.identity.systems import policy as systems
from services.identity.systems.policy import SystemFacts
from services.identity.workers import policy as workers
from services.identity.workers.policy import WorkerFacts
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Purpose, Role, Scope, Sector, SystemId, WorkerId
from shared.identifiers import new_id
from shared.policy.grammar import Rule, decide
from shared.refusals import NotAllowed

OURS, THEIRS = AgencyId(new_id()), AgencyId(new_id())
ME, COLLEAGUE = WorkerId(new_id()), WorkerId(new_id())


def actor(*roles: Role, is_system: bool = False) -> Actor:
    return Actor(
        agency_id=OURS,
        sector=Sector.SOCIAL,
        municipalities=(),
        roles=frozenset(roles),
        scopes=frozenset(Scope),
        purpose=Purpose.CARE_COORDINATION,
        purposes=frozenset(),
        worker_id=None if is_system else ME,
        system_id=SystemId(new_id()) if is_system else None,
    )


ADMINISTRATOR = actor(Role.ADMINISTRATOR)
CASEWORKER = actor(Role.CASEWORKER, Role.SUPERVISOR)


def member(agency_id: AgencyId | None = OURS, **facts: Any) -> WorkerFacts:
    return WorkerFacts(agency_id, **{"worker_id": COLLEAGUE, "works_here": True, **facts})


@pytest.mark.parametrize(
    ("rules", "action", "who", "facts"),
    [
        (agencies.RULES, agencies.READ, CASEWORKER, AgencyFacts()),
        (agencies.RULES, agencies.EDIT, ADMINISTRATOR, AgencyFacts(OURS)),
        (workers.RULES, workers.LIST, CASEWORKER, member()),
        (workers.RULES, workers.SEE, CASEWORKER, member(THEIRS)),
        (workers.RULES, workers.MANAGE, ADMINISTRATOR, member()),
        (workers.RULES, workers.RENAME, ADMINISTRATOR, member()),
        (workers.RULES, workers.RENAME, CASEWORKER, member(worker_id=ME)),
        (workers.RULES, workers.SET_PASSWORD, ADMINISTRATOR, member()),
        (systems.RULES, systems.MANAGE, ADMINISTRATOR, SystemFacts(OURS)),
    ],
)
def test_permitted(rules: tuple[Rule[Any], ...], action: str, who: Actor, facts: Any) -> None:
    assert decide(rules, action, who, facts).because


@pytest.mark.parametrize(
    ("rules", "action", "who", "facts", "reasons"),
    [
        (agencies.RULES, agencies.EDIT, ADMINISTRATOR, AgencyFacts(THEIRS), ["The caller acts for this agency"]),
        (agencies.RULES, agencies.EDIT, CASEWORKER, AgencyFacts(OURS), ["The caller acts as an administrator"]),
        (agencies.RULES, agencies.REGISTER, ADMINISTRATOR, AgencyFacts(), ["no rule permits this to anybody"]),
        (workers.RULES, workers.LIST, ADMINISTRATOR, member(THEIRS), ["The caller acts for that agency"]),
        (workers.RULES, workers.MANAGE, ADMINISTRATOR, member(THEIRS), ["The caller acts for that agency"]),
        (workers.RULES, workers.MANAGE, CASEWORKER, member(), ["The caller acts as an administrator"]),
        (workers.RULES, workers.RENAME, CASEWORKER, member(), ["It is the caller's own name"]),
        (
            workers.RULES,
            workers.SET_PASSWORD,
            ADMINISTRATOR,
            member(works_elsewhere=True),
            ["The worker works for no other agency"],
        ),
        (
            workers.RULES,
            workers.SET_PASSWORD,
            ADMINISTRATOR,
            member(works_here=False),
            ["The worker works for that agency now"],
        ),
        (workers.RULES, workers.SET_PASSWORD, CASEWORKER, member(), ["The caller acts as an administrator"]),
        (
            systems.RULES,
            systems.MANAGE,
            ADMINISTRATOR,
            SystemFacts(THEIRS),
            ["The caller acts for the agency that the system belongs to"],
        ),
        (systems.RULES, systems.MANAGE, CASEWORKER, SystemFacts(OURS), ["The caller acts as an administrator"]),
        (
            systems.RULES,
            systems.MANAGE,
            actor(Role.ADMINISTRATOR, is_system=True),
            SystemFacts(OURS),
            ["The caller is a worker, not a system"],
        ),
        (systems.RULES, systems.OPEN_TO_ALL, ADMINISTRATOR, SystemFacts(OURS), ["no rule permits this to anybody"]),
    ],
)
def test_refused_and_the_reason_is_what_is_missing(
    rules: tuple[Rule[Any], ...], action: str, who: Actor, facts: Any, reasons: list[str]
) -> None:
    with pytest.raises(NotAllowed) as refusal:
        decide(rules, action, who, facts)
    assert refusal.value.extensions["reasons"] == reasons


def test_the_installation_registers_what_no_caller_may() -> None:
    assert permitted(agencies.RULES, agencies.REGISTER, INSTALLATION, AgencyFacts()).because
    with pytest.raises(NotAllowed):
        permitted(agencies.RULES, agencies.REGISTER, ADMINISTRATOR, AgencyFacts())
