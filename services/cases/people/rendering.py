"""How people look in answers, as SQL: PostgreSQL builds the JSON of what the reader may see, in one statement.

Each function gives an SQL expression of type `json`. A row that the reader may not see is not there; `shown` decides
on a row by its alias and is the predicate of access unless a composing statement has a cheaper form of it. The
parameters are those of `services.cases.access.predicate.reader`.

Columns are cut down to what an answer shows: neither agency and worker who contributed, nor anything of a protected
or sheltered address but that there is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from services.cases.access.predicate import may_read, shows
from services.cases.people.domain.parts import Part
from shared.encryption.marks import sealed

Shown = Callable[..., str]
"""As `may_read`: whether a row is shown, by its alias; `by` narrows the grants that count, and `item_id` says
where its id stands."""


def identity_json(person: str) -> str:
    """Who somebody is.

    Args:
        person: alias of a row of `person` that the reader may see.
    """
    return f"""json_build_object(
        'family_name', {person}.family_name, 'given_name', {person}.given_name,
        'preferred_name', {person}.preferred_name, 'previous_names', {person}.previous_names,
        'birth_date', {person}.birth_date, 'birth_date_estimated', {person}.birth_date_estimated)"""


def display_name(person: str) -> str:
    """What a list shows of somebody's names; null when none is known.

    Args:
        person: alias of a row of `person` that the reader may see.
    """
    called = f"coalesce({person}.preferred_name, {person}.given_name)"
    return f"nullif(concat_ws(' ', {called}, {person}.family_name), '')"


def communication_json(person_id: str, shown: Shown = may_read) -> str:
    """How to speak with somebody; null when the reader may not see it."""
    return f"""(
        SELECT json_build_object('languages', m.languages, 'interpreter', m.interpreter,
            'accessibility', m.accessibility, 'do_not_contact', m.do_not_contact)
        FROM person_communication m WHERE m.person_id = {person_id} AND {shown("m", item_id="m.person_id")})"""


@dataclass(frozen=True)
class Listed:
    """How one kind of parts, of which a person has any number, is read.

    Attributes:
        source: what follows FROM.
        alias: of the row on which access is decided.
        json: what an answer shows of it.
        whole: what else must be true for the reader to see all of it (an SQL condition).
    """

    source: str
    alias: str
    json: str
    whole: Callable[[Shown], str] = lambda _shown: "true"

    def of(self, person_id: str) -> str:
        """Those of a person that are in use (an SQL condition)."""
        return f"{self.alias}.person_id = {person_id} AND {self.alias}.ended_at IS NULL"

    def is_shown(self, shown: Shown) -> str:
        """The reader may see all of it (an SQL condition)."""
        return f"{shown(self.alias)} AND {self.whole(shown)}"

    def list_json(self, person_id: str, shown: Shown) -> str:
        """All that the reader may see whole, oldest first."""
        return f"""(
            SELECT coalesce(json_agg({self.json} ORDER BY {self.alias}.id), '[]') FROM {self.source}
            WHERE {self.of(person_id)} AND {self.is_shown(shown)})"""


def _relationship(registered_other: str) -> str:
    """A row `tie` of relationship, with what is shown of an other who is registered."""
    return f"""json_build_object('id', tie.id, 'version', tie.version, 'sensitivity', tie.sensitivity, 'kind', tie.kind,
        'other', CASE WHEN tie.other_person_id IS NULL THEN json_build_object('name', tie.other_name)
                 ELSE {registered_other} END,
        'powers', tie.powers, 'valid_from', tie.valid_from, 'valid_until', tie.valid_until)"""


_REGISTERED_OTHER = f"""(
    SELECT json_build_object('person_id', o.person_id, 'family_name', o.family_name, 'given_name', o.given_name,
        'preferred_name', o.preferred_name)
    FROM person o WHERE o.person_id = tie.other_person_id AND {may_read("o", item_id="o.person_id")})"""


def _contact(name: str) -> str:
    """A column of the contact point `c` that is encrypted."""
    return sealed(f"contact_point.{name}", "c.id", f"c.{name}")


def _place(name: str) -> str:
    """A column of the place `ap` of an address."""
    return sealed(f"address_place.{name}", "ap.address_id", f"ap.{name}")


_HIDDEN = "(a.protected OR is_sheltered(a.id, a.person_id))"
"""The place of address `a` is for the agency that recorded it: the row says so, or that of somebody close does."""

LISTED: Mapping[Part, Listed] = {
    Part.IDENTIFIER: Listed(
        "person_identifier i",
        "i",
        f"""json_build_object('id', i.id, 'version', i.version, 'sensitivity', i.sensitivity, 'system', i.system,
            'value', {sealed("person_identifier.value", "i.id", "i.value")})""",
    ),
    Part.CONTACT_POINT: Listed(
        "contact_point c",
        "c",
        f"""json_build_object('id', c.id, 'version', c.version, 'sensitivity', c.sensitivity, 'kind', c.kind,
            'value', {_contact("value")}, 'safe', c.safe, 'safe_channels', c.safe_channels,
            'safe_times', {_contact("safe_times")}, 'code_word', {_contact("code_word")},
            'note', {_contact("note")})""",
    ),
    Part.ADDRESS: Listed(
        "address a JOIN address_place ap ON ap.address_id = a.id",
        "a",
        f"""json_build_object('id', a.id, 'version', a.version, 'sensitivity', a.sensitivity, 'use', a.use,
            'protected', a.protected, 'valid_from', a.valid_from, 'valid_until', a.valid_until,
            'lines', {_place("lines")}, 'postcode', {_place("postcode")}, 'locality', {_place("locality")},
            'country', {_place("country")})""",
        lambda shown: (
            f"""
            ((a.agency_id = :reader_agency AND {shown("a", by="g.ground_kind = 'authorship'")}) OR NOT {_HIDDEN})"""
        ),
    ),
    Part.RELATIONSHIP: Listed("relationship tie", "tie", _relationship(_REGISTERED_OTHER)),
}
"""Of a protected or sheltered address the place is for the agency that recorded it, on its authorship. A registered
other of a relationship appears only to readers with a ground that shows who they are."""


def identifiers_json(person_id: str, shown: Shown = may_read) -> str:
    """Numbers and codes of a person."""
    return LISTED[Part.IDENTIFIER].list_json(person_id, shown)


def contact_points_json(person_id: str, shown: Shown = may_read) -> str:
    """Where a person can be reached, and whether that is safe."""
    return LISTED[Part.CONTACT_POINT].list_json(person_id, shown)


def addresses_json(person_id: str, shown: Shown = may_read) -> str:
    """A person's addresses. All hidden ones of other agencies together are one `{"protected": true}` at the end."""
    address = LISTED[Part.ADDRESS]
    return f"""(
        SELECT coalesce(json_agg(one.shown ORDER BY one.open_id NULLS LAST), '[]') FROM (
            SELECT DISTINCT ON (a.open_id) a.open_id,
                CASE WHEN a.open_id IS NULL THEN json_build_object('protected', true) ELSE {address.json} END AS shown
            FROM (SELECT a.*, CASE WHEN {address.whole(shown)} THEN a.id END AS open_id
                  FROM address a WHERE {address.of(person_id)} AND {shown("a")} OFFSET 0) a
            LEFT JOIN address_place ap ON ap.address_id = a.open_id) one)"""


