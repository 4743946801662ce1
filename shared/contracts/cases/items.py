"""What is written in cases."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What a worker writes about people, sealed or not; named as its table is."""

    NOTE = "note"
    NEED = "need"
    GOAL = "goal"
    ACTION = "planned_action"
    TASK = "task"
    DOCUMENT = "document"
    THREAD = "thread"
    MESSAGE = "message"
    WARNING = "warning"
    OCCURRENCE = "occurrence"
    OBSERVATION = "observation"
    BUDGET = "budget"
    CARER = "informal_member"
    MATTER = "agenda_item"
    MINUTES = "conference_minutes"
    DECISION = "conference_decision"
