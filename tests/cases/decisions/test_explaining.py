"""The derivation that an operator prints says what is decided, and what wins over every ground."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.access.domain import Grant, Item, RefusedSharing, SealGrant, standing
from services.cases.access.policy import Grounds
from services.cases.decisions.domain import Derivation, Question, derive
from services.cases.decisions.rendering import in_sentences
from shared.contracts.cases.vocabulary import Category, Operation, Sensitivity
from shared.identifiers import new_id
from tests.cases.decisions.test_domain import PERSON, WORKER, WRITER, grants, refusals
from tests.cases.grounds import EARLIER, LATER, granted

SEVERAL = (Category.SOCIAL, Category.HEALTH)


def derived(held: Sequence[Grant], said: Sequence[RefusedSharing] = (), seals: Sequence[SealGrant] = ()) -> Derivation:
    question = Question(
        agency_id=WORKER.agency_id,
        worker_id=WORKER.subject,
        operation=Operation.READ,
        category=Category.SOCIAL,
        sensitivity=Sensitivity.ORDINARY,
        purpose=WORKER.purpose,
        at=LATER,
    )
    return derive(question, Grounds(tuple(held), tuple(said), are_all=True, seals=tuple(seals)), SEVERAL)


@given(held=st.lists(grants, max_size=4), said=refusals)
def test_it_says_what_is_decided(held: Sequence[Grant], said: Sequence[RefusedSharing]) -> None:
    stands = standing(WORKER, LATER, held, said)
    for one in derived(held, said).categories:
        for sensitivity, found in (
            (Sensitivity.ORDINARY, one.answers[Operation.READ]),
            (Sensitivity.SENSITIVE, one.sensitive),
        ):
            item = Item(
                id=new_id(),
                person_id=PERSON,
                category=one.category,
                sensitivity=sensitivity,
                agency_id=WRITER,
                worker_id=WRITER,
            )
            assert found.grounds == stands.grounds_to_read(item)
        assert one.answers[Operation.REFER].grounds == stands.grounds_for(Operation.REFER, one.category)


GRANT = granted(WORKER, person=PERSON)


@pytest.mark.parametrize(
    ("grant", "says"),
    [
        (replace(GRANT, kept_out=frozenset({WORKER.subject})), "conflict of interest: declared"),
        (replace(GRANT, known_to=frozenset({WRITER})), "restricted person: this worker is not named"),
        (replace(GRANT, valid_from=EARLIER, valid_until=LATER), "no ground gives this agency anything"),
        (replace(GRANT, agency_id=new_id()), "no ground gives this agency anything"),
    ],
)
def test_what_wins_over_every_ground_is_said_and_nothing_is_shown(grant: Grant, says: str) -> None:
    found = derived([grant])
    assert not any(answer.grounds for one in found.categories for answer in one.answers.values())
    assert any(says in line for line in in_sentences(found))


def test_whoever_is_named_for_a_restricted_person_and_for_something_sealed_is_told_so() -> None:
    seal = SealGrant(
        item_id=new_id(), agency_id=WORKER.agency_id, worker_id=WORKER.subject, valid_from=EARLIER, valid_until=LATER
    )
    open_until_later = replace(seal, valid_until=LATER.replace(year=LATER.year + 1))
    known = replace(GRANT, known_to=frozenset({WORKER.subject}))
    refused = RefusedSharing(person_id=PERSON, categories=frozenset(), item_id=new_id(), valid_from=EARLIER)
    lines = list(in_sentences(derived([known], [refused], [seal, open_until_later])))
    assert "restricted person: this worker is among those named" in lines
    assert any(line.startswith("sealed items open to this worker by name: 1;") for line in lines)
    assert "single items that the person refused to share: 1" in lines
    assert any(line.in_french.startswith("  lire ce qui est ordinaire : oui") for line in lines)
    assert all(line.in_french for line in lines)


def test_what_is_stored_and_not_processed_is_said_and_whose_items_a_ground_shows() -> None:
    held = frozenset({f"{WRITER}:{Category.SOCIAL}", str(new_id())})
    known = replace(GRANT, held_back=held, sources=frozenset({WRITER}))
    lines = list(in_sentences(derived([known])))
    assert "single items that are stored and not processed (GDPR Art. 18): 1" in lines
    begins = f"    stored and not processed: what agency {WRITER} contributed"
    assert sum(line.startswith(begins) for line in lines) == 1, "in the one category"
    assert any(f"shows what these contributed: {WRITER})" in line for line in lines)
    assert all(line.in_french for line in lines)
