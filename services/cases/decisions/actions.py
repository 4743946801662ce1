"""Answer what would be decided, without doing it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from services.cases.access.actions import grounds_then, is_unknown_to, municipality_of, standing_beside
from services.cases.access.policy import AboutPerson
from services.cases.decisions.domain import Answer, Derivation, Question, answer, derive
from services.cases.decisions.policy import ASK_OF_OTHERS, RULES
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_looks
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide


async def ask(work: UnitOfWork, actor: Actor, person_id: UUID, question: Question) -> Answer:
    """Whether the caller, or somebody of whom they may ask, may do something now. That a colleague declared a conflict
    of interest is theirs and their supervisors' to know: the answer is as if they had not.

    Raises:
        NotFound: no ground for this person, or no such person: the same, whoever is asked of.
        NotAllowed: of others only those ask who coordinate, and privacy officers.
    """
    stands, grants = await standing_beside(work, person_id, question.agency_id)
    is_of_oneself = (question.agency_id, question.worker_id) == (actor.agency_id, actor.subject)
    if not is_of_oneself:
        decide(RULES, ASK_OF_OTHERS, actor, AboutPerson(stands))
    await log_looks(work, [Look("ask-access-decision", person_id=person_id)])
    if question.worker_id is not None and await is_unknown_to(work, question.worker_id, person_id):
        grants = []
    return answer(replace(question, at=work.now), grants, stands.refused)


EXPLAIN: Final = "explain-policy"


async def explain(work: UnitOfWork, person_id: UUID, question: Question, categories: Iterable[Category]) -> Derivation:
    """Why somebody may see and do what about a person, whole; for whoever operates the installation. The look is
    logged, as the operator's.

    Raises:
        NotFound: nobody has a ground for such a person.
    """
    work.lies_in(person_id, await municipality_of(work, person_id))
    known = await grounds_then(work, [person_id], question.at)
    asked = list(categories)
    await log_looks(work, [Look(EXPLAIN, person_id=person_id, categories=sorted(asked))])
    return derive(question, known[person_id], asked)
