"""All doors to steps."""

from typing import Final

from services.cases.rights_steps.api import notices, own, steps

ROUTERS: Final = (steps.router, notices.router, own.router)
