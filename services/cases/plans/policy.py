"""Who may set goals, plan actions, say how far they got, and agree on a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.access.policy import EARLIER_KEPT, LOGGED, PUBLIC_TASK, WRITER_SEES
from services.cases.accounts.policy import REPRESENTS, AboutMyself, it_is_about_themselves, they_may_be_informed
from services.cases.coordination.policy.cases import (
    ONE_LEAD,
    STAND_IN,
    AboutCase,
    AboutPeople,
    they_lead_the_case,
    they_may_contribute_about_everybody,
    they_supervise_in_the_lead_agency,
)
from services.cases.duties.policy import AboutDuty, given_within_the_agency
from services.cases.items.policy import AboutItem, corrected_by_its_writer
from services.cases.people.domain.parts import Power
from services.cases.plans.domain.goals import Owner, OwnerKind
from shared.contracts.identity.actor import Actor, PersonActor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutOwned(AboutPeople):
    """A goal or action that exists, by whose it is."""

    owner: Owner


@dataclass(frozen=True)
class AboutTemplate:
    """A template, by whose it is.

    Attributes:
        agency_id: that wrote it, or is about to.
    """

    municipality_id: UUID
    agency_id: UUID


@dataclass(frozen=True)
class AboutOwnAction(AboutMyself):
    """An action in the caller's own plan, by whether it is the person's to do."""

    is_theirs: bool


@in_french("C'est à la personne de le faire")
def it_is_the_persons_to_do(_actor: Actor | PersonActor, facts: AboutOwnAction) -> bool:
    """It is for the person to do."""
    return facts.is_theirs


@in_french("Elle représente la personne, avec le pouvoir de signer, en vigueur ce jour")
def they_may_sign(_actor: Actor | PersonActor, facts: AboutMyself) -> bool:
    """The caller represents the person, with the power to sign, in force today."""
    return Power.SIGN in facts.speaker.powers


@in_french("L'intervenant ou son organisme en a la charge")
def it_is_theirs_to_do(actor: Actor, facts: AboutOwned) -> bool:
    """The worker or their agency owns it."""
    mine: tuple[UUID | None, ...] = (None, actor.subject)
    return (
        facts.owner.kind in {OwnerKind.AGENCY, OwnerKind.WORKER}
        and facts.owner.agency_id == actor.agency_id
        and facts.owner.id in mine
    )


@in_french("L'organisme intervient dans la commune du modèle")
def they_act_in_its_municipality(actor: Actor, facts: AboutTemplate) -> bool:
    """The agency operates in the template's municipality."""
    return facts.municipality_id in actor.municipalities


@in_french("L'intervenant est administrateur ou encadrant")
def they_administer_or_supervise(actor: Actor, _facts: AboutTemplate) -> bool:
    """The worker is administrator or supervisor."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SUPERVISOR})


@in_french("L'organisme de l'intervenant en est l'auteur")
def their_agency_wrote_it(actor: Actor, facts: AboutTemplate) -> bool:
    """The worker's agency wrote it."""
    return facts.agency_id == actor.agency_id


READ_OWN = Phrase("read one's own plan", "lire votre projet")
MARK_OWN = Phrase("say oneself how far a goal was reached", "dire vous-même jusqu'où un objectif est atteint")
MOVE_OWN = Phrase("say how it goes with what one does oneself", "dire où en est ce que vous faites vous-même")
SIGN_OWN = Phrase("agree or disagree to one's own plan", "approuver ou désapprouver votre projet")
SET_GOAL = Phrase("set a goal", "fixer un objectif")
MOVE_GOAL = Phrase("move a goal on", "faire avancer un objectif")
CORRECT_GOAL = Phrase("correct a goal", "rectifier un objectif")
MARK_PROGRESS = Phrase("say how far a goal was reached", "dire jusqu'où un objectif est atteint")
PLAN_ACTION = Phrase("plan an action", "prévoir une action")
MOVE_ACTION = Phrase("move an action on", "faire avancer une action")
CORRECT_ACTION = Phrase("correct an action", "rectifier une action")
GIVE_ACTION = Phrase("give an action to a colleague", "confier une action à un collègue")
PROPOSE = Phrase("propose a version of a plan", "proposer une version d'un projet")
SIGN_AS_LEAD = Phrase("sign a plan as lead", "signer un projet en tant que référent")
REVIEW = Phrase("review a plan", "réexaminer un projet")
WRITE_TEMPLATE = Phrase("write a plan template", "rédiger un modèle de projet")
RETIRE_TEMPLATE = Phrase("retire a plan template", "retirer un modèle de projet")
RECORD_SIGNATURE = Phrase(
    "write down that a person agrees or disagrees to a plan",
    "consigner qu'une personne approuve ou désapprouve un projet",
)

_DONE = Phrase("Whoever was asked to do it says that it is done", "Qui en a été chargé dit que c'est fait")
_OWN_PLAN = Phrase(
    "A plan is the person's: what they or their representative say to it stands beside it",
    "Un projet est celui de la personne : ce qu'elle ou son représentant en dit figure à côté",
)
_GOOD_START = Phrase(
    "Whoever answers for the work of others says how it usually begins",
    "Qui répond du travail des autres dit comment il commence d'habitude",
)
_KEPT = (EARLIER_KEPT,)
_SEEN = (WRITER_SEES,)


