"""SQL: which duties a reader may see. Composed of the one predicate of access, with its parameters."""

from services.cases.access.predicate import may_follow, may_know, may_read, may_read_about_all


def is_asked(duty: str) -> str:
    """The row `duty` is an offer to the reader or to their agency, or to somebody whom they supervise there."""
    return f"""({duty}.for_agency_id = :reader_agency AND NOT is_kept_out_of_case({duty}.case_id)
        AND ({duty}.for_worker_id IS NULL OR {duty}.for_worker_id = :reader OR has_role('supervisor')))"""


def may_see_duty(duty: str) -> str:
    """The reader may see the row `duty`: whoever may see what it arises from, and nobody else, also if it is theirs."""
    return f"""CASE {duty}.shown_as
        WHEN 'case' THEN EXISTS (SELECT FROM case_person seen
            WHERE seen.case_id = {duty}.case_id AND seen.left_at IS NULL AND {may_follow("seen")})
        WHEN 'item' THEN {may_read_about_all(duty)}
        WHEN 'asked' THEN {is_asked(duty)}
        ELSE :reader_agency = ANY ({duty}.parties) AND {may_know(f"{duty}.person_id")} OR {may_read(duty)} END"""
