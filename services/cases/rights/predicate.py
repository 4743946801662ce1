"""SQL: which requests a reader may see. With the parameters of the predicate of access.

It rests on no grant: whoever was asked must be able to answer, also when nothing flows to them any more.
"""


def may_see_request(request: str) -> str:
    """The row `request` was asked of the reader's agency; they answer for privacy there, or took it down. Of a
    restricted person, who is known to few, these few see to it: whoever of them works there, and those of any agency
    who answer for privacy, so that they can have somebody named there who answers.
    """
    return f"""(NOT keeps_out(:reader, ARRAY[{request}.person_id]) AND CASE
        WHEN {request}.agency_id = :reader_agency
        THEN :reader_answers_for_privacy OR {request}.worker_id = :reader OR is_restricted({request}.person_id)
        ELSE :reader_answers_for_privacy AND is_restricted({request}.person_id) END)"""
