"""Who may do what with documents, by the rules alone."""

import pytest

from services.cases.documents.domain.evidence import Ground
from services.cases.documents.policy import CORRECT, EVIDENCE_RULES, ITEM_RULES, NAME_EVIDENCE
from services.cases.items.policy import AboutItem
from shared.contracts.cases.documents import EvidenceOf
from shared.contracts.identity.vocabulary import Role
from shared.identifiers import new_id
from shared.policy.grammar import permits
from tests.cases.worlds import World

WORLD = World()
SENDER = WORLD.worker(Role.CASEWORKER)
COLLEAGUE = WORLD.worker(Role.CASEWORKER, agency=SENDER.agency_id)
SUPERVISOR = WORLD.worker(Role.SUPERVISOR, agency=SENDER.agency_id)
STRANGER = WORLD.worker(Role.SUPERVISOR)


def test_whoever_sent_it_or_supervises_there_corrects_and_replaces_it() -> None:
    sent = AboutItem(SENDER.agency_id, SENDER.subject)
    assert [permits(ITEM_RULES, CORRECT, who, sent) for who in (SENDER, SUPERVISOR, COLLEAGUE, STRANGER)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("kind", EvidenceOf)
def test_the_agency_that_recorded_a_ground_names_its_evidence(kind: EvidenceOf) -> None:
    ground = Ground(kind, new_id(), new_id(), WORLD.municipality_id, SENDER.agency_id)
    assert permits(EVIDENCE_RULES, NAME_EVIDENCE, COLLEAGUE, ground)
    assert not permits(EVIDENCE_RULES, NAME_EVIDENCE, STRANGER, ground)
