"""A line of the timeline as an event."""

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from services.cases.feed.domain import event_type
from services.cases.timeline.domain.kinds import LineKind
from shared.messaging.journal import cloud_event

_IN_DATA: Final = ("person_id", "case_id", "referral_id", "item_id", "category", "state", "by_agency_id")


def line_as_event(line: Mapping[str, Any] | asyncpg.Record) -> dict[str, Any]:
    """A CloudEvent about a line of the timeline: ids, closed words and times, as the line shows them."""
    about = line["referral_id"] or line["item_id"] or line["case_id"] or line["person_id"]
    data = {name: None if line[name] is None else str(line[name]) for name in _IN_DATA}
    return cloud_event(line["id"], event_type(LineKind(line["kind"])), about, line["at"], data)
