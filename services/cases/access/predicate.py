"""The one SQL predicate of cases: which rows a reader may see. Every store composes it into its queries.

It says what `domain.Standing.grounds_to_read` says; the names in `reader()` are its parameters.
"""

from typing import Any

from services.cases.access.domain import SUMMARY
from shared.contracts.cases.vocabulary import Level
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.database.unit_of_work import UnitOfWork

SERVES = """
    g.agency_id = :reader_agency AND (g.worker_id IS NULL OR g.worker_id = :reader)
    AND :purpose = ANY (g.purposes) AND g.ended_at IS NULL
    AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now)
    AND (g.kept_out IS NULL OR :reader <> ALL (g.kept_out)) AND (g.known_to IS NULL OR :reader = ANY (g.known_to))
"""
"""Grant `g` is the reader's, for this purpose, now; no conflict of interest keeps them out, and of a restricted person
they may know."""

THEIR_AGENCY_HOLDS = """
    g.agency_id = :reader_agency AND :purpose = ANY (g.purposes) AND g.ended_at IS NULL
    AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now)
    AND (g.kept_out IS NULL OR :reader <> ALL (g.kept_out)) AND (g.known_to IS NULL OR :reader = ANY (g.known_to))
"""
"""Grant `g` is the reader's agency's, for whichever of its workers; nothing keeps the reader from the person."""

OVERSEES = "('coordinate' = ANY (g.operations) OR :reader_answers_for_privacy)"
"""Grant `g`, which serves the reader, lets them see everybody's grounds, as `policy.SEE_ALL_GRANTS` says."""

_SUMMARY = "(" + ", ".join(f"'{category}'" for category in SUMMARY) + ")"


def reader(work: UnitOfWork) -> dict[str, Any]:
    """The parameters of the predicate, from whoever is acting."""
    actor = work.actor
    assert isinstance(actor, Actor), "background work reads by policies of its own"
    return {
        "reader_agency": actor.agency_id,
        "reader": actor.subject,
        "purpose": actor.purpose.value,
        "reader_answers_for_privacy": Role.PRIVACY_OFFICER in actor.roles,
        "now": work.now,
    }


_STOPS = """
    r.person_id = g.person_id
    AND (r.agency_id IS NULL OR r.agency_id = g.agency_id) AND (r.sector IS NULL OR r.sector = g.sector)
    AND r.ended_at IS NULL AND r.valid_from <= :now AND (r.valid_until IS NULL OR r.valid_until > :now)
"""

_REFUSED = f"""CASE WHEN g.overrides_refusal THEN '{{}}'
    ELSE ARRAY(SELECT unnest(r.categories) FROM refused_sharing r WHERE {_STOPS}) END"""
"""The categories in which a refusal stops grant `g`."""


def not_refused(category: str) -> str:
    """Grant `g` is not stopped by a refusal for this category (an SQL expression)."""
    return f"""(g.overrides_refusal OR NOT EXISTS (
        SELECT FROM refused_sharing r WHERE {_STOPS} AND {category} = ANY (r.categories)))"""


def _lets_read(item: str) -> str:
    return f"""
        (g.level = {Level.FULL.value} OR (g.level = {Level.SUMMARY.value} AND {item}.category IN {_SUMMARY}))
        AND 'read' = ANY (g.operations) AND {item}.category = ANY (g.categories)
        AND (g.sources IS NULL OR {item}.agency_id = ANY (g.sources))
        AND CASE {item}.sensitivity WHEN 'ordinary' THEN true WHEN 'sensitive' THEN g.shows_sensitive
                 ELSE {item}.worker_id = :reader END"""


def shows(item: str) -> str:
    """Grant `g` shows the row `item`, which has person_id, category, sensitivity, agency_id and worker_id."""
    return f"""
        g.person_id = {item}.person_id AND {SERVES} AND {_lets_read(item)}
        AND {not_refused(f"{item}.category")}"""


def may_read(item: str, by: str = "true") -> str:
    """The reader may see the row `item`, by a grant `g` of which the condition `by` holds too."""
    return f"EXISTS (SELECT FROM access_grant g WHERE {by} AND {shows(item)})"


def standing(person_id: str) -> str:
    """A query: how the reader stands to one person, as `domain.Standing`: the grants that serve, each with the
    categories that are `refused`.

    A statement about one person asks this once, in a CTE named `standing`, and decides on each row by `stands_to_read`
    and `stands_to_follow`, which say what `may_read` and `may_follow` say.
    """
    return f"""
        SELECT g.*, {_REFUSED} AS refused FROM access_grant g WHERE g.person_id = {person_id} AND {SERVES}"""


