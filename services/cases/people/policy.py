"""Who may register, find and open people. What they then see of one is decided item by item, by the grants."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.access.domain import Standing
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutPeople:
    """The facts on which these rules decide.

    Attributes:
        municipality_id: in whose territory the record is to lie; None where no record begins.
        contributor_agency_id: who contributed an item that is there; None where none is.
        may_coordinate: a ground lets the worker coordinate in the category of that item.
    """

    municipality_id: UUID | None = None
    contributor_agency_id: UUID | None = None
    may_coordinate: bool = False


def about_item(stands: Standing, category: Category, contributor_agency_id: UUID) -> AboutPeople:
    """The facts about an item that is there."""
    may_coordinate = bool(stands.grounds_for(Operation.COORDINATE, category))
    return AboutPeople(contributor_agency_id=contributor_agency_id, may_coordinate=may_coordinate)


@in_french("L'intervenant assure l'accueil, l'accompagnement ou l'encadrement, ou c'est le système d'un organisme")
def they_meet_people(actor: Actor, _facts: AboutPeople) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


@in_french("L'organisme intervient dans la commune du nouveau dossier")
def they_work_in_the_municipality(actor: Actor, facts: AboutPeople) -> bool:
    """The agency operates in the municipality of the new record."""
    return facts.municipality_id in actor.municipalities


@in_french("L'organisme de l'intervenant a apporté l'élément")
def their_agency_contributed_it(actor: Actor, facts: AboutPeople) -> bool:
    """The worker's agency contributed the item."""
    return facts.contributor_agency_id == actor.agency_id


@in_french("Un fondement permet à l'intervenant de coordonner dans la catégorie de l'élément")
def they_coordinate(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets the worker coordinate in the item's category."""
    return facts.may_coordinate


@in_french("L'intervenant est délégué à la protection des données de son organisme")
def they_answer_for_privacy(actor: Actor, _facts: AboutPeople) -> bool:
    """The worker is privacy officer of their agency."""
    return Role.PRIVACY_OFFICER in actor.roles


REGISTER = Phrase("register a person", "enregistrer une personne")
SEARCH = Phrase("search for people", "rechercher des personnes")
ASK_WHETHER_KNOWN = Phrase("ask whether somebody is known", "demander si quelqu'un est connu")
OPEN = Phrase("open what is kept about a person", "ouvrir ce qui est conservé sur une personne")
WRITE = Phrase(
    "add to, correct or end what is kept about a person",
    "compléter, rectifier ou clore ce qui est conservé sur une personne",
)
CORRECT = Phrase(
    "correct or end an item about a person, or whether they may be contacted",
    "rectifier ou clore un élément sur une personne, ou si elle peut être contactée",
)
RECLASSIFY = Phrase(
    "change how sensitive an item about a person is", "modifier la sensibilité d'un élément sur une personne"
)

RULES = (
    Rule(
        REGISTER,
        (they_meet_people, they_work_in_the_municipality),
        Phrase(
            "GDPR Art. 6(1)(e): the agency's own task; it sees what it writes itself",
            "RGPD art. 6, § 1, e) : la mission propre de l'organisme ; il voit ce qu'il écrit lui-même",
        ),
        (
            Phrase(
                "an identifier known elsewhere is answered like the question whether somebody is known",
                "un identifiant connu ailleurs reçoit la même réponse que la question de savoir si quelqu'un est connu",
            ),
            Phrase(
                "where the agency may not know of the other record, the holder of that record is told",
                "quand l'organisme ne peut connaître l'autre dossier, le détenteur de ce dossier en est informé",
            ),
        ),
    ),
    Rule(
        SEARCH,
        (they_meet_people,),
        Phrase(
            "A live ground for each person found, as for opening them",
            "Un fondement en vigueur pour chaque personne trouvée, comme pour ouvrir son dossier",
        ),
        (
            Phrase(
                "each hit is in the access log, and so is a search that found nobody",
                "chaque résultat figure au journal des accès, de même qu'une recherche sans résultat",
            ),
        ),
    ),
    Rule(
        ASK_WHETHER_KNOWN,
        (they_meet_people,),
        Phrase(
            "A live ground for the person, or an agreement in force with the agency that holds the record",
            "Un fondement en vigueur pour la personne, ou un accord en vigueur avec l'organisme détenteur du dossier",
        ),
        (
            Phrase("known and nothing look alike", "connu et inconnu se ressemblent"),
            Phrase(
                "it counts as a search hit in the access log",
                "cela compte comme un résultat de recherche au journal des accès",
            ),
        ),
    ),
    Rule(
        OPEN,
        (they_meet_people,),
        Phrase(
            "A live ground for the person; each item needs one that shows it",
            "Un fondement en vigueur pour la personne ; chaque élément en demande un qui le montre",
        ),
        (
            Phrase(
                "it is in the access log before the answer leaves",
                "cela figure au journal des accès avant le départ de la réponse",
            ),
        ),
    ),
    Rule(
        OPEN,
        (they_answer_for_privacy,),
        Phrase(
            "GDPR Art. 15 and 39(1)(b): whoever answers the person, or examines a look, reads what the record shows",
            "RGPD art. 15 et 39, § 1, b) : qui répond à la personne, ou examine un accès, lit ce que montre le dossier",
        ),
        (
            Phrase(
                "it is in the access log before the answer leaves",
                "cela figure au journal des accès avant le départ de la réponse",
            ),
        ),
    ),
    Rule(
        WRITE,
        (they_meet_people,),
        Phrase(
            "A live ground with the operation 'contribute' in the item's category",
            "Un fondement en vigueur avec l'opération « contribute » dans la catégorie de l'élément",
        ),
        (
            Phrase("earlier versions are kept", "les versions antérieures sont conservées"),
            Phrase("the agency sees what it contributed", "l'organisme voit ce qu'il a apporté"),
        ),
    ),
    Rule(
        CORRECT,
        (they_meet_people, their_agency_contributed_it),
        Phrase(
            "Who wrote it answers for it: others add what they know beside it",
            "Qui l'a écrit en répond : les autres ajoutent à côté ce qu'ils savent",
        ),
        (Phrase("earlier versions are kept", "les versions antérieures sont conservées"),),
    ),
    Rule(
        CORRECT,
        (they_meet_people, they_coordinate),
        Phrase(
            "GDPR Art. 5(1)(d): who answers for the whole keeps it accurate",
            "RGPD art. 5, § 1, d) : qui répond de l'ensemble le tient exact",
        ),
        (Phrase("earlier versions are kept", "les versions antérieures sont conservées"),),
    ),
    Rule(
        RECLASSIFY,
        (they_meet_people, their_agency_contributed_it),
        Phrase("Who wrote it answers for how far it may be seen", "Qui l'a écrit répond de qui peut le voir"),
        (
            Phrase(
                "a sealed item is seen by the worker who contributed it, and by nobody else",
                "un élément scellé est vu de l'intervenant qui l'a apporté, et de personne d'autre",
            ),
        ),
    ),
)
