"""To whom something was disclosed is told to the person, and to nobody who represents them; what is withheld is not."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from services.cases.own.domain.recipients import Way, disclosure_in_words
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.vocabulary import Sector
from shared.database.engine import Database
from shared.identifiers import new_id
from tests.cases.doors import Doors
from tests.cases.exports.asking import granted_copy, officer_of
from tests.cases.legal_grounds.town import in_days, town_in
from tests.cases.own.disclosing import Disclosing
from tests.cases.own.people import invited, representative

pytestmark = pytest.mark.anyio


@pytest.fixture
async def scene(doors: Doors, served_cases: Database, served_owner: Database) -> Disclosing:
    return await Disclosing(doors, served_cases, served_owner).begins()


def told(items: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return sorted(
        (one["way"], one["agency"]["name"] if one["agency"] else None, tuple(one["categories"])) for one in items
    )


async def test_each_way_is_told_in_words_and_page_by_page(scene: Disclosing, served_cases: Database) -> None:
    doors, person = scene.doors, scene.person
    await scene.travels(doors.adviser.agency.id, "housing", "safeguarding")
    await scene.meet({"category": "housing"})
    await scene.opens("Samu", Sector.HEALTH, "found_helpless")
    tie, daughter = await representative(doors, person)
    officer = await officer_of(doors)
    path = await granted_copy(doors, served_cases, person, officer, relationship_id=tie)
    assert (await officer.get(f"{path}/copy")).status_code == 200
    me = await invited(doors, person)
    whole = await me.reads("/recipients")
    ways = {one["way"]: one for one in whole["items"]}
    named = {way: one["agency"] and one["agency"]["name"] for way, one in ways.items()}
    assert named == {"referral": "Office HLM", "conference": "Office HLM", "emergency": "Samu", "copy": None}
    assert ways["referral"]["categories"] == ["housing"], "what protects somebody is not named"
    assert ways["referral"]["because"] == ["consent"]
    assert ways["conference"]["because"] == ["team"]
    assert {ways[way]["by"]["id"] for way in ("referral", "conference", "copy")} == {str(doors.lead.agency.id)}
    assert "safeguarding" not in str(whole)
    assert ways["emergency"]["in_words"].endswith("because there was an emergency.")
    assert str(doors.adviser.worker.id) not in str(whole)
    french = (await me.reads("/recipients", accept_language="fr"))["items"]
    assert any(one["in_words"].startswith("Office HLM a reçu (logement) avec une orientation") for one in french)
    pages, after = [], ""
    while after is not None:
        pages.append(await me.reads(f"/recipients?limit=1{after and f'&after={after}'}"))
        after = pages[-1]["next"]
    assert [page["items"] for page in pages] == [[one] for one in whole["items"]]
    assert (await daughter.ask("GET", "/recipients")).status_code == 403


async def test_what_the_access_log_withholds_is_withheld_here_and_leaves_no_gap(scene: Disclosing) -> None:
    doors, adviser = scene.doors, scene.doors.adviser.agency.id
    police = await doors.agency("Police municipale", Sector.POLICE)
    await scene.travels(adviser, "safeguarding")
    await scene.travels(adviser, "housing", purpose="safeguarding")
    await scene.travels(new_id(), "housing", receiver_sector="police")
    await scene.opens("Gendarmerie", Sector.POLICE, "found_helpless")
    await scene.opens("Night shelter", Sector.SOCIAL, "violence")
    await scene.opens("Children's ward", Sector.HEALTH, "other", Purpose_Of_Use="safeguarding")
    await doors.share("identity", "social", between=(doors.lead, police))
    await doors.joins(scene.case, police, "other")
    await scene.travels(police.agency.id, "housing", receiver_sector="social")
    first, second = await scene.meet({"category": "safeguarding"}, {"category": "housing"})
    for path, change in ((first, {"category": "housing"}), (second, {"sensitivity": "sealed"})):
        answer = await doors.lead.ask("PATCH", path, change, If_Match='"1"')
        assert answer.status_code == 200, answer.text
    me = await invited(doors, scene.person)
    assert await me.reads("/recipients") == {"items": [], "next": None}
    assert not [one for one in (await me.reads("/grants"))["items"] if one["because"] == "emergency"]
    await scene.travels(adviser, "housing")
    page = await me.reads("/recipients?limit=1")
    assert (told(page["items"]), page["next"]) == ([("referral", "Office HLM", ("housing",))], None)


async def test_what_travelled_on_a_withheld_mandate_is_told_from_its_release_on(scene: Disclosing) -> None:
    town = await town_in(scene.doors)
    scene.person = town.person
    me = await invited(scene.doors, scene.person)
    mandate = await town.confirmed(withheld_because="The inquiry", withheld_until=in_days(10))
    ground = (GroundKind.MANDATE, mandate["id"])
    await scene.travels(town.caseworker.agency.id, "identity", ground=ground, receiver_sector="social")
    await scene.travels(town.caseworker.agency.id, "identity", receiver_sector="social")
    await scene.travels(scene.doors.adviser.agency.id, "identity", ground=ground)
    assert (await me.reads("/recipients"))["items"] == []
    await town.second.post(f"{town.mandates}/{mandate['id']}/release", {})
    assert len((await me.reads("/recipients"))["items"]) == 3


def test_it_is_said_in_both_languages_why() -> None:
    both = [GroundKind.TEAM, GroundKind.CONSENT]
    said = disclosure_in_words("Office HLM", Way.CONFERENCE, [Category.HOUSING], both, french=False)
    assert said == (
        "Office HLM was told (housing) in a conference, because you, or who represents you, agreed to it and because "
        "they work on your case with others."
    )
    copy = disclosure_in_words(None, Way.COPY, [Category.HOUSING], [], french=True)
    assert copy == "Une personne qui vous représente a reçu une copie (logement)."
