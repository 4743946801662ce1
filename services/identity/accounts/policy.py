"""Who may have an account made."""

from dataclasses import dataclass
from typing import Final

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french

OPEN: Final = Phrase("have an account made for somebody", "faire créer un compte pour quelqu'un")


@dataclass(frozen=True)
class AccountFacts:
    """A rule may ask nothing: an account is nobody's until cases says whose."""


@in_french("L'auteur de la demande est un intervenant qui travaille avec des personnes")
def works_with_people(actor: Actor, _facts: AccountFacts) -> bool:
    """The caller is a worker who works with people."""
    return actor.worker_id is not None and not actor.roles.isdisjoint({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR})


RULES: Final[tuple[Rule[AccountFacts], ...]] = (
    Rule(
        OPEN,
        (works_with_people,),
        Phrase(
            "a new account opens nothing: whose it is, and what follows from it, is decided where the record is kept",
            "un nouveau compte n'ouvre rien : à qui il est, et ce qui en découle, se décide là où le dossier est tenu",
        ),
        (
            Phrase(
                "an account that nobody takes into use within seven days is deleted",
                "un compte que personne n'active dans les sept jours est supprimé",
            ),
        ),
    ),
)
