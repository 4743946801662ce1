"""Personal budgets as they are asked over HTTP."""

from typing import Any

import httpx

from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.summaries.reading import Printed

BUDGET = {
    "category": "social",
    "title": "Getting about",
    "currency": "EUR",
    "amount": 1_000,
    "begins_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "lines": [{"purpose": "mobility", "planned": 900}, {"purpose": "respite", "planned": 100}],
}
SPENDING = {"purpose": "mobility", "amount": 105, "spent_on": "2026-02-01"}


def pointers(answer: httpx.Response) -> list[str]:
    return [one["pointer"] for one in answer.json()["errors"]]


async def agreed(doors: Doors, path: str) -> str:
    """Where a budget is to which everybody agrees."""
    made = await doors.lead.post(f"{path}/budgets", BUDGET)
    assert (made.status_code, made.headers["ETag"], made.json()["is_agreed"]) == (201, '"1"', False)
    where = str(made.headers["Location"])
    for party in ("person", "worker"):
        signed = await doors.lead.post(f"{where}/signatures", {"party": party, "answer": "agreed"}, If_Match='"1"')
        assert (signed.status_code, signed.json()["terms_version"]) == (201, 1)
    return where


async def test_a_budget_is_agreed_on_spent_of_and_stated(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    where = await agreed(doors, path)
    assert (await doors.lead.get(where)).json()["is_agreed"]
    spent = await doors.lead.made(f"{where}/spendings", SPENDING)
    back = await doors.lead.made(f"{where}/spendings/{spent['id']}/reversal", {})
    assert (back["amount"], back["reverses_id"]) == (-105, spent["id"])
    await doors.lead.made(f"{where}/spendings", {**SPENDING, "amount": 901, "above_because": "price_rose"})
    above = await doors.lead.post(f"{where}/spendings", SPENDING, Accept_Language="fr")
    assert (above.status_code, above.json()["type"]) == (409, "/problems/above-budget-line")
    assert above.json()["title"] == "Au-delà de la ligne du budget"
    stated = await doors.lead.get(f"{where}/statement")
    assert stated.json()["whole"] == {"planned": 1_000, "spent": 901, "left": 99}
    assert stated.json()["lines"][0] == {"purpose": "mobility", "planned": 900, "spent": 901, "left": -1}
    assert [one["amount"] for one in stated.json()["spendings"]] == [105, -105, 901]
    assert (await doors.lead.get(f"{where}/statement")).headers["ETag"] == stated.headers["ETag"]
    assert len((await doors.lead.get(f"{where}/signatures")).json()["items"]) == 2
    printed = Printed((await doors.lead.get(f"{path}/summary")).content)
    assert (2, "Getting about") in printed.headings()
    assert "planned 9.00 EUR, spent 9.01 EUR, left -0.01 EUR" in " ".join(printed.text.split())


async def test_a_changed_budget_waits_for_agreement(doors: Doors) -> None:
    where = await agreed(doors, f"/v1/cases/{(await doors.case())['id']}")
    changed = await doors.lead.ask("PATCH", where, {"ends_on": "2027-01-31"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["is_agreed"], changed.headers["ETag"]) == (200, False, '"2"')
    refused = await doors.lead.post(f"{where}/spendings", SPENDING)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/budget-not-agreed")
    signature = {"party": "worker", "answer": "agreed"}
    assert (await doors.lead.post(f"{where}/signatures", signature, If_Match='"1"')).status_code == 412
    assert (await doors.lead.post(f"{where}/signatures", signature)).status_code == 428
    [earlier] = (await doors.lead.get(f"{where}/versions")).json()["items"]
    assert earlier["content"]["ends_on"] == "2026-12-31"


async def test_the_same_key_spends_once(doors: Doors) -> None:
    where = await agreed(doors, f"/v1/cases/{(await doors.case())['id']}")
    key = new_id().hex
    answers = [await doors.lead.post(f"{where}/spendings", SPENDING, Idempotency_Key=key) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert len((await doors.lead.get(f"{where}/spendings")).json()["items"]) == 1


async def test_bad_input_is_pointed_at(doors: Doors) -> None:
    path = f"/v1/cases/{(await doors.case())['id']}"
    where = await agreed(doors, path)
    refused: list[tuple[str, Any, str]] = [
        (f"{path}/budgets", {**BUDGET, "amount": 1_001}, "#/lines"),
        (f"{path}/budgets", {**BUDGET, "amount": 1_000.0}, "#/amount"),
        (f"{path}/budgets", {**BUDGET, "amount": "1000"}, "#/amount"),
        (f"{path}/budgets", {**BUDGET, "currency": "EURO"}, "#/currency"),
        (f"{path}/budgets", {**BUDGET, "currency": "XXX"}, "#/currency"),
        (f"{path}/budgets", {**BUDGET, "ends_on": "2025-12-31"}, "#/ends_on"),
        (f"{path}/budgets", {**BUDGET, "lines": []}, "#/lines"),
        (f"{where}/spendings", {**SPENDING, "amount": 0}, "#/amount"),
        (f"{where}/spendings", {**SPENDING, "amount": 0.5}, "#/amount"),
        (f"{where}/spendings", {**SPENDING, "purpose": "training"}, "#/purpose"),
        (f"{where}/spendings", {**SPENDING, "spent_on": "2025-12-31"}, "#/spent_on"),
    ]
    for to, body, pointer in refused:
        answer = await doors.lead.post(to, body)
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), answer.text


async def test_foreign_and_invented_are_the_same_404(doors: Doors) -> None:
    case_id = (await doors.case())["id"]
    where = await agreed(doors, f"/v1/cases/{case_id}")
    invented = f"/v1/cases/{case_id}/budgets/{new_id()}"
    for part in ("", "/versions", "/spendings", "/signatures", "/statement"):
        answers = [await doors.adviser.get(f"{one}{part}") for one in (where, invented)]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert (await doors.adviser.post(f"{where}/spendings", SPENDING)).status_code == 404
