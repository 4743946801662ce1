"""Refuse to share one thing of one's record, by one's own hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import hold_account, who_may
from services.cases.accounts.domain import Speaker
from services.cases.consents.actions.recording import line_of, say, what_of_one_travels
from services.cases.consents.domain import Consent, GivenBy
from services.cases.own.policy import REFUSE_OWN, RULES
from services.cases.own.store import consents as store
from services.cases.own.store import sharing
from services.cases.timeline.actions import add_own_record_line
from shared.contracts.cases.consents import GivenHow
from shared.contracts.cases.items import ItemKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import PersonActor
from shared.contracts.identity.vocabulary import Purpose
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import Invalid, NotFound


async def refuse_own_item(
    work: UnitOfWork, caller: PersonActor, item_id: UUID, agencies: Sequence[UUID], language: str
) -> UUID:
    """Refuse that one thing in one's record is shared, with these agencies or with anybody; at once.
    Who refuses the same again has refused it once.

    Args:
        language: BCP 47: in which it was shown to them.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: a representative without the power to consent.
        Invalid: nothing such in the record that is shown to them.
    """
    mine = await who_may(work, caller, RULES, REFUSE_OWN, "refuse-own-item")
    await hold_account(work, mine)
    item = await store.item_of_theirs(work, mine, item_id)
    if item is None:
        raise Invalid.field(
            "#/item_id",
            "no_such_item",
            "There is no such thing in your record.",
            "Votre dossier ne contient rien de tel.",
        )
    said = _refusal_of(work, mine, item_id, agencies)
    earlier = await sharing.said_before(work, mine, said, None)
    if earlier is not None:
        return earlier
    travels = await what_of_one_travels(work, item_id, ItemKind(item["kind"]), Category(item["category"]))
    named = await say(work, said, _by_their_hand(mine, language), (), travels)
    kind, state = line_of(said, None)
    await add_own_record_line(work, await sharing.for_its_line(work, mine, said.id), kind, state=state, named=named)
    return said.id


async def read_refusal(work: UnitOfWork, caller: PersonActor, consent_id: UUID) -> asyncpg.Record:
    """What they have just refused.

    Raises:
        SpeaksForNobody, NotAllowed: as above.
        NotFound: nothing such.
    """
    row = await store.refusal(work, await who_may(work, caller, RULES, REFUSE_OWN, "refuse-own-item"), consent_id)
    if row is None:
        raise NotFound
    return row


def _by_their_hand(mine: Speaker, language: str) -> dict[str, Any]:
    return {
        "given_by": GivenBy.PERSON if mine.is_the_person else GivenBy.REPRESENTATIVE,
        "representative_id": mine.relationship_id,
        "given_how": GivenHow.AUTHENTICATED,
        "language": language,
        "evidence": None,
        "agency_id": None,
        "worker_id": None,
        "account_id": mine.account_id,
        "awaits": None,
    }


def _refusal_of(work: UnitOfWork, mine: Speaker, item_id: UUID, agencies: Sequence[UUID]) -> Consent:
    return Consent(
        id=new_id(),
        person_id=mine.person_id,
        municipality_id=mine.municipality_id,
        is_refusal=True,
        agencies=frozenset(agencies),
        sectors=frozenset(),
        categories=frozenset(),
        purposes=frozenset({Purpose.CARE_COORDINATION}),
        valid_from=work.now,
        valid_until=None,
        item_id=item_id,
    )