def _by_whoever_does_it(action: Phrase, *duties: Phrase) -> tuple[Rule[AboutOwned], ...]:
    return (
        Rule(action, (they_may_contribute_about_everybody,), PUBLIC_TASK, duties),
        Rule(action, (it_is_theirs_to_do,), _DONE, duties),
    )


def _by_the_lead(action: Phrase, *duties: Phrase) -> tuple[Rule[AboutCase], ...]:
    return (
        Rule(action, (they_lead_the_case,), ONE_LEAD, duties),
        Rule(action, (they_supervise_in_the_lead_agency,), STAND_IN, duties),
    )


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(SET_GOAL, (they_may_contribute_about_everybody,), PUBLIC_TASK, _SEEN),
    Rule(PLAN_ACTION, (they_may_contribute_about_everybody,), PUBLIC_TASK, _SEEN),
    Rule(
        RECORD_SIGNATURE,
        (they_may_contribute_about_everybody,),
        _OWN_PLAN,
        (
            Phrase(
                "the signature names worker, time and sign-in, and is never changed",
                "la signature indique l'intervenant, l'heure et la connexion, et n'est jamais modifiée",
            ),
        ),
    ),
)
CASE_RULES: tuple[Rule[AboutCase], ...] = (
    *_by_the_lead(
        PROPOSE,
        Phrase(
            "it holds what the lead may see, and is shown as its goals and actions are",
            "il contient ce que le référent peut voir, et se montre comme ses objectifs et ses actions",
        ),
    ),
    *_by_the_lead(
        SIGN_AS_LEAD,
        Phrase(
            "the signature names worker, time and sign-in, and is never changed",
            "la signature indique l'intervenant, l'heure et la connexion, et n'est jamais modifiée",
        ),
    ),
    *_by_the_lead(
        REVIEW,
        Phrase(
            "what changed since the review before is written down",
            "ce qui a changé depuis le réexamen précédent est consigné",
        ),
        Phrase("the case's review date follows", "la date de réexamen de l'accompagnement suit"),
    ),
)
OWNED_RULES: tuple[Rule[AboutOwned], ...] = (
    *_by_whoever_does_it(MOVE_GOAL, *_KEPT),
    *_by_whoever_does_it(
        MARK_PROGRESS,
        Phrase("it stands beside what others said", "cela figure à côté de ce que d'autres ont dit"),
        Phrase("whose word it is stands with it", "de qui vient cette parole figure avec elle"),
    ),
    *_by_whoever_does_it(MOVE_ACTION, *_KEPT),
)
ITEM_RULES: tuple[Rule[AboutItem], ...] = (
    *corrected_by_its_writer(CORRECT_GOAL),
    *corrected_by_its_writer(CORRECT_ACTION),
)
TEMPLATE_RULES: tuple[Rule[AboutTemplate], ...] = (
    Rule(
        WRITE_TEMPLATE,
        (they_act_in_its_municipality, they_administer_or_supervise),
        _GOOD_START,
        (Phrase("it is about nobody, and never changes", "il ne concerne personne, et ne change jamais"),),
    ),
    Rule(
        RETIRE_TEMPLATE,
        (they_act_in_its_municipality, they_administer_or_supervise, their_agency_wrote_it),
        _GOOD_START,
        (Phrase("plans that began with it go on", "les projets commencés avec lui se poursuivent"),),
    ),
)
_BESIDE = Phrase("it stands beside what workers say", "cela figure à côté de ce que disent les intervenants")
_SIGNED = Phrase(
    "the signature names account, time and sign-in, and is never changed",
    "la signature indique le compte, l'heure et la connexion, et n'est jamais modifiée",
)
OWN_RULES: tuple[Rule[AboutMyself], ...] = (
    Rule(READ_OWN, (it_is_about_themselves,), _OWN_PLAN, (LOGGED,)),
    Rule(READ_OWN, (they_may_be_informed,), REPRESENTS, (LOGGED,)),
    Rule(MARK_OWN, (it_is_about_themselves,), _OWN_PLAN, (_BESIDE,)),
    Rule(MARK_OWN, (they_may_be_informed,), REPRESENTS, (_BESIDE,)),
    Rule(SIGN_OWN, (it_is_about_themselves,), _OWN_PLAN, (_SIGNED,)),
    Rule(SIGN_OWN, (they_may_sign,), REPRESENTS, (_SIGNED,)),
)
OWN_ACTION_RULES: tuple[Rule[AboutOwnAction], ...] = (
    Rule(MOVE_OWN, (it_is_about_themselves, it_is_the_persons_to_do), _DONE, _KEPT),
)
DUTY_RULES: tuple[Rule[AboutDuty], ...] = given_within_the_agency(GIVE_ACTION)
RULES: Sequence[Rule[Any]] = (
    *DUTY_RULES,
    *PEOPLE_RULES,
    *CASE_RULES,
    *OWNED_RULES,
    *ITEM_RULES,
    *TEMPLATE_RULES,
    *OWN_RULES,
    *OWN_ACTION_RULES,
)
