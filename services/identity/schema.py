"""The tables of this service, gathered from its areas."""

from shared.database.platform_tables import service_metadata

metadata = service_metadata("identity")
