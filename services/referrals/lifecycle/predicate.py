"""The one SQL predicate of referrals: which rows a reader may see. Every store composes it into its queries.

It says what the rule `policy.READ` says, that no conflict of interest keeps the reader out, and that of a restricted
person they may know, which both go before every rule; the names in `reader()` are its parameters.
"""

from typing import Any, Final

from services.referrals.lifecycle.policy import READING
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork

MAY_READ: Final = """(
    :reads AND (r.sender_agency_id = :reader_agency
                OR (r.receiver_agency_id = :reader_agency AND r.sent_at IS NOT NULL))
    AND r.person_id <> ALL (ARRAY(
        SELECT k.person_id FROM kept_out k WHERE k.worker_id = :reader AND k.lifted_at IS NULL))
    AND (r.known_to IS NULL OR :reader = ANY (r.known_to)))
"""
"""The reader may see referral `r`."""


def reader(work: UnitOfWork) -> dict[str, Any]:
    """The parameters of the predicate, from whoever is acting."""
    actor = work.actor
    assert isinstance(actor, Actor), "background work reads by policies of its own"
    return {"reader_agency": actor.agency_id, "reader": actor.subject, "reads": bool(actor.roles & READING)}
