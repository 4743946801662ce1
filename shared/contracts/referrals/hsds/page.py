"""How HSDS hands out lists and introduces itself."""

from typing import Any

from pydantic import BaseModel, Field


class HsdsPage(BaseModel):
    """One numbered page, as `Page` of HSDS's own API document says."""

    total_items: int = Field(description="All entries of the list.", examples=[120])
    total_pages: int = Field(examples=[3])
    page_number: int = Field(description="From 1.", examples=[1])
    size: int = Field(description="Entries on this page.", examples=[50])
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


class HsdsIntroduction(BaseModel):
    """What this directory speaks."""

    version: str = Field(description="HSDS's version.", examples=["3.0"])
    profile: str = Field(description="Where the profile is explained.")
    openapi_url: str = Field(description="Where the API document is.")
