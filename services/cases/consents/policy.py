"""Who may record what a person agreed to, refused or withdrew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.domain import Standing
from shared.contracts.cases.vocabulary import GroundKind, Level
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutConsent:
    """The facts on which these rules decide."""

    standing: Standing
    widens_their_own: bool
    """It would let the worker's own agency see more: a consent that names it, or the end of a refusal that stops it."""
    is_their_note_of_a_refusal_to_all: bool = False
    """It is a refusal that names nobody, and the worker's agency wrote it down."""
    is_shown: bool = False
    """It is written down in which form the person said so, and where that is kept."""


@in_french(
    "Cela ne permet pas à l'organisme de l'intervenant d'en voir davantage : "
    "sinon, un autre organisme qui connaît la personne l'entend et le consigne"
)
def it_is_not_for_their_own_agency(_actor: Actor, facts: AboutConsent) -> bool:
    """It does not let the worker's own agency see more: another agency that knows the person hears and records that."""
    return not facts.widens_their_own


@in_french(
    "L'organisme de l'intervenant a un fondement pour cette personne autre qu'un accès d'urgence, "
    "et en sait plus que son existence"
)
def they_work_with_the_person(_actor: Actor, facts: AboutConsent) -> bool:
    """The worker's agency has a ground for this person that is no emergency, and knows more than that they exist."""
    return any(
        grant.ground_kind is not GroundKind.EMERGENCY and grant.level > Level.KNOW_OF for grant in facts.standing.grants
    )


@in_french(
    "C'est un refus qui ne désigne personne, consigné par l'organisme de l'intervenant : "
    "il arrête chacun, et sans cela nul ne pourrait en recueillir la fin"
)
def it_is_a_refusal_to_all_that_they_wrote_down(_actor: Actor, facts: AboutConsent) -> bool:
    """It is a refusal that names nobody, which their agency wrote down: it stops everybody, so nobody else could."""
    return facts.is_their_note_of_a_refusal_to_all


@in_french("Il est consigné sous quelle forme la personne l'a dit, et où en est la preuve")
def it_is_shown_how_it_was_said(_actor: Actor, facts: AboutConsent) -> bool:
    """It is written down in which form the person said so, and where the evidence is kept."""
    return facts.is_shown


@in_french("Un intervenant le fait ; le système d'un organisme n'a personne en face de lui")
def they_are_a_worker(actor: Actor, _facts: AboutConsent) -> bool:
    """A worker does it; an agency's system has nobody before it."""
    return actor.worker_id is not None


@in_french("L'intervenant assure l'accueil, l'accompagnement ou l'encadrement, ou c'est le système d'un organisme")
def they_meet_people(actor: Actor, _facts: AboutConsent) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


RECORD = Phrase("record a consent or a refusal", "consigner un consentement ou un refus")
WITHDRAW = Phrase(
    "record that a person withdrew a consent or a refusal",
    "consigner qu'une personne a retiré un consentement ou un refus",
)

