"""SQL: what a reader is told of warnings beyond those that they may see. Composed of the predicate of access."""

from services.cases.access.domain import SUMMARY
from services.cases.access.predicate import may_follow, may_read_about_all
from services.cases.alerts.domain.early import FactKind
from services.cases.alerts.domain.occurrences import OccurrenceState
from services.cases.items.predicate import seen_as_said
from services.cases.timeline.predicate import may_see_line
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


def may_see_early_warning(warning: str) -> str:
    """The reader may see every fact on which the row `warning` rests, as it is now and as it was when it counted.

    Counted, and not looked for what is hidden: a lock hides it from whoever would look.
    """
    return f"""{warning}.facts = (
        SELECT count(*) FROM early_warning_fact f WHERE f.early_warning_id = {warning}.id AND {_sees_fact("f")})"""


def _sees_fact(fact: str) -> str:
    return f"""CASE {fact}.kind
        WHEN '{FactKind.OCCURRENCE}' THEN EXISTS (
            SELECT FROM occurrence i WHERE i.id = {fact}.fact_id AND i.state = '{OccurrenceState.RECORDED}'
              AND {may_read_about_all("i")} AND {seen_as_said(fact, "i")})
        WHEN '{FactKind.WARNING_REVIEW}' THEN EXISTS (
            SELECT FROM warning i WHERE i.id = {fact}.fact_id
              AND {may_read_about_all("i")} AND {seen_as_said(fact, "i")})
        WHEN '{FactKind.REFERRAL}' THEN EXISTS (
            SELECT FROM timeline_entry e WHERE e.id = {fact}.fact_id AND {may_see_line("e")})
        WHEN '{FactKind.APPOINTMENT}' THEN EXISTS (
            SELECT FROM timeline_entry e WHERE e.id = {fact}.fact_id AND {may_see_line("e")})
        ELSE EXISTS (
            SELECT FROM case_person seen WHERE seen.case_id = {fact}.fact_id AND seen.person_id = {fact}.person_id
              AND seen.left_at IS NULL AND {may_follow("seen")}) END"""
