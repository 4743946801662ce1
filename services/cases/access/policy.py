"""Who may see whose grants, and who looked."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.cases.access.domain import Grant, RefusedSharing, SealGrant, Standing
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutPerson:
    """The facts on which these rules decide.

    Attributes:
        agency_grants: all that the worker's agency holds on the person, whoever of it they are for.
    """

    standing: Standing
    agency_grants: Sequence[Grant] = ()


@dataclass(frozen=True)
class Grounds:
    """What somebody may know of the grounds that there are on one person, now and to come.

    Attributes:
        are_all: False where they may know those of their own agency only.
    """

    grants: tuple[Grant, ...]
    refused: tuple[RefusedSharing, ...]
    are_all: bool
    seals: tuple[SealGrant, ...] = ()


def what_would_help(stands: Standing, operation: Operation, category: Category) -> Phrase:
    """What has to be so before an operation in a category is permitted; where several things have, the first."""
    if stands.is_refused(category):
        return Phrase(
            "the person has not refused to share this category with your agency",
            "la personne n'a pas refusé de partager cette catégorie avec votre organisme",
        )
    if any(operation in grant.operations and category in grant.categories for grant in stands.grants):
        return Phrase(
            "what your agency contributed in this category is not restricted from processing (GDPR Art. 18)",
            "le traitement de ce que votre organisme a apporté dans cette catégorie n'est pas limité (RGPD art. 18)",
        )
    return Phrase(
        f"a consent, team membership or mandate gives your agency '{operation}' in the category '{category}'",
        "un consentement, une participation à l'équipe ou un mandat donne à votre organisme "
        f"« {operation} » dans la catégorie « {category} »",
    )


@in_french("L'organisme de l'intervenant a un fondement pour cette personne")
def their_agency_has_a_ground(_actor: Actor, facts: AboutPerson) -> bool:
    """The worker's agency has a ground for this person."""
    return not facts.standing.is_none


@in_french("L'intervenant est délégué à la protection des données de son organisme")
def they_answer_for_privacy(actor: Actor, _facts: AboutPerson) -> bool:
    """The worker is privacy officer of their agency."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french(
    "Un fondement permet à l'intervenant de coordonner : dossier ouvert par son organisme, consentement, ou mandat"
)
def they_coordinate(_actor: Actor, facts: AboutPerson) -> bool:
    """A ground lets the worker coordinate: their agency began the record, the person agreed to it, or a mandate does.

    Or the lead of a case was handed to it by an agency that may; leading a case of one's own is none.
    """
    return any(Operation.COORDINATE in grant.operations for grant in facts.standing.grants)


@in_french("Un fondement permet à l'organisme de l'intervenant de coordonner")
def their_agency_coordinates(_actor: Actor, facts: AboutPerson) -> bool:
    """A ground lets the worker's agency coordinate."""
    return any(Operation.COORDINATE in grant.operations for grant in facts.agency_grants)


SEE_OWN_GRANTS = Phrase(
    "see the grants of one's own agency on a person",
    "voir les accès à une personne détenus par l'organisme pour lequel on agit",
)
SEE_ALL_GRANTS = Phrase(
    "see the grants of all agencies on a person", "voir les accès de tous les organismes à une personne"
)
SEE_OWN_LOOKS = Phrase(
    "see who of one's own agency looked at a person's record",
    "voir qui, dans l'organisme pour lequel on agit, a consulté le dossier d'une personne",
)
SEE_ALL_LOOKS = Phrase(
    "see who of any agency looked at a person's record",
    "voir qui, dans tous les organismes, a consulté le dossier d'une personne",
)

# What the rules of many areas say.
LOGGED = Phrase("the look is logged", "la consultation est journalisée")
PUBLIC_TASK = Phrase(
    "GDPR Art. 6(1)(e): a task in the public interest, within the ground for each person",
    "RGPD art. 6, § 1, e) : une mission d'intérêt public, dans les limites du fondement pour chaque personne",
)
ACCURACY = Phrase(
    "GDPR Art. 5(1)(d): what is recorded is accurate; whoever answers for it corrects it",
    "RGPD art. 5, § 1, d) : ce qui est consigné est exact ; qui en répond le rectifie",
)
EARLIER_KEPT = Phrase("the earlier version is kept", "la version antérieure est conservée")
COMES_BACK = Phrase(
    "looks that after years lie in the archive are brought back when somebody asks: the list says up to when",
    "les consultations qui, après des années, sont aux archives sont rapportées sur demande : la liste dit jusqu'à "
    "quand",
)
WRITER_SEES = Phrase("the writer's agency sees what it wrote", "l'organisme de l'auteur voit ce qu'il a écrit")

RULES = (
    Rule(
        SEE_OWN_GRANTS,
        (their_agency_has_a_ground,),
        Phrase("Whoever uses a ground must be able to show it", "Qui se sert d'un fondement doit pouvoir le montrer"),
    ),
    Rule(
        SEE_ALL_GRANTS,
        (their_agency_has_a_ground, they_coordinate),
        Phrase("Coordinating needs to know who is involved", "Pour coordonner, il faut savoir qui intervient"),
        (LOGGED,),
    ),
    Rule(
        SEE_ALL_GRANTS,
        (their_agency_has_a_ground, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor compliance",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle le respect des règles",
        ),
        (LOGGED,),
    ),
    Rule(
        SEE_OWN_LOOKS,
        (their_agency_has_a_ground, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 39(1)(b): privacy officers monitor their own agency",
            "RGPD art. 39, § 1, b) : le délégué à la protection des données contrôle son propre organisme",
        ),
        (LOGGED, COMES_BACK),
    ),
    Rule(
        SEE_ALL_LOOKS,
        (their_agency_has_a_ground, they_answer_for_privacy, their_agency_coordinates),
        Phrase(
            "GDPR Art. 15 and 26: who answers the person for all must know who looked",
            "RGPD art. 15 et 26 : qui répond à la personne pour tous doit savoir qui a consulté",
        ),
        (LOGGED, COMES_BACK),
    ),
)
