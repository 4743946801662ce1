"""JSON Merge Patch at the door."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from shared.refusals import WrongValue


class MergePatch(BaseModel):
    """What changes; what is left out stays; null removes what may be absent, and is refused elsewhere.

    Source:
        RFC 7396.
    """

    model_config = ConfigDict(extra="forbid")

    REMOVABLE: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _removes_only_what_may_be_absent(self) -> "MergePatch":
        for name in sorted(self.model_fields_set - self.REMOVABLE):
            if getattr(self, name) is None:
                raise WrongValue(f"{name} cannot be removed", f"{name} ne peut pas être retiré")
        return self

    def changes(self) -> dict[str, Any]:
        """By field."""
        return {name: getattr(self, name) for name in self.model_fields_set}
