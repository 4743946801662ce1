"""What a list of documents shows is what opening and fetching one by one gives, and what the decision says: in random
small worlds, for present and earlier versions.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.cases.access.actions import standing_to
from services.cases.access.domain import Item
from services.cases.coordination.actions.team import end_membership
from services.cases.documents.actions.documents import (
    NewDocument,
    add_document,
    correct_document,
    list_documents,
    list_versions,
    read_document,
)
from services.cases.documents.actions.links import follow_link
from services.cases.documents.actions.receiving import Cabinet, received
from services.cases.documents.domain.links import Link
from services.cases.documents.store.contents.disk import Disk
from shared.contracts.cases.documents import Retention
from shared.contracts.cases.vocabulary import Category, Sensitivity
from shared.contracts.identity.actor import Actor
from shared.database.engine import Database
from shared.database.unit_of_work import UnitOfWork
from shared.identifiers import new_id
from shared.refusals import NotAllowed, NotFound
from tests.cases.coordination.scenes import Scene
from tests.cases.documents.files import PDF
from tests.cases.worlds import World

CATEGORIES = (Category.SOCIAL, Category.HOUSING, Category.HEALTH)
WORKERS = ("lead", "adviser", "nurse")
categories = st.sampled_from(CATEGORIES)
some_categories = st.frozensets(categories, min_size=1)
sensitivities = st.sampled_from([Sensitivity.ORDINARY, Sensitivity.ORDINARY, Sensitivity.SENSITIVE, Sensitivity.SEALED])


@dataclass(frozen=True)
class Story:
    """Everything that happens in one world."""

    shared: frozenset[Category]
    documents: list[tuple[str, Category, Sensitivity, bool]]
    """Who sends it, about what, how sensitive, about both people."""
    corrected: list[tuple[int, Category, Sensitivity]]
    """Which, to which category, how sensitive."""
    said: list[tuple[str, int, frozenset[Category], bool]]
    """To whom, about whom, which categories, a refusal."""
    leaves: str | None


stories = st.builds(
    Story,
    shared=some_categories | st.just(frozenset(CATEGORIES)),
    documents=st.lists(
        st.tuples(st.sampled_from(WORKERS), categories, sensitivities, st.booleans()), min_size=2, max_size=6
    ),
    corrected=st.lists(st.tuples(st.integers(0, 5), categories, sensitivities), max_size=3),
    said=st.lists(
        st.tuples(st.sampled_from(["adviser", "nurse"]), st.integers(0, 1), some_categories, st.booleans()), max_size=3
    ),
    leaves=st.none() | st.sampled_from(["adviser", "nurse"]),
)


@dataclass
class Paper:
    """A document: who sent it, and what a decision on each of its versions needs."""

    by: Actor
    people: tuple[UUID, ...]
    versions: list[list[Item]]

    def becomes(self, category: Category, sensitivity: Sensitivity) -> None:
        self.versions.append(
            [
                Item(
                    id=new_id(),
                    person_id=person_id,
                    category=category,
                    sensitivity=sensitivity,
                    agency_id=self.by.agency_id,
                    worker_id=self.by.worker_id,
                )
                for person_id in self.people
            ]
        )


@dataclass
class Desk:
    """A case with its papers."""

    scene: Scene
    cabinet: Cabinet
    people: tuple[UUID, ...]
    case_id: UUID
    members: dict[str, UUID] = field(default_factory=dict)
    papers: dict[UUID, Paper] = field(default_factory=dict)


async def parts() -> AsyncIterator[bytes]:
    yield PDF


async def send(desk: Desk, by: Actor, people: tuple[UUID, ...], category: Category, sensitivity: Sensitivity) -> None:
    command = NewDocument(
        person_ids=people,
        category=category,
        sensitivity=sensitivity,
        retention=Retention.CASE_FILE,
        file_name="a.pdf",
        name_pointer="#",
    )
    async with received(desk.cabinet, parts(), "") as upload:
        try:
            async with desk.scene.work(by) as work:
                document_id = await add_document(work, by, desk.case_id, command, upload)
        except NotAllowed:
            return
    paper = Paper(by, people, [])
    paper.becomes(category, sensitivity)
    desk.papers[document_id] = paper


async def correct(desk: Desk, number: int, category: Category, sensitivity: Sensitivity) -> None:
    if not desk.papers:
        return
    document_id = list(desk.papers)[number % len(desk.papers)]
    paper = desk.papers[document_id]
    changes = {"category": category, "sensitivity": sensitivity}
    async with desk.scene.work(paper.by) as work:
        version = (await read_document(work, desk.case_id, document_id, "read-document"))["version"]
        await correct_document(work, paper.by, desk.case_id, document_id, version, changes)
        changed = (await read_document(work, desk.case_id, document_id, "read-document"))["version"] > version
    if changed:
        paper.becomes(category, sensitivity)


async def begin(scene: Scene, cabinet: Cabinet, story: Story) -> Desk:
    """Make a world in which documents were sent."""
    people = (scene.person_id, await scene.known(scene.lead))
    await scene.agreement(scene.lead, scene.adviser, scene.nurse, categories=story.shared)
    desk = Desk(scene, cabinet, people, await scene.case(*people))
    for name in ("adviser", "nurse"):
        desk.members[name] = await scene.joins(desk.case_id, getattr(scene, name))
    for name, category, sensitivity, about_both in story.documents:
        await send(desk, getattr(scene, name), people if about_both else people[:1], category, sensitivity)
    return desk


async def go_on(desk: Desk, story: Story) -> None:
    """What happens then to documents and grounds."""
    scene = desk.scene
    for number, category, sensitivity in story.corrected:
        await correct(desk, number, category, sensitivity)
    for name, number, said, refusal in story.said:
        await scene.said(getattr(scene, name), *sorted(said), refusal=refusal, person_id=desk.people[number])
    if story.leaves:
        async with scene.work(scene.lead) as work:
            await end_membership(work, scene.lead, desk.case_id, desk.members[story.leaves])


async def permitted(work: UnitOfWork, facts: list[Item]) -> bool:
    """What the decision says: a ground for each person."""
    try:
        return all([(await standing_to(work, fact.person_id)).grounds_to_read(fact) for fact in facts])
    except NotFound:
        return False


async def fetched(work: UnitOfWork, actor: Actor, desk: Desk, document_id: UUID, version: int) -> bool:
    """Whether the content can be fetched, by a link that was made in time."""
    link = Link(document_id, version, int(work.now.timestamp()) + 60, actor.agency_id, actor.subject)
    try:
        await follow_link(work, desk.cabinet, desk.case_id, link, link.signature(desk.cabinet.secret))
    except NotFound:
        return False
    return True


async def versions_listed(work: UnitOfWork, desk: Desk, document_id: UUID) -> list[int] | None:
    try:
        return [row["version"] for row in await list_versions(work, desk.case_id, document_id, None, 100)]
    except NotFound:
        return None


async def check(work: UnitOfWork, actor: Actor, desk: Desk) -> None:
    """List, item, content and decision agree, for each version."""
    try:
        rows = {row["id"]: row for row in await list_documents(work, desk.case_id, None, 100)}
    except NotFound:
        rows = {}
    for document_id, paper in desk.papers.items():
        may = [await permitted(work, facts) for facts in paper.versions]
        *earlier, present = may
        assert (document_id in rows) == present
        assert await versions_listed(work, desk, document_id) == (
            [number for number, may_see in enumerate(earlier, 1) if may_see] if present else None
        )
        for number, may_see in enumerate(may, 1):
            assert await fetched(work, actor, desk, document_id, number) == (may_see and present)
        if present:
            assert dict(await read_document(work, desk.case_id, document_id, "read-document")) == dict(
                rows[document_id]
            )
    assert rows.keys() <= desk.papers.keys()


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # making each world smaller takes minutes on a real database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=stories)
async def test_documents_are_listed_as_they_are_opened_fetched_and_decided_on(
    cases_database: Database, tmp_path: Path, story: Story
) -> None:
    scene = Scene(cases_database, World())
    await scene.known(scene.lead, scene.person_id)
    desk = await begin(scene, Cabinet(Disk(tmp_path), None, b"a secret for tests only, of forty letters"), story)
    await go_on(desk, story)
    workers = [scene.lead, scene.adviser, scene.nurse]
    for actor in (*workers, *(scene.colleague(one) for one in workers)):
        async with scene.work(actor) as work:
            await check(work, actor, desk)