def open_addresses_json(person_id: str, shown: Shown = may_read) -> str:
    """Only the addresses that may travel: none that is protected or sheltered, whoever asks."""
    return replace(LISTED[Part.ADDRESS], whole=lambda _shown: f"NOT {_HIDDEN}").list_json(person_id, shown)


def has_protected_address(person_id: str, shown: Shown = may_read) -> str:
    """Whether there is an address that nobody gets (SQL boolean)."""
    return f"""EXISTS (
        SELECT FROM address a WHERE {LISTED[Part.ADDRESS].of(person_id)} AND {shown("a")} AND {_HIDDEN})"""


def relationships_json(person_id: str, shown: Shown = may_read) -> str:
    """Ties of a person to others."""
    return LISTED[Part.RELATIONSHIP].list_json(person_id, shown)


def others_shown(person_id: str, shown: Shown = may_read) -> str:
    """A query: the registered others whom `relationships_json` shows, with the grounds: looked at too."""
    return f"""
        SELECT o.person_id, o.municipality_id, ground.kinds AS grounds
        FROM relationship tie JOIN person o ON o.person_id = tie.other_person_id
        CROSS JOIN LATERAL (
            SELECT array_agg(g.ground_kind || ':' || g.ground_id) AS kinds
            FROM access_grant g WHERE {shows("o", "o.person_id")}) ground
        WHERE {LISTED[Part.RELATIONSHIP].of(person_id)} AND {shown("tie")} AND ground.kinds IS NOT NULL"""


def travelling_relationships_json(person_id: str, shown: Shown = may_read) -> str:
    """Ties as another agency may get them: not who a registered other is, since it may have no ground for them."""
    travelling = replace(LISTED[Part.RELATIONSHIP], json=_relationship("NULL"))
    return travelling.list_json(person_id, shown)


def person_json(person_id: str, shown: Shown = may_read) -> str:
    """Everything that is kept about a person, as far as the reader may see it; a part that is withheld is null.

    Args:
        person_id: an SQL expression; of a person for whom the reader has a ground.
    """
    return f"""(
        SELECT json_build_object(
            'id', p.person_id, 'municipality_id', p.municipality_id,
            'identity', CASE WHEN {shown("p", item_id="p.person_id")} THEN {identity_json("p")} END,
            'communication', {communication_json("p.person_id", shown)},
            'identifiers', {identifiers_json("p.person_id", shown)},
            'contact_points', {contact_points_json("p.person_id", shown)},
            'addresses', {addresses_json("p.person_id", shown)},
            'relationships', {relationships_json("p.person_id", shown)})
        FROM person p WHERE p.person_id = {person_id})"""
