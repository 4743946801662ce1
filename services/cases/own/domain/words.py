"""The record in plain words: who may see what, who looked, what was agreed to, in English and French. No I/O."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from services.cases.consents.domain import GivenBy
from services.cases.receipts.domain.words import SECTORS
from services.cases.summaries.domain.labels import LABELS
from shared.contracts.cases.vocabulary import Act, Category, GroundKind
from shared.contracts.identity.vocabulary import Sector

WHY: Final[Mapping[GroundKind, tuple[str, str]]] = {
    GroundKind.AUTHORSHIP: ("they wrote it themselves", "l'organisme l'a écrit lui-même"),
    GroundKind.CONSENT: ("you, or who represents you, agreed to it", "vous, ou qui vous représente, l'avez accepté"),
    GroundKind.TEAM: ("they work on your case with others", "l'organisme participe à votre accompagnement"),
    GroundKind.EMERGENCY: ("there was an emergency", "il y avait urgence"),
    GroundKind.MANDATE: ("a law gives them the right", "une loi lui en donne le droit"),
}
_MAY: Final[Mapping[str, tuple[str, str]]] = {
    "read": ("read", "lire"),
    "contribute": ("write", "écrire"),
    "coordinate": ("coordinate", "coordonner"),
    "refer": ("refer you to others", "vous orienter vers d'autres"),
}
_DID: Final[Mapping[Act, tuple[str, str]]] = {
    Act.OPENED: ("opened", "a ouvert"),
    Act.SEARCH_HIT: ("found you in a search", "vous a trouvé dans une recherche"),
    Act.DENIED: ("tried to open and was refused", "a voulu ouvrir, ce qui a été refusé"),
}


def category_called(category: Category, *, french: bool) -> str:
    """What a category is called, in the middle of a sentence."""
    return LABELS[Category][category][french].lower()


def categories_called(categories: Collection[Category], *, french: bool) -> str:
    """Several categories in the order of the record, as part of a sentence."""
    if set(categories) == set(Category):
        return "tout votre dossier" if french else "your whole record"
    called = [category_called(one, french=french) for one in Category if one in categories]
    return ", ".join(called)


def grant_in_words(
    agency: str, kind: GroundKind, operations: Collection[str], categories: Collection[Category], *, french: bool
) -> str:
    """Who may do what with which part of the record, and why: one sentence."""
    acts = ", ".join(_MAY[one][french] for one in _MAY if one in operations)
    what = categories_called(categories, french=french)
    if french:
        return f"{agency} peut {acts} ({what}), parce que {WHY[kind][True]}."
    return f"{agency} may {acts} ({what}), because {WHY[kind][False]}."


_EARLIER_ACCOUNT: Final = ("Your earlier account", "Votre compte antérieur")
OPERATING: Final = ("Whoever operates this system", "Qui exploite ce système")
REPRESENTATIVE: Final = ("Somebody who represents you", "Une personne qui vous représente")


def look_in_words(
    agency: str | None, act: Act, categories: Collection[Category], *, by_themselves: bool, french: bool
) -> str:
    """Who looked at what: one sentence.

    Args:
        agency: None for the person themselves, with an account that has ended, and for who represents them.
    """
    who = agency or (_EARLIER_ACCOUNT if by_themselves else REPRESENTATIVE)[french]
    what = categories_called(categories, french=french)
    return f"{who} {_DID[act][french]}{f' ({what})' if what else ''}."


_WHO_SAID: Final[Mapping[tuple[GivenBy, bool], tuple[str, str]]] = {
    (GivenBy.PERSON, True): ("You", "Vous avez"),
    (GivenBy.REPRESENTATIVE, True): ("Somebody who represents you", "Une personne qui vous représente a"),
    (GivenBy.PERSON, False): ("The person whom you represent", "La personne que vous représentez a"),
    (GivenBy.REPRESENTATIVE, False): ("You", "Vous avez"),
}
"""By who said it, and whether the person reads it, or who represents them."""
_WHAT_THEY_SAID: Final[Mapping[bool, tuple[str, str]]] = {
    False: ("agreed to share", "accepté de partager"),
    True: ("refused to share", "refusé de partager"),
}
_WAITS: Final[Mapping[tuple[GivenBy, bool], tuple[str, str]]] = {
    (GivenBy.PERSON, True): ("you say yes too", "vous n'avez pas dit oui aussi"),
    (GivenBy.REPRESENTATIVE, True): (
        "somebody who represents you says yes too",
        "une personne qui vous représente n'a pas dit oui aussi",
    ),
    (GivenBy.PERSON, False): (
        "the person whom you represent says yes too",
        "la personne que vous représentez n'a pas dit oui aussi",
    ),
    (GivenBy.REPRESENTATIVE, False): (
        "you, or another who represents them, say yes too",
        "vous, ou un autre qui la représente, n'avez pas dit oui aussi",
    ),
}
"""By whose word it takes, and whether the person reads it, or who represents them."""
_WITH_ANYBODY: Final = ("anybody", "qui que ce soit")
_WITH_THE_TEAM: Final = ("whoever works on your case", "qui intervient dans l'accompagnement")


_ONE_THING: Final = ("one thing of your record", "un élément de votre dossier")


def consent_in_words(
    agencies: Sequence[str],
    sectors: Sequence[Sector],
    categories: Collection[Category],
    *,
    is_refusal: bool,
    said_by: GivenBy,
    to_the_person: bool,
    waits_for: GivenBy | None,
    to_a_team: bool,
    of_one_thing: bool = False,
    french: bool,
) -> str:
    """What was agreed to or refused, with whom: one sentence; and one that says whose word it takes until it counts.

    Args:
        agencies: by name.
        to_the_person: they read it, not who represents them.
        waits_for: whose word it takes too; None where nobody else's, or where it has ended.
    """
    of_sectors = [SECTORS[one][french] for one in sectors]
    whom = [*agencies, *(f"le secteur {one}" if french else f"the sector {one}" for one in of_sectors)]
    if to_a_team:
        whom = [_WITH_THE_TEAM[french]]
    told = ", ".join(whom) or _WITH_ANYBODY[french]
    what = _ONE_THING[french] if of_one_thing else categories_called(categories, french=french)
    said = f"{_WHO_SAID[said_by, to_the_person][french]} {_WHAT_THEY_SAID[is_refusal][french]}"
    sentence = f"{said} ({what}) {'avec' if french else 'with'} {told}."
    if waits_for is None:
        return sentence
    until = "Rien ne circule tant que" if french else "Nothing flows until"
    return f"{sentence} {until} {_WAITS[waits_for, to_the_person][french]}."
