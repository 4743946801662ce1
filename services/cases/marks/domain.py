"""Marks of what is stored and not processed: an item, or what an agency contributed in a category. No I/O."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from uuid import UUID

from shared.contracts.cases.vocabulary import Category


def mark_of(agency_id: UUID, category: Category) -> str:
    """The mark of what an agency contributed in a category; that of an item is its id."""
    return f"{agency_id}:{category}"


def is_held_back(
    marks: AbstractSet[str], contributors: Collection[UUID], category: Category, item_id: UUID | None = None
) -> bool:
    """Whether it is marked: this item, or this category of all who contributed.

    Source:
        GDPR Art. 4(3): the marking of stored personal data.
    """
    if not marks:
        return False
    return str(item_id) in marks or all(mark_of(one, category) in marks for one in contributors)
