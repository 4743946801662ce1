"""What a line of the timeline is, and who sees it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from shared.contracts.cases.vocabulary import Category, Sensitivity


class LineKind(StrEnum):
    """What can happen around a person. Lines about referrals carry the move's past tense."""

    CASE_OPENED = "case_opened"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    JOINED_CASE = "joined_case"
    LEFT_CASE = "left_case"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    LEAD_CHANGED = "lead_changed"
    RISK_ASSESSED = "risk_assessed"
    LEAD_VACANT = "lead_vacant"
    FORMER_LEAD_READS_ON = "former_lead_reads_on"
    HANDOVER_RECEIVED = "handover_received"
    INFORMAL_MEMBER_JOINED = "informal_member_joined"
    NOTE_ADDED = "note_added"
    TASK_WRITTEN = "task_written"
    TASK_CHANGED = "task_changed"
    NEED_RECORDED = "need_recorded"
    NEED_CHANGED = "need_changed"
    GOAL_SET = "goal_set"
    GOAL_CHANGED = "goal_changed"
    PROGRESS_MARKED = "progress_marked"
    ACTION_PLANNED = "action_planned"
    ACTION_CHANGED = "action_changed"
    PLAN_PROPOSED = "plan_proposed"
    PLAN_SIGNED = "plan_signed"
    PLAN_REVIEWED = "plan_reviewed"
    NEED_OUTCOME_SAID = "need_outcome_said"
    OBSERVATION_RECORDED = "observation_recorded"
    BUDGET_MADE = "budget_made"
    BUDGET_CHANGED = "budget_changed"
    BUDGET_SIGNED = "budget_signed"
    BUDGET_SPENT = "budget_spent"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_DELETED = "document_deleted"
    THREAD_STARTED = "thread_started"
    WARNING_RECORDED = "warning_recorded"
    WARNING_REVIEWED = "warning_reviewed"
    OCCURRENCE_RECORDED = "occurrence_recorded"
    OCCURRENCE_CORRECTED = "occurrence_corrected"
    RATING_GIVEN = "rating_given"
    COMPLAINT_RECORDED = "complaint_recorded"
    COMPLAINT_ANSWERED = "complaint_answered"
    PUT_ON_AGENDA = "put_on_agenda"
    TAKEN_OFF_AGENDA = "taken_off_agenda"
    MINUTES_WRITTEN = "minutes_written"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_LAPSED = "consent_lapsed"
    MANDATE_CONFIRMED = "mandate_confirmed"
    MANDATE_ENDED = "mandate_ended"
    CONFLICT_DECLARED = "conflict_declared"
    CONFLICT_LIFTED = "conflict_lifted"
    REFERRAL_DRAFTED = "referral_drafted"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_ACKNOWLEDGED = "referral_acknowledged"
    REFERRAL_QUESTION_ASKED = "referral_question_asked"
    REFERRAL_QUESTION_ANSWERED = "referral_question_answered"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_WAITLISTED = "referral_waitlisted"
    REFERRAL_ALTERNATIVE_OFFERED = "referral_alternative_offered"
    REFERRAL_ALTERNATIVE_TAKEN = "referral_alternative_taken"
    REFERRAL_ALTERNATIVE_REJECTED = "referral_alternative_rejected"
    REFERRAL_DECLINED = "referral_declined"
    REFERRAL_STARTED = "referral_started"
    REFERRAL_PAUSED = "referral_paused"
    REFERRAL_RESUMED = "referral_resumed"
    REFERRAL_COMPLETED = "referral_completed"
    REFERRAL_STOPPED = "referral_stopped"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    REFERRAL_EXPIRED = "referral_expired"
    REFERRAL_ENTERED_IN_ERROR = "referral_entered_in_error"
    REFERRAL_REOPENED = "referral_reopened"


class ShownAs(StrEnum):
    """By which rule a line is shown."""

    RECORD = "record"
    """Grounds, refusals, who is kept out: to whoever recorded it, is named in it, or oversees everybody's grounds."""
    CASE = "case"
    """To whoever may see the outline of the case."""
    ITEM = "item"
    """To whoever may see the note, need, goal, action, document, thread, warning, occurrence or matter itself."""
    REFERRAL = "referral"
    """To the sending and the receiving agency, and to whoever has a ground for its category."""


