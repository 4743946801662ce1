"""What a notice says: that something of this kind happened, and where to look. No I/O."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.cases.timeline.domain.labels import LABELS as ON_THE_TIMELINE
from shared.contracts.identity.vocabulary import Role

KEPT: Final = timedelta(days=180)
HANDS_KEPT: Final = timedelta(days=730)
"""For so long without a move it is known who has a referral in hand; after that everybody of the agency hears of it."""

UNREAD_AT_MOST: Final = 100
"""As far as unread notices are counted: this many means this many or more."""

READS_REFERRALS: Final = frozenset({Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM, Role.PRIVACY_OFFICER})
"""Who reads referrals, as the policy of referrals says."""


class NoticeKind(StrEnum):
    """What happened, as whoever is told of it sees it. Those about referrals carry the move's past tense."""

    LEAD_GIVEN = "lead_given"
    TEAM_INVITED = "team_invited"
    INVITATION_DECLINED = "invitation_declined"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    TEAM_JOINED = "team_joined"
    LEAD_CHANGED = "lead_changed"
    LEAD_VACANT = "lead_vacant"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    HANDOVER_OFFERED = "handover_offered"
    HANDOVER_RECEIVED = "handover_received"
    HANDOVER_DECLINED = "handover_declined"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    TASK_ASSIGNED = "task_assigned"
    TASK_CHANGED = "task_changed"
    GIVEN_TO_ANOTHER = "given_to_another"
    OVERDUE = "overdue"
    ACTION_ASSIGNED = "action_assigned"
    ACTION_CHANGED = "action_changed"
    PLAN_PROPOSED = "plan_proposed"
    PLAN_SIGNED = "plan_signed"
    PLAN_AGREED = "plan_agreed"
    PLAN_REVIEWED = "plan_reviewed"
    BUDGET_MADE = "budget_made"
    BUDGET_SIGNED = "budget_signed"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_REPLACED = "document_replaced"
    MESSAGE_WRITTEN = "message_written"
    RISK_RAISED = "risk_raised"
    WARNING_RECORDED = "warning_recorded"
    WARNING_ASSIGNED = "warning_assigned"
    EARLY_WARNING = "early_warning"
    COMPLAINT_RECORDED = "complaint_recorded"
    COMPLAINT_ANSWERED = "complaint_answered"
    RIGHTS_REQUESTED = "rights_requested"
    RIGHTS_ANSWERED = "rights_answered"
    RECEIVED_WAS_CORRECTED = "received_was_corrected"
    REFUSAL_TAKEN_BACK = "refusal_taken_back"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_AWAITS = "consent_awaits"
    CONSENT_CONFIRMED = "consent_confirmed"
    MANDATE_PROPOSED = "mandate_proposed"
    MANDATE_CONFIRMED = "mandate_confirmed"
    MANDATE_REJECTED = "mandate_rejected"
    CONFLICT_DECLARED = "conflict_declared"
    CONFLICT_LIFTED = "conflict_lifted"
    PERHAPS_KNOWN_ELSEWHERE = "perhaps_known_elsewhere"
    EMERGENCY_ACCESS = "emergency_access"
    UNUSUAL_LOOK = "unusual_look"
    SEAL_OPENED = "seal_opened"
    CONFERENCE_CALLED = "conference_called"
    CONFERENCE_INVITED = "conference_invited"
    CONFERENCE_ACCEPTED = "conference_accepted"
    CONFERENCE_DECLINED = "conference_declined"
    CONFERENCE_WITHDRAWN = "conference_withdrawn"
    CONFERENCE_CHANGED = "conference_changed"
    CONFERENCE_CANCELLED = "conference_cancelled"
    GUEST_ADMITTED = "guest_admitted"
    MINUTES_WRITTEN = "minutes_written"
    DECISION_TAKEN = "decision_taken"
    TRANSITION_OPENED = "transition_opened"
    TRANSITION_MOVED = "transition_moved"
    TRANSITION_CALLED_OFF = "transition_called_off"
    TRANSITION_DONE = "transition_done"
    RECEIPT_ASKED = "receipt_asked"
    RECEIPT_GIVEN = "receipt_given"
    OUTLIVED_BY_REFERRAL = "outlived_by_referral"
    DUE_SOON = "due_soon"
    AGREEMENT_TO_SIGN = "agreement_to_sign"
    AGREEMENT_NARROWED = "agreement_narrowed"
    AGREEMENT_NEARS_ITS_END = "agreement_nears_its_end"
    AGREEMENT_ENDED = "agreement_ended"
    WEBHOOK_PAUSED = "webhook_paused"
    REFERRAL_ASSIGNED = "referral_assigned"
    REFERRAL_CORRECTION_PROPOSED = "referral_correction_proposed"
    REFERRAL_SENT = "referral_sent"
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
    APPOINTMENT_PROPOSED = "appointment_proposed"
    APPOINTMENT_CONFIRMED = "appointment_confirmed"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_MISSED = "appointment_missed"


