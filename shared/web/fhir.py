"""FHIR over HTTP: media types, searches, answers, and refusals. What FHIR says, `shared.fhir` knows."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Query, Request, Response
from starlette.exceptions import HTTPException

from shared.fhir.bundles import Parameters, searchset
from shared.fhir.elements import PATH, Element
from shared.fhir.outcomes import outcome_of
from shared.json_text import json_text
from shared.refusals import Invalid, Refusal
from shared.web.documented import refusals
from shared.web.fhir_searches import knows_its_parameters
from shared.web.frame import App, Message, Receive, Send
from shared.web.problems import PROBLEM_JSON, DoorRefusal

FHIR_JSON: Final = "application/fhir+json"
_FORMATS: Final = frozenset({FHIR_JSON, "application/json", "json", "*/*", "application/*"})
_VERSION: Final = re.compile(r"fhirversion=(?!4\.0(?:\.1)?\b)")


class NotAcceptable(DoorRefusal):
    """FHIR is spoken here as JSON, in version 4.0.1: ask for `application/fhir+json`, or for anything."""

    code = "not-acceptable"
    title = "Only JSON is spoken here"
    title_fr = "Seul JSON est parlé ici"
    status = 406


async def _speaks_json(
    request: Request,
    form: Annotated[str | None, Query(alias="_format", max_length=100, description="JSON only.")] = None,
) -> None:
    """Refuse what nobody here can write.

    Raises:
        NotAcceptable: XML, Turtle, or another version of FHIR.
        HTTPException: 415, a body of another kind.
    """
    wanted = (form or request.headers.get("accept") or "*/*").replace(" ", "+" if form else "").lower()
    if not any(_is_json(one) for one in wanted.split(",")):
        raise NotAcceptable
    sent = request.headers.get("content-type", "").lower()
    if sent and _VERSION.search(sent.replace(" ", "")):
        raise HTTPException(415)


def _is_json(media: str) -> bool:
    return media.split(";", maxsplit=1)[0].strip() in _FORMATS and not _VERSION.search(media)


SPEAKS_FHIR: Final = (Depends(_speaks_json), Depends(knows_its_parameters))
"""The dependencies of every operation of the façade."""


def shown(example: Mapping[str, Any], *kinds: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation that shows such a resource."""
    return {
        **as_outcomes(refusals(*kinds, NotAcceptable)),
        200: {"description": f"{example['resourceType']}.", "content": {FHIR_JSON: _media(example)}},
    }


def created(example: Mapping[str, Any], *kinds: type[Refusal], status: int = 201) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of an operation that makes such a resource."""
    said = shown(example, *kinds)
    made = said.pop(200)
    return {**said, status: made}


def takes(example: Mapping[str, Any]) -> dict[str, Any]:
    """The `openapi_extra=` of an operation that takes such a resource."""
    return {"requestBody": {"required": True, "content": {FHIR_JSON: _media(example)}}}


def refuse_conditional(request: Request) -> None:
    """Refuse to create something only where nothing like it is: a key says that exactly.

    Raises:
        Invalid: `If-None-Exist` was sent.
    """
    if "if-none-exist" in request.headers:
        raise Invalid.field(
            "#/header/If-None-Exist",
            "unsupported",
            "Send Idempotency-Key instead.",
            "Envoyez plutôt Idempotency-Key.",
        )


def as_outcomes(documented: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """The same refusals as they are told below `/fhir`."""
    return {
        status: {
            "description": one["description"],
            "content": {
                FHIR_JSON: {
                    "schema": {"type": "object"},
                    "examples": {
                        name: {"value": outcome_of(example["value"])}
                        for name, example in one["content"][PROBLEM_JSON]["examples"].items()
                    },
                }
            },
        }
        for status, one in documented.items()
    }


def _media(example: Mapping[str, Any]) -> dict[str, Any]:
    return {"schema": {"type": "object"}, "example": dict(example)}


def a_bundle_of(example: Mapping[str, Any]) -> Element:
    """An example of what a search finds."""
    return searchset("http://127.0.0.1:8000", example["resourceType"], (), [dict(example)])


def answered(resource: Element, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A resource, with the headers that repeat its version and when it changed."""
    told = dict(headers or {})
    meta = resource.get("meta", {})
    if "versionId" in meta:
        told["ETag"] = f'W/"{meta["versionId"]}"'
    return Response(json_text(resource), status, told, FHIR_JSON)


def asked_by(request: Request) -> Parameters:
    """The parameters of a search by GET, as they came."""
    return [(name, value) for name, value in request.query_params.multi_items() if name != "_format"]


def found(
    request: Request,
    kind: str,
    resources: Sequence[Element],
    *,
    following: str | None = None,
    beside: Sequence[Element] = (),
    asked: Parameters | None = None,
) -> Response:
    """A page of a search."""
    public_url = request.app.state.service.settings.public_url
    given = asked_by(request) if asked is None else asked
    return answered(searchset(public_url, kind, given, resources, following=following, beside=beside))


class SpeaksFhir:
    """An ASGI layer: below `/fhir` a refusal is told as an OperationOutcome, whoever refuses."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await self._app(scope, receive, in_words_of_fhir(scope, send))


def in_words_of_fhir(scope: Mapping[str, Any], send: Send) -> Send:
    """What sends the answer to a request: below `/fhir` a problem is told as an outcome."""
    if scope["type"] != "http" or not (scope["path"] == PATH or scope["path"].startswith(f"{PATH}/")):
        return send
    return _Translated(send)


class _Translated:
    """Holds a problem document back until it is whole; they are short."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._begun = message
        elif self._begun is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._answer(self._begun)

    async def _answer(self, begun: Message) -> None:
        """An answer to HEAD has no body to translate."""
        body = orjson.dumps(outcome_of(orjson.loads(self._body))) if self._body else b""
        headers = [one for one in begun["headers"] if one[0] not in {b"content-type", b"content-length"}]
        headers += [(b"content-type", FHIR_JSON.encode())]
        headers += [(b"content-length", str(len(body)).encode())] if body else []
        await self._send({**begun, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_problem(message: Message) -> bool:
    return any(
        name == b"content-type" and value.startswith(PROBLEM_JSON.encode()) for name, value in message["headers"]
    )
