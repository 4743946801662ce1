"""SQL: which dated changes a reader may see. Composed of the one predicate of access, with its parameters."""

from services.cases.access.predicate import may_follow, may_know, may_oversee, may_read
from services.cases.transitions.domain.rules import BIRTHDAYS

_BIRTHDAYS = ", ".join(f"'{kind}'" for kind in sorted(BIRTHDAYS))


def may_see_transition(one: str) -> str:
    """The reader may see the row `one`: whoever may see what it arises from, as that is now."""
    return f"""CASE WHEN {one}.kind IN ({_BIRTHDAYS})
        THEN EXISTS (SELECT FROM person birth
            WHERE birth.person_id = {one}.person_id AND {may_read("birth", item_id="birth.person_id")})
        ELSE {one}.agency_id = :reader_agency AND {may_know(f"{one}.person_id")}
          OR {may_oversee(f"{one}.person_id")} END"""


def may_see_its_case(one: str) -> str:
    """Of a dated change `one` that the reader sees: they may see the outline of the case in which it is prepared."""
    return f"""EXISTS (SELECT FROM case_person seen
        WHERE seen.case_id = {one}.case_id AND seen.person_id = {one}.person_id AND {may_follow("seen")})"""


def may_see_receipt(receipt: str, one: str) -> str:
    """Of a dated change `one` that the reader sees, the row `receipt`: their own agency's, or all where their agency
    leads the case or they may see everybody's grounds. That it was given says that the agency knows the person.
    """
    return f"""({receipt}.agency_id = :reader_agency OR leads_case({one}.case_id)
        OR {may_oversee(f"{one}.person_id")})"""
