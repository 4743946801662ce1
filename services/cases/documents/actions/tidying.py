"""What is done about documents every hour."""

from services.cases.documents.actions.deleting import LetGo, delete_contents_of_the_deleted, delete_what_is_due
from services.cases.documents.actions.sweeping import sweep
from services.cases.documents.store.contents.keeping import Contents
from shared.database.engine import Database


async def tidy_documents(database: Database, contents: Contents, let_go: LetGo) -> None:
    """Delete what is due, the contents of what was deleted, and what a crash left.

    Raises:
        Unavailable: the place of contents does not answer.
    """
    await delete_what_is_due(database, let_go)
    await delete_contents_of_the_deleted(database, contents)
    await sweep(database, contents)
