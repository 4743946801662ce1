"""SQL: which duties a reader may see. Composed of the one predicate of access, with its parameters."""

from services.cases.access.predicate import (
    THEIR_AGENCY_HOLDS,
    lets_process,
    may_follow,
    may_know,
    may_read,
    may_read_about_all,
    not_kept_out_of,
)


def is_asked(duty: str) -> str:
    """The row `duty` is an offer to the reader or to their agency, or to somebody whom they supervise there."""
    return f"""({duty}.for_agency_id = :reader_agency AND NOT is_kept_out_of_case({duty}.case_id)
        AND ({duty}.for_worker_id IS NULL OR {duty}.for_worker_id = :reader OR has_role('supervisor')))"""


def is_to_be_read(duty: str) -> str:
    """The row `duty` is about an urgent message that the reader may see, and has not read."""
    return f"""({duty}.for_agency_id = :reader_agency AND {duty}.for_worker_id = :reader AND EXISTS (
        SELECT FROM message urgent JOIN thread talk ON talk.id = urgent.thread_id
        WHERE urgent.id = {duty}.item_id AND urgent.urgent AND urgent.retracted_at IS NULL AND talk.state = 'open'
          AND urgent.place > coalesce((
              SELECT r.place FROM thread_read r
              WHERE r.thread_id = talk.id AND r.agency_id = :reader_agency AND r.worker_id = :reader), 0)
          AND {may_read_about_all("talk")} AND {may_read_about_all("urgent")}))"""


def is_to_be_answered(duty: str) -> str:
    """The row `duty` is a complaint that the reader must answer: as supervisor of the agency that it is about, which
    has some ground for the person that does not hold it back.
    """
    return f"""({duty}.for_agency_id = :reader_agency AND has_role('supervisor') AND EXISTS (
        SELECT FROM access_grant g WHERE g.person_id = {duty}.person_id AND {THEIR_AGENCY_HOLDS}
          AND {lets_process(f"ARRAY[{duty}.agency_id]", f"{duty}.category", f"{duty}.id")}))"""


def is_for_privacy_officers(duty: str) -> str:
    """The row `duty` is what somebody asked the reader's agency by a right, where the reader answers for privacy, or is
    one of the few who may know of a restricted person.
    """
    return f"""({duty}.for_agency_id = :reader_agency
        AND (:reader_answers_for_privacy OR is_restricted({duty}.person_id))
        AND {not_kept_out_of(f"{duty}.person_id")})"""


def may_see_duty(duty: str) -> str:
    """The reader may see the row `duty`: whoever may see what it arises from, and nobody else, also if it is theirs."""
    return f"""CASE {duty}.shown_as
        WHEN 'case' THEN EXISTS (SELECT FROM case_person seen
            WHERE seen.case_id = {duty}.case_id AND seen.left_at IS NULL AND {may_follow("seen")})
        WHEN 'item' THEN {may_read_about_all(duty)}
        WHEN 'asked' THEN {is_asked(duty)}
        WHEN 'message' THEN {is_to_be_read(duty)}
        WHEN 'complaint' THEN {is_to_be_answered(duty)}
        WHEN 'privacy' THEN {is_for_privacy_officers(duty)}
        ELSE :reader_agency = ANY ({duty}.parties) AND {may_know(f"{duty}.person_id")} OR {may_read(duty)} END"""
