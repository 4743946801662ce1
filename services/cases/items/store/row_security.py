"""Row security of items, for migrations: the second lock behind the predicate, coarser and cheaper.

What a migration has once run does not change: another lock is another function, with the next number.
"""


def live_ground_1(whom: str) -> str:
    """The agency has any ground now for `whom`, named with its table, or it would be the view's own column.

    Not EXISTS: PostgreSQL may answer that by hashing every grant of the agency, once for each statement.
    """
    return f"(SELECT true FROM cases.live_ground g WHERE g.person_id = {whom} LIMIT 1)"


def item_locks_1(table: str) -> str:
    """Of the table of a kind of item."""
    ground = live_ground_1(f"{table}.person_id")
    return f"""
ALTER TABLE cases.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_a_ground ON cases.{table} FOR SELECT USING ({ground});
CREATE POLICY written_by_oneself ON cases.{table} FOR INSERT WITH CHECK (
    agency_id = (SELECT cases.current_agency()) AND worker_id = (SELECT cases.current_subject()) AND {ground});
CREATE POLICY changed_with_a_ground ON cases.{table} FOR UPDATE USING ({ground});
"""
