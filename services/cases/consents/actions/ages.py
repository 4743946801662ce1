"""Say from which age people consent themselves, and see to it that nobody speaks for whoever may speak."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.cases.consents import events
from services.cases.consents.domain import Consent, ConsentAge, GivenBy
from services.cases.consents.policy import AGE_RULES, SAY_AGE, AboutAge
from services.cases.consents.store import ages as store
from services.cases.people.actions.representatives import has_years
from services.cases.people.domain.coming_of_age import ADULT_AT
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.policy.grammar import decide
from shared.refusals import Invalid


@dataclass(frozen=True, kw_only=True)
class NewAge:
    """What is needed to say one.

    Attributes:
        category: None for all of which nothing else is said.
        alone_from: until then it takes who represents them too; None where age is that.
    """

    municipality_id: UUID
    category: Category | None
    age: int
    article: str
    alone_from: int | None = None


async def say_age(work: UnitOfWork, actor: Actor, command: NewAge) -> UUID:
    """Say from which age people consent themselves; what was agreed before goes on as it was.

    Raises:
        NotAllowed: the agency does not operate there, or the worker neither supervises nor answers for privacy.
        Conflict: somebody else says it in this moment.
    """
    decide(AGE_RULES, SAY_AGE, actor, AboutAge(command.municipality_id))
    age_id = new_id()
    values = {
        "id": age_id,
        **vars(command),
        "alone_from": command.alone_from or command.age,
        "agency_id": actor.agency_id,
        "worker_id": actor.subject,
        "written_at": work.now,
        "ended_at": None,
    }
    await store.say(work, values)
    await work.tell(events.ConsentAgeSaid(consent_age_id=age_id, municipality_id=command.municipality_id))
    return age_id


async def list_ages(work: UnitOfWork, actor: Actor) -> list[asyncpg.Record]:
    """What is said where the caller's agency operates."""
    return await store.list_all(work, actor.municipalities)


async def birthdays_of_consent(work: UnitOfWork, municipality_id: UUID, categories: Iterable[Category]) -> list[int]:
    """With how many years people there have a say in all of these, consent alone, and are of age; in their order."""
    said = await store.present(work, municipality_id)
    ages = [_age(said, one) for one in categories]
    have_a_say = max((one.age for one in ages), default=ADULT_AT)
    return sorted({have_a_say, max((one.alone_from for one in ages), default=ADULT_AT), ADULT_AT})


async def whose_word_it_takes(
    work: UnitOfWork, said: Consent, given_by: GivenBy, *, by_own_hand: bool = False
) -> GivenBy | None:
    """A consent is the person's own from the age that the municipality says, and until then not theirs alone; between
    two ages it takes both. Anybody may refuse at any age; for adults who are represented their representation alone
    says what it covers.

    Args:
        by_own_hand: no worker hears it, who would judge whether a child understands: where the municipality says
            nothing, it takes an adult.

    Returns:
        Whose word it takes too; None where nobody else's.

    Raises:
        Invalid: the other of both had to speak, or their ages differ among the categories.
    """
    ages = await store.present(work, said.municipality_id)
    if said.is_refusal or not (ages or by_own_hand) or await has_years(work, said.person_id, ADULT_AT) is not False:
        return None
    of_each = {one: _age(ages, one) for one in sorted(said.categories)}
    has_a_say = {one: await has_years(work, said.person_id, of.age) for one, of in of_each.items()}
    alone = {one: await has_years(work, said.person_id, of.alone_from) for one, of in of_each.items()}
    if given_by is GivenBy.PERSON:
        _must_have_a_say(has_a_say)
        return None if all(alone.values()) else GivenBy.REPRESENTATIVE
    _must_not_be_theirs_alone(alone)
    if len(set(of_each.values())) > 1:
        raise Invalid.field(
            "#/categories",
            "different_ages",
            "The person consents themselves from different ages in these categories: record them apart.",
            "La personne consent elle-même à des âges différents dans ces catégories : consignez-les séparément.",
        )
    return GivenBy.PERSON if all(has_a_say.values()) else None


def _must_have_a_say(of_each: Mapping[Category, bool | None]) -> None:
    if not all(of_each.values()):
        raise _not_theirs(
            "too_young",
            "The person is not of the age at which they consent themselves in",
            "La personne n'a pas l'âge de consentir elle-même pour",
            [one for one, may in of_each.items() if not may],
        )


def _must_not_be_theirs_alone(of_each: Mapping[Category, bool | None]) -> None:
    if any(of_each.values()):
        raise _not_theirs(
            "consents_themselves",
            "The person is of the age at which they alone consent in",
            "La personne a l'âge auquel elle seule consent pour",
            [one for one, may in of_each.items() if may],
        )


def _age(ages: Mapping[Category | None, ConsentAge], category: Category) -> ConsentAge:
    return ages.get(category) or ages.get(None) or ConsentAge(ADULT_AT, ADULT_AT)


def _not_theirs(code: str, english: str, french: str, categories: Iterable[Category]) -> Invalid:
    names = ", ".join(categories)
    return Invalid.field("#/given_by", code, f"{english}: {names}.", f"{french} : {names}.")
