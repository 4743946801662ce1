"""The words of closed lists, in English and French. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from services.cases.budgets.domain.budget import Purpose as BudgetPurpose
from services.cases.conferences.domain.conference import ConferenceState
from services.cases.conferences.domain.matters import Asked, NotAskedBecause
from services.cases.coordination.domain.case import HouseholdRole, Risk
from services.cases.coordination.domain.team import Capacity
from services.cases.plans.domain.goals import Horizon
from shared.contracts.cases.conferences import AnswerState, Attendance
from shared.contracts.cases.coordination import CaseState, ClosingReason, NeedState
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.labels import CATEGORIES
from shared.contracts.cases.outcomes import CaseOutcome, Effect, Measure, NeedOutcome
from shared.contracts.cases.plans import ActionState, GoalState, VersionState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.purposes import CALLED
from shared.contracts.identity.vocabulary import Purpose

LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, tuple[str, str]]]] = {
    ActionState: {
        ActionState.PLANNED: ("Planned", "Prévue"),
        ActionState.UNDER_WAY: ("Under way", "En cours"),
        ActionState.DONE: ("Done", "Faite"),
        ActionState.NOT_DONE: ("Not done", "Non faite"),
    },
    Capacity: {
        Capacity.COORDINATOR: ("Coordinator", "Coordination"),
        Capacity.SOCIAL_WORKER: ("Social worker", "Travail social"),
        Capacity.NURSE: ("Nurse", "Soins infirmiers"),
        Capacity.DOCTOR: ("Doctor", "Médecine"),
        Capacity.PSYCHOLOGIST: ("Psychologist", "Psychologie"),
        Capacity.EMPLOYMENT_COUNSELLOR: ("Employment counsellor", "Conseil en emploi"),
        Capacity.HOUSING_ADVISER: ("Housing adviser", "Conseil en logement"),
        Capacity.DEBT_ADVISER: ("Debt adviser", "Conseil en surendettement"),
        Capacity.EDUCATOR: ("Educator", "Éducation"),
        Capacity.GUARDIAN: ("Guardian", "Tutelle"),
        Capacity.PROBATION_OFFICER: ("Probation officer", "Probation"),
        Capacity.VOLUNTEER: ("Volunteer", "Bénévolat"),
        Capacity.ADMINISTRATOR: ("Administrator", "Administration"),
        Capacity.OTHER: ("Other", "Autre"),
    },
    CaseOutcome: {
        CaseOutcome.REACHED: ("Reached", "Atteint"),
        CaseOutcome.PARTLY_REACHED: ("Partly reached", "Partiellement atteint"),
        CaseOutcome.NOT_REACHED: ("Not reached", "Non atteint"),
        CaseOutcome.WORSE: ("Worse than at the beginning", "Situation dégradée"),
        CaseOutcome.NOT_KNOWN: ("Not known", "Inconnu"),
        CaseOutcome.NOT_APPLICABLE: ("Not applicable", "Sans objet"),
    },
    CaseState: {CaseState.OPEN: ("Open", "Ouvert"), CaseState.CLOSED: ("Closed", "Clos")},
    Category: {one: CATEGORIES[one] for one in Category},
    ClosingReason: {
        ClosingReason.GOALS_REACHED: ("Goals reached", "Objectifs atteints"),
        ClosingReason.NO_LONGER_NEEDED: ("No longer needed", "N'est plus nécessaire"),
        ClosingReason.PERSON_WISH: ("The person's wish", "Souhait de la personne"),
        ClosingReason.NO_CONTACT: ("No contact", "Plus de contact"),
        ClosingReason.MOVED: ("Moved", "Déménagement"),
        ClosingReason.TRANSFERRED: ("Transferred", "Transfert"),
        ClosingReason.DIED: ("Died", "Décès"),
        ClosingReason.OPENED_IN_ERROR: ("Opened in error", "Ouvert par erreur"),
    },
    Effect: {Effect.USED: ("used", "utilisés"), Effect.AVOIDED: ("avoided", "évités")},
    GoalState: {
        GoalState.PROPOSED: ("Proposed", "Proposé"),
        GoalState.ACTIVE: ("Active", "En cours"),
        GoalState.ON_HOLD: ("On hold", "Suspendu"),
        GoalState.COMPLETED: ("Completed", "Terminé"),
        GoalState.CANCELLED: ("Cancelled", "Abandonné"),
    },
    Horizon: {
        Horizon.WEEKS: ("Weeks", "Semaines"),
        Horizon.MONTHS: ("Months", "Mois"),
        Horizon.YEARS: ("Years", "Années"),
    },
    HouseholdRole: {
        HouseholdRole.FOCUS: ("For whom the support is", "Pour qui est l'accompagnement"),
        HouseholdRole.PARTNER: ("Partner", "Conjoint"),
        HouseholdRole.PARENT: ("Parent", "Parent"),
        HouseholdRole.CHILD: ("Child", "Enfant"),
        HouseholdRole.SIBLING: ("Sibling", "Frère ou sœur"),
        HouseholdRole.GRANDPARENT: ("Grandparent", "Grand-parent"),
        HouseholdRole.OTHER_RELATIVE: ("Other relative", "Autre proche"),
        HouseholdRole.HOUSEMATE: ("Housemate", "Colocation"),
    },
    Measure: {
        Measure.HOSPITAL_DAYS: ("Days in hospital", "Jours d'hospitalisation"),
        Measure.EMERGENCY_VISITS: ("Emergency visits", "Passages aux urgences"),
        Measure.INSTITUTIONAL_CARE_DAYS: ("Days of institutional care", "Jours en établissement"),
        Measure.HOME_CARE_VISITS: ("Home care visits", "Passages d'aide à domicile"),
        Measure.SHELTER_NIGHTS: ("Nights in a shelter", "Hébergements d'urgence (nuits)"),
        Measure.DETENTION_DAYS: ("Days in detention", "Jours de détention"),
    },
    NeedOutcome: {
        NeedOutcome.MET: ("Met", "Satisfait"),
        NeedOutcome.PARTLY_MET: ("Partly met", "Partiellement satisfait"),
        NeedOutcome.NOT_MET: ("Not met", "Non satisfait"),
        NeedOutcome.WORSE: ("Worse", "Aggravé"),
        NeedOutcome.NO_LONGER_THERE: ("No longer there", "N'existe plus"),
        NeedOutcome.NOT_KNOWN: ("Not known", "Inconnu"),
    },
    NeedState: {
        NeedState.OPEN: ("Open", "À traiter"),
        NeedState.BEING_MET: ("Being met", "En cours de réponse"),
        NeedState.MET: ("Met", "Satisfait"),
        NeedState.NOT_MET: ("Not met", "Non satisfait"),
    },
    AnswerState: {
        AnswerState.INVITED: ("Has not answered", "Sans réponse"),
        AnswerState.ACCEPTED: ("Comes", "Vient"),
        AnswerState.DECLINED: ("Does not come", "Ne vient pas"),
        AnswerState.WITHDRAWN: ("No longer asked", "N'est plus invité"),
    },
    Asked: {
        Asked.PERSON: ("The person", "La personne"),
        Asked.REPRESENTATIVE: ("Somebody who stands for them", "Son représentant"),
        Asked.BOTH: ("The person and somebody who stands for them", "La personne et son représentant"),
        Asked.NOBODY: ("Nobody", "Aucune"),
    },
    Attendance: {Attendance.ATTENDED: ("Was there", "Présent"), Attendance.ABSENT: ("Was not there", "Absent")},
    ConferenceState: {
        ConferenceState.PLANNED: ("Planned", "Prévue"),
        ConferenceState.OVER: ("Over", "Terminée"),
        ConferenceState.CANCELLED: ("Cancelled", "Annulée"),
    },
    NotAskedBecause: {
        NotAskedBecause.PERSON_WISH: ("The person's wish", "Souhait de la personne"),
        NotAskedBecause.CANNOT_BE_REACHED: ("Cannot be reached", "Injoignable"),
        NotAskedBecause.NOT_ABLE_TO_COME: ("Not able to come", "Dans l'impossibilité de venir"),
        NotAskedBecause.RISK_TO_THE_PERSON: ("A risk to the person", "Risque pour la personne"),
        NotAskedBecause.RISK_TO_OTHERS: ("A risk to others", "Risque pour autrui"),
        NotAskedBecause.LAW_FORBIDS_IT: ("The law forbids it", "La loi l'interdit"),
    },
    TaskState: {
        TaskState.OPEN: ("Open", "À faire"),
        TaskState.DONE: ("Done", "Faite"),
        TaskState.DROPPED: ("Dropped", "Abandonnée"),
    },
    BudgetPurpose: {
        BudgetPurpose.PERSONAL_ASSISTANCE: ("Personal assistance", "Assistance personnelle"),
        BudgetPurpose.HELP_AT_HOME: ("Help at home", "Aide à domicile"),
        BudgetPurpose.RESPITE: ("Respite", "Répit"),
        BudgetPurpose.EQUIPMENT: ("Equipment", "Équipement"),
        BudgetPurpose.HOUSING_ADAPTATION: ("Adapting the home", "Aménagement du logement"),
        BudgetPurpose.MOBILITY: ("Getting about", "Déplacements"),
        BudgetPurpose.TRAINING: ("Training", "Formation"),
        BudgetPurpose.ACTIVITIES: ("Activities", "Activités"),
        BudgetPurpose.DEBT_PLAN: ("Paying off debts", "Remboursement de dettes"),
        BudgetPurpose.OTHER: ("Other", "Autre"),
    },
    Purpose: {one: CALLED[one] for one in Purpose},
    Risk: {
        Risk.NOT_ASSESSED: ("Not assessed", "Non évalué"),
        Risk.LOW: ("Low", "Faible"),
        Risk.MODERATE: ("Moderate", "Modéré"),
        Risk.HIGH: ("High", "Élevé"),
    },
    VersionState: {
        VersionState.PROPOSED: ("Proposed", "Proposé"),
        VersionState.AGREED: ("Agreed", "Convenu"),
        VersionState.SUPERSEDED: ("Superseded", "Remplacé"),
    },
}


def label(word: StrEnum, *, french: bool) -> str:
    """A word of a closed list as a person reads it."""
    return LABELS[type(word)][word][french]