CONSENT_RULES = (
    Rule(
        RECORD,
        (they_work_with_the_person, they_meet_people, it_is_not_for_their_own_agency),
        Phrase(
            "GDPR Art. 7(1): whoever hears it must be able to show it",
            "RGPD art. 7, § 1 : qui le recueille doit pouvoir le démontrer",
        ),
        (
            Phrase(
                "form, language, who spoke and who recorded it are kept",
                "la forme, la langue, qui a parlé et qui l'a consigné sont conservés",
            ),
            Phrase(
                "a consent to a sector, or to the team of a case, reaches whoever fits today and later, each agency "
                "under an agreement in force and a team only while it works on the case; the agency that recorded it "
                "is given nothing by a consent to its team, and no other writes down the second word on it",
                "un consentement à un secteur, ou à l'équipe d'un accompagnement, vaut pour qui en est aujourd'hui et "
                "plus tard, chaque organisme selon un accord en vigueur, et l'équipe seulement tant qu'elle "
                "intervient ; l'organisme qui l'a consigné n'obtient rien d'un consentement donné à son équipe, et nul "
                "autre n'y consigne la seconde parole",
            ),
            Phrase(
                "a refusal may be of one item alone; it wins over every ground but a mandate whose article says so, "
                "and who is refused it is not told that there is one",
                "un refus peut porter sur un seul élément ; il l'emporte sur tout fondement, sauf un mandat dont "
                "l'article le dit, et ceux à qui il est opposé n'apprennent pas que l'élément existe",
            ),
            Phrase(
                "a representative speaks by a power to consent that is in force that day; "
                "a child's ends with childhood",
                "un représentant parle en vertu d'un pouvoir de consentir en vigueur ce jour-là ; "
                "celui qui porte sur un enfant finit avec l'enfance",
            ),
        ),
    ),
    Rule(
        WITHDRAW,
        (
            they_work_with_the_person,
            they_meet_people,
            they_are_a_worker,
            it_is_a_refusal_to_all_that_they_wrote_down,
            it_is_shown_how_it_was_said,
        ),
        Phrase(
            "GDPR Art. 7(1) and 7(3): a refusal, too, is the person's to take back; whoever heard it must show that",
            "RGPD art. 7, § 1 et 3 : un refus aussi est à la personne, qui peut le retirer ; qui l'a entendu doit le "
            "démontrer",
        ),
        (
            Phrase(
                "whoever leads a case about the person is told, and so are the privacy officers of the agency and of "
                "those that coordinate",
                "les référents de la personne en sont informés, comme les délégués à la protection des données de "
                "l'organisme et de ceux qui coordonnent",
            ),
        ),
    ),
    Rule(
        WITHDRAW,
        (they_work_with_the_person, they_meet_people, it_is_not_for_their_own_agency),
        Phrase(
            "GDPR Art. 7(3): withdrawing is as easy as giving, with whoever recorded it, is named in it or coordinates",
            "RGPD art. 7, § 3 : retirer est aussi simple que donner, auprès de qui l'a consigné, y figure ou coordonne",
        ),
        (
            Phrase(
                "every grant that rests on it ends with the answer",
                "tout accès qui en découle prend fin dès la réponse",
            ),
            Phrase(
                "what it stops is told before, and with the answer, as far as whoever asks may know of it",
                "ce que cela arrête est dit avant, et avec la réponse, pour autant que qui demande puisse en savoir",
            ),
            Phrase(
                "what is said in its place takes effect with the same answer; putting it there needs both rights",
                "ce qui est dit à sa place prend effet dès la même réponse ; l'y mettre demande les deux droits",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class AboutAge:
    """The fact on which these rules decide."""

    municipality_id: UUID


@in_french("L'organisme intervient dans la commune")
def they_act_in_the_municipality(actor: Actor, facts: AboutAge) -> bool:
    """The agency operates in the municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est encadrant ou délégué à la protection des données")
def they_supervise_or_answer_for_privacy(actor: Actor, _facts: AboutAge) -> bool:
    """The worker is supervisor or privacy officer."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.PRIVACY_OFFICER})


SAY_AGE = Phrase(
    "say from which age people consent themselves", "dire à partir de quel âge les personnes consentent elles-mêmes"
)

AGE_RULES = (
    Rule(
        SAY_AGE,
        (they_act_in_the_municipality, they_supervise_or_answer_for_privacy),
        Phrase(
            "GDPR Art. 8(1) and national law on the age of consent; UN Convention on the Rights of the Child, Art. 12",
            "RGPD art. 8, § 1, et droit national sur l'âge du consentement ; Convention internationale des droits de "
            "l'enfant, art. 12",
        ),
        (
            Phrase(
                "until then who represents them consents, and from then on they alone; anybody refuses at any age",
                "jusque-là, qui les représente consent, et dès lors elles seules ; on refuse à tout âge",
            ),
            Phrase(
                "between two ages that it says it takes the word of both, and lets nothing flow until the second",
                "entre deux âges qu'elle dit, il faut la parole des deux, et rien ne circule avant la seconde",
            ),
            Phrase(
                "what a representative agreed to from then on ends on that birthday, by the clock of the database",
                "ce qu'un représentant accepte dès lors prend fin à cet anniversaire, selon l'horloge de la base",
            ),
        ),
    ),
)

RULES: Sequence[Rule[Any]] = (*CONSENT_RULES, *AGE_RULES)
