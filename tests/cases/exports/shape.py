"""What is not as the published shape of copies says."""

import json
from collections.abc import Mapping
from typing import Any, Final

import httpx
from jsonschema import Draft202012Validator

_FORMATS: Final = Draft202012Validator.FORMAT_CHECKER


def wrong_by(schema: Mapping[str, Any], copy: Mapping[str, Any]) -> list[str]:
    """Where a copy is not in shape, and why."""
    as_sent = json.loads(json.dumps(schema))
    Draft202012Validator.check_schema(as_sent)
    found = Draft202012Validator(as_sent, format_checker=_FORMATS).iter_errors(dict(copy))
    return [
        f"{error.json_path}: {error.message[:300]} {[one.message[:200] for one in error.context or ()]}"
        for error in found
    ]


async def not_in_shape(http: httpx.AsyncClient, copy: Mapping[str, Any]) -> list[str]:
    """Likewise, by the schema that the copy itself names, as everybody may read it."""
    answer = await http.get(copy["$schema"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/schema+json"), answer.text
    assert answer.json()["$id"] == copy["$schema"]
    return wrong_by(answer.json(), copy)
