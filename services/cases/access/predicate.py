"""The one SQL predicate of cases: which rows a reader may see. Every store composes it into its queries.

It says what `domain.Standing.grounds_to_read` says; the names in `reader()` are its parameters.
"""

from typing import Any

from services.cases.access.domain import SUMMARY
from shared.contracts.cases.items import ItemKind
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


def _stops(grant: str) -> str:
    return f"""
    r.person_id = {grant}.person_id
    AND (r.agency_id IS NULL OR r.agency_id = {grant}.agency_id) AND (r.sector IS NULL OR r.sector = {grant}.sector)
    AND r.ended_at IS NULL AND r.valid_from <= :now AND (r.valid_until IS NULL OR r.valid_until > :now)"""


_STOPS = _stops("g")

_REFUSED = f"""CASE WHEN g.overrides_refusal THEN '{{}}' ELSE ARRAY(
        SELECT unnest(r.categories) FROM refused_sharing r WHERE {_STOPS}) END AS refused,
    CASE WHEN g.overrides_refusal THEN '{{}}' ELSE ARRAY(
        SELECT r.item_id FROM refused_sharing r WHERE {_STOPS} AND r.item_id IS NOT NULL) END AS refused_items"""
"""The categories and the single items in which a refusal stops grant `g`."""


def opened_to_reader(item_id: str) -> str:
    """The reader is named for the sealed item (an SQL expression); to ask only of what is sealed."""
    return f"is_open_to({item_id}, :reader, :reader_agency, :now)"


def not_refused(category: str, item_id: str | None = None, grant: str = "g") -> str:
    """A grant is not stopped by a refusal of this category, or of this item (an SQL expression)."""
    of_it = "" if item_id is None else f"OR r.item_id = {item_id}"
    return f"""({grant}.overrides_refusal OR NOT EXISTS (
        SELECT FROM refused_sharing r WHERE {_stops(grant)} AND ({category} = ANY (r.categories) {of_it})))"""


def _id_of(item: str, item_id: str | None) -> str:
    return f"{item}.id" if item_id is None else item_id


_READER = ":reader, :reader_agency"
_NOBODY = "CAST(NULL AS uuid), CAST(NULL AS uuid)"


def lets_process(contributors: str, category: str, item_id: str, open_to: str = _READER) -> str:
    """Grant `g` does not hold it back: it is not restricted from processing, or open to the reader (GDPR Art. 18). The
    function is asked of the few people of whom something is.
    """
    return f"""(g.held_back IS NULL OR lets_process(
        g.person_id, g.held_back, {contributors}, {category}, {item_id}, {open_to}, :now))"""


def _lets_read(item: str, item_id: str, open_to: str = _READER) -> str:
    return f"""
        {lets_process(f"ARRAY[{item}.agency_id]", f"{item}.category", item_id, open_to)} AND
        (g.level = {Level.FULL.value} OR (g.level = {Level.SUMMARY.value} AND {item}.category IN {_SUMMARY}))
        AND 'read' = ANY (g.operations) AND {item}.category = ANY (g.categories)
        AND (g.sources IS NULL OR {item}.agency_id = ANY (g.sources))
        AND CASE {item}.sensitivity WHEN 'ordinary' THEN true WHEN 'sensitive' THEN g.shows_sensitive
                 ELSE g.ground_kind <> 'emergency'
                      AND ({item}.worker_id = :reader OR {opened_to_reader(item_id)}) END"""


def shows(item: str, item_id: str | None = None) -> str:
    """Grant `g` shows the row `item`, which has id, person_id, category, sensitivity, agency_id and worker_id.

    Args:
        item_id: SQL; the id of the item of which the row says something, where that is not the row's own.
    """
    which = _id_of(item, item_id)
    return f"""
        g.person_id = {item}.person_id AND {SERVES} AND {_lets_read(item, which)}
        AND {not_refused(f"{item}.category", which)}"""


def may_read(item: str, by: str = "true", item_id: str | None = None) -> str:
    """The reader may see the row `item`, by a grant `g` of which the condition `by` holds too.

    Args:
        item_id: as for `shows`.
    """
    return f"EXISTS (SELECT FROM access_grant g WHERE {by} AND {shows(item, item_id)})"


