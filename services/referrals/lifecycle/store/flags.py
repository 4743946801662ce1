"""What always travels: its channel, times and code word are encrypted wherever the referral goes in here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from services.referrals.lifecycle.domain.referral import Referral
from shared.contracts.cases.disclosure import Flags
from shared.database.unit_of_work import UnitOfWork

_COLUMN: Final = "referral.safe_contact"


async def with_flags(work: UnitOfWork, referral: Referral, flags: Flags) -> Referral:
    """The referral with what always travels.

    Raises:
        Destroyed: the keys of its municipality were destroyed.
    """
    said = flags.model_dump(mode="json")
    if said["safe_contact"] is not None:
        key = await work.vault.closing(referral.municipality_id)
        said["safe_contact"] = key.close(_COLUMN, referral.id, said["safe_contact"])
    return replace(referral, flags=said)


async def flags_of(work: UnitOfWork, referral: Referral) -> Mapping[str, Any]:
    """What always travels with it, to be read.

    Raises:
        Destroyed: the key was destroyed.
    """
    closed = referral.flags.get("safe_contact")
    if closed is None:
        return referral.flags
    return {**referral.flags, "safe_contact": await work.vault.opened(_COLUMN, referral.id, closed)}
