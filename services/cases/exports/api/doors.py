"""All that can be asked about copies."""

from typing import Final

from services.cases.exports.api import copies, own, schema

ROUTERS: Final = (copies.router, own.router, schema.router)