def stands_to_read(item: str, by: str = "true") -> str:
    """As `may_read`, in a statement with the CTE `standing`."""
    return f"""EXISTS (SELECT FROM standing g WHERE {by} AND g.person_id = {item}.person_id AND {_lets_read(item)}
        AND {item}.category <> ALL (g.refused))"""


def stands_to_follow(case: str) -> str:
    """As `may_follow`, in a statement with the CTE `standing`."""
    return f"""EXISTS (SELECT FROM standing g WHERE g.person_id = {case}.person_id AND {_lets_follow(case)}
        AND {case}.category <> ALL (g.refused))"""


def receiving(person_id: str) -> str:
    """A query: what the agency `:receiver_agency` holds on one person for `:receiver_purpose`, on the consents and
    mandates `:receiver_grounds`: the grants on which something may travel to it, as `standing`.
    """
    return f"""
        SELECT g.*, {_REFUSED} AS refused FROM access_grant g
        WHERE g.person_id = {person_id} AND g.agency_id = :receiver_agency AND g.worker_id IS NULL
          AND g.ground_kind IN ('consent', 'mandate') AND g.ground_id = ANY (CAST(:receiver_grounds AS uuid[]))
          AND :receiver_purpose = ANY (g.purposes) AND g.ended_at IS NULL
          AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now)"""


def may_travel(item: str, by: str = "true") -> str:
    """The reader may see the row `item`, and so may everybody of the receiving agency: what was sealed goes nowhere,
    and what a third agency contributed goes where its own agreements let it flow.

    For a statement with the CTEs `standing` and `receiving`.
    """
    return f"""({stands_to_read(item, by)} AND {item}.sensitivity <> 'sealed' AND EXISTS (
        SELECT FROM receiving g WHERE g.person_id = {item}.person_id AND {_lets_read(item)}
          AND {item}.category <> ALL (g.refused)))"""


def may_know(person_id: str) -> str:
    """The reader has any ground for this person at all (an SQL expression)."""
    return f"EXISTS (SELECT FROM access_grant g WHERE g.person_id = {person_id} AND {SERVES})"


def not_kept_out_of(person_id: str) -> str:
    """The reader declared no conflict of interest with this person, and may know of them (an SQL expression).

    Grants say it by themselves; this is for what is shown without one.
    """
    return f"NOT is_kept_out_of({person_id})"


def may_oversee(person_id: str) -> str:
    """The reader may see everybody's grounds for this person (an SQL expression)."""
    return f"EXISTS (SELECT FROM access_grant g WHERE g.person_id = {person_id} AND {SERVES} AND {OVERSEES})"


def may_read_about_all(item: str) -> str:
    """The reader may see the row `item`, which is also about the people in its `also_about`: a ground for each."""
    return f"""(NOT EXISTS (
        SELECT FROM (
            SELECT about.person_id, {item}.category, {item}.sensitivity, {item}.agency_id, {item}.worker_id
            FROM unnest({item}.person_id || {item}.also_about) AS about (person_id)) AS one
        WHERE NOT {may_read("one")}))"""


def _lets_follow(case: str, level: Level = Level.SUMMARY) -> str:
    return f"""
        g.level >= {level.value} AND 'read' = ANY (g.operations)
        AND (g.ground_kind = 'team' AND g.ground_id = {case}.case_id
             OR {case}.category = ANY (g.categories) AND (g.sources IS NULL OR {case}.agencies && g.sources))"""


def follows(case: str, level: Level = Level.SUMMARY) -> str:
    """Grant `g` shows the outline of the row `case`, which has person_id, case_id, category and agencies.

    Says what `domain.Standing.grounds_to_follow` says.

    Args:
        level: what the grant must show at least; FULL for the words that somebody wrote.
    """
    return f"""
        g.person_id = {case}.person_id AND {SERVES} AND {_lets_follow(case, level)}
        AND {not_refused(f"{case}.category")}"""


def may_follow(case: str, level: Level = Level.SUMMARY) -> str:
    """The reader may see the outline of the row `case`."""
    return f"EXISTS (SELECT FROM access_grant g WHERE {follows(case, level)})"


def grounds(condition: str) -> str:
    """The grounds on which a row is shown, as the access log writes them.

    Args:
        condition: `shows(…)` or `follows(…)`.
    """
    return f"ARRAY(SELECT DISTINCT g.ground_kind || ':' || g.ground_id FROM access_grant g WHERE {condition})"
