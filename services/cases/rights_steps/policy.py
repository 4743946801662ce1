"""Who carries out what was granted, and who says that they have dealt with what they were told.

Who sees a step is decided by the request that it carries out (`rights.predicate.may_see_request`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.cases.accounts.policy import it_is_about_themselves
from services.cases.rights.policy import (
    AboutRequest,
    they_answer_for_privacy_there,
    they_are_one_of_few_who_may_know,
    they_took_it_down,
)
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutRecipient:
    """An agency that received the data.

    Attributes:
        agency_id: which it is.
    """

    agency_id: UUID


@in_french("L'intervenant lit les orientations reçues par son organisme, qui avait reçu ces données")
def their_agency_received_it(actor: Actor, facts: AboutRecipient) -> bool:
    """The worker reads referrals for the agency that had received the data."""
    reads = {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.PRIVACY_OFFICER}
    return actor.worker_id is not None and actor.agency_id == facts.agency_id and bool(actor.roles & reads)


CORRECT = Phrase("prove a correction that was granted", "prouver une rectification accordée")
STATE = Phrase(
    "keep what somebody says to an item that is not corrected",
    "conserver ce qu'une personne déclare sur un élément non rectifié",
)
ERASE = Phrase(
    "erase what was granted, and see beforehand what goes",
    "effacer ce qui a été accordé, et voir avant ce qui disparaît",
)
RESTRICT = Phrase(
    "restrict the processing of what one's agency contributed", "limiter le traitement de ce que l'organisme a apporté"
)
USE = Phrase(
    "let a worker use what is restricted from processing",
    "laisser un intervenant utiliser ce dont le traitement est limité",
)
LIFT = Phrase("lift a restriction of processing", "lever une limitation du traitement")
CEASE = Phrase(
    "process no more what was objected to", "ne plus traiter ce à quoi la personne s'est opposée avec succès"
)
SEE = Phrase("see what was done for a request", "voir ce qui a été fait pour une demande")
SEE_OWN = Phrase("read what was done for one's own request", "lire ce qui a été fait pour votre demande")
HEAR = Phrase("see what one's agency received and must correct", "voir ce que l'organisme a reçu et doit corriger")
ACKNOWLEDGE = Phrase("say that one's agency has dealt with it", "dire que l'organisme a fait le nécessaire")

_RECTIFIED = Phrase(
    "GDPR Art. 16: what is wrong is corrected, or the person's own statement is added",
    "RGPD art. 16 : ce qui est inexact est rectifié, ou la déclaration de la personne y est jointe",
)
_TOLD = Phrase(
    "GDPR Art. 19: every agency that received it with a referral is told, without its content, and acknowledges it",
    "RGPD art. 19 : tout organisme qui l'a reçu avec une orientation en est averti, sans le contenu, et en accuse "
    "réception",
)
_BOTH_VERSIONS = Phrase(
    "the step names the version that was wrong and the one that took its place, and is never changed",
    "l'étape nomme la version inexacte et celle qui la remplace, et n'est jamais modifiée",
)
_BESIDE = Phrase(
    "every reader of the item reads the statement beside it, as far as they might have read the item when it was made",
    "tout lecteur de l'élément lit la déclaration à côté, s'il pouvait lire l'élément quand elle a été faite",
)
_ERASED = Phrase(
    "GDPR Art. 17: each controller erases what it wrote itself; what stays is refused on a ground of Art. 17(3)",
    "RGPD art. 17 : chaque responsable efface ce qu'il a écrit ; ce qui reste est refusé au titre de l'art. 17, § 3",
)
_NOT_ERASED = Phrase(
    "what is held, shows a ground, is about others too or has something of others beneath it stays, and is counted",
    "ce qui est retenu, prouve un fondement, concerne aussi autrui ou porte l'écrit d'autrui reste, compté",
)
_NO_SEALED = Phrase(
    "what is sealed is not there for who erases: its rules of retention delete it",
    "ce qui est scellé n'existe pas pour qui efface : ses règles de conservation le suppriment",
)
_PROOF = Phrase(
    "GDPR Art. 5(2): the controller can show what was done",
    "RGPD art. 5, § 2 : le responsable du traitement peut démontrer ce qui a été fait",
)
_RESTRICTED = Phrase(
    "GDPR Art. 18(1) and 4(3): what is restricted is marked, stored, and not processed; also while an objection waits",
    "RGPD art. 18, § 1, et 4, point 3 : ce dont le traitement est limité est marqué, conservé et non traité ; de même "
    "tant qu'une opposition est examinée",
)
_NOT_SHOWN = Phrase(
    "nobody sees, shares, refers, finds or writes it, and what travelled with referrals is hidden within seconds",
    "nul ne le voit, ne le partage, ne le transmet, ne le trouve ni n'y écrit, et ce qui est parti avec des "
    "orientations est masqué en quelques secondes",
)
_USED = Phrase(
    "GDPR Art. 18(2): with the person's consent, for legal claims, for the rights of another person or an important "
    "public interest",
    "RGPD art. 18, § 2 : avec le consentement de la personne, pour des droits en justice, pour les droits d'autrui ou "
    "un intérêt public important",
)
_ONE_DAY = Phrase(
    "one worker of the agency by name, with the reason, for a day; each look is logged",
    "un intervenant de l'organisme, nommément, avec le motif, pour un jour ; chaque consultation est journalisée",
)
_TOLD_BEFORE = Phrase(
    "GDPR Art. 18(3): the person is told before it is lifted; it never ends by itself, and is reviewed on a day",
    "RGPD art. 18, § 3 : la personne est informée avant la levée ; elle ne prend jamais fin d'elle-même, et est "
    "réexaminée à une date fixée",
)
_WAITS = Phrase(
    "what waits for the decision on an objection is lifted once it is refused, what was objected to with success never",
    "ce qui attend la décision sur une opposition est levé une fois celle-ci refusée ; ce à quoi la personne s'est "
    "opposée avec succès, jamais",
)
_CEASED = Phrase(
    "GDPR Art. 21(1): what was objected to is processed no more for a task in the public interest, but for legal "
    "claims and the other uses of Art. 18(2)",
    "RGPD art. 21, § 1 : ce à quoi la personne s'est opposée n'est plus traité pour une mission d'intérêt public, "
    "sauf pour des droits en justice et les autres usages de l'art. 18, § 2",
)
_GRANTS_END = Phrase(
    "grants of the agency on these categories end, where they rest on an agreement for such a task or on a mandate "
    "that yields to refusals, and no new one is issued; consents, emergencies and overriding mandates stand",
    "les accès de l'organisme à ces catégories prennent fin s'ils reposent sur un accord pour une telle mission ou sur "
    "un fondement légal qui cède aux refus, et aucun autre n'est donné ; consentements, urgences et fondements qui "
    "l'emportent sur les refus demeurent",
)
_ANSWERS = Phrase(
    "it says whether it corrected or erased it, or keeps it on a ground of its own, with the article and until when",
    "il dit s'il l'a rectifié ou effacé, ou s'il le conserve à un titre propre, avec l'article et jusqu'à quand",
)
_READ_BY_WHOM = Phrase(
    "the person reads the answers of the agencies that are named to them; the agency that was asked reads how many "
    "gave which, not who nor on which article",
    "la personne lit les réponses des organismes qui lui sont nommés ; l'organisme sollicité lit combien ont donné "
    "laquelle, ni qui ni au titre de quel article",
)
_NO_ITEM = Phrase(
    "the person reads when it was done and how many acknowledged it, not which item it was",
    "la personne lit quand cela a été fait et combien en ont accusé réception, non de quel élément il s'agit",
)

STEP_RULES: tuple[Rule[AboutRequest], ...] = (
    *(
        Rule(action, (sentence,), _RECTIFIED, duties)
        for action, duties in ((CORRECT, (_BOTH_VERSIONS, _TOLD)), (STATE, (_BESIDE,)))
        for sentence in (they_answer_for_privacy_there, they_are_one_of_few_who_may_know)
    ),
    *(
        Rule(action, (sentence,), because, duties)
        for action, because, duties in (
            (ERASE, _ERASED, (_NOT_ERASED, _NO_SEALED, _TOLD)),
            (RESTRICT, _RESTRICTED, (_NOT_SHOWN,)),
            (USE, _USED, (_ONE_DAY,)),
            (LIFT, _TOLD_BEFORE, (_WAITS,)),
            (CEASE, _CEASED, (_GRANTS_END, _NOT_SHOWN, _TOLD)),
        )
        for sentence in (they_answer_for_privacy_there, they_are_one_of_few_who_may_know)
    ),
    *(
        Rule(SEE, (sentence,), _PROOF)
        for sentence in (they_answer_for_privacy_there, they_took_it_down, they_are_one_of_few_who_may_know)
    ),
)
RECIPIENT_RULES: tuple[Rule[AboutRecipient], ...] = (
    Rule(HEAR, (their_agency_received_it,), _TOLD),
    Rule(ACKNOWLEDGE, (their_agency_received_it,), _TOLD, (_ANSWERS, _READ_BY_WHOM)),
)
OWN_RULES = (Rule(SEE_OWN, (it_is_about_themselves,), _PROOF, (_NO_ITEM, _READ_BY_WHOM)),)
RULES: Sequence[Rule[Any]] = (*STEP_RULES, *RECIPIENT_RULES, *OWN_RULES)
