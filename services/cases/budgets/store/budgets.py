"""Budgets in the database, with the last word of each side to them as they are now."""

from typing import Final

from services.cases.budgets.store import tables as _tables  # noqa: F401 - its tables belong to the schema
from services.cases.items.predicate import seen_as_said
from services.cases.items.store.item_table import item_table

_SAID: Final = f"""(
    SELECT coalesce(jsonb_agg(jsonb_build_object('person_id', last.person_id, 'answer', last.answer)), '[]')
    FROM (SELECT DISTINCT ON (s.person_id) s.person_id, s.answer FROM budget_signature s
          WHERE s.budget_id = i.id AND s.terms_version = i.terms_version AND {seen_as_said("s", "i")}
          ORDER BY s.person_id, s.id DESC) last) AS said"""
BUDGETS: Final = item_table(
    "budget",
    ("title", "currency", "amount", "begins_on", "ends_on", "lines", "terms_version"),
    unsaid=("terms_version",),
    beside=(_SAID,),
)
