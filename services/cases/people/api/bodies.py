"""What can be said about a person in a request, checked field by field."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from services.cases.people.domain import parts
from services.cases.people.domain.birth_date import is_birth_date
from services.cases.people.domain.keys import identifier_key
from services.cases.people.domain.place import Place
from shared.contracts.cases.vocabulary import Sensitivity
from shared.refusals import Invalid, WrongValue
from shared.web.problems import field_errors


def _on_the_calendar(text: str) -> str:
    if not is_birth_date(text):
        raise WrongValue(
            "a birth date is 1998, 1998-04 or 1998-04-12, and on the calendar",
            "une date de naissance s'écrit 1998, 1998-04 ou 1998-04-12, et existe au calendrier",
        )
    return text


def _with_a_letter_or_digit(text: str) -> str:
    if not identifier_key(text):
        raise WrongValue("it holds no letter or digit", "il n'y a ni lettre ni chiffre")
    return text


AnyBody = TypeVar("AnyBody", bound=BaseModel)
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
BirthDate = Annotated[
    str,
    AfterValidator(_on_the_calendar),
    Field(description="`1998`, `1998-04` or `1998-04-12`.", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["1998-04"]),
]
Language = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35, description="BCP 47.", examples=["ar"])
]
System = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9.:/_-]*$",
        max_length=100,
        description="Who gives it out: a URI or short name, lower case.",
        examples=["urn:fr:nir"],
    ),
]
Value = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_with_a_letter_or_digit),
    Field(examples=["VX-4001"]),
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.", examples=["FR"])]


class Body(BaseModel):
    """Nothing that is not understood is taken."""

    model_config = ConfigDict(extra="forbid")


class PreviousName(Body):
    """A name the person had."""

    family_name: Text | None = None
    given_name: Text | None = None


class Identity(Body):
    """Who somebody is. At least one name."""

    family_name: Text | None = None
    given_name: Text | None = None
    preferred_name: Text | None = Field(None, description="How they want to be called.")
    previous_names: list[PreviousName] = Field([], max_length=20)
    birth_date: BirthDate | None = None
    birth_date_estimated: bool = Field(False, description="Nobody knows it; it was worked out.")

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.part().has_a_name:
            raise WrongValue(
                "a person has at least one of family_name, given_name and preferred_name",
                "une personne a au moins un family_name, un given_name ou un preferred_name",
            )
        return self

    def part(self) -> parts.Identity:
        """As the domain takes it."""
        previous = tuple(parts.PreviousName(**one.model_dump()) for one in self.previous_names)
        return parts.Identity(**self.model_dump(exclude={"previous_names"}), previous_names=previous)


class Communication(Body):
    """How to speak with somebody."""

    languages: list[Language] = Field([], max_length=10, description="Best first.")
    interpreter: Language | None = Field(None, description="Language in which an interpreter is needed.")
    accessibility: list[parts.AccessibilityNeed] = Field([], max_length=10)
    do_not_contact: bool = Field(False, description="Do not contact the person directly.")

    def part(self) -> parts.Communication:
        """As the domain takes it."""
        return parts.Communication(
            languages=tuple(self.languages),
            interpreter=self.interpreter,
            accessibility=tuple(self.accessibility),
            do_not_contact=self.do_not_contact,
        )


class _Item(Body):
    sensitivity: Sensitivity = Field(
        Sensitivity.ORDINARY, description="`sensitive` needs a ground that names the category; `sealed` is yours alone."
    )


class Identifier(_Item):
    """A number or code that stands for this person, and for nobody else, in some system."""

    system: System
    value: Value

    def part(self) -> parts.Identifier:
        """As the domain takes it."""
        return parts.Identifier(**self.model_dump())


class ContactPoint(_Item):
    """Where somebody can be reached, and whether that is safe."""

    kind: parts.ContactKind
    value: Text = Field(examples=["+00 000 000"])
    safe: bool | None = Field(None, description="Whether nobody else listens or reads; null when nobody asked.")
    safe_channels: list[parts.Channel] = Field([], max_length=10, description="In which ways; empty for all.")
    safe_times: Text | None = Field(None, description="When, in words.")
    code_word: Text | None = Field(None, description="By which the person knows who is calling.")
    note: LongText | None = None

    def part(self) -> parts.ContactPoint:
        """As the domain takes it."""
        values = self.model_dump(exclude={"safe_channels"})
        return parts.ContactPoint(**values, safe_channels=tuple(self.safe_channels))


class _Dated(_Item):
    valid_from: date | None = Field(None, description="First day.")
    valid_until: date | None = Field(None, description="Last day.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise WrongValue(
                "valid_until must not be earlier than valid_from", "valid_until ne doit pas être antérieur à valid_from"
            )
        return self


class Address(_Dated):
    """An address. A protected one is for your agency only; others learn that there is one, and no more."""

    use: parts.AddressUse = parts.AddressUse.HOME
    protected: bool = False
    lines: list[Text] = Field(
        min_length=1, max_length=6, description="Street, number, floor.", examples=[["1, rue Imaginaire"]]
    )
    postcode: Text | None = None
    locality: Text | None = None
    country: Country | None = None

    def part(self) -> parts.Address:
        """As the domain takes it."""
        place = Place(lines=tuple(self.lines), postcode=self.postcode, locality=self.locality, country=self.country)
        return parts.Address(**self.model_dump(exclude={"lines", "postcode", "locality", "country"}), place=place)


class Other(Body):
    """The other in a relationship: registered, or by name."""

    person_id: UUID | None = Field(None, description="Somebody registered, of whom you know.")
    name: Text | None = Field(None, description="Somebody who is not registered.")

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.person_id is None) == (self.name is None):
            raise WrongValue("either person_id or name", "soit person_id, soit name")
        return self


class Relationship(_Dated):
    """What another is to this person; with powers, a representative."""

    kind: parts.RelationshipKind
    other: Other
    powers: list[parts.Power] = Field([], max_length=10, description="What the other may do for this person.")

    def part(self) -> parts.Relationship:
        """As the domain takes it."""
        return parts.Relationship(
            **self.model_dump(exclude={"other", "powers"}),
            other_person_id=self.other.person_id,
            other_name=self.other.name,
            powers=tuple(self.powers),
        )


class NewPerson(Body):
    """Somebody to register."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "municipality_id": "0198c0de-0000-7000-8000-000000000001",
                    "identity": {"family_name": "Exemple", "given_name": "Alix", "birth_date": "1998-04"},
                    "communication": {"languages": ["fr"], "interpreter": None},
                    "contact_points": [{"kind": "phone", "value": "+00 000 000", "safe": True}],
                }
            ]
        },
    )

    municipality_id: UUID | None = Field(None, description="The first of your token's, when left out.")
    identity: Identity
    communication: Communication = Field(default_factory=Communication)
    identifiers: list[Identifier] = Field([], max_length=20)
    contact_points: list[ContactPoint] = Field([], max_length=20)
    addresses: list[Address] = Field([], max_length=20)


class PersonPatch(Body):
    """Which parts of a person to correct, each by a merge patch."""

    identity: dict[str, Any] = {}
    communication: dict[str, Any] = {}


def checked(body: type[AnyBody], value: Mapping[str, Any], *under: str) -> AnyBody:
    """An object as this body.

    Args:
        under: where the object stands in the request, for the pointers.

    Raises:
        Invalid: with a pointer to each field that is wrong.
    """
    try:
        return body.model_validate(value)
    except ValidationError as failure:
        located = [{**error, "loc": ("body", *under, *error["loc"])} for error in failure.errors(include_url=False)]
        raise Invalid(errors=field_errors(located)) from None


def as_said(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns of a part as its body says them."""
    if "other_name" not in item:
        return item
    values = dict(item)
    person_id, name = values.pop("other_person_id"), values.pop("other_name")
    return values | {"other": {"person_id": person_id} if person_id else {"name": name}}