class About(StrEnum):
    """What a notice is about, and so by which rule it is shown. Items are named as their tables are."""

    CASE = "case"
    """To whoever may see the outline of the case."""
    REFERRAL = "referral"
    """To whoever reads referrals in the agency it is for, which is the sender's or the receiver's."""
    INVITATION = "invitation"
    """To whom it invites, and to everybody of an agency that is invited as a whole."""
    MANDATE = "mandate"
    """To the mandated agency."""
    EMERGENCY = "emergency"
    """To whoever may see the emergency: privacy officers."""
    UNUSUAL_LOOK = "unusual_look"
    """To whoever may decide on it: privacy officers, and whoever answers for the agency where an officer looked."""
    PERSON = "person"
    """To whoever has any ground for the person."""
    SEALED_ITEM = "seal_grant"
    """To whom it is open, while it is, if they have a ground for the person."""
    MESSAGE = "message"
    """To whoever may see the message, and the thread in which it is."""
    TASK = "task"
    ACTION = "planned_action"
    DOCUMENT = "document"
    WARNING = "warning"
    AGENDA_ITEM = "agenda_item"
    MINUTES = "conference_minutes"
    DECISION = "conference_decision"
    CONFERENCE = "conference"
    """To whoever takes part; and that they are no longer asked, to whoever was."""
    EARLY_WARNING = "early_warning"
    """To whoever may see every fact on which it rests."""
    BUDGET = "budget"
    COMPLAINT = "complaint"
    """To whoever may hear it."""
    AGREEMENT = "agreement"
    """To whom it is for: it names nobody, and the agreement is open to every agency there."""
    RIGHTS_REQUEST = "rights_request"
    """To the privacy officers of the agency that is asked, and to whoever took it down."""
    WEBHOOK = "webhook"
    """To whom it is for: it is about nobody."""
    TRANSITION = "transition"
    """To whoever may see what the dated change arises from."""


ITEMS: Final = (
    About.TASK,
    About.ACTION,
    About.DOCUMENT,
    About.WARNING,
    About.AGENDA_ITEM,
    About.BUDGET,
    About.MINUTES,
    About.DECISION,
)
"""Shown to whoever may see the item."""

