"""What a copy is made of: its sections in their order, and the fields of what stands in each. No I/O.

This is the published shape of a copy. A field is only added within a version; whoever takes one away, or lets it mean
something else, counts `VERSION` up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.phrases import Phrase

FORMAT: Final = "parcours.rights-export"
VERSION: Final = 1


class Kept(StrEnum):
    """The sections."""

    IDENTITY = "identity"
    COMMUNICATION = "communication"
    IDENTIFIER = "identifier"
    CONTACT_POINT = "contact_point"
    ADDRESS = "address"
    RELATIONSHIP = "relationship"
    EARLIER_PART = "earlier_part"
    CASE = "case"
    CASE_ENDING = "case_ending"
    NEED = "need"
    NEED_OUTCOME = "need_outcome"
    NOTE = "note"
    GOAL = "goal"
    PROGRESS = "progress"
    ACTION = "action"
    PLAN_ANSWER = "plan_answer"
    TASK = "task"
    THREAD = "thread"
    MESSAGE = "message"
    DOCUMENT = "document"
    OCCURRENCE = "occurrence"
    OBSERVATION = "observation"
    WARNING = "warning"
    RISK_REASON = "risk_reason"
    EARLY_WARNING = "early_warning"
    MATTER = "matter"
    MINUTES = "minutes"
    MINUTES_ANSWER = "minutes_answer"
    DECISION = "decision"
    BUDGET = "budget"
    SPENDING = "spending"
    COMPLAINT = "complaint"
    RATING = "rating"
    EARLIER_VERSION = "earlier_version"
    CONSENT = "consent"
    MANDATE = "mandate"
    EMERGENCY = "emergency"
    REQUEST = "request"
    STATEMENT = "statement"
    ACCOUNT = "account"
    GRANT = "grant"
    AGREEMENT = "agreement"
    RETENTION = "retention"
    REFERRAL = "referral"
    TRAVELLED = "travelled"
    CONFERENCE_SHARE = "conference_share"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Section:
    """One section.

    Attributes:
        fields: of what stands in it, in the order in which they are read.
    """

    called: Phrase
    fields: tuple[str, ...]


def _section(english: str, french: str, fields: str) -> Section:
    return Section(Phrase(english, french), tuple(fields.split()))


SECTIONS: Final[Mapping[Kept, Section]] = MappingProxyType(
    {
        Kept.IDENTITY: _section(
            "Who you are",
            "Qui vous êtes",
            "family_name given_name preferred_name previous_names birth_date birth_date_estimated recorded_at",
        ),
        Kept.COMMUNICATION: _section(
            "How to speak with you",
            "Comment parler avec vous",
            "languages interpreter accessibility do_not_contact recorded_at",
        ),
        Kept.IDENTIFIER: _section("Numbers and codes", "Numéros et codes", "system value recorded_at ended_at"),
        Kept.CONTACT_POINT: _section(
            "Where you are reached",
            "Où vous joindre",
            "kind value safe safe_channels safe_times note recorded_at ended_at",
        ),
        Kept.ADDRESS: _section(
            "Where you live",
            "Où vous habitez",
            "use lines postcode locality country valid_from valid_until recorded_at ended_at",
        ),
        Kept.RELATIONSHIP: _section(
            "Ties to others, without their names",
            "Liens avec d'autres, sans leurs noms",
            "kind powers valid_from valid_until recorded_at ended_at",
        ),
        Kept.EARLIER_PART: _section(
            "What of this was corrected", "Ce qui en a été corrigé", "part content replaced_at"
        ),
        Kept.CASE: _section(
            "Cases", "Accompagnements", "category title summary state opened_at closed_at closing_reason"
        ),
        Kept.CASE_ENDING: _section(
            "How cases ended", "Comment ils se sont terminés", "reason outcome retention_from closed_at"
        ),
        Kept.NEED: _section("Needs", "Besoins", "category term detail source state written_at changed_at"),
        Kept.NEED_OUTCOME: _section(
            "What became of needs", "Ce que sont devenus les besoins", "outcome said_by said_at"
        ),
        Kept.NOTE: _section("Notes", "Notes", "category text written_at changed_at"),
        Kept.GOAL: _section(
            "Goals",
            "Objectifs",
            "category own_words wording horizon target_on state scale baseline weight written_at changed_at",
        ),
        Kept.PROGRESS: _section("How far goals came", "L'avancée des objectifs", "level words said_by marked_at"),
        Kept.ACTION: _section("Actions", "Actions", "category title owner_kind due_on state written_at changed_at"),
        Kept.PLAN_ANSWER: _section(
            "What you answered to plans", "Ce que vous avez répondu aux projets", "answer words signed_how signed_at"
        ),
        Kept.TASK: _section("Tasks", "Tâches", "category title due_on state written_at changed_at"),
        Kept.THREAD: _section("Threads", "Fils", "category subject state written_at"),
        Kept.MESSAGE: _section("Messages", "Messages", "category text by_the_person written_at retracted_at"),
        Kept.DOCUMENT: _section(
            "Documents",
            "Documents",
            "category file_name content_type size_bytes sha256 retention written_at changed_at",
        ),
        Kept.OCCURRENCE: _section("What happened", "Ce qui est arrivé", "category term happened_on state written_at"),
        Kept.OBSERVATION: _section(
            "Services used and avoided",
            "Recours aux services",
            "category measure effect basis amount began_on ended_on source written_at",
        ),
        Kept.WARNING: _section(
            "Warnings of which you were told",
            "Alertes qui vous ont été dites",
            "category kind precautions text state review_on told_on written_at",
        ),
        Kept.RISK_REASON: _section("Risks seen", "Risques relevés", "category reason risk assessed_at"),
        Kept.EARLY_WARNING: _section(
            "What rules noticed, which decide nothing",
            "Ce que des règles ont remarqué, sans rien décider",
            "facts noticed_at verdict",
        ),
        Kept.MATTER: _section("Matters of conferences", "Points de réunions", "category topic state asked written_at"),
        Kept.MINUTES: _section("What was said there", "Ce qui s'y est dit", "category text written_at changed_at"),
        Kept.MINUTES_ANSWER: _section(
            "What you said to it", "Ce que vous en avez dit", "category answer words answered_at"
        ),
        Kept.DECISION: _section(
            "What was decided there", "Ce qui s'y est décidé", "category text written_at changed_at"
        ),
        Kept.BUDGET: _section(
            "Budgets", "Budgets", "category title currency amount begins_on ends_on lines written_at changed_at"
        ),
        Kept.SPENDING: _section(
            "What was spent", "Ce qui a été dépensé", "category spent_for amount spent_on written_at"
        ),
        Kept.COMPLAINT: _section(
            "Complaints", "Réclamations", "category text state outcome answer said_at answered_at"
        ),
        Kept.RATING: _section(
            "What you said of the help",
            "Ce que vous avez dit de l'aide",
            "category aspect score comment began_on ended_on said_at",
        ),
        Kept.EARLIER_VERSION: _section(
            "What was corrected since", "Ce qui a été corrigé depuis", "of category content written_at"
        ),
        Kept.CONSENT: _section(
            "What you agreed to and refused",
            "Ce que vous avez accepté et refusé",
            "is_refusal agencies sectors categories purposes valid_from valid_until given_by given_how language "
            "evidence recorded_at confirmed_at confirmation_evidence withdrawn_at withdrawal_evidence",
        ),
        Kept.MANDATE: _section(
            "Mandates by law",
            "Mandats de la loi",
            "article ground categories operations purposes valid_from valid_until state recorded_at",
        ),
        Kept.EMERGENCY: _section("Opened in an emergency", "Ouvert en urgence", "reason began_at valid_until outcome"),
        Kept.REQUEST: _section(
            "What you asked by your rights",
            "Ce que vous avez demandé au titre de vos droits",
            "kind words received_on extended_because state outcome article reason closed_at",
        ),
        Kept.STATEMENT: _section(
            "What you said to what was not corrected",
            "Ce que vous avez déclaré sur ce qui n'a pas été rectifié",
            "category words said_at",
        ),
        Kept.ACCOUNT: _section("Your accounts", "Vos comptes", "opened_at ended_at"),
        Kept.GRANT: _section(
            "Who may or might see it, and why",
            "Qui peut ou a pu le voir, et pourquoi",
            "agency_id because categories operations purposes valid_from valid_until ended_at in_words",
        ),
        Kept.AGREEMENT: _section(
            "Agreements under which it is shared",
            "Accords selon lesquels c'est partagé",
            "title purposes categories legal_basis special_category_basis article retention onward_sharing contact",
        ),
        Kept.RETENTION: _section(
            "For how long documents are kept",
            "Durée de conservation des documents",
            "retention counted_from months document_article",
        ),
        Kept.REFERRAL: _section("Referrals", "Orientations", "moved agencies category state at"),
        Kept.TRAVELLED: _section(
            "What travelled with referrals, and to whom",
            "Ce qui a été transmis avec les orientations, et à qui",
            "agency_id categories because told_at",
        ),
        Kept.CONFERENCE_SHARE: _section(
            "What was told in conferences, and to whom",
            "Ce qui a été dit en réunion, et à qui",
            "agency_id category told_at",
        ),
        Kept.LOOK: _section(
            "Who looked", "Qui a consulté", "at agency_id act purpose categories by_themselves in_words"
        ),
    }
)
