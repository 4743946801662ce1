"""SQL: what a reader is told of warnings beyond those that they may see. Composed of the predicate of access."""

from services.cases.access.domain import SUMMARY
from shared.contracts.cases.alerts import WarningState
from shared.contracts.cases.vocabulary import Category, Level, Sensitivity

assert Category.CONTACT in SUMMARY, "a grant of the level summary says how to reach somebody"

_REACHES = f"""EXISTS (
    SELECT FROM standing g
    WHERE 'read' = ANY (g.operations) AND g.level >= {Level.SUMMARY.value}
      AND '{Category.CONTACT}' = ANY (g.categories) AND '{Category.CONTACT}' <> ALL (g.refused))"""
"""A ground lets the reader know how to reach the person; for a statement with the CTE `standing` of access."""


def precautions_json(person_id: str) -> str:
    """What to do at a visit, without the warnings that say why: for whoever may know how to reach the person. None of a
    sealed one: that is for its writer only.
    """
    return f"""(
        SELECT coalesce(json_agg(DISTINCT precaution), '[]')
        FROM warning w CROSS JOIN unnest(w.precautions) AS precaution
        WHERE (w.person_id = {person_id}
               OR (w.also_about @> ARRAY[CAST({person_id} AS uuid)] AND w.also_about <> '{{}}'))
          AND w.state = '{WarningState.STANDING}' AND w.sensitivity <> '{Sensitivity.SEALED}' AND {_REACHES})"""
