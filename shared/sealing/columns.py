"""What a log has so that it can be sealed."""

import sqlalchemy as sa


def transaction_column() -> "sa.Column[int]":
    """By which the sealer knows what it has not seen yet; the schema's owner gives it its default."""
    return sa.Column("tx", sa.BigInteger, nullable=False, comment="Number of the transaction that wrote it.")
