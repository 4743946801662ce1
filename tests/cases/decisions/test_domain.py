"""What is answered is what would be decided, and what is said to help helps."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.cases.access.domain import Grant, Item, RefusedSharing, standing
from services.cases.decisions.domain import WOULD_HELP, Lack, Question, answer, lacks
from shared.contracts.cases.vocabulary import Category, Level, Operation, Sensitivity
from shared.contracts.identity.vocabulary import Purpose
from shared.identifiers import new_id
from tests.cases.grounds import LATER, NOW, granted, refused
from tests.cases.worlds import World

WORKER, COLLEAGUE = World().worker(), new_id()
PERSON, WRITER = new_id(), new_id()
CATEGORIES = st.sampled_from([Category.SOCIAL, Category.HEALTH, Category.IDENTITY])

grants = st.builds(
    lambda category, operation, level, purpose, worker, sensitive, overrides: replace(
        granted(WORKER, operation, person=PERSON, category=category),
        level=level,
        purposes=frozenset({purpose}),
        worker_id=worker,
        shows_sensitive=sensitive,
        overrides_refusal=overrides,
    ),
    CATEGORIES,
    st.sampled_from(Operation),
    st.sampled_from(Level),
    st.sampled_from([Purpose.CARE_COORDINATION, Purpose.SAFEGUARDING]),
    st.sampled_from([None, WORKER.subject, COLLEAGUE]),
    st.booleans(),
    st.booleans(),
)
refusals = st.lists(CATEGORIES, max_size=2).map(lambda some: [refused(PERSON, one) for one in some])
questions = st.builds(
    lambda category, operation, sensitivity: Question(
        agency_id=WORKER.agency_id,
        worker_id=WORKER.subject,
        operation=operation,
        category=category,
        sensitivity=sensitivity,
        purpose=WORKER.purpose,
        at=LATER,
    ),
    CATEGORIES,
    st.sampled_from(Operation),
    st.sampled_from([Sensitivity.ORDINARY, Sensitivity.SENSITIVE]),
)


def remedied(grant: Grant, question: Question) -> Grant:
    """The same ground, had it everything that it lacks."""
    return replace(
        grant,
        worker_id=None,
        purposes=grant.purposes | {question.purpose},
        categories=grant.categories | {question.category},
        operations=grant.operations | {question.operation},
        level=Level.FULL,
        shows_sensitive=True,
    )


@given(question=questions, held=st.lists(grants, max_size=4), said=refusals)
def test_the_answer_is_what_the_decision_would_be(
    question: Question, held: Sequence[Grant], said: Sequence[RefusedSharing]
) -> None:
    stands = standing(WORKER, LATER, held, said)
    if question.operation is Operation.READ:
        item = Item(
            id=new_id(),
            person_id=PERSON,
            category=question.category,
            sensitivity=question.sensitivity,
            agency_id=WRITER,
            worker_id=WRITER,
        )
        decided = stands.grounds_to_read(item)
    else:
        decided = stands.grounds_for(question.operation, question.category)
    assert answer(question, held, said).grounds == decided


@given(question=questions, held=st.lists(grants, max_size=4), said=refusals)
def test_each_denial_says_what_would_help_and_it_does(
    question: Question, held: Sequence[Grant], said: Sequence[RefusedSharing]
) -> None:
    found = answer(question, held, said)
    assert bool(found.grounds) != bool(found.lacks)
    if not found.lacks:
        return
    if not held:
        assert found.lacks == {Lack.GROUND}
        return
    nearest = next(one for one in held if lacks(question, one, said) == found.lacks)
    kept = [] if Lack.REFUSAL in found.lacks else said
    assert answer(question, [remedied(nearest, question)], kept).grounds
    if Lack.REFUSAL in found.lacks:
        assert not answer(question, [replace(remedied(nearest, question), overrides_refusal=False)], said).grounds


def test_every_lack_says_what_would_help() -> None:
    assert WOULD_HELP.keys() == set(Lack)


def test_a_ground_is_in_force_for_its_purpose_alone() -> None:
    other = replace(granted(WORKER, person=PERSON), purposes=frozenset({Purpose.QUALITY}))
    question = Question(
        agency_id=WORKER.agency_id,
        worker_id=WORKER.subject,
        operation=Operation.READ,
        category=Category.SOCIAL,
        sensitivity=Sensitivity.ORDINARY,
        purpose=Purpose.CARE_COORDINATION,
        at=NOW,
    )
    assert answer(question, [other], []).lacks == {Lack.PURPOSE}
