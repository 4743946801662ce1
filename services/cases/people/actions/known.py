"""Is somebody known, and to whom should I turn? Asked outright, and before a second record begins."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final
from uuid import UUID

from services.cases.people.domain.keys import distinct, known_by_identifier, known_by_name
from services.cases.people.domain.parts import Identifier
from services.cases.people.events import PersonPerhapsKnownElsewhere
from services.cases.people.policy import ASK_WHETHER_KNOWN, RULES, AboutPeople
from services.cases.people.store import known
from shared.contracts.cases.vocabulary import Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.policy.grammar import decide
from shared.refusals import Conflict, TooMany

AN_HOUR: Final = timedelta(hours=1)
QUESTIONS_AN_HOUR: Final = 60
"""Of one worker or system: more than anybody asks who receives people all day."""


class TooManyQuestions(TooMany):
    """You have asked as often within an hour whether people are known as you may. Whoever tries numbers and names one
    after the other learns about people nobody asked them to help.
    """

    code = "too-many-questions"
    title = "Too many questions within an hour"
    title_fr = "Trop de questions en une heure"


class AlreadyKnown(Conflict):
    """An identifier belongs to somebody who has a record already, and of whom your agency may know.

    `known` is what `POST /v1/persons/known-check` answers: whom to turn to instead of beginning a second record.
    """

    code = "already-known"
    title = "This person is known already"
    title_fr = "Cette personne est déjà connue"


@dataclass(frozen=True, kw_only=True)
class ByIdentifier:
    """Known by a number or code."""

    system: str
    value: str

    @property
    def key(self) -> bytes:
        return known_by_identifier(self.system, self.value)


@dataclass(frozen=True, kw_only=True)
class ByName:
    """Known by name and birth date, whichever of the two names comes first."""

    family_name: str
    given_name: str
    birth_date: str

    @property
    def key(self) -> bytes:
        return known_by_name(self.family_name, self.given_name, self.birth_date)


def known_answer(coordinator_agency_id: UUID | None) -> dict[str, Any]:
    """The one shape in which it is said that somebody is known, or nothing."""
    return {
        "result": "nothing" if coordinator_agency_id is None else "known",
        "coordinator": coordinator_agency_id and {"agency_id": str(coordinator_agency_id)},
    }


async def ask_whether_known(
    work: UnitOfWork, actor: Actor, question: ByIdentifier | ByName, most_an_hour: int = QUESTIONS_AN_HOUR
) -> dict[str, Any]:
    """Whom to turn to about somebody; nothing when nobody is known, or nobody of whom this agency may know.

    The number of statements, their plan and the shape of the answer are the same for known, unknown and not entitled.

    Raises:
        NotAllowed: not the role.
        TooManyQuestions: the caller has asked so often in an hour already; logged as denied.
    """
    decide(RULES, ASK_WHETHER_KNOWN, actor, AboutPeople())
    await _refuse_too_many(work, actor, most_an_hour)
    return known_answer(await known.look_up(work, question.key, "known-check"))


async def _refuse_too_many(work: UnitOfWork, actor: Actor, most_an_hour: int) -> None:
    many, since = await known.count_question(work, actor.subject)
    if many > most_an_hour:
        log_if_denied(work, Look("known-check"))
        again = since + AN_HOUR - work.now
        raise TooManyQuestions(retry_after_seconds=max(1, ceil(again.total_seconds())))


async def refuse_if_known(
    work: UnitOfWork, identifiers: Iterable[Identifier], operation: str, *, besides: UUID | None = None
) -> None:
    """Let no second record begin where the caller's agency may know of the first.

    Where it may not even know, nothing happens here: the holder is told afterwards (ADR 0010).

    Raises:
        AlreadyKnown: one of them belongs to somebody else than `besides`.
    """
    keys = distinct(identifier.known_key for identifier in identifiers)
    if not keys:
        return
    waited_until = await known.wait_for_each_other(work, keys)
    for key in keys:
        coordinator = await known.look_up(work, key, operation, besides=besides, at=waited_until)
        if coordinator is not None:
            work.if_refused(_looked_up(key, operation, besides, waited_until))
            raise AlreadyKnown(
                "Turn to the agency that coordinates, instead of beginning a second record.",
                detail_fr="Adressez-vous à l'organisme qui coordonne, au lieu d'ouvrir un second dossier.",
                known=known_answer(coordinator),
            )


def _looked_up(
    key: bytes, operation: str, besides: UUID | None, at: datetime
) -> Callable[[UnitOfWork], Awaitable[None]]:
    """The same look again, once the refusal has taken back its line of the access log."""

    async def look_again(afterwards: UnitOfWork) -> None:
        await known.look_up(afterwards, key, operation, besides=besides, at=at)

    return look_again


async def tell_holders_of_second_records(work: UnitOfWork, identifier_id: UUID) -> None:
    """An identifier was recorded: tell the agencies to turn to about others who have it. Background work."""
    await work.tell(
        *(
            PersonPerhapsKnownElsewhere(person_id=person_id, coordinator_agency_id=agency_id)
            for person_id, agency_id in await known.others_known_by(work, identifier_id)
        )
    )


async def name_coordinator(work: UnitOfWork, person_id: UUID, agency_id: UUID | None) -> None:
    """Say which agency to turn to about a person: that of a case's lead, or None for the one that registered them."""
    await known.turn_to(work, person_id, agency_id)


async def make_findable(work: UnitOfWork, person_id: UUID, identifier_id: UUID, identifier: Identifier) -> None:
    """Let a person be known of by an identifier, unless it is sensitive or sealed."""
    is_open = identifier.sensitivity is Sensitivity.ORDINARY
    await known.keep(work, person_id, identifier_id, [identifier.known_key] if is_open else [])
