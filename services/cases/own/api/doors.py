"""Every door that opens to people and to who represents them, whichever area it belongs to."""

from typing import Final

from fastapi import APIRouter

from services.cases.conversations.api import beginning, own_documents
from services.cases.conversations.api import own as threads
from services.cases.own.api import consents, disclosures, notices, recipients, records, sharing, stream
from services.cases.plans.api import own as plans
from services.cases.voice.api import own as voice

ROUTERS: Final[tuple[APIRouter, ...]] = (
    records.router,
    disclosures.router,
    recipients.router,
    sharing.router,
    consents.router,
    consents.refusals_router,
    notices.router,
    stream.router,
    beginning.router,
    threads.router,
    own_documents.router,
    plans.router,
    voice.router,
)
