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


def named_anew(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, where a name takes the place of a person, and a person that of a name: a refusal would tell whoever
    does not see which of both stood there.
    """
    instead = {"name": "helper_id", "helper_id": "name"}
    return {**{instead[one]: None for one in instead if changes.get(one) is not None}, **changes}


def must_be_somebody_else(content: Mapping[str, Any], about: Collection[UUID]) -> None:
    """An informal member is a person of the index, a name, or somebody whose name nobody wrote down: never both, and
    somebody else than whom they help.

    Neither is what a reader sees too who may not know of the person. So it does not tell that there is a record.

    Args:
        content: with `helper_id` and `name`.

    Raises:
        Invalid: both, or one of those whom it is about.
    """
    if content["helper_id"] is not None and content["name"] is not None:
        raise Invalid.field(
            "#/name",
            "name_or_person",
            "Say who it is by a name, or as a person who is known here: not both.",
            "Indiquez de qui il s'agit par un nom, ou comme une personne connue ici : pas les deux.",
        )
    if content["helper_id"] in about:
        raise Invalid.field(
            "#/helper_id", "themselves", "Nobody is their own informal member.", "Personne n'est son propre aidant."
        )
