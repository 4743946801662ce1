"""What others may know of the directory."""

from typing import NewType
from uuid import UUID

ListingId = NewType("ListingId", UUID)
OrganizationId = NewType("OrganizationId", UUID)
