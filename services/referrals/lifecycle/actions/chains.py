"""One chain of referrals, as far as its reader set it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.disclosure.actions import note_list
from services.referrals.disclosure.domain import Sight
from services.referrals.lifecycle.actions.standing import load, permit
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.policy import READ
from services.referrals.lifecycle.store import chains as store
from shared.contracts.identity.actor import Actor
from shared.contracts.referrals.vocabulary import State
from shared.database.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Link:
    """One referral of a chain.

    Attributes:
        referral: None where the reader may know how it stands and no more.
    """

    state: State
    moved_at: datetime
    closed_at: datetime | None
    referral: Referral | None


async def open_chain(work: UnitOfWork, actor: Actor, referral_id: UUID) -> Sequence[Link]:
    """A referral and what followed from it, nearest first; each that is read is a look at a person, and logged.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    root = await load(work, referral_id)
    permit(work, actor, READ, root)
    following = await store.followed_by(work, root.id)
    readable = {root.id: root} | await store.readable(work, [row["id"] for row in following])
    await note_list(
        work,
        "open a chain of referrals",
        [Sight(one.id, one.person_id, one.municipality_id) for one in readable.values()],
    )
    return [
        Link(root.state, root.moved_at, root.closed_at, root),
        *(Link(State(row["state"]), row["moved_at"], row["closed_at"], readable.get(row["id"])) for row in following),
    ]
