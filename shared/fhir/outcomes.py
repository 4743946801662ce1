"""From a problem document (RFC 9457) to an OperationOutcome: the same refusal, in the words of FHIR.

Source:
    FHIR R4, OperationOutcome, and value set issue-type; HTTP statuses as in RESTful API, section 3.1.0.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.fhir.elements import Element, coded, ours, told

_ISSUE_TYPES: Final[Mapping[int, str]] = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    408: "timeout",
    409: "conflict",
    410: "deleted",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    428: "required",
    429: "throttled",
    431: "too-long",
    503: "transient",
}
_FIELD_TYPES: Final[Mapping[str, str]] = {"missing": "required", "unknown": "not-found", "unsupported": "not-supported"}
_OF_THE_PROBLEM: Final = frozenset({"type", "title", "status", "detail", "instance", "errors"})
_OF_HTTP: Final = frozenset({"query", "header", "path"})


def outcome_of(problem: Mapping[str, Any]) -> Element:
    """The OperationOutcome that says what the problem document says: an error for each field that is wrong, or one for
    the whole; then what else the caller is told (reasons, the present state, the moves that are possible).
    """
    said = _refused(problem)
    wrong = [_wrong_field(said, one) for one in problem.get("errors", ())]
    more = [_more(name, value) for name, value in problem.items() if name not in _OF_THE_PROBLEM]
    return {"resourceType": "OperationOutcome", "issue": [*(wrong or [said]), *more]}


def outcome(severity: str, kind: str, text: str) -> Element:
    """An OperationOutcome that says one thing."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": kind, "diagnostics": text}]}


def _refused(problem: Mapping[str, Any]) -> Element:
    code = problem["type"].rpartition("/")[2]
    return told(
        severity="error",
        code=_ISSUE_TYPES.get(problem["status"], "exception"),
        details={**coded(ours("problem"), code), "text": problem["title"]},
        diagnostics=problem.get("detail"),
    )


def _wrong_field(said: Element, error: Mapping[str, str]) -> Element:
    """Where it is: a FHIRPath for what stands in the resource, `http.name` for what stands in the request."""
    place, *rest = error["pointer"].removeprefix("#").removeprefix("/").split("/")
    in_http = place in _OF_HTTP and bool(rest)
    where = {"location": [".".join(["http", *rest])]} if in_http else _expression([place, *rest])
    kind = _FIELD_TYPES.get(error["code"], "value")
    return {**said, "code": kind, "diagnostics": error["message"], **where}


def _expression(parts: Sequence[str]) -> Element:
    path = ""
    for part in filter(None, parts):
        path += f"[{part}]" if part.isdigit() else f".{part}"
    return {"expression": [path.removeprefix(".")]} if path else {}


def _more(name: str, value: Any) -> Element:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    details = {**coded(ours("problem-member"), name), "text": text}
    return {"severity": "information", "code": "informational", "details": details}
