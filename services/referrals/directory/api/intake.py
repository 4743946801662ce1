"""Whom a listing takes, as it is said and shown."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.referrals.directory.domain.intake import AgeRule, Effect, IntakeRules, NamedRule, TerritoryRule
from shared.refusals import WrongValue

_Reason = Annotated[
    str,
    Field(
        min_length=1,
        max_length=300,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="Why, in words for whoever refers; of nobody in particular.",
    ),
]
_Age = Annotated[int, Field(ge=0, le=130)]
_EXAMPLE: dict[str, Any] = {
    "age": {"effect": "refuse", "reason": "The house is for adults.", "minimum": 18, "maximum": None},
    "territory": None,
    "documents": [
        {"code": "identity_paper", "name": "Identity paper", "effect": "warn", "reason": "Needed on the first day."}
    ],
    "exclusions": [
        {"code": "with_pet", "name": "Comes with a pet", "effect": "refuse", "reason": "The rooms are shared."}
    ],
}


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")

    effect: Effect = Field(description="Whether sending is refused, or warned of.")
    reason: _Reason


class AgeRuleBody(_Rule):
    """Between these ages, both included."""

    minimum: _Age | None = None
    maximum: _Age | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise WrongValue("an age rule needs a minimum or a maximum", "une règle d'âge demande un seuil")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise WrongValue("minimum is greater than maximum", "minimum dépasse maximum")
        return self


class TerritoryRuleBody(_Rule):
    """For the people of these municipalities."""

    municipality_ids: list[UUID] = Field(min_length=1, max_length=100)


class NamedRuleBody(_Rule):
    """A document to bring, or a circumstance in which somebody is not taken."""

    code: str = Field(pattern=r"^[a-z0-9_]{1,60}$", description="Yours; whoever refers answers by it.")
    name: _Reason = Field(description="As people say it.")


class IntakeRulesBody(BaseModel):
    """Whom a listing takes; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    age: AgeRuleBody | None = None
    territory: TerritoryRuleBody | None = None
    documents: list[NamedRuleBody] = Field([], max_length=30, description="That have to be at hand.")
    exclusions: list[NamedRuleBody] = Field([], max_length=30, description="That must not apply.")

    @model_validator(mode="after")
    def _has_each_code_once(self) -> Self:
        for named in (self.documents, self.exclusions):
            if len({one.code for one in named}) < len(named):
                raise WrongValue("a code is there twice", "un code s'y trouve deux fois")
        return self

    def rules(self) -> IntakeRules:
        """As the domain takes them."""
        where = self.territory
        return IntakeRules(
            age=AgeRule(**self.age.model_dump()) if self.age else None,
            territory=TerritoryRule(
                effect=where.effect, reason=where.reason, municipality_ids=tuple(where.municipality_ids)
            )
            if where
            else None,
            documents=tuple(NamedRule(**one.model_dump()) for one in self.documents),
            exclusions=tuple(NamedRule(**one.model_dump()) for one in self.exclusions),
        )
