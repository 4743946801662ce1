"""SQL: which requests a reader may see. With the parameters of the predicate of access.

It rests on no grant: whoever was asked must be able to answer, also when nothing flows to them any more.
"""


def may_see_request(request: str) -> str:
    """The row `request` was asked of the reader's agency; they answer for privacy there, or took it down."""
    return f"""({request}.agency_id = :reader_agency
        AND (:reader_answers_for_privacy OR {request}.worker_id = :reader)
        AND NOT keeps_out(:reader, ARRAY[{request}.person_id]))"""
