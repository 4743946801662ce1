"""What people may read about themselves, and those who represent them."""

from dataclasses import dataclass

from services.cases.accounts.domain import Speaker
from services.cases.people.domain.parts import Power
from shared.contracts.identity.actor import Actor, PersonActor
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutMyself:
    """The fact on which these rules decide: for whom the caller speaks, as it stands now."""

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


READ_RECORD = Phrase(
    "read the record of oneself, or of whom one represents",
    "lire votre dossier, ou celui de qui vous représentez",
)
READ_CONSENTS = Phrase("read what was agreed to and refused", "lire ce qui a été accepté et refusé")
READ_WHO = Phrase("read who may see the record, and who looked", "lire qui peut voir le dossier, et qui l'a consulté")

_ARTICLE_15 = Phrase(
    "GDPR Art. 15: access to what is kept about oneself", "RGPD art. 15 : accès à ce qui est conservé à son sujet"
)
_LOGGED = Phrase("each look is logged", "chaque consultation est journalisée")

RULES = (
    Rule(
        READ_RECORD,
        (it_is_about_themselves,),
        _ARTICLE_15,
        (
            Phrase(
                "sealed items, what was written to protect somebody, and items that are about others too are not shown",
                "les éléments scellés, ce qui est écrit pour protéger quelqu'un et ce qui concerne aussi d'autres "
                "personnes ne sont pas montrés",
            ),
            _LOGGED,
        ),
    ),
    Rule(
        READ_RECORD,
        (they_may_be_informed,),
        Phrase("Civil law on representation", "Droit civil de la représentation"),
        (
            Phrase("nothing sensitive is shown", "rien de sensible n'est montré"),
            Phrase(
                "neither addresses, telephone numbers nor who works with the person are: they could tell where "
                "somebody is",
                "ni les adresses, ni les numéros, ni qui travaille avec la personne : cela pourrait dire où elle se "
                "trouve",
            ),
            _LOGGED,
        ),
    ),
    Rule(READ_CONSENTS, (it_is_about_themselves,), _ARTICLE_15, (_LOGGED,)),
    Rule(
        READ_CONSENTS,
        (they_may_consent,),
        Phrase("Whoever agreed for somebody may know to what", "Qui a consenti pour quelqu'un peut savoir à quoi"),
        (
            Phrase("only what they said themselves is shown", "seul ce qu'elle a dit elle-même est montré"),
            _LOGGED,
        ),
    ),
    Rule(
        READ_WHO,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 15(1)(c): to whom what is kept is disclosed; to nobody else, since it could tell where somebody "
            "is",
            "RGPD art. 15(1)(c) : à qui ce qui est conservé est communiqué ; à personne d'autre, car cela pourrait "
            "dire où quelqu'un se trouve",
        ),
        (
            Phrase(
                "police and justice, looks for safeguarding, and mandates for it are withheld; so are looks of "
                "agencies that never had a ground",
                "police et justice, consultations et mandats de protection ne sont pas montrés, ni les consultations "
                "d'organismes qui n'ont jamais eu de fondement",
            ),
            Phrase(
                "workers are shown by their agency, not by name",
                "les intervenants sont désignés par leur organisme, non par leur nom",
            ),
            _LOGGED,
        ),
    ),
)
