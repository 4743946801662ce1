"""Who may write, change, sign, refuse, leave and end agreements."""

from dataclasses import dataclass
from uuid import UUID

from services.cases.agreements.domain.agreement import Agreement
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutAgreement:
    """The facts on which these rules decide.

    Attributes:
        binds: agencies that a version is about: its parties, and those of the version in whose place it comes. None for
            the parties of the agreement.
    """

    agreement: Agreement
    binds: frozenset[UUID] | None = None


@in_french("L'organisme de l'intervenant est partie à l'accord")
def their_agency_is_a_party(actor: Actor, facts: AboutAgreement) -> bool:
    """The worker's agency is a party to the agreement."""
    if facts.binds is not None:
        return actor.agency_id in facts.binds
    return any(party.agency_id == actor.agency_id for party in facts.agreement.parties)


@in_french("L'intervenant est administrateur de son organisme")
def they_administer_their_agency(actor: Actor, _facts: AboutAgreement) -> bool:
    """The worker is administrator of their agency."""
    return Role.ADMINISTRATOR in actor.roles


@in_french("L'organisme intervient dans la commune de l'accord")
def they_act_in_its_municipality(actor: Actor, facts: AboutAgreement) -> bool:
    """The agency operates in the agreement's municipality."""
    return facts.agreement.municipality_id in actor.municipalities


@in_french("L'organisme est, ou était, partie à l'accord ou à une de ses versions")
def their_agency_is_or_was_bound(actor: Actor, facts: AboutAgreement) -> bool:
    """The agency is, or was, a party to the agreement or to a version of it."""
    return facts.binds is not None and actor.agency_id in facts.binds


@in_french("L'intervenant est administrateur ou délégué à la protection des données de son organisme")
def they_administer_or_answer_for_privacy(actor: Actor, _facts: AboutAgreement) -> bool:
    """The worker is administrator or privacy officer of their agency."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})


WRITE = Phrase("write an information-sharing agreement", "rédiger un accord de partage")
SIGN = Phrase("sign an information-sharing agreement", "signer un accord de partage")
CHANGE = Phrase(
    "write another version of an information-sharing agreement", "rédiger une autre version d'un accord de partage"
)
REFUSE = Phrase("refuse to sign an information-sharing agreement", "refuser de signer un accord de partage")
WITHDRAW = Phrase("leave an information-sharing agreement", "quitter un accord de partage")
SEE_AFFECTED = Phrase(
    "see which people of one's own agency a change or the end of an agreement concerns",
    "voir quelles personnes suivies par l'organisme pour lequel on agit un changement ou la fin d'un accord concerne",
)
COUNT_AFFECTED = Phrase(
    "see how many people of one's own agency a change or the end of an agreement concerns",
    "voir combien de personnes suivies par l'organisme un changement ou la fin d'un accord concerne",
)
END = Phrase("end an information-sharing agreement", "mettre fin à un accord de partage")

_CONDITIONS = (their_agency_is_a_party, they_administer_their_agency, they_act_in_its_municipality)
_BECAUSE = Phrase(
    "GDPR Art. 26 and 28: an agency binds itself through those who answer for it",
    "RGPD art. 26 et 28 : un organisme s'engage par ceux qui répondent de lui",
)

RULES = (
    Rule(
        WRITE,
        _CONDITIONS,
        _BECAUSE,
        (
            Phrase(
                "it shares nothing until every party has signed",
                "rien n'est partagé avant que toutes les parties aient signé",
            ),
        ),
    ),
    Rule(
        CHANGE,
        _CONDITIONS,
        _BECAUSE,
        (
            Phrase(
                "the version in force stays in force until every party, old and new, has signed the next",
                "la version en vigueur le reste tant que toutes les parties, anciennes et nouvelles, n'ont pas signé",
            ),
            Phrase(
                "whoever signs may see beforehand what the change ends",
                "qui signe peut voir auparavant ce que le changement fait cesser",
            ),
        ),
    ),
    Rule(
        SIGN,
        _CONDITIONS,
        _BECAUSE,
        (
            Phrase(
                "the signature names worker and time, and binds the words that were signed",
                "la signature indique l'intervenant et l'heure, et lie au texte signé",
            ),
            Phrase(
                "what is narrower in the version ends at once for everything that rested on it",
                "ce que la version restreint cesse aussitôt pour tout ce qui en découlait",
            ),
        ),
    ),
    Rule(
        REFUSE,
        _CONDITIONS,
        _BECAUSE,
        (
            Phrase(
                "the version never comes into force; what was in force stays",
                "la version n'entre jamais en vigueur ; ce qui l'était le reste",
            ),
        ),
    ),
    Rule(
        WITHDRAW,
        _CONDITIONS,
        Phrase(
            "Nobody is held in an agreement: leaving needs nobody else's signature",
            "Nul n'est retenu dans un accord : le quitter ne demande la signature de personne d'autre",
        ),
        (
            Phrase(
                "what rested on the agency's taking part ends at once; the others stay bound",
                "ce qui découlait de sa participation cesse aussitôt ; les autres restent liés",
            ),
        ),
    ),
    Rule(
        SEE_AFFECTED,
        (their_agency_is_or_was_bound, they_act_in_its_municipality),
        Phrase(
            "GDPR Art. 5(2): what a change does is known before it is made, and can be shown afterwards",
            "RGPD art. 5, § 2 : l'effet d'un changement est connu avant, et peut être montré après",
        ),
        (
            Phrase(
                "only people for whom the worker has a ground at that moment",
                "seulement les personnes pour lesquelles l'intervenant a un fondement à cet instant",
            ),
            Phrase("each look is logged", "chaque consultation est journalisée"),
        ),
    ),
    Rule(
        COUNT_AFFECTED,
        (their_agency_is_or_was_bound, they_act_in_its_municipality, they_administer_or_answer_for_privacy),
        Phrase(
            "Whoever signs for an agency must know how much it is about, and need not know about whom",
            "Qui signe pour un organisme doit savoir ce qui est en jeu, sans avoir à savoir pour qui",
        ),
        (
            Phrase(
                "numbers of other agencies are not told, and small ones only as fewer than five",
                "les nombres des autres organismes ne sont pas dits, et les petits seulement comme inférieurs à cinq",
            ),
        ),
    ),
    Rule(
        END,
        _CONDITIONS,
        _BECAUSE,
        (Phrase("grants that rest on it end at once", "les accès qui en découlent prennent fin aussitôt"),),
    ),
)
