"""Who had received what was changed since in cases is found, whether or not it is shown there now, and told by ids."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.referrals.disclosure.hearing import hear, hidden, shown, withdraw_consent
from tests.referrals.worlds import Town

pytestmark = pytest.mark.anyio

FOUND = Statement(
    "SELECT data FROM journal WHERE about = :id AND type = 'parcours.referral.recipient_found.v1' ORDER BY position"
)
SOUGHT = "parcours.rights_step.recipients_sought.v1"


async def seek(town: Town, **other: Any) -> str:
    """Cases changed what somebody's needs in housing said until now."""
    step_id, now = str(new_id()), datetime.now(UTC)
    said = {
        "step_id": step_id,
        "kind": "correction",
        "person_id": str(town.person.id),
        "municipality_id": str(town.person.municipality_id),
        "agency_id": str(town.sender.actor.agency_id),
        "item_ids": [str(one) for one in town.person.needs],
        "since": (now - timedelta(days=9)).isoformat(),
        "until": (now + timedelta(seconds=1)).isoformat(),
    }
    await hear(town.running, SOUGHT, **{**said, **other})
    return step_id


async def test_the_receiver_of_what_was_wrong_is_found_also_when_it_was_taken_back(
    town: Town, referrals_owner: Database
) -> None:
    town.person.needs = {new_id(): "homelessness"}
    referral_id = await town.brought_to([])
    for other in (
        {"item_ids": [str(new_id())]},
        {"person_id": str(new_id())},
        {"until": (datetime.now(UTC) - timedelta(days=1)).isoformat()},
        {"agency_id": str(town.receiver.actor.agency_id)},
    ):
        await seek(town, **other)
    first = await seek(town)
    await withdraw_consent(town)
    second = await seek(town)
    async with referrals_owner.work(town.sender.actor) as work:
        found = [row["data"] for row in await work.rows(FOUND, id=referral_id)]
    assert [one["step_id"] for one in found] == [first, second]
    assert found[0] == {
        "referral_id": str(referral_id),
        "person_id": str(town.person.id),
        "municipality_id": str(town.person.municipality_id),
        "sender_agency_id": str(town.sender.actor.agency_id),
        "receiver_agency_id": str(town.receiver.actor.agency_id),
        "step_id": first,
        "kind": "correction",
    }


async def test_what_is_being_sent_meanwhile_is_asked_anew(town: Town) -> None:
    draft = await town.draft()

    async def corrected() -> None:
        await seek(town)

    town.running.cases.meanwhile = corrected
    try:
        refused = await town.sender.move(draft["id"], "sending")
    finally:
        town.running.cases.meanwhile = None
    assert (refused.status, refused.json()["type"]) == (409, "/problems/ground-just-ended")


async def test_what_was_erased_where_it_came_from_is_emptied_for_both_agencies(town: Town) -> None:
    one, other = new_id(), new_id()
    town.person.needs = {one: "homelessness", other: "rent_arrears"}
    referral_id = await town.brought_to([])
    ever: dict[str, Any] = {"kind": "erasure", "since": None, "until": None}
    await seek(town, **ever, item_ids=[str(new_id())])
    assert await needs(town, referral_id) == ["homelessness", "rent_arrears"], "what is not of it stays"
    await seek(town, **ever, item_ids=[str(one)])
    assert await needs(town, referral_id) == ["rent_arrears"], "what others contributed stays"
    await seek(town, **ever, item_ids=[str(other)])
    for agency in (town.receiver, town.sender):
        after = await agency.read(referral_id)
        assert (shown(after), hidden(after)) == (["identity"], {"housing": "erased"})


async def needs(town: Town, referral_id: str) -> list[str]:
    """What the receiver reads of needs in housing."""
    content = (await town.receiver.read(referral_id))["disclosure"]["shown"]
    return [one["term"] for part in content if part["category"] == "housing" for one in part["content"]["needs"]]


async def test_what_is_not_processed_any_more_is_hidden_and_comes_back_when_that_is_lifted(town: Town) -> None:
    referral_id = await town.brought_to([])
    restriction_id = str(new_id())
    said = {
        "restriction_id": restriction_id,
        "person_id": str(town.person.id),
        "municipality_id": str(town.person.municipality_id),
        "categories": ["housing"],
    }
    now = datetime.now(UTC)
    for other in (
        {"restriction_id": str(new_id()), "categories": ["health"]},
        {"restriction_id": str(new_id()), "person_id": str(new_id())},
    ):
        await hear(
            town.running, "parcours.processing.restricted.v1", **{**said, "restricted_at": now.isoformat(), **other}
        )
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]
    await hear(town.running, "parcours.processing.restricted.v1", **said, restricted_at=now.isoformat())
    seen = await town.receiver.read(referral_id)
    assert (shown(seen), hidden(seen)) == (["identity"], {"housing": "processing_restricted"})
    assert shown(await town.sender.read(referral_id)) == ["identity"], "what they sent is not processed either"
    await hear(town.running, "parcours.processing.restriction_lifted.v1", restriction_id=restriction_id)
    assert shown(await town.receiver.read(referral_id)) == ["identity", "housing"]
