"""The demonstration is written through the API; what was interrupted is completed, and nothing is there twice.
The story is told on it.
"""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from rich.console import Console

from deploy.demo.keys import DemoKeys, make_keys
from deploy.demo.people import people
from deploy.demo.seed import seed_before_start
from deploy.demo.seed_identity import seed_identity
from deploy.demo.seed_records import seed_records
from deploy.demo.story import telling
from deploy.demo.story.play import CHAPTERS, play
from deploy.launch.installation import Installation, free_port
from deploy.launch.refusals import LaunchRefused
from tests.journeys.conftest import Parcours, own_installation, running


async def test_what_is_written_again_is_there_once(parcours: Parcours) -> None:
    await seed_identity(parcours.installation, parcours.keys)
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    some = [one for one in people() if one.municipality == "valmont"][:2]
    await seed_records(parcours.url, parcours.keys.password, some[:1])
    await seed_records(parcours.url, parcours.keys.password, some)

    identities = [one.body["identity"] for one in some]
    names = [f"{one['given_name']} {one['family_name']}" for one in identities]
    work = (await nadia.get("/v1/worklist", limit="200"))["items"]
    listed = [person["display_name"] for row in work for person in row["persons"]]
    assert Counter(name for name in listed if name in names) == Counter(names)
    titles = [one["title"] for one in (await nadia.get("/v1/agreements", limit="200"))["items"]]
    assert titles.count("Working together in Ville de Valmont") == 1


TOLD = {
    "one-record": (
        "identity │ shown: authorship │ shown: consent │ shown: team",
        "health │ shown: authorship │ withheld: no ground │ shown: team",
        "education │ shown: authorship │ withheld: no ground │ withheld: no ground",
        "Lucie (housing) asks for the record: 404, the same as for somebody invented",
        "Inès (clinic) asks for the record: 404, the same as for somebody invented",
        "Of the address Lucie sees that it is protected",
        "Health was asked for and stays: no consent.",
        "Inès, who has no part in it, gets 404.",
        "→ accepted",
        "→ completed",
        "Declining it now is refused: 409",
        "Help completed",
        "Lucie's next request for the record: 404.",
        "Inès still sees what she saw",
    ),
    "integrated-team": (
        "Nadia and Léa accept. It stands on Léa's list, with its risk: high.",
        "The plan is agreed, by her and by the lead",
        "Go along to the music school on Sunday",
        "(overdue)",
        "Nadia is told: “New message”, urgent.",
        "Léa sees 1 new message.",
        "11 hospital days avoided",
    ),
    "difficult-cases": (
        "Where he lives when the shelter closes; The hearing in spring",
        "Lucie Petit, Habitat Valmont │ 1 │ Where he lives when the shelter closes",
        "Hugo Lambert, Maison de justice │ 0 │ nothing: no ground for anybody",
        "Place told to it: no.",
        "Hugo asks for the case itself: 404",
        "Now he reads: Where he lives when the shelter closes.",
        "On Lucie's list: Keep the flat for Elias, by 2030-06-01.",
        "What was shared with whom writes itself: to Lucie, about housing, by her team.",
    ),
    "unaccompanied-minor": (
        "until the day before he is of age",
        "Has papers that hold beyond the eighteenth birthday │ years",
        "Habitat Valmont │ consent │ housing, identity │ ends",
        "Agence Emploi Ensemble │ consent │ employment, identity │ goes on",
        "Service social de Valmont │ mandate │ education, social │ ends",
        "The guardian's powers end: 1. Nothing begins by a rule.",
        "Inès sees of it what is of Clinique du Port.",
        "Agence Emploi has received him: yes.",
    ),
    "older-person-at-home": (
        "for the daughter to do: Agree on who calls whom when something happens.",
        "The plan is agreed: by Nadia, and by the daughter for her mother.",
        "Whoever goes there is told what to do: visit in pairs.",
        "Léa asks why: 404",
        "Inès writes down what the daughter says: “She ate nothing yesterday.”",
        "Spent before anybody agreed: 409, the budget is not agreed on.",
        "housing adaptation │ 300.00 € │ 245.00 € │ 55.00 €",
        "Half a year before: 20 days in hospital. Since then 14 avoided.",
    ),
    "young-persons-goals": (
        "Play football in a club │ Takes part in life with others of his age │ years │ 3",
        "Léa says +1, he says -1: they disagree, and it stays visible.",
        "On one scale: 58.7 by the workers, 41.3 by him",
        "Léa Martin reads: help received 5.",
        "Awa Diallo reads: help received 5, being heard 2.",
        "on the birthday the young people's services leave",
        "Places that end at midnight of that day: 1 of 3.",
        "The employment agency has said that it received him.",
    ),
    "did-it-work": (
        "T-scores: 25.2 at first",
        "They see the tenancy differently; that stays visible: true.",
        "A summary to keep: application/pdf",
    ),
}


@pytest.fixture(scope="module")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """Of its own: what the agencies of the demonstration share they do not share in other stories."""
    async with own_installation(tmp_path_factory.mktemp("demonstration")) as prepared:
        yield prepared


@pytest.fixture(scope="module")
async def keys(installation: Installation) -> DemoKeys:
    keys = make_keys(installation.home)
    await seed_identity(installation, keys)
    return keys


@pytest.fixture(scope="module", params=["one_process", pytest.param("processes", marks=pytest.mark.processes)])
async def parcours(
    request: pytest.FixtureRequest, installation: Installation, keys: DemoKeys
) -> AsyncIterator[Parcours]:
    async with running(request.param, installation, keys) as started:
        yield started


@pytest.fixture(scope="module")
async def seeded(parcours: Parcours) -> Parcours:
    """With what the agencies agreed on and offer."""
    await seed_records(parcours.url, parcours.keys.password, [])
    return parcours


@pytest.mark.parametrize("chapter", CHAPTERS)
async def test_each_chapter_is_told_to_its_end(
    seeded: Parcours, chapter: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "console", Console(width=120, highlight=False))
    await play(seeded.url, seeded.installation.home, [chapter])
    told = " ".join(capsys.readouterr().out.split())
    assert [said for said in TOLD[chapter] if said not in told] == []
    assert "rue de la Fable" not in told


async def test_a_chapter_that_is_not_there_is_named(parcours: Parcours) -> None:
    with pytest.raises(LaunchRefused, match=r"No chapter is called one-recrod\. There are: one-record"):
        await play(parcours.url, parcours.installation.home, ["one-recrod"])


async def test_without_an_installation_the_story_is_not_begun(parcours: Parcours) -> None:
    with pytest.raises(LaunchRefused, match=r"Nothing answers on .*make run"):
        await play(f"http://127.0.0.1:{free_port()}", parcours.installation.home)


async def test_people_who_do_not_exist_have_no_place_in_production(
    parcours: Parcours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARCOURS_ENVIRONMENT", "production")
    with pytest.raises(LaunchRefused, match="share one password"):
        await seed_before_start(parcours.installation)
