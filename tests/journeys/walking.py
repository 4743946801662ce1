"""Every operation of the API document, asked about somebody: what it takes to ask, and what was made to ask about."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.demo.cast import demo_id
from deploy.demo.desk import Desk
from gateway.documents.merged import operations
from shared.contracts.identity.actor import Actor
from shared.database.statements import Statement
from shared.database.unit_of_work import UnitOfWork

Ids = Mapping[str, str]

ABOUT_PEOPLE: Final = frozenset(
    {
        "person_id",
        "case_id",
        "thread_id",
        "task_id",
        "referral_id",
        "invitation_id",
        "conflict_id",
        "emergency_id",
        "restriction_id",
        "rights_notice_id",
        "sealed_item_id",
        "breach_id",
        "unusual_look_id",
    }
    | {"package_id"}
    | {"related_id", "said_id", "condition_id", "wanted_id"}
)
"""Path parameters that lead to somebody by themselves; what stands behind them in a path belongs to the same person."""
ABOUT_NOBODY: Final = frozenset(
    {
        "absence_id",
        "agency_id",
        "agreement_id",
        "client_id",
        "closure_id",
        "code",
        "conference_id",
        "entry_id",
        "import_id",
        "legal_ground_id",
        "listing_id",
        "location_id",
        "log",
        "municipality_id",
        "notice_id",
        "organization_id",
        "role_id",
        "rule_id",
        "series_id",
        "service_id",
        "template_id",
        "webhook_id",
        "worker_id",
    }
)
"""Path parameters of what is not somebody's record. Whoever adds one says here, or above, which of both it is."""
AN_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}")
OF_TWO: Final[Mapping[str, tuple[str, str]]] = {
    "related_id": ("person_id", "relationship_id"),
    "said_id": ("person_id", "consent_id"),
    "condition_id": ("case_id", "need_id"),
    "wanted_id": ("case_id", "goal_id"),
}
"""Ids in FHIR that are of two of ours."""
REFERENCES: Final = {
    "Patient": "person_id",
    "ServiceRequest": "referral_id",
    "Task": "referral_id",
    "HealthcareService": "listing_id",
}
"""What FHIR's references lead to."""
A_REFERENCE: Final = re.compile(rf"({'|'.join(REFERENCES)})/(?:{AN_ID.pattern})")
_PARAMETER: Final = re.compile(r"{(\w+)}")
_SAID_OF_THE_REQUEST: Final = frozenset({"date", "x-request-id", "decision-id", "ratelimit", "ratelimit-policy"})


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    described: Mapping[str, Any]
    body: Any
    content_type: str | None

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def parameters(self) -> Sequence[str]:
        return _PARAMETER.findall(self.path)

    @property
    def is_for_workers(self) -> bool:
        """It asks for a token, and not for one of people."""
        scopes = [one for way in self.described["security"] for one in way.get("parcours", ())]
        named = any("parcours" in way for way in self.described["security"])
        return named and not any(one.startswith("own:") for one in scopes)

    def address(self, ids: Ids) -> str:
        return _PARAMETER.sub(lambda found: ids.get(found[1]) or str(uuid4()), self.path)

    async def asked(self, desk: Desk, ids: Ids) -> httpx.Response:
        """The operation, with these ids in its address and body, and an invented one where there is none."""
        headers = {"If-Match": '"1"', "Idempotency-Key": uuid4().hex}
        if self.content_type:
            headers["Content-Type"] = self.content_type
        content = None if self.body is None else json.dumps(named(self.body, ids))
        return await desk.http.request(self.method, self.address(ids), content=content, headers=headers)


def operations_of(document: Mapping[str, Any]) -> list[Operation]:
    """Those for workers, each with the body that the document shows as its example."""
    found = []
    for path, method, described in operations(dict(document)):
        content_type, body = _example(document, described)
        one = Operation(method, path, described, body, content_type)
        if one.is_for_workers and not path.endswith("/stream"):
            found.append(one)
    return found


def _example(document: Mapping[str, Any], described: Mapping[str, Any]) -> tuple[str | None, Any]:
    for content_type, media in described.get("requestBody", {}).get("content", {}).items():
        if not content_type.endswith("json"):
            continue
        if "example" in media:
            return content_type, media["example"]
        schema = media["schema"]
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        shown = media.get("examples") or {}
        examples = [one["value"] for one in shown.values()] or schema.get("examples", [{}])
        return content_type, examples[0]
    return None, None


def named(body: Any, ids: Ids) -> Any:
    """An example with ids of what there is, wherever it names one of that kind."""
    if isinstance(body, Mapping):
        return {
            name: ids.get(name, named(value, ids)) if _is_id(value) else named(value, ids)
            for name, value in body.items()
        }
    if isinstance(body, str) and (found := A_REFERENCE.fullmatch(body)) and REFERENCES[found[1]] in ids:
        return f"{found[1]}/{ids[REFERENCES[found[1]]]}"
    return [named(one, ids) for one in body] if isinstance(body, list) else body


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(AN_ID.fullmatch(value))


