"""What other services may know of a municipality."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MunicipalityFacts:
    """A municipality as identity tells it.

    Attributes:
        country: ISO 3166-1 alpha-2.
        code: in its country's register of municipalities; may be empty.
        time_zone: IANA, of its offices.
    """

    id: UUID
    country: str
    code: str
    time_zone: str
