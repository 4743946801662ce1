"""What every kind of item of a case has in common: how it is kept, shown, changed and told.

How to make a new kind of item, in an area of its own that stands on this one:

1. `store`: a table of `*item_columns()`, the content's own columns and `*item_indexes(name)`; beside it
   `THINGS = item_table("thing", ("state", "text"))`. Reading by it logs the look in the same statement.
2. migration: `item_locks_1("thing")`.
3. `domain`: states and terms. `policy`: `PEOPLE_RULES` on `AboutPeople` for writing, and
   `corrected_by_its_writer("correct a thing")`; `RULES` names all of them.
4. `events`: subclasses of `AboutItem` with the id of the thing. `timeline.domain`: a `LineKind` with its labels, named
   in `lines` among those that are shown as items are; among `BEGINNINGS` too, if it says no more than that the thing
   was written.
5. `actions`: to write, `may_write` (coordination), then `keep_item`, then `tell_each`; to change, `load_for_change`,
   decide, `change_item`, then `tell_each`; to read, `read_item`, `list_items` and `list_versions`, nothing else.
6. `api`: bodies from `NewItemBody`, `Correction` and `ItemView`; every answer is what `read_item` gives.
7. A child that is shown with an item (a mark, a line) keeps the class that the item had when it was said, and is shown
   to whoever may see both: `seen_as_said`. So nothing opens when an item is reclassified.
"""
