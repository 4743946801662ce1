"""The tables that every service has beside its own."""

import sqlalchemy as sa

from shared.database.access_log import access_log_table
from shared.messaging.journal import journal_tables
from shared.sealing.store import seal_tables
from shared.web.idempotency import idempotency_table

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def service_metadata(schema: str) -> sa.MetaData:
    """A service's metadata: schema, constraint names, journal, outbox, inbox, idempotency, access log and seals."""
    metadata = sa.MetaData(schema=schema, naming_convention=NAMING)
    journal_tables(metadata)
    idempotency_table(metadata)
    access_log_table(metadata)
    seal_tables(metadata)
    return metadata