def said(answer: httpx.Response) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    """An answer without ids and what names the request."""
    headers = tuple(
        (name, AN_ID.sub("…", value))
        for name, value in sorted(answer.headers.items())
        if name not in _SAID_OF_THE_REQUEST
    )
    return answer.status_code, AN_ID.sub("…", answer.text), headers


@dataclass
class Somebody:
    """A person with a record in which there is one of everything that an example of the document makes.

    Attributes:
        ids: of what was made, by the parameter that names it in a path.
        words: texts that stand nowhere but in this record.
    """

    ids: dict[str, str]
    words: frozenset[str]
    made: set[str] = field(default_factory=set)

    @property
    def own(self) -> frozenset[str]:
        """Ids of this record and of nothing else."""
        return frozenset(one for name, one in self.ids.items() if name not in ABOUT_NOBODY)


async def somebody(desk: Desk, document: Mapping[str, Any], common: Ids) -> Somebody:
    """Register somebody, and write into their record what the document's examples say.

    Args:
        common: ids of listings, workers and agencies, which belong to no record.
    """
    surname, street, number = (f"{word}{uuid4().hex[:10]}" for word in ("Refuge", "Allee", "N"))
    person = await desk.post(
        "/v1/persons",
        {
            "municipality_id": str(demo_id("valmont")),
            "identity": {"family_name": surname, "given_name": "Alix", "birth_date": "1988-05-04"},
            "identifiers": [{"system": "urn:example:walk", "value": number}],
            "addresses": [{"lines": [street], "locality": "Valmont", "protected": True}],
        },
    )
    case = await desk.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    found = Somebody({**common, "person_id": person["id"], "case_id": case["id"]}, frozenset({surname, street, number}))
    draft = {"need": {"category": "housing"}, "categories": ["identity", "housing"]}
    referral = await desk.post(
        "/v1/referrals", {**draft, "person_id": person["id"], "listing_id": common["listing_id"]}
    )
    found.ids["referral_id"] = referral["id"]
    about = {"case_id": case["id"], "category": "social", "subject": "Return"}
    found.ids["thread_id"] = (await desk.post("/v1/threads", {**about, "message": {"text": "Hello"}}))["id"]
    sealed = {"category": "social", "text": "What the brother did", "sensitivity": "sealed"}
    found.ids["sealed_item_id"] = (await desk.post(f"/v1/cases/{case['id']}/notes", sealed))["id"]
    goal = {
        "category": "social",
        "own_words": "A door of my own",
        "wording": "Lives in a home of their own",
        "owner": {"kind": "person"},
        "horizon": "months",
        "scale": dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "As was said"),
    }
    found.ids["goal_id"] = (await desk.post(f"/v1/cases/{case['id']}/goals", goal))["id"]
    deed = {"category": "social", "goal_id": found.ids["goal_id"], "title": "Call", "owner": {"kind": "person"}}
    found.ids["action_id"] = (await desk.post(f"/v1/cases/{case['id']}/actions", deed))["id"]
    tie = {"kind": "carer", "other": {"name": "Dominique"}}
    found.ids["relationship_id"] = (await desk.post(f"/v1/persons/{person['id']}/relationships", tie))["id"]
    await _filled(desk, document, found)
    found.ids |= {name: "".join(found.ids[one] for one in both).replace("-", "") for name, both in OF_TWO.items()}
    return found


async def _filled(desk: Desk, document: Mapping[str, Any], found: Somebody) -> None:
    paths = list(document["paths"])
    for one in sorted(operations_of(document), key=lambda one: len(one.path)):
        beneath = [path for path in paths if re.fullmatch(re.escape(one.path) + r"/{\w+}", path)]
        is_theirs = set(one.parameters) & {"person_id", "case_id", "thread_id"} and found.ids.keys() >= set(
            one.parameters
        )
        if one.method == "post" and beneath and is_theirs:
            answer = await one.asked(desk, found.ids)
            if answer.status_code == 201:
                name = _PARAMETER.findall(beneath[0])[-1]
                found.ids.setdefault(name, answer.json()["id"])
                found.made.add(name)


@contextmanager
def heard_statements(by: UUID) -> Iterator[list[str]]:
    """The statements that the services send in the name of a worker, while this lasts; in one process."""
    heard: list[str] = []

    def listening(asking: Any) -> Any:
        def asks(work: UnitOfWork, statement: Statement, *rest: Any, **values: Any) -> Any:
            if isinstance(work.actor, Actor) and work.actor.subject == by:
                heard.append(statement.sql)
            return asking(work, statement, *rest, **values)

        return asks

    with pytest.MonkeyPatch.context() as patch:
        for name in ("rows", "row", "value", "run", "run_many"):
            patch.setattr(UnitOfWork, name, listening(getattr(UnitOfWork, name)))
        yield heard
