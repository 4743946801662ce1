"""What is kept about a person, part by part. Each is an item of the record with a contributor and versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.cases.people.domain.keys import known_by_identifier, known_by_name, name_key
from services.cases.people.domain.place import Place
from shared.contracts.cases.vocabulary import Category, Sensitivity


class Part(StrEnum):
    """The parts of what is kept about a person."""

    IDENTITY = "identity"
    COMMUNICATION = "communication"
    IDENTIFIER = "identifier"
    CONTACT_POINT = "contact_point"
    ADDRESS = "address"
    RELATIONSHIP = "relationship"

    @property
    def category(self) -> Category:
        """Under which category of the record it falls."""
        return _CATEGORY[self]


_CATEGORY = {
    Part.IDENTITY: Category.IDENTITY,
    Part.COMMUNICATION: Category.CONTACT,
    Part.IDENTIFIER: Category.IDENTITY,
    Part.CONTACT_POINT: Category.CONTACT,
    Part.ADDRESS: Category.CONTACT,
    Part.RELATIONSHIP: Category.HOUSEHOLD,
}


class ContactKind(StrEnum):
    """By what a person can be reached."""

    PHONE = "phone"
    EMAIL = "email"
    POST = "post"
    MESSAGING = "messaging"
    IN_PERSON = "in_person"
    OTHER = "other"


class Channel(StrEnum):
    """In which way a contact point is used."""

    VOICE = "voice"
    TEXT = "text"
    VOICE_MAIL = "voice_mail"
    EMAIL = "email"
    LETTER = "letter"
    MESSAGE = "message"


class AddressUse(StrEnum):
    """What a person has an address for."""

    HOME = "home"
    TEMPORARY = "temporary"
    POSTAL = "postal"
    FORMER = "former"


class AccessibilityNeed(StrEnum):
    """What a person needs to take part."""

    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    HEARING_LOOP = "hearing_loop"
    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    EASY_LANGUAGE = "easy_language"
    READING_ALOUD = "reading_aloud"
    QUIET_PLACE = "quiet_place"
    ACCOMPANIED = "accompanied"
    HOME_VISIT = "home_visit"


class RelationshipKind(StrEnum):
    """What the other is to this person."""

    PARENT = "parent"
    CHILD = "child"
    PARTNER = "partner"
    SIBLING = "sibling"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    WARD = "ward"
    PROXY = "proxy"
    CARER = "carer"
    CARED_FOR = "cared_for"
    FRIEND = "friend"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


class Power(StrEnum):
    """What a representative may do for this person."""

    BE_INFORMED = "be_informed"
    CONSENT = "consent"
    SIGN = "sign"
    MANAGE_MONEY = "manage_money"
    DECIDE_ON_HEALTH = "decide_on_health"
    DECIDE_ON_RESIDENCE = "decide_on_residence"


@dataclass(frozen=True, kw_only=True)
class PreviousName:
    """A name the person had."""

    family_name: str | None
    given_name: str | None


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is.

    Attributes:
        preferred_name: how they want to be called.
        birth_date: `1998`, `1998-04` or `1998-04-12`.
        birth_date_estimated: nobody knows it; it was worked out.
    """

    family_name: str | None
    given_name: str | None
    preferred_name: str | None
    previous_names: tuple[PreviousName, ...]
    birth_date: str | None
    birth_date_estimated: bool

    @property
    def has_a_name(self) -> bool:
        """There is something to call them by."""
        return any(name_key(name) for name in (self.family_name, self.given_name, self.preferred_name))

    def search_keys(self) -> list[tuple[str, str]]:
        """Family and given name as they are compared: the present ones, the preferred one, those before."""
        keys = [
            (name_key(self.family_name), name_key(self.given_name)),
            (name_key(self.family_name), name_key(self.preferred_name)),
        ]
        keys += [(name_key(one.family_name), name_key(one.given_name)) for one in self.previous_names]
        return [pair for pair in dict.fromkeys(keys) if any(pair)]

    def known_keys(self) -> Iterator[bytes]:
        """The digests under which this person is known of by name; none without a birth date."""
        if self.birth_date is None:
            return
        for family_name, given_name in self.search_keys():
            if family_name and given_name:
                yield known_by_name(family_name, given_name, self.birth_date)


@dataclass(frozen=True, kw_only=True)
class Communication:
    """How to speak with somebody.

    Attributes:
        languages: BCP 47, best first.
        interpreter: the language into which to interpret.
        do_not_contact: only through whoever knows how.
    """

    languages: tuple[str, ...]
    interpreter: str | None
    accessibility: tuple[AccessibilityNeed, ...]
    do_not_contact: bool


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """A number or code that stands for one person in some system, and for nobody else.

    Attributes:
        system: a lower-case URI or short name of who gives it out.
    """

    sensitivity: Sensitivity
    system: str
    value: str

    @property
    def known_key(self) -> bytes:
        """The digest under which this person is known of by it."""
        return known_by_identifier(self.system, self.value)


@dataclass(frozen=True, kw_only=True)
class ContactPoint:
    """Where somebody can be reached, and whether that is safe.

    Attributes:
        safe: whether somebody else may be listening or reading; None when nobody asked.
        safe_times: in words.
        code_word: what to say so that they know who is calling.
    """

    sensitivity: Sensitivity
    kind: ContactKind
    value: str
    safe: bool | None
    safe_channels: tuple[Channel, ...]
    safe_times: str | None
    code_word: str | None
    note: str | None


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address of a person.

    Attributes:
        protected: for the agency that recorded it only; everybody else learns that there is one, and no more. The
            same place in the rows of those who live there is sheltered: shown as if it were protected too.
    """

    sensitivity: Sensitivity
    use: AddressUse
    protected: bool
    valid_from: date | None
    valid_until: date | None
    place: Place


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """A tie to another person; with powers, a representative's.

    Attributes:
        other_person_id: when the other is registered too.
        other_name: when not.
    """

    sensitivity: Sensitivity
    kind: RelationshipKind
    other_person_id: UUID | None
    other_name: str | None
    powers: tuple[Power, ...]
    valid_from: date | None
    valid_until: date | None


Kept = Identifier | ContactPoint | Address | Relationship
"""The parts of which a person has any number."""

AnyPart = Identity | Communication | Kept

_PART_OF: Mapping[type[Kept], Part] = {
    Identifier: Part.IDENTIFIER,
    ContactPoint: Part.CONTACT_POINT,
    Address: Part.ADDRESS,
    Relationship: Part.RELATIONSHIP,
}


def part_of(item: Kept) -> Part:
    """Which part it is."""
    return _PART_OF[type(item)]
