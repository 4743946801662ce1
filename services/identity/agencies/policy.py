"""Who may read and edit agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.contracts.identity.actor import Actor, PersonActor, TaskActor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.phrases import Phrase
from shared.policy.grammar import Facts, Permit, Rule, decide, in_french

INSTALLATION: Final = TaskActor("installation")
"""The operator at the command line of the deployment: registers municipalities, agencies and first administrators."""

READ: Final = Phrase("read agencies and municipalities", "lire les organismes et les communes")
REGISTER: Final = Phrase("register a municipality or an agency", "enregistrer une commune ou un organisme")
CLOSE: Final = Phrase("close an agency", "fermer un organisme")
EDIT: Final = Phrase("edit an agency", "modifier un organisme")


@dataclass(frozen=True)
class AgencyFacts:
    """What a rule may ask about the agency in question."""

    agency_id: AgencyId | None = None


@in_french("L'auteur de la demande agit pour cet organisme")
def acts_for_it(actor: Actor, facts: AgencyFacts) -> bool:
    """The caller acts for this agency."""
    return actor.agency_id == facts.agency_id


@in_french("L'auteur de la demande agit en tant qu'administrateur")
def administrates(actor: Actor, _facts: object) -> bool:
    """The caller acts as an administrator."""
    return Role.ADMINISTRATOR in actor.roles


RULES: Final[tuple[Rule[AgencyFacts], ...]] = (
    Rule(
        READ,
        (),
        Phrase(
            "agencies that work together know of each other; names of agencies are public",
            "les organismes qui travaillent ensemble se connaissent ; leurs noms sont publics",
        ),
    ),
    Rule(EDIT, (acts_for_it, administrates), Phrase("an agency describes itself", "un organisme se décrit lui-même")),
)


def permitted(
    rules: Sequence[Rule[Facts]], action: str, actor: Actor | PersonActor | TaskActor, facts: Facts
) -> Permit:
    """Decide for a caller; the installation itself may do everything in identity.

    Raises:
        NotAllowed: no rule permits it; `reasons` says what is missing.
    """
    if actor == INSTALLATION:
        return Permit(action, "the operator of the deployment does it at its command line")
    assert isinstance(actor, Actor), "neither other background work nor people act on agencies, workers and systems"
    return decide(rules, action, actor, facts)
