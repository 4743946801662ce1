"""Who may see and manage workers."""

from dataclasses import dataclass
from typing import Final

from services.identity.agencies.policy import administrates
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, WorkerId
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french

LIST: Final = Phrase("list the workers of an agency", "lister les intervenants d'un organisme")
SEE: Final = Phrase("see who a worker is", "voir qui est un intervenant")
MANAGE: Final = Phrase(
    "register, change and revoke workers of an agency",
    "enregistrer, modifier et révoquer les intervenants d'un organisme",
)
RENAME: Final = Phrase("change a worker's name", "modifier le nom d'un intervenant")
SET_PASSWORD: Final = Phrase(
    "have a worker choose a new password", "faire choisir à un intervenant un nouveau mot de passe"
)


@dataclass(frozen=True)
class WorkerFacts:
    """What a rule may ask.

    Attributes:
        agency_id: for which agency something is done; None for the installation.
        worker_id: to whom; None for the agency's workers in general.
        works_here: whether the worker works for that agency now.
        works_elsewhere: whether they also work for another agency now.
    """

    agency_id: AgencyId | None
    worker_id: WorkerId | None = None
    works_here: bool = False
    works_elsewhere: bool = False


@in_french("L'auteur de la demande agit pour cet organisme")
def acts_for_the_agency(actor: Actor, facts: WorkerFacts) -> bool:
    """The caller acts for that agency."""
    return actor.agency_id == facts.agency_id


@in_french("L'intervenant travaille en ce moment pour cet organisme")
def the_worker_works_there(_actor: Actor, facts: WorkerFacts) -> bool:
    """The worker works for that agency now."""
    return facts.works_here


@in_french("L'intervenant ne travaille pour aucun autre organisme")
def the_worker_works_nowhere_else(_actor: Actor, facts: WorkerFacts) -> bool:
    """The worker works for no other agency."""
    return not facts.works_elsewhere


@in_french("C'est le nom de l'auteur de la demande")
def it_is_their_own_name(actor: Actor, facts: WorkerFacts) -> bool:
    """It is the caller's own name."""
    return actor.worker_id is not None and actor.worker_id == facts.worker_id


RULES: Final[tuple[Rule[WorkerFacts], ...]] = (
    Rule(LIST, (acts_for_the_agency,), Phrase("colleagues know each other", "les collègues se connaissent")),
    Rule(
        SEE,
        (),
        Phrase(
            "whoever reads a note or a referral may know which worker wrote it",
            "qui lit une note ou une orientation peut savoir quel intervenant l'a écrite",
        ),
    ),
    Rule(
        MANAGE,
        (acts_for_the_agency, administrates),
        Phrase("an agency decides who acts for it", "un organisme décide qui agit pour lui"),
        (
            Phrase(
                "a worker who loses a role or is revoked is signed out at once",
                "un intervenant qui perd un rôle ou est révoqué est déconnecté aussitôt",
            ),
        ),
    ),
    Rule(
        RENAME,
        (it_is_their_own_name,),
        Phrase("people know best what they are called", "chacun sait mieux que personne comment il s'appelle"),
    ),
    Rule(
        RENAME,
        (acts_for_the_agency, administrates, the_worker_works_there),
        Phrase(
            "an agency keeps the names of its workers correct", "un organisme tient exacts les noms de ses intervenants"
        ),
    ),
    Rule(
        SET_PASSWORD,
        (acts_for_the_agency, administrates, the_worker_works_there, the_worker_works_nowhere_else),
        Phrase(
            "an agency lets its workers in, and never into another agency",
            "un organisme fait entrer ses intervenants, et jamais dans un autre organisme",
        ),
        (Phrase("the worker is signed out everywhere", "l'intervenant est déconnecté partout"),),
    ),
)
