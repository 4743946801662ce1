"""What goes in and out about requests."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from services.cases.rights.domain import Article, Decision, is_overdue
from shared.contracts.cases.rights import RequestOutcome, RequestState, Right
from shared.contracts.cases.vocabulary import Category

_ASKED: Final[JsonDict] = {"right": "erasure", "words": "Please delete the notes of 2019, I never saw you again."}
_EXTENSION: Final[JsonDict] = {"until": "2026-05-02", "because": "The archive of 2019 is searched by hand."}
_DECISION: Final[JsonDict] = {
    "outcome": "partly_granted",
    "article": "gdpr_17_3_b",
    "reason": "The notes are deleted. The Social Welfare Act § 47 requires us to keep payments for ten years.",
}
_REQUEST: Final[JsonDict] = {
    "id": "0198c0de-0000-7000-8000-00000000da01",
    **_ASKED,
    "received_on": "2026-03-02",
    "recorded_at": "2026-03-02T09:14:00+00:00",
    "due_on": "2026-05-02",
    "is_overdue": False,
    "state": "answered",
    "extension": {"because": _EXTENSION["because"], "at": "2026-03-20T08:00:00+00:00"},
    "decision": {**_DECISION, "left_out": []},
    "closed_at": "2026-04-20T10:30:00+00:00",
}
OF_A_WORKER: Final[JsonDict] = {
    **_REQUEST,
    "person_id": "0198c0de-0000-7000-8000-0000000000f1",
    "agency_id": "0198c0de-0000-7000-8000-0000000000a1",
    "worker_id": "0198c0de-0000-7000-8000-0000000000b1",
    "relationship_id": None,
}
OF_THE_PERSON: Final[JsonDict] = _REQUEST


class Asked(BaseModel):
    """What somebody asks for."""

    model_config = ConfigDict(extra="forbid")

    right: Right
    words: str = Field(min_length=1, max_length=4_000, description="What they ask for, as they say it.")


class NewRequest(Asked):
    """What somebody asks of your agency."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_ASKED, "received_on": "2026-03-02"}]})

    received_on: date | None = Field(None, description="When your agency received it: the month begins; today if null.")
    relationship_id: UUID | None = Field(
        None, description="Of who asks for the person, with the power to consent; null for the person themselves."
    )


class MyNewRequest(Asked):
    """What you ask of an agency."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_ASKED, "agency_id": "0198c0de-0000-7000-8000-0000000000a2"}]}
    )

    agency_id: UUID = Field(description="One of those at `/v1/my/grants`.")


class Extension(BaseModel):
    """Why it takes longer, and until when."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXTENSION]})

    until: date = Field(description="Within three months of its receipt.")
    because: str = Field(min_length=1, max_length=2_000, description="Whoever asked is told.")


class DecisionBody(BaseModel):
    """What your agency decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DECISION]})

    outcome: RequestOutcome
    article: Article | None = Field(None, description="On what it is refused, also in part; null where all is granted.")
    reason: str = Field(min_length=1, max_length=4_000, description="In plain words; whoever asked is told.")
    left_out: list[Category] = Field(
        [],
        max_length=len(Category),
        description="Of a copy (access, portability) that is granted in part: which parts of the record it leaves out.",
    )

    def decided(self) -> Decision:
        """As the action takes it."""
        left_out = frozenset(self.left_out)
        return Decision(outcome=self.outcome, article=self.article, reason=self.reason, left_out=left_out)


class ExtensionView(BaseModel):
    """Why it takes longer."""

    because: str
    at: datetime


class DecisionView(BaseModel):
    """What was decided."""

    outcome: RequestOutcome
    article: Article | None
    reason: str
    left_out: list[Category] = Field(description="Parts of the record that a copy which is granted in part leaves out.")


class RequestMade(BaseModel):
    """A request that was taken down."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0198c0de-0000-7000-8000-00000000da01"}]})

    id: UUID


class AnyRequestView(BaseModel):
    """What was asked, and what was decided."""

    id: UUID
    right: Right
    words: str
    received_on: date
    recorded_at: datetime
    due_on: date = Field(description="By when it is answered.")
    is_overdue: bool
    state: RequestState
    extension: ExtensionView | None = Field(description="Null while the first month runs.")
    decision: DecisionView | None = Field(description="Null until it is answered.")
    closed_at: datetime | None = Field(description="When it was answered or taken back.")


class RequestView(AnyRequestView):
    """What somebody asked of your agency, and what was decided."""

    model_config = ConfigDict(json_schema_extra={"examples": [OF_A_WORKER]})

    person_id: UUID
    agency_id: UUID
    worker_id: UUID | None = Field(description="Who took it down; null where the person asked by themselves.")
    relationship_id: UUID | None


def shown(row: asyncpg.Record) -> dict[str, object]:
    """The fields of a request."""
    has_decision, has_extension = row["outcome"] is not None, row["extended_at"] is not None
    return {
        **row,
        "right": row["kind"],
        "is_overdue": is_overdue(RequestState(row["state"]), row["due_on"], row["today"]),
        "extension": {"because": row["extended_because"], "at": row["extended_at"]} if has_extension else None,
        "decision": {name: row[name] for name in ("outcome", "article", "reason", "left_out")}
        if has_decision
        else None,
    }
