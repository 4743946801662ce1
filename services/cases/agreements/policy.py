"""Who may write, sign and end agreements."""

from dataclasses import dataclass

from services.cases.agreements.domain import Agreement
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutAgreement:
    """The facts on which these rules decide."""

    agreement: Agreement


@in_french("L'organisme de l'intervenant est partie à l'accord")
def their_agency_is_a_party(actor: Actor, facts: AboutAgreement) -> bool:
    """The worker's agency is a party to the agreement."""
    return any(party.agency_id == actor.agency_id for party in facts.agreement.parties)


@in_french("L'intervenant est administrateur de son organisme")
def they_administer_their_agency(actor: Actor, _facts: AboutAgreement) -> bool:
    """The worker is administrator of their agency."""
    return Role.ADMINISTRATOR in actor.roles


@in_french("L'organisme intervient dans la commune de l'accord")
def they_act_in_its_municipality(actor: Actor, facts: AboutAgreement) -> bool:
    """The agency operates in the agreement's municipality."""
    return facts.agreement.municipality_id in actor.municipalities


WRITE = Phrase("write an information-sharing agreement", "rédiger un accord de partage")
SIGN = Phrase("sign an information-sharing agreement", "signer un accord de partage")
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
        SIGN,
        _CONDITIONS,
        _BECAUSE,
        (Phrase("the signature names worker and time", "la signature indique l'intervenant et l'heure"),),
    ),
    Rule(
        END,
        _CONDITIONS,
        _BECAUSE,
        (Phrase("grants that rest on it end at once", "les accès qui en découlent prennent fin aussitôt"),),
    ),
)
