"""A process that delivers and does nothing else, to be killed: `python -m tests.cases.webhooks.sender URL`."""

import asyncio
import sys

from services.cases.webhooks.actions.delivering import deliver_webhooks
from shared.database.engine import Database
from shared.web.access_tokens import Revocations
from tests.cases.webhooks.stage import OWN, hear


async def main(url: str) -> None:
    database = await Database.open(url, schema="cases")
    revocations = Revocations()
    await asyncio.gather(deliver_webhooks(database, OWN, revocations), hear(revocations))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
