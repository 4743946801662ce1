"""Who may read the directory, and who may write in it."""

from dataclasses import dataclass

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutListing:
    """The facts on which these rules decide.

    Attributes:
        publisher: the agency that writes the listing or brings its feed; None where no listing is concerned.
        receiver: the agency that takes its referrals.
    """

    publisher: AgencyId | None = None
    receiver: AgencyId | None = None


@in_french("L'auteur de la demande agit pour un organisme")
def they_act_for_an_agency(actor: Actor, _about: AboutListing) -> bool:
    """The caller acts for an agency."""
    return actor.agency_id is not None


@in_french("L'organisme de l'auteur de la demande publie cette offre")
def their_agency_publishes_it(actor: Actor, about: AboutListing) -> bool:
    """The caller's agency publishes this listing."""
    return actor.agency_id == about.publisher


@in_french("L'organisme de l'auteur de la demande publie cette offre ou en reçoit les orientations")
def their_agency_offers_it(actor: Actor, about: AboutListing) -> bool:
    """The caller's agency publishes this listing or takes its referrals."""
    return actor.agency_id in {about.publisher, about.receiver}


@in_french("L'organisme de l'auteur de la demande reçoit les orientations de cette offre")
def their_agency_takes_its_referrals(actor: Actor, about: AboutListing) -> bool:
    """The caller's agency takes the referrals of this listing."""
    return actor.agency_id == about.receiver


@in_french("L'auteur de la demande est administrateur de son organisme, ou en est le système")
def they_administer_it(actor: Actor, _about: AboutListing) -> bool:
    """The caller is an administrator of their agency, or its system."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SYSTEM})


@in_french("L'auteur de la demande encadre le travail de son organisme ou l'administre, ou en est le système")
def they_know_its_places(actor: Actor, _about: AboutListing) -> bool:
    """The caller supervises the work of their agency or administers it, or is its system."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SYSTEM})


LOOK = Phrase("look into the directory", "consulter l'annuaire")
PUBLISH = Phrase("list a service of one's own agency", "publier une offre de l'organisme pour lequel on agit")
CHANGE = Phrase("change a listing", "modifier une offre")
IMPORT = Phrase("import a feed into the directory", "importer un flux dans l'annuaire")
STATE_CAPACITY = Phrase("say how many places are free", "indiquer combien de places sont libres")
SAY_WHOM = Phrase("say whom a listing takes", "indiquer qui une offre accueille")
PROMISE = Phrase("say how soon a listing acts", "indiquer sous quels délais une offre agit")

RULES = (
    Rule(
        LOOK,
        (they_act_for_an_agency,),
        Phrase(
            "what agencies offer is public; it holds no record of any person",
            "ce que proposent les organismes est public ; rien n'y concerne une personne",
        ),
    ),
    Rule(
        PUBLISH,
        (they_act_for_an_agency, they_administer_it),
        Phrase("an agency answers for what it says it offers", "un organisme répond de ce qu'il dit proposer"),
    ),
    Rule(
        CHANGE,
        (their_agency_publishes_it, they_administer_it),
        Phrase("an agency answers for what it says it offers", "un organisme répond de ce qu'il dit proposer"),
        (
            Phrase(
                "what it said before stays readable beside the referrals of that time",
                "ce qu'elle disait avant reste lisible auprès des orientations d'alors",
            ),
        ),
    ),
    Rule(
        IMPORT,
        (they_act_for_an_agency, they_administer_it),
        Phrase(
            "an agency answers for the feeds it brings, and for no listing of another's",
            "un organisme répond des flux qu'il apporte, et d'aucune offre d'un autre",
        ),
        (
            Phrase(
                "listings that the feed drops stay as history",
                "les offres que le flux ne contient plus restent comme historique",
            ),
        ),
    ),
    Rule(
        STATE_CAPACITY,
        (their_agency_offers_it, they_know_its_places),
        Phrase(
            "whoever leads the work knows first that a place is free",
            "qui dirige le travail sait le premier qu'une place est libre",
        ),
    ),
    Rule(
        SAY_WHOM,
        (their_agency_takes_its_referrals, they_know_its_places),
        Phrase(
            "who is taken is said once, for everybody, with the reason",
            "qui est accueilli se dit une fois, pour tous, avec le motif",
        ),
        (
            Phrase(
                "whoever refers learns it before they send, and what they say about it is compared and not kept",
                "qui oriente l'apprend avant d'envoyer, et ce qu'il en dit est comparé sans être conservé",
            ),
        ),
    ),
    Rule(
        PROMISE,
        (their_agency_offers_it, they_know_its_places),
        Phrase("whoever leads the work answers for its pace", "qui dirige le travail répond de ses délais"),
        (
            Phrase(
                "it counts for referrals that are sent from then on",
                "les orientations envoyées ensuite suivent ces délais",
            ),
        ),
    ),
)
