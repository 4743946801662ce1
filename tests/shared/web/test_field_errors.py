"""What is wrong with a field: where, in a sentence that speaks of JSON and never repeats what came."""

from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field

from shared.web.problems import answer_refusals


class Inner(BaseModel):
    number: Annotated[int, Field(ge=1)]


class Sent(BaseModel):
    word: Annotated[str, Field(max_length=3)] = ""
    inner: list[Inner] = []


def asking() -> httpx.AsyncClient:
    app = FastAPI()
    answer_refusals(app)

    @app.post("/")
    async def take(body: Sent) -> None:
        del body

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here")


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        (b'{"word":', "#", "The body is not valid JSON."),
        (b"[1]", "#", "Input should be a JSON object, sent with Content-Type: application/json, or merge-patch+json."),
        (b'{"inner": [1]}', "#/inner/0", "Input should be a JSON object."),
        (b'{"inner": [{}]}', "#/inner/0/number", "Field required"),
        (b'{"inner": [{"number": 0}]}', "#/inner/0/number", "Input should be greater than or equal to 1"),
        (b'{"word": "secret"}', "#/word", "String should have at most 3 characters"),
    ],
)
async def test_a_wrong_field_is_pointed_at(body: bytes, pointer: str, message: str) -> None:
    async with asking() as http:
        answer = await http.post("/", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["message"]) == (pointer, message)
    assert "secret" not in answer.text


async def test_a_wrong_field_is_told_in_french_to_whoever_asks_in_french() -> None:
    async with asking() as http:
        answer = await http.post("/", json={"inner": [{}]}, headers={"Accept-Language": "fr-CH, en;q=0.5"})
    assert answer.headers["Content-Language"] == "fr"
    assert answer.json()["title"] == "La requête n'est pas valide"
    assert answer.json()["errors"] == [
        {"pointer": "#/inner/0/number", "code": "missing", "message": "Ce champ est obligatoire"}
    ]
