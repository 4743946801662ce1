"""A derivation in sentences, English and French, for whoever operates the installation."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from services.cases.access.domain import Grant, RefusedSharing
from services.cases.decisions.domain import WOULD_HELP, Answer, Derivation, Lack, OfACategory
from shared.contracts.cases.vocabulary import GroundKind, Operation
from shared.phrases import Phrase

_GROUNDS: Final[Mapping[GroundKind, Phrase]] = {
    GroundKind.CONSENT: Phrase("consent", "consentement"),
    GroundKind.TEAM: Phrase("team of the case", "équipe de l'accompagnement"),
    GroundKind.MANDATE: Phrase("mandate", "mandat"),
    GroundKind.AUTHORSHIP: Phrase("own authorship", "ce que l'organisme a écrit"),
    GroundKind.EMERGENCY: Phrase("emergency access", "accès d'urgence"),
}
_OPERATIONS: Final[Mapping[Operation, Phrase]] = {
    Operation.READ: Phrase("read what is ordinary", "lire ce qui est ordinaire"),
    Operation.CONTRIBUTE: Phrase("contribute", "écrire"),
    Operation.COORDINATE: Phrase("coordinate", "coordonner"),
    Operation.REFER: Phrase("refer", "orienter"),
}
_LACKS: Final[Mapping[Lack, Phrase]] = {
    Lack.GROUND: Phrase("a ground", "un fondement"),
    Lack.WORKER: Phrase("this worker", "cet intervenant"),
    Lack.PURPOSE: Phrase("the purpose", "la finalité"),
    Lack.CATEGORY: Phrase("the category", "la catégorie"),
    Lack.OPERATION: Phrase("the operation", "l'opération"),
    Lack.LEVEL: Phrase("the level", "le niveau"),
    Lack.SENSITIVITY: Phrase("what is sensitive", "ce qui est sensible"),
    Lack.REFUSAL: Phrase("the person's leave", "l'accord de la personne"),
}
_SENSITIVE: Final = Phrase("read what is sensitive", "lire ce qui est sensible")


def in_sentences(found: Derivation) -> Iterator[Phrase]:
    """The derivation, a line each; what belongs to a category is indented beneath it."""
    yield from _who(found)
    yield from _what_wins_over_every_ground(found)
    for one in found.categories:
        yield from _of_a_category(one)
    for grant in found.to_come:
        yield Phrase(f"begins later: {_ground(grant)}", f"commence plus tard : {_ground(grant).in_french}")


def _who(found: Derivation) -> Iterator[Phrase]:
    asked = found.question
    yield Phrase(
        f"Worker {asked.worker_id} of agency {asked.agency_id}, for {asked.purpose}, at {_at(asked.at)}",
        f"Intervenant {asked.worker_id} de l'organisme {asked.agency_id}, pour {asked.purpose}, le {_at(asked.at)}",
    )


def _what_wins_over_every_ground(found: Derivation) -> Iterator[Phrase]:
    if found.is_kept_out:
        yield Phrase(
            "conflict of interest: declared; no ground shows anything until a supervisor lifts it",
            "conflit d'intérêts : déclaré ; aucun fondement ne montre rien avant qu'un encadrant le lève",
        )
    if found.is_restricted and not found.is_named:
        yield Phrase(
            "restricted person: this worker is not named; two workers would have to decide to name them",
            "personne à accès restreint : cet intervenant n'est pas désigné ; deux intervenants devraient en décider",
        )
    elif found.is_restricted:
        yield Phrase(
            "restricted person: this worker is among those named",
            "personne à accès restreint : cet intervenant est désigné",
        )
    yield Phrase(
        f"sealed items open to this worker by name: {found.sealed_items}; beside them only what they sealed "
        "themselves; none on emergency access",
        f"éléments scellés ouverts à cet intervenant nommément : {found.sealed_items} ; "
        "sinon seulement ce qu'il a scellé lui-même ; aucun sur un accès d'urgence",
    )
    yield Phrase(
        f"single items that the person refused to share: {found.refused_items}",
        f"éléments que la personne a refusé de partager : {found.refused_items}",
    )
    if found.held_items:
        yield Phrase(
            f"single items that are stored and not processed (GDPR Art. 18): {found.held_items}",
            f"éléments conservés sans être traités (RGPD art. 18) : {found.held_items}",
        )


def _of_a_category(one: OfACategory) -> Iterator[Phrase]:
    yield Phrase(f"{one.category}", f"{one.category}")
    for operation, found in one.answers.items():
        yield _answer(_OPERATIONS[operation], found)
        if operation is Operation.READ:
            yield _answer(_SENSITIVE, one.sensitive)
    for refusal in one.refused:
        yield _refusal(refusal)
    for agency_id in one.held:
        yield Phrase(
            f"    stored and not processed: what agency {agency_id} contributed, but for a use that was permitted",
            f"    conservé sans être traité : ce que l'organisme {agency_id} a apporté, sauf usage permis",
        )
    for grant, lacking in one.asked:
        if lacking:
            ground = _ground(grant)
            missing = [_LACKS[lack] for lack in sorted(lacking)]
            yield Phrase(
                f"    asked: {ground}; lacks: {', '.join(missing)}",
                f"    examiné : {ground.in_french} ; manque : {', '.join(lack.in_french for lack in missing)}",
            )


def _answer(operation: Phrase, found: Answer) -> Phrase:
    if found.grounds:
        grounds = [_ground(one) for one in found.grounds]
        return Phrase(
            f"  {operation}: yes, on {'; '.join(grounds)}",
            f"  {operation.in_french} : oui, par {'; '.join(one.in_french for one in grounds)}",
        )
    helps = [WOULD_HELP[one] for one in sorted(found.lacks)]
    return Phrase(
        f"  {operation}: no; {'; '.join(helps)}",
        f"  {operation.in_french} : non ; {'; '.join(one.in_french for one in helps)}",
    )


def _refusal(refusal: RefusedSharing) -> Phrase:
    to = refusal.agency_id or refusal.sector
    return Phrase(
        f"    refused by the person to {to or 'everybody'}, {_until(refusal.valid_until)}",
        f"    refusé par la personne à {to or 'tous'}, {_until(refusal.valid_until).in_french}",
    )


def _ground(grant: Grant) -> Phrase:
    kind = _GROUNDS[grant.ground_kind]
    whose = f", {grant.worker_id}" if grant.worker_id else ""
    under = f", {grant.agreement_id}" if grant.agreement_id else ""
    until = _until(grant.valid_until)
    sources = "" if grant.sources is None else ", ".join(str(one) for one in sorted(grant.sources))
    return Phrase(
        f"{kind} {grant.ground_id} ({until}{under and ', agreement' + under[1:]}{whose and ', only' + whose[1:]}"
        f"{sources and f', shows what these contributed: {sources}'})",
        f"{kind.in_french} {grant.ground_id} ({until.in_french}{under and ', accord' + under[1:]}"
        f"{whose and ', seulement' + whose[1:]}{sources and f', montre ce que ceux-ci ont apporté : {sources}'})",
    )


def _until(at: datetime | None) -> Phrase:
    if at is None:
        return Phrase("no end set", "sans fin fixée")
    return Phrase(f"until {_at(at)}", f"jusqu'au {_at(at)}")


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