def standing(person_id: str) -> str:
    """A query: how the reader stands to one person, as `domain.Standing`: the grants that serve, each with the
    categories that are `refused`, and the single items that are.

    A statement about one person asks this once, in a CTE named `standing`, and decides on each row by `stands_to_read`
    and `stands_to_follow`, which say what `may_read` and `may_follow` say.
    """
    return f"""
        SELECT g.*, {_REFUSED} FROM access_grant g WHERE g.person_id = {person_id} AND {SERVES}"""


def stands_to_read(item: str, by: str = "true", item_id: str | None = None) -> str:
    """As `may_read`, in a statement with the CTE `standing`."""
    return f"EXISTS (SELECT FROM standing g WHERE {by} AND {_stands(item, _id_of(item, item_id))})"


def _stands(item: str, item_id: str, open_to: str = _READER) -> str:
    return f"""g.person_id = {item}.person_id AND {_lets_read(item, item_id, open_to)}
        AND {item}.category <> ALL (g.refused) AND {item_id} <> ALL (g.refused_items)"""


def stands_to_follow(case: str) -> str:
    """As `may_follow`, in a statement with the CTE `standing`."""
    return f"""EXISTS (SELECT FROM standing g WHERE g.person_id = {case}.person_id AND {_lets_follow(case)}
        AND {case}.category <> ALL (g.refused))"""


def receiving(person_id: str) -> str:
    """A query: what the agency `:receiver_agency` holds on one person for `:receiver_purpose`, on the consents and
    mandates `:receiver_grounds`: the grants on which something may travel to it, as `standing`.
    """
    return f"""
        SELECT g.*, {_REFUSED} FROM access_grant g
        WHERE g.person_id = {person_id} AND g.agency_id = :receiver_agency AND g.worker_id IS NULL
          AND g.ground_kind IN ('consent', 'mandate') AND g.ground_id = ANY (CAST(:receiver_grounds AS uuid[]))
          AND :receiver_purpose = ANY (g.purposes) AND g.ended_at IS NULL
          AND g.valid_from <= :now AND (g.valid_until IS NULL OR g.valid_until > :now)"""


def may_travel(item: str, by: str = "true", item_id: str | None = None) -> str:
    """The reader may see the row `item`, and so may everybody of the receiving agency: what was sealed goes nowhere,
    and what a third agency contributed goes where its own agreements let it flow. What somebody may use although its
    processing is restricted is for them alone.

    For a statement with the CTEs `standing` and `receiving`.
    """
    return f"""({stands_to_read(item, by, item_id)} AND {item}.sensitivity <> 'sealed' AND EXISTS (
        SELECT FROM receiving g WHERE {_stands(item, _id_of(item, item_id), _NOBODY)}))"""


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


def may_read_about_all(item: str, item_id: str | None = None) -> str:
    """The reader may see the row `item`, which is also about the people in its `also_about`: a ground for each.

    Args:
        item_id: as for `shows`.
    """
    return f"""(NOT EXISTS (
        SELECT FROM (
            SELECT {_id_of(item, item_id)} AS id, about.person_id, {item}.category, {item}.sensitivity,
                   {item}.agency_id, {item}.worker_id
            FROM unnest({item}.person_id || {item}.also_about) AS about (person_id)) AS one
        WHERE NOT {may_read("one")}))"""


_CLASSIFIED = "i.municipality_id, i.person_id, i.also_about, i.category, i.sensitivity, i.agency_id, i.worker_id"
ITEMS_OF_ANY_KIND = " UNION ALL ".join(
    f"""
    SELECT 'message' AS kind, i.id, t.case_id, i.thread_id, {_CLASSIFIED}
    FROM message i JOIN thread t ON t.id = i.thread_id WHERE {may_read_about_all("t")}"""
    if kind is ItemKind.MESSAGE
    else f"SELECT '{kind}' AS kind, i.id, i.case_id, CAST(NULL AS uuid) AS thread_id, {_CLASSIFIED} FROM {kind} i"
    for kind in ItemKind
)
"""A query: what is written in cases, to find something by its id alone. Nothing is decided on it but that a message is
in a thread that the reader sees.
"""


def _lets_follow(case: str, level: Level = Level.SUMMARY) -> str:
    return f"""
        g.level >= {level.value} AND 'read' = ANY (g.operations)
        AND {lets_process(f"{case}.agencies", f"{case}.category", "NULL")}
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
