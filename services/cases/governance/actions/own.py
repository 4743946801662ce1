"""Read what agencies that hold something about oneself do with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.accounts.actions import who_may
from services.cases.governance.domain.register import Holder
from services.cases.governance.policy import OWN_RULES, READ_REGISTER
from services.cases.governance.store import own as store
from shared.contracts.identity.actor import PersonActor
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Register:
    """A page of it.

    Attributes:
        following: the id of its last agency, where more follow.
    """

    holders: Sequence[Holder]
    following: UUID | None


async def register_about_me(work: UnitOfWork, caller: PersonActor, after: UUID | None, limit: int) -> Register:
    """Agencies that hold something about the person, and what they do with it.

    Raises:
        SpeaksForNobody: the account has ended, or what it rested on has.
        NotAllowed: to whoever represents the person it is not told.
    """
    mine = await who_may(work, caller, OWN_RULES, READ_REGISTER, "read-own-register")
    found = await store.holding(work, mine, after, limit + 1)
    ids = [row["agency_id"] for row in found[:limit]]
    agreements = _by_agency(await store.agreements_about(work, mine, ids))
    laws = _by_agency(await store.laws_about(work, mine, ids))
    declared = _by_agency(await store.declared_by(work, mine, ids))
    holders = [
        Holder(
            agency_id=row["agency_id"],
            wrote=row["wrote"],
            received=row["received"],
            agreements=agreements[row["agency_id"]],
            articles=[one["article"] for one in laws[row["agency_id"]]],
            declared=declared[row["agency_id"]],
        )
        for row in found[:limit]
    ]
    return Register(holders, ids[-1] if len(found) > limit else None)


def _by_agency(rows: Iterable[asyncpg.Record]) -> Mapping[UUID, list[dict[str, Any]]]:
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["agency_id"]].append(dict(row))
    return found
