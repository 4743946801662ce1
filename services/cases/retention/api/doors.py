"""All doors to retention."""

from typing import Final

from services.cases.retention.api import holds, periods

ROUTERS: Final = (periods.router, holds.router)
