"""Who keeps, and reads, what the law asks an agency to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.accounts.policy import it_is_about_themselves
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutAgency:
    """The facts on which these rules decide: whose governance it is, and where."""

    agency_id: UUID
    municipality_id: UUID


@in_french("L'intervenant agit pour cet organisme")
def they_act_for_the_agency(actor: Actor, facts: AboutAgency) -> bool:
    """The worker acts for this agency."""
    return actor.agency_id == facts.agency_id


@in_french("L'organisme intervient dans cette commune")
def the_agency_acts_there(actor: Actor, facts: AboutAgency) -> bool:
    """The agency operates in this municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est administrateur ou délégué à la protection des données")
def they_administer_or_answer_for_privacy(actor: Actor, _facts: AboutAgency) -> bool:
    """The worker is administrator or privacy officer."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})


@in_french("L'intervenant est délégué à la protection des données")
def they_answer_for_privacy(actor: Actor, _facts: AboutAgency) -> bool:
    """The worker is privacy officer."""
    return Role.PRIVACY_OFFICER in actor.roles


KEEP = Phrase(
    "declare joint controllers, processors and impact assessments",
    "déclarer responsables conjoints, sous-traitants et analyses d'impact",
)
READ = Phrase(
    "read the record of processing and what one's agency declared",
    "lire le registre des traitements et ce que l'organisme a déclaré",
)
KEEP_BREACH = Phrase(
    "record a breach and what was done about it", "consigner une violation et ce qui a été fait en réponse"
)
SEE_AFFECTED = Phrase("see who is affected by a breach", "voir qui est concerné par une violation")
INFORM = Phrase(
    "make the information for a person about the use of their data",
    "établir l'information d'une personne sur l'utilisation des données qui la concernent",
)

_OF_THE_AGENCY = (they_act_for_the_agency, the_agency_acts_there, they_administer_or_answer_for_privacy)
READ_REGISTER = Phrase(
    "read who holds something about oneself, and what they do with it",
    "lire qui conserve quelque chose à votre sujet, et ce qui en est fait",
)
OWN_RULES = (
    Rule(
        READ_REGISTER,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 13, 14, 26(2) and 30: who answers for what is kept, for what, on what basis and with whom; to "
            "nobody else, since it could tell where somebody is",
            "RGPD art. 13, 14, 26, § 2, et 30 : qui répond de ce qui est conservé, pour quoi, à quel titre et avec "
            "qui ; à personne d'autre, car cela pourrait dire où quelqu'un se trouve",
        ),
        (
            Phrase(
                "agencies that are withheld from them where they read who may see the record are withheld here too",
                "les organismes qui ne sont pas montrés parmi ceux qui voient le dossier ne le sont pas non plus ici",
            ),
            Phrase("each look is logged", "chaque consultation est journalisée"),
        ),
    ),
)
AGENCY_RULES: tuple[Rule[AboutAgency], ...] = (
    Rule(
        KEEP,
        _OF_THE_AGENCY,
        Phrase(
            "GDPR Art. 26, 28 and 35: whoever answers for an agency says with whom, through whom and at what risk",
            "RGPD art. 26, 28 et 35 : qui répond d'un organisme dit avec qui, par qui et à quel risque",
        ),
        (Phrase("what was declared before is kept", "ce qui était déclaré auparavant est conservé"),),
    ),
    Rule(
        READ,
        _OF_THE_AGENCY,
        Phrase(
            "GDPR Art. 30: the record of processing, made of agreements and mandates",
            "RGPD art. 30 : le registre des traitements, établi à partir des accords et des mandats",
        ),
        (Phrase("it names nobody", "il ne nomme personne"),),
    ),
    Rule(
        KEEP_BREACH,
        _OF_THE_AGENCY,
        Phrase(
            "GDPR Art. 33(5): each breach is documented, with its effects and what was done",
            "RGPD art. 33, § 5 : chaque violation est documentée, avec ses effets et ce qui a été fait",
        ),
        (
            Phrase(
                "the authority is told within 72 hours, or it is said why later",
                "l'autorité est prévenue sous 72 heures, ou le retard est motivé",
            ),
        ),
    ),
    Rule(
        SEE_AFFECTED,
        (they_act_for_the_agency, the_agency_acts_there, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 33(3) and 34: the authority and people are told who and how many are concerned",
            "RGPD art. 33, § 3 et 34 : l'autorité et les personnes apprennent qui et combien sont concernées",
        ),
        (
            Phrase(
                "as the access log of the agency says; of a restricted person only those who may know",
                "selon le journal des accès de l'organisme ; d'une personne protégée, seulement qui peut la connaître",
            ),
            Phrase(
                "months that lie in the archive are named: in these more may be concerned",
                "les mois archivés sont nommés : d'autres personnes peuvent y être concernées",
            ),
            Phrase("each look is logged", "chaque consultation est journalisée"),
        ),
    ),
    Rule(
        INFORM,
        (they_act_for_the_agency, the_agency_acts_there, they_answer_for_privacy),
        Phrase(
            "GDPR Art. 13 and 14: people are told who uses their data, for what, on what basis and for how long",
            "RGPD art. 13 et 14 : chacun sait qui utilise ses données, pour quoi, à quel titre et combien de temps",
        ),
        (
            Phrase(
                "of people for whom there is a ground; of the grants that one may see",
                "pour les personnes pour lesquelles il y a un fondement ; selon les accès que l'on peut voir",
            ),
            Phrase("each look is logged", "chaque consultation est journalisée"),
        ),
    ),
)
RULES: Sequence[Rule[Any]] = (*AGENCY_RULES, *OWN_RULES)
