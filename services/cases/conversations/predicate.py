"""SQL: whose word something in a conversation is."""


def said_by(row: str) -> str:
    """worker, person or representative, of a row with account_id and relationship_id."""
    return f"""CASE WHEN {row}.account_id IS NULL THEN 'worker' WHEN {row}.relationship_id IS NULL THEN 'person'
        ELSE 'representative' END"""
