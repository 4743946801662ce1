"""SQL: which conferences a reader may see. What is on their agendas, the predicate of access decides item by item."""

from typing import Final

from services.cases.conferences.domain.conference import ConferenceState
from shared.contracts.cases.conferences import AnswerState
from shared.contracts.identity.vocabulary import Role

_SUPERVISES: Final = f"(SELECT has_role('{Role.SUPERVISOR}'))"


def takes_part(conference: str) -> str:
    """The reader convenes the row `conference`, or is asked to come; or supervises whoever does or is."""
    return f"""({conference}.agency_id = :reader_agency AND ({conference}.worker_id = :reader OR {_SUPERVISES})
        OR EXISTS (SELECT FROM conference_participant one
                   WHERE one.conference_id = {conference}.id AND {is_asked("one")}))"""


def is_asked(participant: str) -> str:
    """The row `participant` asks the reader to come, or somebody of their agency for whom they may answer."""
    return f"""({participant}.agency_id = :reader_agency AND {participant}.state <> '{AnswerState.WITHDRAWN}'
        AND ({participant}.worker_id IS NULL OR {participant}.worker_id = :reader OR {_SUPERVISES}))"""


def state_of(conference: str) -> str:
    """The `ConferenceState` of the row `conference` (an SQL expression)."""
    return f"""CASE WHEN {conference}.cancelled_because IS NOT NULL THEN '{ConferenceState.CANCELLED}'
        WHEN {conference}.ends_at <= :now THEN '{ConferenceState.OVER}' ELSE '{ConferenceState.PLANNED}' END"""
