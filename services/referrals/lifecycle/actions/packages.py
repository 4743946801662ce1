"""Send several referrals of a person together, or none of them."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.referrals.directory.domain.intake import Declared
from services.referrals.disclosure.actions import note_list
from services.referrals.disclosure.domain import Sight
from services.referrals.lifecycle import events
from services.referrals.lifecycle.actions.sending import NOTHING, Asked, send_referral
from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.store import packages as store
from shared.contracts.identity.actor import Actor
from shared.database.access_log import Look, log_if_denied
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.refusals import Conflict, Invalid, NotFound

OPEN: Final = "open a package of referrals"


class PackageNotSent(Conflict):
    """One of the referrals cannot be sent, so none was: `refused` says which, and why."""

    code = "package-not-sent"
    title = "None of these referrals was sent"
    title_fr = "Aucune de ces orientations n'a été envoyée"


class InAnotherPackage(Conflict):
    """In another package this draft stands in for a referral that was redirected. Send it by itself."""

    code = "in-another-package"
    title = "This referral belongs to another package"
    title_fr = "Cette orientation fait déjà partie d'un autre envoi groupé"


async def send_together(
    work: UnitOfWork,
    actor: Actor,
    asked: Mapping[UUID, Asked | None],
    *,
    despite_similar: bool,
    declared: Declared = NOTHING,
) -> UUID:
    """Send these drafts, with what may travel to each receiver; all, or none.

    Args:
        asked: what cases answered for each, asked before this unit opened.

    Returns:
        The id of the package, which only the sending agency knows.

    Raises:
        NotFound, NotAllowed: as for sending.
        PackageNotSent: one or more cannot be sent.
        Invalid: they are about several people.
    """
    sent: list[Referral] = []
    refused: list[Mapping[str, object]] = []
    for referral_id in sorted(asked):
        try:
            sent.append(
                await _send(
                    work, actor, referral_id, asked[referral_id], despite_similar=despite_similar, declared=declared
                )
            )
        except Conflict as no:
            said = {"referral_id": referral_id, "code": no.code, "title": Phrase(no.title, no.title_fr)}
            refused.append({**no.extensions, **said})
    if refused:
        raise PackageNotSent(refused=refused)
    if len({one.person_id for one in sent}) > 1:
        raise Invalid.field(
            "#/referral_ids",
            "several_people",
            "These referrals are about several people.",
            "Ces orientations concernent plusieurs personnes.",
        )
    package_id = new_id()
    await store.pack(work, package_id, [one.id for one in sent])
    await work.tell(
        events.PackageSent(
            package_id=package_id,
            person_id=sent[0].person_id,
            sender_agency_id=actor.agency_id,
            referral_ids=tuple(one.id for one in sent),
        )
    )
    return package_id


async def _send(
    work: UnitOfWork,
    actor: Actor,
    referral_id: UUID,
    asked: Asked | None,
    *,
    despite_similar: bool,
    declared: Declared = NOTHING,
) -> Referral:
    """Send one that is in no package yet.

    Raises:
        InAnotherPackage: it is in one; and as for sending.
    """
    referral = await send_referral(work, actor, referral_id, asked, despite_similar=despite_similar, declared=declared)
    if referral.package_id is not None:
        raise InAnotherPackage
    return referral


async def open_package(work: UnitOfWork, package_id: UUID) -> Sequence[Referral]:
    """The referrals that were sent together, and what followed them; each row is a look at a person, and logged.

    Raises:
        NotFound: no such package, or not one of the caller's agency, or of somebody of whom the caller may not know.
    """
    found = await store.open_package(work, package_id)
    if not found:
        log_if_denied(work, Look(OPEN))
        raise NotFound
    await note_list(work, OPEN, [Sight(one.id, one.person_id, one.municipality_id) for one in found])
    return found
