"""Who sets up a webhook, and who looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role, Scope
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutWebhook:
    """A webhook, by whose it is or would be.

    Attributes:
        system_id: None where it is about all of an agency.
        scopes: with which it would tell.
    """

    agency_id: UUID
    system_id: UUID | None = None
    scopes: frozenset[Scope] = frozenset()


@in_french("L'auteur de la demande est le système qui reçoit")
def it_is_the_system_that_is_told(actor: Actor, facts: AboutWebhook) -> bool:
    """The caller is the system that is told."""
    return actor.system_id is not None and facts.agency_id == actor.agency_id and facts.system_id == actor.system_id


@in_french("Son jeton porte la portée events:read, et toutes celles que le webhook doit avoir")
def its_token_covers_what_is_told(actor: Actor, facts: AboutWebhook) -> bool:
    """Its token has the scope events:read, and all that the webhook is to have."""
    return Scope.EVENTS_READ in actor.scopes and facts.scopes <= actor.scopes


@in_french("L'auteur de la demande administre l'organisme dont le système reçoit, avec la portée identity:admin")
def they_administrate_the_agency_that_is_told(actor: Actor, facts: AboutWebhook) -> bool:
    """The caller administrates the agency whose system is told, with the scope identity:admin."""
    return (
        actor.worker_id is not None
        and facts.agency_id == actor.agency_id
        and Role.ADMINISTRATOR in actor.roles
        and Scope.IDENTITY_ADMIN in actor.scopes
    )


SET_UP: Final = Phrase(
    "set up a webhook, say where it leads and what it tells, and have it tell again after its sign-in ended",
    "créer un webhook, dire où il mène et ce qu'il annonce, et le faire reprendre après une fin de connexion",
)
LOOK_AFTER: Final = Phrase(
    "see, pause, resume, test, replay and delete a webhook, and give it another secret",
    "voir, suspendre, reprendre, tester, rejouer et supprimer un webhook, et lui donner un autre secret",
)
_BY_THE_SYSTEM: Final = Phrase(
    "what is told is decided each time it is sent, as for the system that set it up",
    "ce qui est annoncé est décidé à chaque envoi, comme pour le système qui l'a créé",
)
_ENDS: Final = Phrase(
    "it falls silent when the system's sign-in ends: revoked, allowed less, or its agency closed",
    "il se tait quand la connexion du système prend fin : révoqué, moins autorisé, ou organisme fermé",
)
_SHOWN_ONCE: Final = Phrase("a secret is shown once", "un secret n'est montré qu'une fois")
_NOTHING_OF_PEOPLE: Final = Phrase(
    "nothing about people is in what they see", "rien de ce qu'ils voient ne concerne des personnes"
)

RULES: Final[Sequence[Rule[Any]]] = (
    Rule(
        SET_UP,
        (it_is_the_system_that_is_told, its_token_covers_what_is_told),
        Phrase(
            "a system has brought to it what it may read, and no more",
            "un système se fait apporter ce qu'il peut lire, et rien de plus",
        ),
        (_BY_THE_SYSTEM, _ENDS, _SHOWN_ONCE),
    ),
    Rule(
        LOOK_AFTER,
        (it_is_the_system_that_is_told,),
        Phrase("a system looks after what is its own", "un système gère ce qui est à lui"),
        (_SHOWN_ONCE,),
    ),
    Rule(
        LOOK_AFTER,
        (they_administrate_the_agency_that_is_told,),
        Phrase("an agency answers for where its data is sent", "un organisme répond de la destination de ses données"),
        (_SHOWN_ONCE, _NOTHING_OF_PEOPLE),
    ),
)
