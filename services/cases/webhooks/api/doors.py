"""Every door to webhooks."""

from typing import Final

from fastapi import APIRouter

from services.cases.webhooks.api import looking_back, webhooks

ROUTERS: Final[tuple[APIRouter, ...]] = (webhooks.router, looking_back.router)
