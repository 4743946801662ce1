"""A copy as pages to read and keep. No I/O."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from services.cases.exports.domain.codes import said
from services.cases.exports.domain.export import not_in_it
from services.cases.exports.domain.field_names import FIELD_NAMES
from services.cases.exports.domain.sections import SECTIONS, Kept
from services.cases.summaries.domain.document import Document, Entry, Fact, Language, Section
from services.cases.summaries.domain.speaking import Speaker
from shared.contracts.cases.rights import Right

_HEADINGS: Final = ("title", "subject", "topic", "wording", "term", "file_name", "kind", "in_words", "moved", "reason")
"""What a thing is headed by: the first of these that it has; else its day."""
_DAYS: Final = ("written_at", "recorded_at", "said_at", "marked_at", "at", "told_at", "began_at", "opened_at")
_OF_THEMSELVES: Final = (("you", "à votre sujet"), ("you gave", "vous avez fourni"))
_OF_WHOM_THEY_REPRESENT: Final = (
    ("the person whom you represent", "au sujet de la personne que vous représentez"),
    ("the person whom you represent gave", "la personne que vous représentez a fourni"),
)
"""Whom a copy is about, and who gave what is carried, for who reads it; in English and French."""
_DATE_LENGTH: Final = len("2026-03-01")


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Some of a copy, as many pages as are set at once.

    Attributes:
        archived: as `not_in_it` takes it.
        number, of: from 1.
        sections: with what stands in each, agencies by name.
    """

    right: Right
    agency: str
    made_at: datetime
    kept_until: datetime
    left_out: Sequence[str]
    is_the_person: bool
    archived: Sequence[date] = ()
    number: int
    of: int
    sections: Sequence[tuple[Kept, Sequence[Mapping[str, Any]]]]


def printed_copy(volume: Volume, language: Language) -> Document:
    """One volume of a copy as it is handed over."""
    speaker = Speaker(language)
    return Document(
        language=language,
        title=speaker.say("Copy of personal data", "Copie de données personnelles"),
        author=volume.agency,
        replaced=speaker.say(
            "Where � stands, a character has no shape in the fonts of this page; it is in the JSON form of the copy.",
            "Le signe � remplace un caractère absent des polices de cette page ; il est dans la forme JSON.",
        ),
        page="Page",
        sentences=tuple(_opening(volume, speaker)),
        sections=tuple(_sections(volume, speaker)),
    )


def _opening(volume: Volume, speaker: Speaker) -> Iterator[str]:
    day = speaker.moment(volume.made_at)
    about, gave = _OF_THEMSELVES if volume.is_the_person else _OF_WHOM_THEY_REPRESENT
    if volume.right is Right.PORTABILITY:
        yield speaker.say(
            f"What {gave[0]} to {volume.agency}, as it was kept on {day} (GDPR Art. 20).",
            f"Ce que {gave[1]} à {volume.agency}, tel que conservé le {day} (RGPD art. 20).",
        )
    else:
        yield speaker.say(
            f"What {volume.agency} kept about {about[0]} on {day} (GDPR Art. 15).",
            f"Ce que {volume.agency} conservait {about[1]} le {day} (RGPD art. 15).",
        )
    if volume.of > 1:
        yield speaker.say(f"Part {volume.number} of {volume.of}.", f"Partie {volume.number} sur {volume.of}.")
    if volume.number == 1:
        yield from not_in_it(
            volume.right,
            volume.left_out,
            is_the_person=volume.is_the_person,
            french=speaker.french,
            archived=volume.archived,
        )
        yield speaker.say(
            "You may ask for corrections, erasure or restriction, object, and complain to the data-protection "
            "authority. No machine decides about you. Keep these pages where nobody else reads them.",
            "Vous pouvez demander la rectification, l'effacement ou la limitation, vous opposer, et saisir l'autorité "
            "de protection des données. Aucune machine ne décide à votre sujet. Gardez ces pages à l'abri des regards.",
        )


def _sections(volume: Volume, speaker: Speaker) -> Iterator[Section]:
    for kept, items in volume.sections:
        yield Section(
            SECTIONS[kept].called.told(french=speaker.french),
            entries=tuple(_entry(kept, number, one, speaker) for number, one in enumerate(items, 1)),
        )
    if not volume.sections:
        yield Section(
            speaker.say("Nothing", "Rien"), sentences=(speaker.say("Nothing is kept.", "Rien n'est conservé."),)
        )


def _entry(kept: Kept, number: int, item: Mapping[str, Any], speaker: Speaker) -> Entry:
    facts = tuple(_facts(kept, item, speaker))
    heading = next((one for name in _HEADINGS if (one := _words(kept, name, item.get(name), speaker))), None)
    day = next((_words(kept, name, item[name], speaker) for name in _DAYS if item.get(name)), None)
    return Entry(heading or day or str(number), facts)


def _facts(kept: Kept, item: Mapping[str, Any], speaker: Speaker) -> Iterator[Fact]:
    for name in SECTIONS[kept].fields:
        words = _words(kept, name, item.get(name), speaker)
        if words:
            yield from speaker.fact(*FIELD_NAMES[name], words)


def _words(kept: Kept, field: str, value: Any, speaker: Speaker) -> str:
    """A value as it is read; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return speaker.say("yes", "oui") if value else speaker.say("no", "non")
    if isinstance(value, str):
        return _day(value, field, speaker) or said(kept, field, value, french=speaker.french)
    if isinstance(value, Mapping):
        return _pairs(kept, value, speaker)
    if isinstance(value, Sequence):
        return _joined((_words(kept, field, one, speaker) for one in value), value)
    return str(value)


def _pairs(kept: Kept, value: Mapping[str, Any], speaker: Speaker) -> str:
    if "name" in value and "sector" in value:
        return str(value["name"])
    told = (
        f"{FIELD_NAMES[name][speaker.french] if name in FIELD_NAMES else name.replace('_', ' ')}: {words}"
        for name, one in value.items()
        if (words := _words(kept, name, one, speaker))
    )
    return "\n".join(told)


def _joined(words: Iterable[str], values: Sequence[Any]) -> str:
    return ("\n" if any(isinstance(one, Mapping) and "sector" not in one for one in values) else ", ").join(words)


def _day(value: str, field: str, speaker: Speaker) -> str:
    """A moment or a day as it is read aloud; nothing where it is neither."""
    if field.endswith("_at") or field in {"at", "valid_from", "valid_until"}:
        at = datetime.fromisoformat(value)
        return speaker.day(at) if len(value) == _DATE_LENGTH else speaker.moment(at)
    if field.endswith("_on") or field == "retention_from":
        return speaker.day(date.fromisoformat(value))
    return ""
