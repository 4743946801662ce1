"""The person signs what was said of them, in the version that they read, or refuses it in their own words."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.cases.conferences.domain import matters
from shared.contracts.identity.actor import PersonActor, TaskActor
from shared.contracts.identity.vocabulary import AccountId, Scope
from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from tests.cases.conferences.meetings import NEXT_YEAR
from tests.cases.doors import Doors
from tests.cases.own.people import invited, representative, with_a_case

pytestmark = pytest.mark.anyio

BEGIN = Statement("UPDATE conference SET starts_at = now() - interval '1 minute' WHERE id = :id")
FORGETFUL = Statement("SELECT text FROM conference_minutes")


class Meeting:
    """A conference that has begun, with minutes of several matters of one person."""

    def __init__(self, doors: Doors, owner: Database) -> None:
        self.doors, self.owner = doors, owner

    async def begins(self) -> "Meeting":
        self.person, self.case = await with_a_case(self.doors)
        when = {"starts_at": NEXT_YEAR.isoformat(), "ends_at": (NEXT_YEAR + timedelta(hours=1)).isoformat()}
        self.conference = (await self.doors.lead.made("/v1/conferences", when))["id"]
        self.matters = {
            asked: (await self.matter(asked=asked, **more))["id"]
            for asked, more in (("person", {}), ("nobody", {"not_asked_because": "risk_to_others"}))
        }
        self.closed = (await self.matter(asked="person", category="safeguarding"))["id"]
        async with self.owner.work(TaskActor("clock")) as work:
            await work.run(BEGIN, id=UUID(self.conference))
        return self

    async def matter(self, **more: Any) -> dict[str, Any]:
        body = {"conference_id": self.conference, "topic": "Where in May?", "category": "housing"}
        made: dict[str, Any] = await self.doors.lead.made(f"/v1/cases/{self.case}/agenda-items", {**body, **more})
        return made

    async def writes(self, matter: str, text: str, **more: Any) -> str:
        """The address of minutes."""
        path = f"/v1/cases/{self.case}/conference-minutes"
        body = {"agenda_item_id": matter, "category": "housing", "text": text, **more}
        return f"{path}/{(await self.doors.lead.made(path, body))['id']}"

    async def corrects(self, path: str, version: int, **change: Any) -> None:
        answer = await self.doors.lead.ask("PATCH", path, change, If_Match=f'"{version}"')
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def meeting(doors: Doors, served_owner: Database) -> Meeting:
    return await Meeting(doors, served_owner).begins()


async def test_only_what_is_theirs_to_read_where_they_were_asked_is_shown_and_to_nobody_who_represents_them(
    meeting: Meeting, served_cases: Database
) -> None:
    asked = meeting.matters["person"]
    mine = await meeting.writes(asked, "From June")
    hidden = [
        await meeting.writes(matter, "Not for them", **more)
        for matter, more in (
            (meeting.matters["nobody"], {}),
            (meeting.closed, {}),
            (asked, {"category": "safeguarding"}),
            (asked, {"sensitivity": "sealed"}),
        )
    ]
    me, (_, daughter) = (
        await invited(meeting.doors, meeting.person),
        await representative(meeting.doors, meeting.person),
    )
    stranger = await invited(meeting.doors, (await with_a_case(meeting.doors))[0])
    listed = await me.reads("/minutes?limit=1")
    assert ([one["text"] for one in listed["items"]], listed["next"]) == (["From June"], None)
    path = f"/minutes/{mine.rpartition('/')[2]}"
    assert (await me.reads(path))["answers"] == []
    sign = {"version": 1, "answer": "signed"}
    for holder, where, status in (
        *((me, f"/minutes/{one.rpartition('/')[2]}", 404) for one in hidden),
        (me, f"/minutes/{new_id()}", 404),
        (stranger, path, 404),
        (daughter, path, 403),
    ):
        assert (await holder.ask("GET", where)).status_code == status
        assert (await holder.ask("POST", f"{where}/signature", sign)).status_code == status
    assert (await daughter.ask("GET", "/minutes")).status_code == 403
    caller = PersonActor(AccountId(UUID(me.account_id)), frozenset({Scope.OWN_READ}), new_id(), "a token")
    async with served_cases.work(caller) as work:
        rows = await work.rows(FORGETFUL)
    assert [row["text"] for row in rows] == ["From June"], "the lock below goes by who was asked, and by the matter"


async def test_an_answer_is_of_the_version_that_was_read_and_stands_beside_it(meeting: Meeting) -> None:
    minutes = await meeting.writes(meeting.matters["person"], "From June")
    me = await invited(meeting.doors, meeting.person)
    path = f"/minutes/{minutes.rpartition('/')[2]}/signature"
    silent = await me.ask("POST", path, {"version": 1, "answer": "refused"}, accept_language="fr")
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "#/words")
    assert "vos propres mots" in silent.text
    assert (await me.ask("POST", path, {"version": 2, "answer": "signed"})).status_code == 412
    refused = await me.made(path, {"version": 1, "answer": "refused", "words": "I did not say June."})
    assert [(one["words"], one["is_of_this_version"]) for one in refused["answers"]] == [("I did not say June.", True)]
    await meeting.corrects(minutes, 1, text="From July")
    earlier = await me.reads(f"/minutes/{minutes.rpartition('/')[2]}")
    assert (earlier["text"], earlier["answers"][0]["is_of_this_version"]) == ("From July", False)
    assert (await me.ask("POST", path, {"version": 1, "answer": "signed"})).status_code == 412
    signed = await me.made(path, {"version": 2, "answer": "signed"})
    assert [(one["version"], one["answer"]) for one in signed["answers"]] == [(1, "refused"), (2, "signed")]
    seen = (await meeting.doors.lead.get(minutes)).json()
    told = [(one["person_id"], one["version"], one["answer"], one["words"]) for one in seen["answers"]]
    assert told == [(meeting.person, 1, "refused", "I did not say June."), (meeting.person, 2, "signed", None)]
    assert seen["signatures"] == [], "those are of workers who were there"


async def test_a_version_is_answered_so_often_and_the_last_word_counts(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matters, "ANSWERS_AT_MOST", 2)
    minutes = await meeting.writes(meeting.matters["person"], "From June")
    me = await invited(meeting.doors, meeting.person)
    path = f"/minutes/{minutes.rpartition('/')[2]}/signature"
    sign = {"version": 1, "answer": "signed"}
    for body in ({**sign, "answer": "refused", "words": "No"}, sign):
        await me.made(path, body)
    refused = await me.ask("POST", path, sign, accept_language="fr")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "Vous avez répondu 2 fois à cette version : votre dernier mot fait foi.",
    )
    await meeting.corrects(minutes, 1, text="From July")
    assert len((await me.made(path, {**sign, "version": 2}))["answers"]) == 3


async def test_what_is_opened_later_does_not_open_what_was_said_to_it_before(meeting: Meeting) -> None:
    await meeting.doors.share("identity", "social", "housing")
    await meeting.doors.joins(meeting.case, meeting.doors.adviser)
    minutes = await meeting.writes(meeting.matters["person"], "She is ill", category="health")
    me = await invited(meeting.doors, meeting.person)
    path = f"/minutes/{minutes.rpartition('/')[2]}"
    await me.made(f"{path}/signature", {"version": 1, "answer": "refused", "words": "Not of my illness."})
    assert (await meeting.doors.adviser.get(minutes)).status_code == 404
    await meeting.corrects(minutes, 1, category="housing", text="She needs a lift")
    opened = await meeting.doors.adviser.get(minutes)
    assert (opened.json()["text"], opened.json()["answers"]) == ("She needs a lift", [])
    assert len((await meeting.doors.lead.get(minutes)).json()["answers"]) == 1
    await meeting.corrects(minutes, 2, category="safeguarding")
    assert (await me.ask("GET", path)).status_code == 404
    assert (await me.ask("POST", f"{path}/signature", {"version": 3, "answer": "signed"})).status_code == 404
