"""`parcours audit`: the access log of one person, read as the schema's owner by whoever operates the installation."""

from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.launch.installation import reached_installation
from deploy.launch.refusals import LaunchRefused

_LOOKS = """
    SELECT at, act, operation, subject_id, agency_id, purpose, categories, grounds, decision_id
    FROM cases.access_log WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT $2
"""


async def print_looks(home: Path, person_id: UUID, most: int) -> None:
    """Print the latest looks, one a line, newest first; ids only, since the log knows no names.

    Raises:
        LaunchRefused: the address of the schema's owner is not known, or nobody ever looked.
    """
    owners = (await reached_installation(home)).owners
    if "cases" not in owners:
        raise LaunchRefused("Set PARCOURS_CASES_OWNER_URL: the access log is read as the owner of its schema.")
    connection = await asyncpg.connect(owners["cases"])
    try:
        looks = await connection.fetch(_LOOKS, person_id, most)
    finally:
        await connection.close()
    if not looks:
        raise LaunchRefused("Nobody ever looked at this person's record, or there is no such person.")
    for look in looks:
        print(
            f"{look['at']:%Y-%m-%dT%H:%M:%SZ} {look['act']} {look['operation']} by {look['subject_id']}"
            f" of {look['agency_id']} for {look['purpose']}; decision {look['decision_id']};"
            f" showed {', '.join(look['categories']) or 'nothing'}; on {', '.join(look['grounds']) or 'no ground'}"
        )
