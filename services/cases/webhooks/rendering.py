"""What is sent: an event as the feed gives it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.cases.feed.rendering import line_as_event
from services.cases.webhooks.domain.types import TEST
from shared.json_text import json_text
from shared.messaging.journal import cloud_event


def body_of(line: Mapping[str, Any] | asyncpg.Record, decision_id: UUID) -> bytes:
    """A line as it is now, with the access decision on which it is sent."""
    return json_text(line_as_event(line) | {"decisionid": str(decision_id)})


def body_of_test(event_id: UUID, webhook_id: UUID, at: datetime) -> bytes:
    """An event that is about nobody."""
    return json_text(cloud_event(event_id, TEST, webhook_id, at, {"webhook_id": str(webhook_id)}))
