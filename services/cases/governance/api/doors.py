"""Every door of governance: for those who answer for an agency, and for the person."""

from typing import Final

from fastapi import APIRouter

from services.cases.governance.api import breaches, entries, information, processing

ROUTERS: Final[tuple[APIRouter, ...]] = (entries.router, breaches.router, information.router, processing.router)
