"""All doors to steps."""

from typing import Final

from services.cases.rights_steps.api import erasures, notices, own, steps

ROUTERS: Final = (steps.router, erasures.router, notices.router, own.router)
