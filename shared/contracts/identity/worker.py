"""What other services may know of a worker."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """A worker as identity tells it. The name is personal data of the worker: not kept, not logged.

    Attributes:
        agencies: for which they work now.
    """

    id: UUID
    display_name: str
    agencies: tuple[UUID, ...]