LABELS: Final[Mapping[NoticeKind, tuple[str, str]]] = MappingProxyType(
    {NoticeKind(line.value): said for line, said in ON_THE_TIMELINE.items() if line.value in list(NoticeKind)}
    | {
        NoticeKind.LEAD_GIVEN: ("You coordinate this case", "Vous coordonnez ce suivi"),
        NoticeKind.TEAM_INVITED: ("You are asked to work on a case", "Vous êtes sollicité pour un suivi"),
        NoticeKind.INVITATION_DECLINED: ("Invitation to the team declined", "Invitation à l'équipe déclinée"),
        NoticeKind.INVITATION_WITHDRAWN: ("You are no longer asked", "Vous n'êtes plus sollicité"),
        NoticeKind.TEAM_JOINED: ("You are on the team", "Vous rejoignez l'équipe"),
        NoticeKind.HANDOVER_OFFERED: ("A hand-over waits for your receipt", "Un relais attend votre accord"),
        NoticeKind.HANDOVER_DECLINED: ("Hand-over declined", "Relais décliné"),
        NoticeKind.TASK_ASSIGNED: ("A task is yours to do", "Une tâche vous est confiée"),
        NoticeKind.GIVEN_TO_ANOTHER: ("Somebody else does it now", "Une autre personne s'en charge désormais"),
        NoticeKind.OVERDUE: ("The day has passed by which this was to be done", "L'échéance est dépassée"),
        NoticeKind.DUE_SOON: ("Time runs out for a referral", "L'échéance d'une orientation approche"),
        NoticeKind.PLAN_AGREED: ("Everybody agrees to the plan", "Le projet est approuvé par tous"),
        NoticeKind.RISK_RAISED: ("More may go wrong than was thought", "Le risque a été réévalué à la hausse"),
        NoticeKind.WARNING_ASSIGNED: (
            "A warning is yours to look at again",
            "Une alerte vous est confiée pour réexamen",
        ),
        NoticeKind.ACTION_ASSIGNED: ("An action is yours to do", "Une action vous est confiée"),
        NoticeKind.MESSAGE_WRITTEN: ("New message", "Nouveau message"),
        NoticeKind.EARLY_WARNING: ("A rule noticed something", "Une règle a relevé quelque chose"),
        NoticeKind.RIGHTS_REQUESTED: (
            "Somebody uses a data-protection right: you have a month to answer",
            "Un droit sur les données est exercé : vous avez un mois pour répondre",
        ),
        NoticeKind.RIGHTS_ANSWERED: (
            "A request for a data-protection right is answered",
            "Une demande relative à un droit sur les données a reçu sa réponse",
        ),
        NoticeKind.RECEIVED_WAS_CORRECTED: (
            "Something that came with a referral was corrected: your acknowledgement is asked for",
            "Une donnée reçue avec une orientation a été rectifiée : un accusé de réception vous est demandé",
        ),
        NoticeKind.REFUSAL_TAKEN_BACK: ("A refusal to share was taken back", "Un refus de partage a été retiré"),
        NoticeKind.CONSENT_AWAITS: ("A consent waits for a second yes", "Un consentement attend un second accord"),
        NoticeKind.MANDATE_PROPOSED: ("A mandate waits for your decision", "Un fondement légal attend votre décision"),
        NoticeKind.MANDATE_REJECTED: ("Legal mandate rejected", "Fondement légal rejeté"),
        NoticeKind.PERHAPS_KNOWN_ELSEWHERE: (
            "Another agency may have begun a second record",
            "Un autre organisme a peut-être ouvert un second dossier",
        ),
        NoticeKind.SEAL_OPENED: ("Something sealed is open to you", "Un élément scellé vous est ouvert"),
        NoticeKind.EMERGENCY_ACCESS: ("Emergency access", "Accès d'urgence"),
        NoticeKind.UNUSUAL_LOOK: ("An unusual look waits for you", "Une consultation inhabituelle vous attend"),
        NoticeKind.CONFERENCE_CALLED: ("Conference called", "Réunion convoquée"),
        NoticeKind.CONFERENCE_INVITED: ("You are asked to a conference", "Vous êtes invité à une réunion"),
        NoticeKind.CONFERENCE_ACCEPTED: ("Somebody comes to your conference", "Venue à votre réunion confirmée"),
        NoticeKind.CONFERENCE_DECLINED: ("Somebody does not come", "Absence à votre réunion annoncée"),
        NoticeKind.CONFERENCE_WITHDRAWN: ("You are no longer asked to come", "Votre invitation est retirée"),
        NoticeKind.CONFERENCE_CHANGED: ("Time or place of a conference changed", "Réunion modifiée"),
        NoticeKind.CONFERENCE_CANCELLED: ("A conference does not take place", "Réunion annulée"),
        NoticeKind.GUEST_ADMITTED: ("You may read for a conference", "Vous pouvez lire pour une réunion"),
        NoticeKind.TRANSITION_MOVED: ("A change comes on another day", "Un changement aura lieu un autre jour"),
        NoticeKind.TRANSITION_CALLED_OFF: ("A change does not come", "Un changement n'aura pas lieu"),
        NoticeKind.RECEIPT_ASKED: ("Your receipt is asked for", "Un accusé de réception vous est demandé"),
        NoticeKind.RECEIPT_GIVEN: ("A receipt was given", "Un accusé de réception a été donné"),
        NoticeKind.OUTLIVED_BY_REFERRAL: (
            "A case was closed while your referral is open",
            "Un accompagnement est clos, votre orientation est en cours",
        ),
        NoticeKind.AGREEMENT_TO_SIGN: ("An agreement waits for your signature", "Un accord attend votre signature"),
        NoticeKind.AGREEMENT_NARROWED: ("An agreement shares less from now on", "Un accord permet moins de partage"),
        NoticeKind.AGREEMENT_NEARS_ITS_END: ("An agreement ends soon", "Un accord prend bientôt fin"),
        NoticeKind.AGREEMENT_ENDED: ("An agreement has ended", "Un accord a pris fin"),
        NoticeKind.WEBHOOK_PAUSED: (
            "A webhook was paused: its receiver takes nothing",
            "Un webhook est suspendu : son destinataire n'accepte plus rien",
        ),
        NoticeKind.REFERRAL_ASSIGNED: ("A referral is yours to follow", "Une orientation vous est confiée"),
        NoticeKind.REFERRAL_CORRECTION_PROPOSED: (
            "Entered in error? A second worker has to agree",
            "Saisie par erreur ? Un second avis est requis",
        ),
    }
)
"""English, French; what stands on the timeline too is called the same."""
