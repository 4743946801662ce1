"""Agree to share, or refuse to, by one's own hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import hold_account, who_may
from services.cases.accounts.domain import WITHHELD_CATEGORIES, Speaker
from services.cases.agreements.actions.reading import agreements_for
from services.cases.consents.actions.ages import whose_word_it_takes
from services.cases.consents.actions.following import team_for
from services.cases.consents.actions.recording import line_of, say
from services.cases.consents.domain import Consent, GivenBy
from services.cases.own.policy import READ_CONSENTS, RULES, SAY_OWN
from services.cases.own.store import sharing as store
from services.cases.timeline.actions import add_own_record_line
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import FieldError, Invalid, NotFound


@dataclass(frozen=True, kw_only=True)
class OwnWord:
    """What somebody agrees to or refuses.

    Attributes:
        case_id: to the team of this case, instead of agencies and sectors.
        valid_from: never before now, which it is when None.
        language: BCP 47: in which it was shown to them.
    """

    is_refusal: bool
    agencies: Sequence[UUID]
    sectors: Sequence[Sector]
    case_id: UUID | None
    categories: Sequence[Category]
    purposes: Sequence[Purpose]
    valid_from: datetime | None
    valid_until: datetime | None
    language: str


async def say_own_word(work: UnitOfWork, caller: PersonActor, word: OwnWord) -> UUID:
    """Agree to share, or refuse to; it takes effect with the answer, or with the word of the other where it takes that
    too. Who says the same again has said it once.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: a representative without the power to consent.
        Invalid: it was not theirs to say, or is over before it begins; to whom no agreement in force lets anything
            of it flow; no such open case of the person.
    """
    mine = await who_may(work, caller, RULES, SAY_OWN, "say-own-consent")
    await hold_account(work, mine)
    said = _said(work, mine, word)
    _must_leave_protection(mine, word)
    _must_not_be_over(said)
    by = GivenBy.PERSON if mine.is_the_person else GivenBy.REPRESENTATIVE
    awaits = await whose_word_it_takes(work, said, by, by_own_hand=True)
    if said.case_id is not None and not await store.is_open_case(work, mine, said.case_id):
        raise _no_such_case()
    earlier = await store.said_before(work, mine, said, awaits)
    if earlier is not None:
        return earlier
    await _must_reach(work, word, said)
    circumstances: dict[str, Any] = {
        "given_by": by,
        "representative_id": mine.relationship_id,
        "given_how": GivenHow.AUTHENTICATED,
        "language": word.language,
        "evidence": None,
        "agency_id": None,
        "worker_id": None,
        "account_id": mine.account_id,
        "awaits": awaits,
    }
    named = await say(work, said, circumstances, await team_for(work, said), said.categories)
    kind, state = line_of(said, awaits)
    await add_own_record_line(work, await store.for_its_line(work, mine, said.id), kind, state=state, named=named)
    return said.id


async def read_own_consent(work: UnitOfWork, caller: PersonActor, consent_id: UUID, operation: str) -> asyncpg.Record:
    """One thing that was agreed to or refused.

    Raises:
        SpeaksForNobody, NotAllowed: as for the list.
        NotFound: none such; for a representative, that they said themselves.
    """
    mine = await who_may(work, caller, RULES, READ_CONSENTS, operation)
    row = await store.read_one(work, mine, consent_id, operation)
    if row is None:
        raise NotFound
    return row


def _said(work: UnitOfWork, mine: Speaker, word: OwnWord) -> Consent:
    return Consent(
        id=new_id(),
        person_id=mine.person_id,
        municipality_id=mine.municipality_id,
        is_refusal=word.is_refusal,
        agencies=frozenset(word.agencies),
        sectors=frozenset(word.sectors),
        categories=frozenset(word.categories),
        purposes=frozenset(word.purposes),
        valid_from=max(word.valid_from or work.now, work.now),
        valid_until=word.valid_until,
        case_id=word.case_id,
    )


def _must_leave_protection(mine: Speaker, word: OwnWord) -> None:
    """What was written to protect somebody may protect them from whoever represents them."""
    withheld = [number for number, one in enumerate(word.categories) if one in WITHHELD_CATEGORIES]
    if withheld and not mine.is_the_person:
        raise Invalid(
            errors=[
                FieldError(
                    f"#/categories/{number}",
                    "not_yours",
                    "Whoever represents somebody does not decide on what was written to protect them.",
                    "Qui représente quelqu'un ne décide pas de ce qui est écrit pour le protéger.",
                )
                for number in withheld
            ]
        )


def _must_not_be_over(said: Consent) -> None:
    if said.valid_until is not None and said.valid_until <= said.valid_from:
        raise Invalid.field("#/valid_until", "over", "It ends before it begins.", "La fin précède le début.")


def _no_such_case() -> Invalid:
    return Invalid.field(
        "#/case_id", "no_such_case", "There is no open case of yours.", "Vous n'avez aucun accompagnement ouvert ici."
    )


async def _must_reach(work: UnitOfWork, word: OwnWord, said: Consent) -> None:
    """An agreement in force lets something of it flow to each whom it names; to a team it flows as it changes."""
    if said.is_refusal or said.case_id is not None:
        return
    agreements = await agreements_for(
        work, said.municipality_id, agencies=sorted(said.agencies), sectors=sorted(said.sectors)
    )
    left_out = said.unreached(agreements)
    named: list[tuple[str, UUID | Sector]]
    named = [(f"#/agencies/{number}", one) for number, one in enumerate(word.agencies)]
    named += [(f"#/sectors/{number}", one) for number, one in enumerate(word.sectors)]
    wrong = [pointer for pointer, one in named if one in left_out]
    if wrong:
        raise Invalid(errors=[_no_agreement(pointer) for pointer in wrong])


def _no_agreement(pointer: str) -> FieldError:
    return FieldError(
        pointer,
        "no_agreement",
        "No agreement in force lets anything of this flow there.",
        "Aucun accord en vigueur ne permet d'y partager quoi que ce soit de cela.",
    )