LABELS: Final[Mapping[LineKind, tuple[str, str]]] = MappingProxyType(
    {
        LineKind.CASE_OPENED: ("Case opened", "Accompagnement ouvert"),
        LineKind.CASE_CLOSED: ("Case closed", "Accompagnement clos"),
        LineKind.CASE_REOPENED: ("Case reopened", "Accompagnement rouvert"),
        LineKind.JOINED_CASE: ("Added to a case", "Ajout à un accompagnement"),
        LineKind.LEFT_CASE: ("No longer part of a case", "Retrait d'un accompagnement"),
        LineKind.MEMBER_JOINED: ("Joined the team", "Entrée dans l'équipe"),
        LineKind.MEMBER_LEFT: ("Left the team", "Sortie de l'équipe"),
        LineKind.LEAD_CHANGED: ("New lead", "Nouveau référent"),
        LineKind.RISK_ASSESSED: ("Risk assessed", "Risque évalué"),
        LineKind.FORMER_LEAD_READS_ON: ("Former lead reads for 30 days", "L'ancien référent lit encore 30 jours"),
        LineKind.HANDOVER_RECEIVED: ("Hand-over received", "Relais reçu"),
        LineKind.INFORMAL_MEMBER_JOINED: ("Informal member joined", "Aidant associé à l'équipe"),
        LineKind.LEAD_VACANT: ("Lead to be named", "Référent à désigner"),
        LineKind.NOTE_ADDED: ("Note added", "Note ajoutée"),
        LineKind.TASK_WRITTEN: ("Task written", "Tâche consignée"),
        LineKind.TASK_CHANGED: ("Task changed", "Tâche modifiée"),
        LineKind.NEED_RECORDED: ("Need recorded", "Besoin consigné"),
        LineKind.NEED_CHANGED: ("Need changed", "Besoin modifié"),
        LineKind.GOAL_SET: ("Goal set", "Objectif fixé"),
        LineKind.GOAL_CHANGED: ("Goal changed", "Objectif modifié"),
        LineKind.PROGRESS_MARKED: ("Progress marked", "Progrès noté"),
        LineKind.ACTION_PLANNED: ("Action planned", "Action prévue"),
        LineKind.ACTION_CHANGED: ("Action changed", "Action modifiée"),
        LineKind.PLAN_PROPOSED: ("Plan proposed", "Projet proposé"),
        LineKind.PLAN_SIGNED: ("Answer to the plan", "Réponse au projet"),
        LineKind.PLAN_REVIEWED: ("Plan reviewed", "Bilan du projet"),
        LineKind.NEED_OUTCOME_SAID: ("What became of a need", "Ce qu'est devenu un besoin"),
        LineKind.OBSERVATION_RECORDED: ("Use of a service noted", "Recours à un service noté"),
        LineKind.BUDGET_MADE: ("Personal budget made", "Budget personnel établi"),
        LineKind.BUDGET_CHANGED: ("Personal budget changed", "Budget personnel modifié"),
        LineKind.BUDGET_SIGNED: ("Answer to a personal budget", "Réponse à un budget personnel"),
        LineKind.BUDGET_SPENT: ("Spent of a personal budget", "Dépense d'un budget personnel"),
        LineKind.DOCUMENT_ADDED: ("Document added", "Document ajouté"),
        LineKind.DOCUMENT_REPLACED: ("Document replaced", "Document remplacé"),
        LineKind.DOCUMENT_DELETED: ("Document deleted when its time was over", "Document supprimé à son échéance"),
        LineKind.THREAD_STARTED: ("Conversation started", "Échange commencé"),
        LineKind.WARNING_RECORDED: ("Warning recorded", "Alerte consignée"),
        LineKind.WARNING_REVIEWED: ("Warning reviewed", "Alerte réexaminée"),
        LineKind.OCCURRENCE_RECORDED: ("Something happened", "Fait consigné"),
        LineKind.OCCURRENCE_CORRECTED: ("What happened was corrected", "Fait rectifié"),
        LineKind.RATING_GIVEN: ("Opinion on the help", "Avis sur l'aide"),
        LineKind.COMPLAINT_RECORDED: ("Complaint", "Réclamation"),
        LineKind.COMPLAINT_ANSWERED: ("Complaint answered", "Réponse à une réclamation"),
        LineKind.PUT_ON_AGENDA: ("Put on the agenda of a conference", "Inscrit à l'ordre du jour d'une réunion"),
        LineKind.TAKEN_OFF_AGENDA: ("Taken off an agenda", "Retiré d'un ordre du jour"),
        LineKind.MINUTES_WRITTEN: ("Minutes of a conference", "Compte rendu d'une réunion"),
        LineKind.CONSENT_GIVEN: ("Consent given", "Consentement donné"),
        LineKind.CONSENT_REFUSED: ("Sharing refused", "Partage refusé"),
        LineKind.CONSENT_WITHDRAWN: ("Consent or refusal withdrawn", "Consentement ou refus retiré"),
        LineKind.CONSENT_LAPSED: ("Consent ended: of age", "Fin du consentement : majorité"),
        LineKind.MANDATE_CONFIRMED: ("Legal mandate confirmed", "Fondement légal confirmé"),
        LineKind.MANDATE_ENDED: ("Legal mandate ended", "Fondement légal terminé"),
        LineKind.CONFLICT_DECLARED: ("Conflict of interest declared", "Conflit d'intérêts déclaré"),
        LineKind.CONFLICT_LIFTED: ("Conflict of interest lifted", "Conflit d'intérêts levé"),
        LineKind.REFERRAL_DRAFTED: ("Referral drafted", "Orientation préparée"),
        LineKind.REFERRAL_SENT: ("Referral sent", "Orientation envoyée"),
        LineKind.REFERRAL_ACKNOWLEDGED: ("Referral received", "Orientation reçue"),
        LineKind.REFERRAL_QUESTION_ASKED: ("Question about the referral", "Question sur l'orientation"),
        LineKind.REFERRAL_QUESTION_ANSWERED: ("Question answered", "Réponse à la question"),
        LineKind.REFERRAL_ACCEPTED: ("Referral accepted", "Orientation acceptée"),
        LineKind.REFERRAL_WAITLISTED: ("Put on the waiting list", "Mise en liste d'attente"),
        LineKind.REFERRAL_ALTERNATIVE_OFFERED: ("Alternative offered", "Autre solution proposée"),
        LineKind.REFERRAL_ALTERNATIVE_TAKEN: ("Alternative taken", "Autre solution retenue"),
        LineKind.REFERRAL_ALTERNATIVE_REJECTED: ("Alternative rejected", "Autre solution écartée"),
        LineKind.REFERRAL_DECLINED: ("Referral declined", "Orientation refusée"),
        LineKind.REFERRAL_STARTED: ("Help started", "Aide commencée"),
        LineKind.REFERRAL_PAUSED: ("Help on hold", "Aide suspendue"),
        LineKind.REFERRAL_RESUMED: ("Help resumed", "Aide reprise"),
        LineKind.REFERRAL_COMPLETED: ("Help completed", "Aide terminée"),
        LineKind.REFERRAL_STOPPED: ("Help stopped", "Aide interrompue"),
        LineKind.REFERRAL_WITHDRAWN: ("Referral withdrawn", "Orientation retirée"),
        LineKind.REFERRAL_EXPIRED: ("Referral expired", "Orientation expirée"),
        LineKind.REFERRAL_ENTERED_IN_ERROR: ("Referral entered in error", "Orientation saisie par erreur"),
        LineKind.REFERRAL_REOPENED: ("Referral reopened", "Orientation rouverte"),
    }
)
"""English, French."""

