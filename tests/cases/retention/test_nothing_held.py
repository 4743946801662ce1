"""In whatever order things are held, let go and deleted: nothing held goes, and nothing that went is anywhere."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shared.identifiers import new_id
from tests.cases.retention.keeping import WHY, Keeping

ITEMS = 3
things = st.sampled_from(["person", "case", *range(ITEMS)])
moves = st.lists(
    st.one_of(
        st.tuples(st.just("holds"), things),
        st.tuples(st.just("lets go"), things),
        st.tuples(st.just("passes"), st.sampled_from([6, 14, 30])),
    ),
    min_size=2,
    max_size=6,
)


@dataclass
class Story:
    """A note, a need and a thread about somebody; who holds what of them, and which of them are gone."""

    keeping: Keeping
    kept_for: Sequence[int]
    words: Sequence[str] = field(default_factory=lambda: [f"Secret{new_id().hex}" for _ in range(ITEMS)])
    paths: list[str] = field(default_factory=list)
    held: dict[int | str, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    async def begins(self) -> None:
        lead, case_id = self.keeping.doors.lead, self.keeping.case_id
        needs = f"/v1/cases/{case_id}/needs"
        need = {"category": "social", "term": "homelessness", "source": "person", "detail": self.words[1]}
        thread = {"category": "social", "case_id": case_id, "subject": self.words[2]}
        self.paths = [
            await self.keeping.note(self.words[0]),
            f"{needs}/{(await lead.made(needs, need))['id']}",
            f"/v1/threads/{(await lead.made('/v1/threads', {**thread, 'message': {'text': self.words[2]}}))['id']}",
        ]

    async def holds(self, what: int | str) -> None:
        if what not in self.held and what not in self.gone:
            ids = {"person": None, "case": self.keeping.case_id}
            named = {"held": "item", "held_id": self._id(what)} if isinstance(what, int) else {}
            body = {**WHY, "held": what, "held_id": ids.get(str(what)), **named}
            self.held[what] = (await self.keeping.officer.made(self.keeping.holds, body))["id"]

    async def lets_go(self, what: int | str) -> None:
        if what in self.held:
            answer = await self.keeping.officer.post(f"{self.keeping.holds}/{self.held.pop(what)}/release", {})
            assert answer.status_code == 200, answer.text

    async def passes(self, months: int) -> None:
        await self.keeping.passes(timedelta(days=31 * months + 1))
        if not self.held.keys() & {"person", "case"}:
            self.gone |= {one for one in range(ITEMS) if self.kept_for[one] <= months and one not in self.held}

    async def is_as_it_should(self) -> None:
        lead = self.keeping.doors.lead
        shown = [(await lead.get(path)).status_code for path in self.paths]
        assert shown == [410 if one in self.gone else 200 for one in range(ITEMS)]

    def _id(self, what: int) -> str:
        return self.paths[what].rpartition("/")[2]


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=moves, months=st.lists(st.sampled_from([12, 24]), min_size=2, max_size=2))
async def test_nothing_held_is_deleted_and_nothing_deleted_is_anywhere(
    keeping: Keeping, moves: Sequence[tuple[str, int | str]], months: Sequence[int]
) -> None:
    keeping.doors.person_id = await keeping.doors.somebody()
    keeping.case_id = (await keeping.doors.case())["id"]
    for category, after in zip(("health", "social"), months, strict=True):
        await keeping.rule(category, months=after)
    story = Story(keeping, [months[0], months[1], months[1]])
    await story.begins()
    acts: Mapping[str, Callable[[Any], Awaitable[None]]] = {
        "holds": story.holds,
        "lets go": story.lets_go,
        "passes": story.passes,
    }
    for move, what in moves:
        await acts[move](what)
        await story.is_as_it_should()
    if story.gone:
        assert await keeping.says(*(story.words[number] for number in story.gone)) == set()
