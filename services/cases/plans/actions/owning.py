"""What goals and actions have beside other items: somebody who owns them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.cases.access.actions import standing_to
from services.cases.items.actions import Opened
from services.cases.plans.domain.goals import Owner, OwnerKind
from services.cases.plans.policy import AboutOwned
from services.cases.plans.store.items import OWNER
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Invalid, NotFound


async def owned_by(work: UnitOfWork, owner: Owner, person_ids: Sequence[UUID]) -> Owner:
    """The owner, as it is kept: a person by name where the item is about one only.

    Raises:
        Invalid: a person whom the item is not about, or a carer whom the caller does not know.
    """
    if owner.kind is OwnerKind.PERSON:
        owner = replace(owner, id=owner.id or (person_ids[0] if len(person_ids) == 1 else None))
        if owner.id not in person_ids:
            raise Invalid.field(
                "#/owner/id",
                "not_about_them",
                "Name one of the people whom it is about.",
                "Indiquez l'une des personnes concernées.",
            )
    if owner.kind is OwnerKind.CARER and owner.id is not None:
        try:
            await standing_to(work, owner.id)
        except NotFound as unknown:
            raise Invalid.field(
                "#/owner/id", "unknown_person", "There is no such person.", "Cette personne n'existe pas."
            ) from unknown
    return owner


def owner_columns(owner: Owner) -> dict[str, Any]:
    """An owner as it is stored."""
    return dict(zip(OWNER, (owner.kind, owner.agency_id, owner.id), strict=True))


async def about_owned(work: UnitOfWork, item: Opened) -> AboutOwned:
    """The facts on which the rules about owned things decide."""
    standings = tuple([await standing_to(work, person_id) for person_id in item.people])
    owner = Owner(OwnerKind(item.row["owner_kind"]), item.row["owner_agency_id"], item.content["owner_id"])
    return AboutOwned(standings, Category(item.row["category"]), owner)
