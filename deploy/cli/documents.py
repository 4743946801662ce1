"""The command that writes the generated documents, or says which are stale."""

from rich.console import Console

from deploy.documents import pages
from deploy.launch.refusals import LaunchRefused

console = Console(stderr=True, highlight=False)


async def write_documents() -> None:
    """Write every document that does not say what the code says."""
    written = pages.write()
    console.print("\n".join(f"Wrote {path}" for path in written) or "Every document is fresh.")


async def require_fresh() -> None:
    """Change nothing.

    Raises:
        LaunchRefused: a document is stale.
    """
    stale = pages.stale()
    if stale:
        raise LaunchRefused(f"{', '.join(str(path) for path in stale)}: not what the code says. Run make documents.")
    console.print("Every document is fresh.")
