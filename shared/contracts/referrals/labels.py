"""The words of the vocabulary in the languages that are spoken here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from shared.contracts.referrals.vocabulary import (
    Confirmation,
    DeclineKind,
    Evidence,
    Move,
    Outcome,
    Party,
    Reason,
    State,
    Urgency,
)

LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, tuple[str, str]]]] = {
    State: {
        State.DRAFT: ("Draft", "Brouillon"),
        State.SENT: ("Sent", "Envoyée"),
        State.RECEIVED: ("Received", "Reçue"),
        State.INFORMATION_REQUESTED: ("Information requested", "Informations demandées"),
        State.ALTERNATIVE_OFFERED: ("Alternative offered", "Autre solution proposée"),
        State.ACCEPTED: ("Accepted", "Acceptée"),
        State.WAITLISTED: ("On the waiting list", "Sur liste d'attente"),
        State.IN_PROGRESS: ("In progress", "En cours"),
        State.ON_HOLD: ("On hold", "Suspendue"),
        State.COMPLETED: ("Completed", "Terminée"),
        State.STOPPED: ("Stopped", "Interrompue"),
        State.DECLINED: ("Declined", "Refusée"),
        State.REDIRECTED: ("Redirected", "Réorientée"),
        State.WITHDRAWN: ("Withdrawn", "Retirée"),
        State.EXPIRED: ("Expired", "Expirée"),
        State.ENTERED_IN_ERROR: ("Entered in error", "Saisie par erreur"),
    },
    Move: {
        Move.DRAFT: ("Draft", "Préparer"),
        Move.SEND: ("Send", "Envoyer"),
        Move.ACKNOWLEDGE: ("Acknowledge", "Accuser réception"),
        Move.ASK: ("Ask a question", "Poser une question"),
        Move.ANSWER: ("Answer the question", "Répondre à la question"),
        Move.ACCEPT: ("Accept", "Accepter"),
        Move.WAITLIST: ("Put on the waiting list", "Mettre en liste d'attente"),
        Move.OFFER_ALTERNATIVE: ("Offer an alternative", "Proposer une autre solution"),
        Move.TAKE_ALTERNATIVE: ("Take the alternative", "Retenir l'autre solution"),
        Move.REJECT_ALTERNATIVE: ("Reject the alternative", "Écarter l'autre solution"),
        Move.DECLINE: ("Decline", "Refuser"),
        Move.START: ("Start", "Commencer"),
        Move.PAUSE: ("Put on hold", "Suspendre"),
        Move.RESUME: ("Resume", "Reprendre"),
        Move.COMPLETE: ("Complete", "Terminer"),
        Move.STOP: ("Stop", "Interrompre"),
        Move.WITHDRAW: ("Withdraw", "Retirer"),
        Move.EXPIRE: ("Expire", "Expirer"),
        Move.MARK_IN_ERROR: ("Mark as entered in error", "Signaler une saisie par erreur"),
        Move.REOPEN: ("Reopen", "Rouvrir"),
    },
    Party: {
        Party.SENDER: ("Sending agency", "Organisme orienteur"),
        Party.RECEIVER: ("Receiving agency", "Organisme destinataire"),
        Party.CLOCK: ("Deadline", "Échéance"),
        Party.GROUND: ("End of the ground", "Fin du fondement"),
    },
    Urgency: {
        Urgency.ROUTINE: ("Routine", "Ordinaire"),
        Urgency.SOON: ("Soon", "Rapide"),
        Urgency.URGENT: ("Urgent", "Urgent"),
    },
    Reason: {
        Reason.NO_CAPACITY: ("No free place", "Pas de place disponible"),
        Reason.WAITING_LIST_CLOSED: ("The waiting list is closed", "La liste d'attente est fermée"),
        Reason.AGE_NOT_SERVED: ("This age is not served", "Tranche d'âge non accueillie"),
        Reason.AREA_NOT_SERVED: ("This area is not served", "Territoire non couvert"),
        Reason.CRITERIA_NOT_MET: ("The criteria are not met", "Critères non remplis"),
        Reason.WRONG_SERVICE: ("Not the right service", "Ce n'est pas le bon service"),
        Reason.PERSON_WISH: ("The person wishes it so", "Souhait de la personne"),
        Reason.PERSON_UNAVAILABLE: ("The person is unavailable", "La personne est indisponible"),
        Reason.WAITING_FOR_DOCUMENT: ("Waiting for a document", "En attente d'un document"),
        Reason.WAITING_FOR_DECISION: ("Waiting for a decision", "En attente d'une décision"),
        Reason.WORKER_ABSENT: ("The responsible worker is absent", "Le référent est absent"),
        Reason.CONSENT_WITHDRAWN: ("The person withdrew consent", "La personne a retiré son consentement"),
        Reason.SHARING_REFUSED: ("The person refused to share", "La personne a refusé le partage"),
        Reason.GROUND_ENDED: ("The ground for sharing has ended", "Le fondement du partage a pris fin"),
        Reason.NO_CONTACT: ("No contact could be made", "Aucun contact n'a pu être établi"),
        Reason.NO_SHOW: ("The person did not come", "La personne n'est pas venue"),
        Reason.PERSON_STOPPED: ("The person stopped", "La personne a arrêté"),
        Reason.MOVED: ("The person moved", "La personne a déménagé"),
        Reason.DIED: ("The person died", "La personne est décédée"),
        Reason.SAFETY: ("It is not safe to go on", "La sécurité n'est pas assurée"),
        Reason.OTHER_HELP_FOUND: ("Other help was found", "Une autre aide a été trouvée"),
        Reason.NO_LONGER_NEEDED: ("No longer needed", "Le besoin n'existe plus"),
        Reason.SENT_TO_WRONG_AGENCY: ("Sent to the wrong agency", "Envoyée au mauvais organisme"),
        Reason.WRONG_PERSON: ("About the wrong person", "Mauvaise personne"),
        Reason.DUPLICATE: ("A duplicate", "Doublon"),
        Reason.DATA_ENTRY: ("A mistake in the entry", "Erreur de saisie"),
        Reason.ENDED_TOO_EARLY: ("It ended too early", "Fin prématurée"),
        Reason.NEED_RETURNED: ("The need has returned", "Le besoin est réapparu"),
        Reason.CLOCK_RAN_OUT: ("Nobody answered in time", "Sans réponse dans les délais"),
    },
    DeclineKind: {
        DeclineKind.CAPACITY: ("Capacity", "Capacité"),
        DeclineKind.ELIGIBILITY: ("Eligibility", "Éligibilité"),
        DeclineKind.WRONG_ADDRESS: ("Wrong address", "Mauvais destinataire"),
        DeclineKind.PERSON_WISH: ("The person's wish", "Souhait de la personne"),
    },
    Outcome: {
        Outcome.NEED_MET: ("The need is met", "Besoin satisfait"),
        Outcome.NEED_PARTLY_MET: ("The need is partly met", "Besoin partiellement satisfait"),
        Outcome.NEED_NOT_MET: ("The need is not met", "Besoin non satisfait"),
        Outcome.REFERRED_ON: ("Referred on", "Réorientation"),
        Outcome.INFORMATION_GIVEN: ("Information was given", "Information donnée"),
    },
    Evidence: {
        Evidence.DOCUMENT: ("A document", "Un document"),
        Evidence.ATTENDANCE: ("Attendance", "Présence constatée"),
        Evidence.AGREEMENT_SIGNED: ("A signed agreement", "Un accord signé"),
        Evidence.PERSON_STATEMENT: ("What the person says", "Déclaration de la personne"),
        Evidence.WORKER_STATEMENT: ("What the worker says", "Déclaration du professionnel"),
    },
    Confirmation: {
        Confirmation.CONFIRMED: ("The person confirms", "La personne confirme"),
        Confirmation.DISAGREED: ("The person disagrees", "La personne n'est pas d'accord"),
        Confirmation.MISSING: ("Not confirmed by the person", "Sans confirmation de la personne"),
    },
}
"""By list first: two lists may use the same word."""


def label(word: StrEnum, *, french: bool) -> str:
    """A word of the vocabulary as a person reads it."""
    return LABELS[type(word)][word][french]
