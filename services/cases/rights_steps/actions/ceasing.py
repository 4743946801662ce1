"""Process no more what somebody objected to with success."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from services.cases.rights_steps import events
from services.cases.rights_steps.actions.steps import decided, taken
from services.cases.rights_steps.domain import Scope, must_be_reviewed_soon_enough, must_name_something
from services.cases.rights_steps.policy import CEASE
from services.cases.rights_steps.store import restrictions as store
from services.cases.territories.actions import today_in
from shared.contracts.cases.rights import StepKind
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotAllowed


async def cease(
    work: UnitOfWork,
    actor: Actor,
    person_id: UUID,
    request_id: UUID,
    categories: Collection[Category],
    review_on: date,
) -> UUID:
    """Store what the agency contributed in these categories, for good, and end its grants on them that rest on a task
    in the public interest; those who had received any of it are sought and told.

    Args:
        review_on: when somebody looks whether it was erased meanwhile (GDPR Art. 17(1)(c)); local date.

    Raises:
        NotFound: no such request that the caller may see.
        NotAllowed: not a privacy officer of the agency that was asked, nor, of a restricted person, one of the few.
        Conflict: no objection was granted by it.
        Invalid: nothing is named, or the day of review is not within a year.

    Source:
        GDPR Art. 21(1), 18(2) and 19.
    """
    request = await decided(work, actor, person_id, request_id, CEASE, StepKind.OBJECTION)
    must_name_something(Scope(categories=frozenset(categories), items=()))
    must_be_reviewed_soon_enough(review_on, await today_in(work, request["municipality_id"]))
    step_id, what = new_id(), tuple(sorted(set(categories)))
    if not await store.cease(work, step_id, request_id, what, review_on):
        raise NotAllowed
    about = {
        "person_id": person_id,
        "municipality_id": request["municipality_id"],
        "agency_id": request["agency_id"],
        "categories": what,
    }
    await work.tell(
        taken(request, step_id, StepKind.OBJECTION),
        events.ProcessingRestricted(restriction_id=step_id, restricted_at=work.now, **about),
        events.RecipientsSought(
            step_id=step_id, kind=StepKind.OBJECTION, item_ids=(), since=None, until=work.now, **about
        ),
    )
    return step_id
