"""Who helps somebody as a neighbour, a relative or a volunteer. No I/O."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.refusals import Invalid


class Bond(StrEnum):
    """What an informal member is to the people whom they help."""

    RELATIVE = "relative"
    PARTNER = "partner"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    VOLUNTEER = "volunteer"
    EMPLOYER = "employer"
    LANDLORD = "landlord"
    OTHER = "other"


def must_name_one(content: Mapping[str, Any], about: Collection[UUID]) -> None:
    """An informal member is a person of the index, or a name; and somebody else than whom they help.

    Args:
        content: with `helper_id` and `name`.

    Raises:
        Invalid: neither or both, or one of those whom it is about.
    """
    if (content["helper_id"] is None) == (content["name"] is None):
        raise Invalid.field(
            "#/name",
            "name_or_person",
            "Say who it is: by a name, or as a person who is known here.",
            "Indiquez de qui il s'agit : par un nom, ou comme une personne connue ici.",
        )
    if content["helper_id"] in about:
        raise Invalid.field(
            "#/helper_id", "themselves", "Nobody is their own informal member.", "Personne n'est son propre aidant."
        )
