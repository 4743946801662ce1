"""Whether a listing takes whoever is referred: asked before anything is disclosed."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.referrals.directory.domain.intake import AboutPerson, Declared, Effect, Unmet, unmet
from services.referrals.directory.domain.listing import ListingForReferral
from services.referrals.lifecycle.domain.referral import Referral
from shared.contracts.cases.disclosure import Disclosure
from shared.contracts.cases.vocabulary import Category
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict


class NotTaken(Conflict):
    """The listing does not take this person: `unmet` says by which of its rules, and why. Pick another one."""

    code = "not-taken"
    title = "This listing does not take this person"
    title_fr = "Cette offre n'accueille pas cette personne"


class IntakeWarning(Conflict):
    """A rule of the listing is not met, or nobody here can say whether it is: `unmet` says which, and why.

    Name the `documents` that are at hand, or send again with `despite_warnings` when you mean it.
    """

    code = "intake-warning"
    title = "The listing may not take this person"
    title_fr = "L'offre pourrait ne pas accueillir cette personne"


def check_intake(
    work: UnitOfWork, listing: ListingForReferral, referral: Referral, answer: Disclosure | None, declared: Declared
) -> None:
    """Compare with the listing's rules what may travel, and what whoever refers says; on the day that it is there.

    Raises:
        NotTaken: a rule refuses; also where others warn.
        IntakeWarning: rules warn, and whoever refers has not said that they send despite them.
    """
    identity = _identity(answer)
    born = identity.get("birth_date")
    person = AboutPerson(
        municipality_id=referral.municipality_id,
        birth_date=born if isinstance(born, str) else None,
        is_estimated=identity.get("birth_date_estimated") is True,
    )
    today = work.now.astimezone(referral.request.territory.zone).date()
    found = unmet(listing.intake, person, declared, today)
    if any(one.effect is Effect.REFUSE for one in found):
        raise NotTaken(unmet=_shown(found))
    if found and not declared.despite_warnings:
        raise IntakeWarning(unmet=_shown(found))


def _identity(answer: Disclosure | None) -> Mapping[str, Any]:
    """What the receiver would read: what they are not to learn a refusal must not tell either."""
    identity = answer.snapshot.get(Category.IDENTITY) if answer else None
    return identity if isinstance(identity, dict) else {}


def _shown(found: Sequence[Unmet]) -> list[dict[str, Any]]:
    return [vars(one) for one in found]