_OF_THE_RECORD: Final = ("consent_", "mandate_", "conflict_")
"""Kinds that begin so."""

BEGINNINGS: Final = frozenset(
    {
        LineKind.NOTE_ADDED,
        LineKind.TASK_WRITTEN,
        LineKind.NEED_RECORDED,
        LineKind.GOAL_SET,
        LineKind.ACTION_PLANNED,
        LineKind.OBSERVATION_RECORDED,
        LineKind.BUDGET_MADE,
        LineKind.DOCUMENT_ADDED,
        LineKind.THREAD_STARTED,
        LineKind.INFORMAL_MEMBER_JOINED,
        LineKind.WARNING_RECORDED,
        LineKind.OCCURRENCE_RECORDED,
        LineKind.PUT_ON_AGENDA,
        LineKind.MINUTES_WRITTEN,
    }
)
"""Lines that say no more than the item itself: who contributed it, and when. Whoever sees the item sees them; any other
line about it tells what it was or how it went, and stays as closed as the item was then.
"""
_OF_AN_ITEM = BEGINNINGS | {
    LineKind.TASK_CHANGED,
    LineKind.NEED_CHANGED,
    LineKind.GOAL_CHANGED,
    LineKind.PROGRESS_MARKED,
    LineKind.ACTION_CHANGED,
    LineKind.NEED_OUTCOME_SAID,
    LineKind.BUDGET_CHANGED,
    LineKind.BUDGET_SIGNED,
    LineKind.BUDGET_SPENT,
    LineKind.DOCUMENT_REPLACED,
    LineKind.DOCUMENT_DELETED,
    LineKind.WARNING_REVIEWED,
    LineKind.OCCURRENCE_CORRECTED,
    LineKind.TAKEN_OFF_AGENDA,
    LineKind.RATING_GIVEN,
    LineKind.COMPLAINT_RECORDED,
    LineKind.COMPLAINT_ANSWERED,
}


def shown_as(kind: LineKind) -> ShownAs:
    """By which rule lines of this kind are shown."""
    if kind.startswith(_OF_THE_RECORD):
        return ShownAs.RECORD
    if kind in _OF_AN_ITEM:
        return ShownAs.ITEM
    return ShownAs.REFERRAL if kind.startswith("referral_") else ShownAs.CASE


@dataclass(frozen=True, kw_only=True)
class Line:
    """One fact about one person.

    Attributes:
        category: None where the rule does not ask for one, or where it is not known.
        agency_id, worker_id: who contributed the thing that the line is about.
        by_agency_id, by_id: who did it; None for background work.
        also_about: other people whom the item is about; who sees the line has a ground for each.
        parties: agencies that opened or led the case; sender and receiver of the referral; those that a consent names.
        item_id: the item of the case (a note, need, matter …), consent, mandate or membership.
        state: the new state, a word of the closed list of whatever it is about.
    """

    person_id: UUID
    municipality_id: UUID
    kind: LineKind
    category: Category | None = None
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    agency_id: UUID
    worker_id: UUID | None
    by_agency_id: UUID | None
    by_id: UUID | None
    also_about: frozenset[UUID] = frozenset()
    parties: frozenset[UUID] = frozenset()
    case_id: UUID | None = None
    referral_id: UUID | None = None
    item_id: UUID | None = None
    state: str | None = None
