"""All doors to steps."""

from typing import Final

from services.cases.rights_steps.api import cessations, erasures, notices, own, restrictions, steps

ROUTERS: Final = (
    steps.router,
    erasures.router,
    restrictions.router,
    cessations.router,
    restrictions.list_router,
    notices.router,
    own.router,
)
