"""How an installation begins, at the command line."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from deploy.cli.register import invite, register_agency, register_front_end, register_municipality
from deploy.embedded.databases import ServiceDatabase
from deploy.launch.refusals import LaunchRefused
from shared.contracts.identity.vocabulary import AgencyKind, Sector
from shared.identifiers import new_id
from shared.refusals import Invalid, Refusal

pytestmark = pytest.mark.usefixtures("addresses")


def answer(printed: pytest.CaptureFixture[str]) -> UUID:
    """The last line; before it may stand what the engines of other tests log."""
    return UUID(printed.readouterr().out.split()[-1])


async def begun(home: Path, printed: pytest.CaptureFixture[str], *, login: str) -> tuple[UUID, UUID]:
    """A municipality and an agency with its first administrator."""
    await register_municipality(home, name="Beginning", country="FR", time_zone="Europe/Paris", code="")
    municipality = answer(printed)
    await register_agency(
        home,
        name="First agency",
        sector=Sector.SOCIAL,
        kind=AgencyKind.PUBLIC,
        municipalities=[municipality],
        administrator="Ada Anfang",
        login=login,
    )
    return municipality, answer(printed)


async def owner_sees(database: ServiceDatabase, question: str, *values: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(database.owner_url)
    try:
        return list(await connection.fetch(question, *values))
    finally:
        await connection.close()


async def test_an_agency_begins_with_an_administrator_who_chooses_a_password(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await register_municipality(tmp_path, name="Beginning", country="FR", time_zone="Europe/Paris", code="")
    municipality = answer(capsys)
    await register_agency(
        tmp_path,
        name="First agency",
        sector=Sector.SOCIAL,
        kind=AgencyKind.PUBLIC,
        municipalities=[municipality],
        administrator="Ada Anfang",
        login="ada.anfang",
    )
    told = capsys.readouterr()
    members = await owner_sees(
        looked_after["identity"],
        "SELECT m.roles FROM memberships m JOIN workers w ON w.id = m.worker_id WHERE m.agency_id = $1",
        UUID(told.out.split()[-1]),
    )
    assert [row["roles"] for row in members] == [["administrator"]]
    assert "/oauth/password" in told.err
    assert "ada.anfang" in told.err


async def test_a_worker_who_lost_the_password_is_let_in_by_the_operator(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    login = f"lost.{new_id().hex[:8]}"
    await begun(tmp_path, capsys, login=login)
    digests = "SELECT i.digest FROM password_invitations i JOIN workers w ON w.id = i.worker_id WHERE w.login = $1"
    [first] = await owner_sees(looked_after["identity"], digests, login)
    await invite(tmp_path, login.upper())
    told = capsys.readouterr()
    [second] = await owner_sees(looked_after["identity"], digests, login)
    assert first != second, "the earlier code opens nothing any more"
    assert "/oauth/password" in told.err
    assert login in told.err
    with pytest.raises(LaunchRefused, match="Nobody signs in"):
        await invite(tmp_path, "nobody.here")


async def test_a_front_end_signs_workers_in_for_an_agency_that_answers_for_it(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, agency = await begun(tmp_path, capsys, login=f"first.{new_id().hex[:8]}")
    await register_front_end(
        tmp_path, name="Desk", agency_id=agency, redirect_uris=["https://desk.example.org/signed-in"]
    )
    client = answer(capsys)
    rows = await owner_sees(
        looked_after["identity"], "SELECT agency_id, open_to_all FROM systems WHERE id = $1", client
    )
    assert [tuple(row) for row in rows] == [(agency, True)]


async def test_what_is_wrong_is_refused_and_leaves_nothing(
    looked_after: Mapping[str, ServiceDatabase], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    login = f"taken.{new_id().hex[:8]}"
    municipality, _ = await begun(tmp_path, capsys, login=login)
    before = await owner_sees(looked_after["identity"], "SELECT count(*) FROM agencies")
    for municipalities, kind in (([new_id()], Invalid), ([municipality], Refusal)):
        with pytest.raises(kind):
            await register_agency(
                tmp_path,
                name="Second agency",
                sector=Sector.HOUSING,
                kind=AgencyKind.PUBLIC,
                municipalities=municipalities,
                administrator="Bea Beginn",
                login=login,
            )
    assert await owner_sees(looked_after["identity"], "SELECT count(*) FROM agencies") == before
