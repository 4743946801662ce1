"""Every door to conferences."""

from typing import Final

from fastapi import APIRouter

from services.cases.conferences.api import (
    access,
    agenda,
    conferences,
    decisions,
    disclosure,
    minutes,
    own,
    participants,
    register,
    series,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    conferences.router,
    participants.router,
    access.router,
    agenda.router,
    agenda.agenda_router,
    disclosure.router,
    minutes.router,
    own.router,
    register.router,
    register.persons_router,
    series.router,
    series.escalations_router,
    decisions.router,
)
