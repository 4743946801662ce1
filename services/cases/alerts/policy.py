"""Who may warn others of something about a person, review and correct a warning, and say how risky a case is.

Who may see a warning is decided as for every item of a record; what to do at a visit is told to whoever may read how
to reach the person (`predicate.precautions_json`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import EARLIER_KEPT, PUBLIC_TASK, WRITER_SEES
from services.cases.coordination.policy.cases import (
    AboutCase,
    AboutPeople,
    they_lead_the_case,
    they_may_contribute_about_everybody,
    they_supervise_in_the_lead_agency,
)
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@in_french("L'intervenant assure l'accompagnement ou l'encadrement")
def they_know_the_people_of_their_agency(actor: Actor, _facts: AboutItem) -> bool:
    """The worker does casework or supervision."""
    return bool(actor.roles & {Role.CASEWORKER, Role.SUPERVISOR})


@in_french("L'organisme de l'intervenant en est l'auteur")
def their_agency_wrote_it(actor: Actor, facts: AboutItem) -> bool:
    """The worker's agency wrote it."""
    return actor.agency_id == facts.agency_id


@dataclass(frozen=True)
class AboutRule:
    """A rule that notices early, by whose it is.

    Attributes:
        agency_id: that wrote it first, or is about to.
    """

    municipality_id: UUID
    agency_id: UUID


@in_french("L'organisme intervient dans la commune de la règle")
def they_act_in_its_municipality(actor: Actor, facts: AboutRule) -> bool:
    """The agency operates in the rule's municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est administrateur ou encadrant")
def they_administer_or_supervise(actor: Actor, _facts: AboutRule) -> bool:
    """The worker is administrator or supervisor."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR})


@in_french("L'intervenant est encadrant")
def they_supervise(actor: Actor, _facts: AboutRule) -> bool:
    """The worker is supervisor."""
    return Role.SUPERVISOR in actor.roles


@in_french("L'organisme de l'intervenant a écrit la règle")
def their_agency_answers_for_it(actor: Actor, facts: AboutRule) -> bool:
    """The worker's agency wrote the rule."""
    return facts.agency_id == actor.agency_id


RECORD_WARNING = Phrase("record a warning", "consigner une alerte")
REVIEW_WARNING = Phrase("review a warning", "réexaminer une alerte")
CORRECT_WARNING = Phrase("correct a warning", "rectifier une alerte")
ASSESS_RISK = Phrase("assess the risk of a case", "évaluer le risque d'un accompagnement")
GIVE_REASON = Phrase("give a reason for the risk of a case", "indiquer un motif du risque d'un accompagnement")
RECORD_OCCURRENCE = Phrase("record what happened", "consigner un fait")
CORRECT_OCCURRENCE = Phrase("correct what happened", "rectifier un fait")
WRITE_RULE = Phrase("write a rule that notices early", "écrire une règle de repérage précoce")
SEE_COUNTS = Phrase("see how often a rule noticed something", "voir combien de fois une règle a repéré quelque chose")
ANSWER = Phrase("say whether an early warning was useful", "dire si un repérage précoce a été utile")


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        RECORD_WARNING,
        (they_may_contribute_about_everybody,),
        Phrase(
            "GDPR Art. 6(1)(d) and (e): the safety of the person, of those around them and of whoever visits",
            "RGPD art. 6, § 1, d) et e) : la sécurité de la personne, de son entourage et de qui lui rend visite",
        ),
        (
            Phrase("it is looked at again within a year", "elle est réexaminée dans l'année"),
            Phrase(
                "the person is told, or it is said why not",
                "la personne en est informée, ou il est indiqué pourquoi elle ne l'est pas",
            ),
            Phrase(
                "what to do at a visit is told to whoever may read how to reach the person",
                "la conduite à tenir lors d'une visite est indiquée à qui peut lire comment joindre la personne",
            ),
        ),
    ),
    Rule(
        GIVE_REASON,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (Phrase("it is shown as an item of its category", "il est montré comme un élément de sa catégorie"),),
    ),
    Rule(
        RECORD_OCCURRENCE,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (WRITER_SEES,),
    ),
    Rule(
        ANSWER,
        (they_may_contribute_about_everybody,),
        Phrase(
            "GDPR Art. 22: a person says what it means, and no machine",
            "RGPD art. 22 : c'est une personne qui dit ce que cela signifie, et non une machine",
        ),
        (
            Phrase(
                "it is asked for the category of each fact", "le fondement est vérifié pour la catégorie de chaque fait"
            ),
        ),
    ),
)
CASE_RULES: tuple[Rule[AboutCase], ...] = tuple(
    Rule(
        ASSESS_RISK,
        (sentence,),
        Phrase(
            "GDPR Art. 22: a person decides how much may go wrong, and no machine",
            "RGPD art. 22 : c'est une personne qui évalue le risque, et non une machine",
        ),
        (
            Phrase("who said it, when and why is kept", "qui l'a dit, quand et pourquoi est conservé"),
            Phrase("work lists follow", "les listes de travail suivent"),
        ),
    )
    for sentence in (they_lead_the_case, they_supervise_in_the_lead_agency)
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    Rule(
        REVIEW_WARNING,
        (their_agency_wrote_it, they_know_the_people_of_their_agency),
        Phrase(
            "GDPR Art. 5(1)(d) and (e): a warning that is no longer true ends; no other agency takes a warning away",
            "RGPD art. 5, § 1, d) et e) : une alerte qui n'est plus vraie cesse ; aucun autre organisme n'en retire",
        ),
        (EARLIER_KEPT,),
    ),
    *corrected_by_its_writer(CORRECT_WARNING),
    *corrected_by_its_writer(CORRECT_OCCURRENCE),
)
MUNICIPALITY_RULES: tuple[Rule[AboutRule], ...] = (
    Rule(
        WRITE_RULE,
        (they_act_in_its_municipality, they_administer_or_supervise, their_agency_answers_for_it),
        Phrase(
            "Whoever answers for the work of others says what is to be noticed",
            "Qui répond du travail des autres dit ce qui doit être repéré",
        ),
        (
            Phrase("a version never changes", "une version ne change jamais"),
            Phrase("it decides nothing about anybody", "elle ne décide de rien pour personne"),
        ),
    ),
    Rule(
        SEE_COUNTS,
        (they_act_in_its_municipality, they_supervise),
        Phrase(
            "GDPR Art. 5(2): a rule that raises false alarms must be seen to",
            "RGPD art. 5, § 2 : il faut s'occuper d'une règle qui donne de fausses alertes",
        ),
        (Phrase("counts under five are hidden", "les nombres inférieurs à cinq sont masqués"),),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *CASE_RULES, *ITEM_RULES, *MUNICIPALITY_RULES)
