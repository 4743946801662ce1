"""SQL: which cases a reader may see. Composed of the one predicate of access, with its parameters."""

from services.cases.access.predicate import may_follow
from shared.contracts.cases.vocabulary import Level


def may_see_case(case: str) -> str:
    """The reader may see the outline of the row `case` of support_case: a ground for one of its people is enough."""
    return f"""EXISTS (SELECT FROM case_person seen
        WHERE seen.case_id = {case}.id AND seen.left_at IS NULL AND {may_follow("seen")})"""


def may_see_words(case: str) -> str:
    """The reader may see title and summary of the row `case`: a ground for each of its people."""
    return f"""NOT EXISTS (
        SELECT FROM (
            SELECT one.person_id, {case}.id AS case_id, {case}.category, {case}.agencies
            FROM unnest({case}.person_ids) AS one (person_id)) AS somebody
        WHERE NOT {may_follow("somebody", Level.FULL)})"""
