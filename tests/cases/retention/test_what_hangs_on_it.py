"""What points at an item goes with it, or the item could never go."""

import services.cases.app  # noqa: F401 - makes every table known
from services.cases.retention.store.kinds import DELETED_HERE, OF_EVERY_KIND, PARTS, STAND_BENEATH
from services.cases.schema import metadata


def test_each_table_that_points_at_an_item_is_deleted_with_it_or_stands_beneath_it() -> None:
    tables = {str(kind): kind for kind in DELETED_HERE}
    missing = [
        f"{table.name}.{column.name} -> {pointed.column.table.name}"
        for table in metadata.tables.values()
        for column in table.columns
        for pointed in column.foreign_keys
        if pointed.column.table.name in tables
        and pointed.ondelete is None
        and table.name not in {str(kind) for kind in STAND_BENEATH}
        and (table.name, column.name) not in {*PARTS.get(tables[pointed.column.table.name], ()), *OF_EVERY_KIND}
    ]
    assert missing == []
