"""Who may record, confirm, reject and end mandates."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.legal_grounds.domain import Confirmer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutMandate:
    """The facts on which these rules decide.

    Attributes:
        recorded_by: the worker; None before it is recorded.
        confirmed_by: who confirms it, as the catalogue says.
    """

    municipality_id: UUID
    agency_id: UUID
    recorded_by: UUID | None = None
    confirmed_by: Confirmer = Confirmer.PRIVACY_OFFICER


@in_french("L'organisme intervient dans la commune du dossier de la personne")
def they_act_in_the_persons_municipality(actor: Actor, facts: AboutMandate) -> bool:
    """The agency operates in the municipality of the person's record."""
    return facts.municipality_id in actor.municipalities


@in_french("Le mandat est celui de l'organisme de l'intervenant")
def they_act_for_the_mandated_agency(actor: Actor, facts: AboutMandate) -> bool:
    """The mandate is for the worker's own agency."""
    return facts.agency_id == actor.agency_id


@in_french("L'intervenant est encadrant ou délégué à la protection des données")
def they_supervise_or_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is supervisor or privacy officer."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.PRIVACY_OFFICER})


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutMandate) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


@in_french(
    "L'intervenant est délégué à la protection des données, ou encadrant si le catalogue de la commune le dit ainsi"
)
def they_are_whom_the_law_names(actor: Actor, facts: AboutMandate) -> bool:
    """The worker is privacy officer, or supervisor where the municipality's catalogue says so."""
    return facts.confirmed_by.role in actor.roles


@in_french("Un autre intervenant l'a consigné")
def somebody_else_recorded_it(actor: Actor, facts: AboutMandate) -> bool:
    """Another worker recorded it."""
    return facts.recorded_by != actor.subject


RECORD = Phrase("record a mandate", "consigner un mandat")
CONFIRM = Phrase("confirm a mandate", "confirmer un mandat")
REJECT = Phrase("reject a mandate", "rejeter un mandat")
END = Phrase("end a mandate", "mettre fin à un mandat")
REVIEW = Phrase("look at a mandate again", "réexaminer un mandat")
RELEASE = Phrase("let the person see a withheld mandate", "laisser voir à la personne un mandat tu jusque-là")
SEE_PROPOSED = Phrase(
    "see which mandates of one's own agency wait to be confirmed or looked at again",
    "voir quels mandats de l'organisme pour lequel on agit attendent d'être confirmés ou réexaminés",
)

_OF_THEIR_AGENCY = (they_act_in_the_persons_municipality, they_act_for_the_mandated_agency)
_CONDITIONS = (*_OF_THEIR_AGENCY, they_supervise_or_answer_for_privacy)
_OF_THE_SECOND_PERSON = (*_OF_THEIR_AGENCY, they_are_whom_the_law_names, somebody_else_recorded_it)

RULES = (
    Rule(
        RECORD,
        _CONDITIONS,
        Phrase(
            "GDPR Art. 6(1)(c) or (e) with the article named in the mandate",
            "RGPD art. 6, § 1, c) ou e), avec l'article indiqué dans le mandat",
        ),
        (
            Phrase("it has an end and a review date", "il a un terme et une date de réexamen"),
            Phrase(
                "where the municipality keeps a catalogue it rests on an entry in force, and gives no more than that",
                "là où la commune tient un catalogue, il découle d'un fondement en vigueur et ne donne rien de plus",
            ),
            Phrase(
                "the person sees it, unless the entry lets it be withheld: then with a reason, and until a day",
                "la personne le voit, sauf si le fondement permet de le taire : alors avec un motif, jusqu'à un jour",
            ),
            Phrase(
                "it gives nothing until a second worker has confirmed it",
                "il ne donne rien avant qu'un second intervenant l'ait confirmé",
            ),
        ),
    ),
    Rule(
        CONFIRM,
        _OF_THE_SECOND_PERSON,
        Phrase(
            "GDPR Art. 5(2) and 32: nobody opens a record by their own word alone",
            "RGPD art. 5, § 2 et 32 : nul n'ouvre un dossier sur sa seule parole",
        ),
        (
            Phrase(
                "its grant is in force with the answer, and stands among the person's grants",
                "l'accès est en vigueur dès la réponse, et figure parmi les accès à la personne",
            ),
        ),
    ),
    Rule(
        REJECT,
        _OF_THE_SECOND_PERSON,
        Phrase("As for confirming", "Comme pour confirmer"),
        (Phrase("it never gives anything", "il ne donne jamais rien"),),
    ),
    Rule(
        REVIEW,
        (*_CONDITIONS, somebody_else_recorded_it),
        Phrase(
            "Whether the law still asks for it is not said by whoever recorded it alone",
            "Que la loi l'exige encore n'est pas dit par qui l'a consigné, seul",
        ),
        (
            Phrase(
                "it has another review date; one that nobody looked at ends on its day where the entry says so",
                "il a une nouvelle date ; celui que nul n'a réexaminé prend fin à sa date si le fondement le dit",
            ),
        ),
    ),
    Rule(
        RELEASE,
        (*_OF_THEIR_AGENCY, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 23: what the person is not told is limited to what is needed, and for as long",
            "RGPD art. 23 : ce qui est tu à la personne se limite à ce qui est nécessaire, et au temps nécessaire",
        ),
        (Phrase("the person sees it from then on", "la personne le voit dès lors"),),
    ),
    Rule(
        SEE_PROPOSED,
        (they_act_for_the_mandated_agency, they_supervise_or_answer_for_privacy),
        Phrase("Who decides must find what waits", "Qui décide doit trouver ce qui attend"),
        (Phrase("each look is logged", "chaque consultation est journalisée"),),
    ),
    Rule(
        END,
        _CONDITIONS,
        Phrase(
            "A mandate that is no longer needed must not go on",
            "Un mandat qui n'est plus nécessaire ne doit pas se poursuivre",
        ),
        (Phrase("its grants end with the answer", "ses accès prennent fin dès la réponse"),),
    ),
)
