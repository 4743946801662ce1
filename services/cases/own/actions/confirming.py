"""Say yes by one's own hand to what another agreed to, or to what a worker wrote down."""

from uuid import UUID

from services.cases.accounts.actions import hold_account, who_may
from services.cases.accounts.domain import WITHHELD_CATEGORIES
from services.cases.consents.actions.confirming import confirm, not_awaited
from services.cases.consents.domain import Confirmation, ConsentState, GivenBy
from services.cases.own.policy import RULES, SAY_OWN
from services.cases.own.store import sharing as store
from services.cases.timeline.actions import add_own_record_line
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.consents import GivenHow
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import NotFound


async def confirm_own_consent(work: UnitOfWork, caller: PersonActor, consent_id: UUID) -> UUID:
    """Say yes to it too; saying it again changes nothing.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: a representative without the power to consent.
        NotFound: nothing such that is theirs, or waits for their word.
        Conflict: it does not wait for their word, or stands no more.
    """
    mine = await who_may(work, caller, RULES, SAY_OWN, "confirm-own-consent")
    await hold_account(work, mine)
    row = await store.to_confirm(work, mine, consent_id)
    if row is None:
        raise NotFound
    by = GivenBy.PERSON if mine.is_the_person else GivenBy.REPRESENTATIVE
    if row["confirmed_by"] == by and row["by_the_same"]:
        return consent_id
    is_protected = not mine.is_the_person and not set(WITHHELD_CATEGORIES).isdisjoint(row["categories"])
    if is_protected or row["is_refusal"] or (row["awaits"] is None and row["account_id"] is not None):
        raise not_awaited(row)
    confirmation = Confirmation(
        by=by, relationship_id=mine.relationship_id, how=GivenHow.AUTHENTICATED, by_id=mine.account_id
    )
    named = await confirm(work, row, confirmation)
    about = await store.for_its_line(work, mine, consent_id)
    await add_own_record_line(work, about, LineKind.CONSENT_CONFIRMED, state=ConsentState.ACTIVE, named=named)
    return consent_id
