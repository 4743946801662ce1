"""Who may invite somebody to sign in, and end their account; and what everybody who signed in with one can be."""

from dataclasses import dataclass

from services.cases.access.domain import Standing
from services.cases.accounts.domain import Speaker
from services.cases.people.domain.parts import Power
from shared.contracts.cases.vocabulary import Operation
from shared.contracts.identity.actor import Actor, PersonActor
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutAccounts:
    """The facts on which these rules decide."""

    standing: Standing


@in_french("Un intervenant le fait ; le système d'un organisme ne remet rien à personne")
def they_are_no_system(actor: Actor, _facts: AboutAccounts) -> bool:
    """A worker does it; an agency's system hands nothing over to anybody."""
    return actor.worker_id is not None


@in_french("Un fondement permet à l'intervenant de coordonner")
def they_coordinate(_actor: Actor, facts: AboutAccounts) -> bool:
    """A ground lets the worker coordinate."""
    return any(Operation.COORDINATE in grant.operations for grant in facts.standing.grants)


@dataclass(frozen=True)
class AboutMyself:
    """The fact on which the rules of other areas decide: for whom the caller speaks, as it stands now."""

    speaker: Speaker


@in_french("C'est la personne elle-même")
def it_is_about_themselves(_actor: Actor | PersonActor, facts: AboutMyself) -> bool:
    """The caller is the person."""
    return facts.speaker.is_the_person


@in_french("Elle représente la personne, avec le pouvoir d'être informée, en vigueur ce jour")
def they_may_be_informed(_actor: Actor | PersonActor, facts: AboutMyself) -> bool:
    """The caller represents the person, with the power to be informed, in force today."""
    return Power.BE_INFORMED in facts.speaker.powers


@in_french("Elle représente la personne, avec le pouvoir de consentir, en vigueur ce jour")
def they_may_consent(_actor: Actor | PersonActor, facts: AboutMyself) -> bool:
    """The caller represents the person, with the power to consent, in force today."""
    return Power.CONSENT in facts.speaker.powers


REPRESENTS = Phrase("Civil law on representation", "Droit civil de la représentation")

INVITE = Phrase(
    "invite a person, or who represents them, to sign in",
    "remettre un code de connexion à une personne, ou à qui la représente",
)
END = Phrase("end an account", "clore un compte")
SEE = Phrase("see who signs in about a person", "voir quels comptes lisent au sujet d'une personne")

RULES = (
    Rule(
        INVITE,
        (they_are_no_system, they_coordinate),
        Phrase(
            "GDPR Art. 12(2): whoever answers for the coordination makes it easy to use one's rights, and knows whom "
            "they hand a code to",
            "RGPD art. 12(2) : qui répond de la coordination facilite l'exercice des droits, et sait à qui remettre un "
            "code",
        ),
        (
            Phrase(
                "a line on the timeline says so to everybody who oversees the record",
                "une ligne du fil le dit à toutes les personnes qui veillent sur le dossier",
            ),
            Phrase(
                "an earlier account of the same person or representative ends",
                "le compte antérieur de la même personne ou du même représentant est clos",
            ),
        ),
    ),
    Rule(
        END,
        (they_are_no_system, they_coordinate),
        Phrase(
            "A lost telephone, or somebody who was made to hand over their account, cannot wait",
            "Un téléphone perdu, ou un compte remis sous la contrainte, ne peut pas attendre",
        ),
        (
            Phrase(
                "it reads nothing from that moment; its sign-ins end",
                "il ne lit plus rien dès cet instant ; ses connexions prennent fin",
            ),
        ),
    ),
    Rule(
        SEE,
        (they_coordinate,),
        Phrase("Coordinating needs to know who reads along", "Pour coordonner, il faut savoir qui lit le dossier"),
        (Phrase("the look is logged", "la consultation est journalisée"),),
    ),
)
