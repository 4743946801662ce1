"""Let nobody who knows where somebody hides write it down where others read."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.cases.people.domain.place import must_name_none
from services.cases.people.store import hidden_places as store
from shared.contracts.cases.vocabulary import Sensitivity
from shared.database.unit_of_work import UnitOfWork


async def must_hide_places(
    work: UnitOfWork, people: Sequence[UUID], sensitivity: Sensitivity, texts: Collection[str]
) -> None:
    """What is written about these people names no protected address of theirs, or of somebody close to them, that the
    caller's own agency recorded. What others recorded is not asked: the answer would tell whoever guesses.

    Args:
        sensitivity: what is sealed is read by its writer alone.

    Raises:
        NamesProtectedPlace: it does.
    """
    if texts and sensitivity is not Sensitivity.SEALED:
        must_name_none(texts, await store.own(work, people))
