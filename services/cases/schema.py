"""The tables of this service, gathered from its areas."""

from shared.database.platform_tables import service_metadata
from shared.encryption.store import data_key_table

metadata = service_metadata("cases")
data_key_table(metadata)
