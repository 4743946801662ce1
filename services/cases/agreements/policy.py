"""Who may write, sign and end agreements."""

from dataclasses import dataclass

from services.cases.agreements.domain import Agreement
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutAgreement:
    """The facts on which these rules decide."""

    agreement: Agreement


def their_agency_is_a_party(actor: Actor, facts: AboutAgreement) -> bool:
    """The worker's agency is a party to the agreement."""
    return any(party.agency_id == actor.agency_id for party in facts.agreement.parties)


def they_administer_their_agency(actor: Actor, _facts: AboutAgreement) -> bool:
    """The worker is administrator of their agency."""
    return Role.ADMINISTRATOR in actor.roles


def they_act_in_its_municipality(actor: Actor, facts: AboutAgreement) -> bool:
    """The agency operates in the agreement's municipality."""
    return facts.agreement.municipality_id in actor.municipalities


WRITE = "write an information-sharing agreement"
SIGN = "sign an information-sharing agreement"
END = "end an information-sharing agreement"

_CONDITIONS = (their_agency_is_a_party, they_administer_their_agency, they_act_in_its_municipality)
_BECAUSE = "GDPR Art. 26 and 28: an agency binds itself through those who answer for it"

RULES = (
    Rule(WRITE, _CONDITIONS, _BECAUSE, ("it shares nothing until every party has signed",)),
    Rule(SIGN, _CONDITIONS, _BECAUSE, ("the signature names worker and time",)),
    Rule(END, _CONDITIONS, _BECAUSE, ("grants that rest on it end at once",)),
)
