"""SQL: which lines of the timeline a reader may see. Composed of the one predicate of access, with its parameters."""

from services.cases.access.predicate import (
    follows,
    grounds,
    may_follow,
    may_know,
    may_oversee,
    may_read,
    shows,
)


def may_see_line(line: str) -> str:
    """The reader may see the row `line` of the timeline."""
    knows = may_know(f"{line}.person_id")
    of_item = may_read(line, item_id=f"{line}.item_id")
    return f"""CASE {line}.shown_as
        WHEN 'record' THEN :reader_agency = ANY ({line}.parties || {line}.agency_id) AND {knows}
                           OR {may_oversee(f"{line}.person_id")}
        WHEN 'case' THEN EXISTS (SELECT FROM {_outline(line)} AS outline WHERE {may_follow("outline")})
        WHEN 'item' THEN {_may_see_item(line)}
        ELSE :reader_agency = ANY ({line}.parties) AND {knows} OR {of_item} END"""


def link_to_referral(item: str) -> str:
    """The referral to which the row `item` leads (an SQL expression): whoever sees the item need not see that there is
    one, so it leads there only for those who see a line of it.
    """
    return f"""CASE WHEN EXISTS (
        SELECT FROM timeline_entry e
        WHERE e.referral_id = {item}.referral_id AND e.person_id = ANY ({item}.person_id || {item}.also_about)
          AND {may_see_line("e")}) THEN {item}.referral_id END"""


def grounds_of_line(line: str) -> str:
    """On which grounds the row `line` is shown, as the access log writes them."""
    of_outline = f"(SELECT {grounds(follows('outline'))} FROM {_outline(line)} AS outline)"
    of_item = grounds(shows(line, f"{line}.item_id"))
    return f"CASE {line}.shown_as WHEN 'case' THEN {of_outline} ELSE {of_item} END"


def _may_see_item(line: str) -> str:
    """The reader may see the item of a line as it is classified now, and as it was when the line was written, where
    that is another; for each person whom it is about.
    """
    return f"""NOT EXISTS (
        SELECT FROM (
            SELECT {line}.item_id AS id, about.person_id, class.category, class.sensitivity, {line}.agency_id,
                   {line}.worker_id
            FROM unnest({line}.person_id || {line}.also_about) AS about (person_id)
            CROSS JOIN (VALUES ({line}.category, {line}.sensitivity),
                               ({line}.category_then, {line}.sensitivity_then)) AS class (category, sensitivity)
            WHERE class.category IS NOT NULL) AS one
        WHERE NOT {may_read("one")})"""


def _outline(line: str) -> str:
    """The case of a line, as the predicate wants it."""
    return f"(SELECT {line}.person_id, {line}.case_id, {line}.category, {line}.parties AS agencies)"
