"""A referral as it is told in FHIR: what we have words for, and what each side said beyond them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.referrals.disclosure.domain import Hidden
from services.referrals.fhir import store
from services.referrals.lifecycle.actions import reading
from services.referrals.lifecycle.domain.referral import Referral
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.fhir.elements import Element
from shared.json_text import json_text
from shared.refusals import Invalid

MOST_KEPT_BYTES: Final = 32_768
_STORED_ONLY: Final = frozenset({Hidden.PROCESSING_RESTRICTED, Hidden.ERASED})


@dataclass(frozen=True)
class Said:
    """What one agency said of a resource beyond our words, as somebody is shown it."""

    agency_id: UUID
    kind: str
    elements: Element


@dataclass(frozen=True)
class Told:
    """A referral that was opened, with what its reader is shown of what was said beyond our words."""

    opened: reading.Opened
    said: Sequence[Said]

    @property
    def is_stored_only(self) -> bool:
        """Whether nobody processes what this referral is about, so that what is kept stays as it is, and unread."""
        return _is_stored_only(self.opened)

    def all_of(self, kind: str) -> list[Element]:
        """What both sides said of a resource, the earlier first."""
        return [one.elements for one in self.said if one.kind == kind]

    def theirs_of(self, kind: str, agency_id: UUID) -> list[Element]:
        """What others than this agency said of it."""
        return [one.elements for one in self.said if one.kind == kind and one.agency_id != agency_id]

    def own_of(self, kind: str, agency_id: UUID) -> Mapping[str, Any]:
        """What this agency said of it."""
        return next((one.elements for one in self.said if one.kind == kind and one.agency_id == agency_id), {})


async def open_told(work: UnitOfWork, actor: Actor, referral_id: UUID, *, is_certain: bool) -> Told:
    """Open a referral, as `reading.open_referral` does.

    Raises:
        NotFound: no such referral, or not one this caller may see.
    """
    opened = await reading.open_referral(work, actor, referral_id, is_certain=is_certain)
    return Told(opened, await _said(work, actor, opened))


async def told_to(work: UnitOfWork, actor: Actor, referral: Referral, *, is_certain: bool) -> Told:
    """A referral as this caller would see it now. No look: whoever shows it to them logs one."""
    opened = await reading.seen_by(work, actor, referral, is_certain=is_certain)
    return Told(opened, await _said(work, actor, opened))


async def keep(work: UnitOfWork, actor: Actor, referral: Referral, kind: str, elements: Element) -> None:
    """Keep what the caller's agency says of a resource beyond our words, in place of what it said before.

    Raises:
        Invalid: it is more than is kept, or no JSON that can be written again.
    """
    _check_size(elements)
    await store.replace(
        work,
        elements,
        referral_id=referral.id,
        municipality_id=referral.municipality_id,
        person_id=referral.person_id,
        agency_id=actor.agency_id,
        kind=kind,
    )


def _check_size(elements: Element) -> None:
    try:
        sizes = {name: len(json_text({name: value})) for name, value in elements.items()}
    except TypeError as failure:
        raise Invalid("This cannot be kept as JSON.", detail_fr="Cela ne peut être conservé en JSON.") from failure
    if sum(sizes.values()) > MOST_KEPT_BYTES:
        raise Invalid.field(
            f"#/{max(sizes, key=sizes.__getitem__)}",
            "too_long",
            f"Elements that are kept unread have at most {MOST_KEPT_BYTES} bytes together.",
            f"Les éléments conservés sans être lus font au plus {MOST_KEPT_BYTES} octets ensemble.",
        )


async def _said(work: UnitOfWork, actor: Actor, opened: reading.Opened) -> list[Said]:
    """What one's own agency said, and of the other side's what may be seen now."""
    if _is_stored_only(opened):
        return []
    rows = await store.of_referral(work, opened.referral.id)
    return [Said(**row) for row in rows if row["agency_id"] == actor.agency_id or _shows_unread(opened, actor)]


def _is_stored_only(opened: reading.Opened) -> bool:
    """Nobody here knows whether it says what was restricted or erased, so it is told to nobody."""
    return opened.disclosure.hidden.get(opened.referral.request.category) in _STORED_ONLY


def _shows_unread(opened: reading.Opened, actor: Actor) -> bool:
    """Nobody here knows what it says: the receiver is shown it while they see who the person is and what the need is
    about; the sender always, as the receiver's notes.
    """
    if opened.referral.sender_agency_id == actor.agency_id:
        return True
    return opened.disclosure.categories.keys() >= {Category.IDENTITY, opened.referral.request.category}
