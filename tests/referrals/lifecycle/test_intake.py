"""A referral is compared with the listing's intake rules before anything is disclosed."""

from typing import Any

import pytest

from shared.contracts.identity.vocabulary import Role
from tests.referrals.worlds import Town

pytestmark = pytest.mark.anyio

ADULTS = {"effect": "refuse", "reason": "The house is for adults.", "minimum": 18}
PAPER = {"code": "paper", "name": "Identity paper", "effect": "warn", "reason": "Needed on the first day."}
PET = {"code": "pet", "name": "Comes with a pet", "effect": "refuse", "reason": "The rooms are shared."}


async def takes(town: Town, **rules: Any) -> dict[str, Any]:
    supervisor = town.colleague_of(town.receiver, Role.SUPERVISOR)
    answer = await supervisor.ask("PUT", f"/v1/services/{town.listing_id}/intake-rules", rules)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json()["intake"]
    return said


async def sending(town: Town, **said: Any) -> tuple[int, str, list[tuple[str, str, bool]]]:
    """Status, type, and what is not met: kind, code, whether nobody can say."""
    draft = await town.draft()
    answer = await town.sender.move(draft["id"], "sending", {"despite_similar": True, **said})
    told = answer.json()
    if answer.status == 200:
        return 200, "", []
    opened = await town.sender.read(draft["id"])
    assert (opened["state"], opened["version"]) == ("draft", draft["version"]), "nothing moved"
    return (
        answer.status,
        told["type"].rpartition("/")[2],
        [(one["kind"], one["code"], one["is_unknown"]) for one in told["unmet"]],
    )


async def test_a_referral_is_refused_or_warned_of_as_each_rule_says(town: Town) -> None:
    town.person.birth_date = "2019-05-02"
    await takes(town, age=ADULTS, documents=[PAPER], exclusions=[PET])
    listed = (await town.sender.get(f"/v1/services?agency_id={town.receiver.actor.agency_id}")).json()["items"]
    assert [one["intake"]["documents"] for one in listed if one["id"] == str(town.listing_id)] == [[PAPER]]
    unmet = [("age", "", False), ("document", "paper", False)]
    assert await sending(town, despite_warnings=True) == (409, "not-taken", unmet)
    town.person.birth_date = "1970"
    assert await sending(town) == (409, "intake-warning", [("document", "paper", False)])
    assert await sending(town, documents=["paper"]) == (200, "", [])
    assert await sending(town, despite_warnings=True) == (200, "", [])
    excluded = [("exclusion", "pet", False)]
    assert await sending(town, documents=["paper"], exclusions=["pet"]) == (409, "not-taken", excluded)
    town.person.birth_date = None
    assert await sending(town, documents=["paper"]) == (409, "intake-warning", [("age", "", True)])
    await takes(town)
    assert await sending(town) == (200, "", [])


async def test_the_people_of_other_municipalities_are_not_taken(town: Town) -> None:
    elsewhere = {"effect": "refuse", "reason": "For our town.", "municipality_ids": [str(town.listing_id)]}
    await takes(town, territory=elsewhere)
    assert await sending(town) == (409, "not-taken", [("territory", "", False)])
    here = elsewhere | {"municipality_ids": [str(town.person.municipality_id)]}
    assert (await takes(town, territory=here))["territory"]["municipality_ids"] == here["municipality_ids"]
    assert await sending(town) == (200, "", [])


async def test_whoever_takes_the_referrals_says_whom_it_takes_and_nobody_else(town: Town) -> None:
    path = f"/v1/services/{town.listing_id}/intake-rules"
    assert (await town.sender.ask("PUT", path, {})).status == 403
    assert (await town.receiver.ask("PUT", path, {})).status == 403
    supervisor = town.colleague_of(town.receiver, Role.SUPERVISOR)
    wrong = {"age": {"effect": "refuse", "reason": "x", "minimum": 30, "maximum": 20}, "documents": [PAPER, PAPER]}
    refused = await supervisor.ask("PUT", path, wrong, {"accept-language": "fr"})
    assert refused.status == 422
    assert refused.json()["errors"][0]["message"] == "minimum dépasse maximum"
    twice = await supervisor.ask("PUT", path, {"documents": [PAPER, PAPER]})
    assert (twice.status, twice.json()["errors"][0]["message"]) == (422, "a code is there twice")


async def test_together_none_is_sent_where_one_is_not_taken(town: Town) -> None:
    await takes(town, exclusions=[PET])
    drafts = [(await town.draft())["id"], (await town.draft(need={"category": "social"}))["id"]]
    body = {"referral_ids": drafts, "despite_similar": True, "exclusions": ["pet"]}
    refused = await town.sender.post("/v1/referral-packages", body)
    assert (refused.status, {one["code"] for one in refused.json()["refused"]}) == (409, {"not-taken"})


async def test_a_package_says_by_which_rule_it_is_not_sent(town: Town) -> None:
    await takes(town, documents=[PAPER])
    drafts = {(await town.draft())["id"] for _ in range(2)}
    answer = await town.sender.post("/v1/referral-packages", {"referral_ids": [*drafts], "despite_similar": True})
    refused = answer.json()["refused"]
    assert (answer.status, {one["referral_id"] for one in refused}) == (409, drafts)
    assert [[unmet["code"] for unmet in one["unmet"]] for one in refused] == [["paper"]] * 2
