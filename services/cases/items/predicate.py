"""SQL: what was said of an item stays as closed as it was when it was said."""

from services.cases.access.predicate import may_read_about_all


def classified_alike(said: str, item: str) -> str:
    """The row `item` is classified as it was when the row `said` was written about it."""
    return f"({said}.category = {item}.category AND {said}.sensitivity = {item}.sensitivity)"


def seen_as_said(said: str, item: str) -> str:
    """What the row `said` says of the row `item`, which the reader may see, was said when they might have seen the item
    too. Both have category and sensitivity.
    """
    return f"""({classified_alike(said, item)} OR EXISTS (
        SELECT FROM (
            SELECT {item}.id, {item}.person_id, {item}.also_about, {said}.category, {said}.sensitivity,
                   {item}.agency_id, {item}.worker_id) AS then_
        WHERE {may_read_about_all("then_")}))"""
