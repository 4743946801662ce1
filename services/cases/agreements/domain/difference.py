"""What a version of an agreement says otherwise than the one before, in words. No I/O."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.cases.agreements.domain.agreement import Party
from services.cases.agreements.domain.terms import Contact, Terms
from shared.contracts.cases.labels import CATEGORIES
from shared.contracts.identity.purposes import CALLED
from shared.phrases import Phrase

Names = Mapping[UUID, str]
"""What agencies are called."""


class Kind(StrEnum):
    """How something differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One thing that a version says otherwise.

    Attributes:
        before, after: as JSON values; None where there was, or is, none.
        widens: more may flow because of it, for longer, or from further agencies.
    """

    field: str
    kind: Kind
    said: Phrase
    before: Any = None
    after: Any = None
    widens: bool = False


_WORDS: Final[Mapping[str, Phrase]] = {
    "title": Phrase("Title", "Intitulé"),
    "legal_basis": Phrase("Legal basis, GDPR Art. 6(1), letter", "Base légale, RGPD art. 6, § 1, lettre"),
    "special_category_basis": Phrase(
        "Basis for special categories, GDPR Art. 9(2), letter",
        "Base pour les catégories particulières, RGPD art. 9, § 2, lettre",
    ),
    "article": Phrase("National article", "Article de droit national"),
    "retention": Phrase("How long receivers keep it", "Durée de conservation"),
    "retention_months": Phrase("Months for which receivers keep it", "Durée de conservation en mois"),
    "onward_conditions": Phrase("Conditions for passing it on", "Conditions de retransmission"),
    "contact": Phrase("Whom to ask", "Interlocuteur"),
}
_NOTHING: Final = Phrase("nothing", "néant")


def difference(before: Terms, after: Terms, names: Names) -> list[Change]:
    """All that `after` says otherwise than `before`, parties first, in the order of the terms."""
    return [
        *_parties(before.parties, after.parties, names),
        *_items("categories", before.categories, after.categories, _category),
        *_items("purposes", before.purposes, after.purposes, _purpose),
        *_items("dpv_purposes", before.dpv_purposes, after.dpv_purposes, _term),
        *_onward(before, after),
        *_until(before, after),
        *_words(before, after),
        *_contacts(before.contacts, after.contacts, names),
    ]


def widens(changes: Iterable[Change]) -> bool:
    """More may flow after these changes than before."""
    return any(change.widens for change in changes)


def _parties(before: tuple[Party, ...], after: tuple[Party, ...], names: Names) -> Iterator[Change]:
    old, new = ({party.agency_id: party for party in side} for side in (before, after))
    for agency_id in sorted(old.keys() | new.keys()):
        was, now = old.get(agency_id), new.get(agency_id)
        called = names.get(agency_id, str(agency_id))
        if was is None and now is not None:
            said = Phrase(
                f"{called} takes part: {_direction(now)}.", f"{called} devient partie : {_direction(now).in_french}."
            )
            yield Change("parties", Kind.ADDED, said, None, _shown(now), widens=True)
        elif now is None and was is not None:
            said = Phrase(f"{called} takes part no more.", f"{called} n'est plus partie.")
            yield Change("parties", Kind.REMOVED, said, _shown(was))
        elif was is not None and now is not None and (was.gives, was.receives) != (now.gives, now.receives):
            said = Phrase(
                f"{called}: {_direction(was)} becomes {_direction(now)}.",
                f"{called} : {_direction(was).in_french} devient {_direction(now).in_french}.",
            )
            more = (now.gives and not was.gives) or (now.receives and not was.receives)
            yield Change("parties", Kind.CHANGED, said, _shown(was), _shown(now), widens=more)


def _shown(party: Party) -> dict[str, Any]:
    return {"agency_id": str(party.agency_id), "gives": party.gives, "receives": party.receives}


def _direction(party: Party) -> Phrase:
    return {
        (True, True): Phrase("gives and receives", "donne et reçoit"),
        (True, False): Phrase("gives", "donne"),
        (False, True): Phrase("receives", "reçoit"),
        (False, False): Phrase("neither gives nor receives", "ne donne ni ne reçoit"),
    }[party.gives, party.receives]


def _items(field: str, before: Iterable[str], after: Iterable[str], called: Any) -> Iterator[Change]:
    old, new = set(before), set(after)
    for one in sorted(new - old):
        name = called(one)
        said = Phrase(f"Added: {name}.", f"Ajouté : {name.in_french}.")
        yield Change(field, Kind.ADDED, said, None, one, widens=field != "dpv_purposes")
    for one in sorted(old - new):
        name = called(one)
        yield Change(field, Kind.REMOVED, Phrase(f"No longer: {name}.", f"Retiré : {name.in_french}."), one)


def _category(one: str) -> Phrase:
    english, french = CATEGORIES[one]
    return Phrase(f"the category “{english}”", f"la catégorie « {french} »")


def _purpose(one: str) -> Phrase:
    english, french = CALLED[one]
    return Phrase(f"the purpose “{english}”", f"la finalité « {french} »")


def _term(one: str) -> Phrase:
    return Phrase(f"the published purpose {one}", f"la finalité publiée {one}")


def _onward(before: Terms, after: Terms) -> Iterator[Change]:
    if before.onward_sharing == after.onward_sharing:
        return
    said = (
        Phrase("Receivers may pass it on.", "Les destinataires peuvent retransmettre.")
        if after.onward_sharing
        else Phrase("Receivers may not pass it on any more.", "Les destinataires ne peuvent plus retransmettre.")
    )
    yield Change(
        "onward_sharing", Kind.CHANGED, said, before.onward_sharing, after.onward_sharing, widens=after.onward_sharing
    )


def _until(before: Terms, after: Terms) -> Iterator[Change]:
    if before.valid_until == after.valid_until:
        return
    old, new = _moment(before.valid_until), _moment(after.valid_until)
    later = after.valid_until is None or (before.valid_until is not None and after.valid_until > before.valid_until)
    said = Phrase(f"End: {old} becomes {new}.", f"Terme : {old.in_french} devient {new.in_french}.")
    yield Change("valid_until", Kind.CHANGED, said, _iso(before.valid_until), _iso(after.valid_until), widens=later)


def _moment(at: datetime | None) -> Phrase:
    if at is None:
        return Phrase("open", "sans terme")
    return Phrase(f"{at:%Y-%m-%d %H:%M} UTC", f"{at:%d/%m/%Y %H:%M} UTC")


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _words(before: Terms, after: Terms) -> Iterator[Change]:
    for field, label in _WORDS.items():
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            continue
        was, now = (_NOTHING if value is None else Phrase(f"“{value}”", f"« {value} »") for value in (old, new))
        said = Phrase(f"{label}: {was} becomes {now}.", f"{label.in_french} : {was.in_french} devient {now.in_french}.")
        yield Change(field, Kind.CHANGED, said, old, new)


def _contacts(before: tuple[Contact, ...], after: tuple[Contact, ...], names: Names) -> Iterator[Change]:
    for kind, some, others in ((Kind.ADDED, after, before), (Kind.REMOVED, before, after)):
        for one in some:
            if one in others:
                continue
            called = names.get(one.agency_id, str(one.agency_id))
            words = {Kind.ADDED: ("To ask", "Interlocuteur"), Kind.REMOVED: ("No longer to ask", "Plus interlocuteur")}
            english, french = words[kind]
            said = Phrase(f"{english} at {called}: {one.function}.", f"{french} chez {called} : {one.function}.")
            shown = {"agency_id": str(one.agency_id), "function": one.function, "reached_at": one.reached_at}
            yield Change("contacts", kind, said, *((None, shown) if kind is Kind.ADDED else (shown, None)))
