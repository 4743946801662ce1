"""What PostgreSQL's driver brings can be written as JSON."""

from uuid import UUID

import pytest

from shared.database.engine import Database
from shared.database.statements import Statement
from shared.identifiers import new_id
from shared.json_text import json_text
from shared.web.pages import cursor, keys_of
from tests.cases.worlds import World

ECHO = Statement("SELECT CAST(:id AS uuid) AS id")
KEEP = Statement("SELECT CAST(:told AS jsonb) AS told")


@pytest.mark.anyio
async def test_an_id_from_the_database_is_written_like_any_other(cases_database: Database) -> None:
    chosen = new_id()
    async with cases_database.work(World().worker()) as work:
        brought = await work.value(ECHO, id=chosen)
        assert type(brought) is not UUID, "the driver has a class of its own; without it there is nothing to test"
        assert json_text({"id": brought}) == json_text({"id": chosen})
        assert await work.value(KEEP, told={"id": brought}) == {"id": str(chosen)}
        assert keys_of(cursor(brought), UUID) == (chosen,)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        json_text({"at": object()})
