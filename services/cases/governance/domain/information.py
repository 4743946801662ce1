"""What a person is told about the use of their data, in plain words (GDPR Art. 13 and 14). No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.cases.own.domain.words import categories_called, grant_in_words
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.purposes import CALLED
from shared.phrases import Phrase

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What it is made of.

    Attributes:
        grants: who may see what, as far as the reader may know.
        agreements: those on which grants rest.
        articles: of the mandates on which grants rest.
        arrangements: what joint controllers declared.
    """

    grants: Sequence[Row]
    agreements: Sequence[Row]
    articles: Sequence[str]
    arrangements: Sequence[Row]


@dataclass(frozen=True)
class Section:
    """A heading with its sentences."""

    title: str
    sentences: tuple[str, ...]


_TITLES: Final = (
    Phrase("Who answers for your data", "Qui répond de vos données"),
    Phrase("Who may see what, and why", "Qui peut voir quoi, et pourquoi"),
    Phrase("For what, on what basis, for how long", "Pour quoi, sur quelle base, combien de temps"),
    Phrase("Your rights", "Vos droits"),
)
RIGHTS: Final = (
    Phrase(
        "You may ask to see and to have a copy of what is kept about you, and to see who looked at it (Art. 15).",
        "Vous pouvez demander à voir ce qui est conservé à votre sujet, en recevoir une copie, et savoir qui l'a "
        "consulté (art. 15).",
    ),
    Phrase(
        "You may ask to have it corrected, deleted or left unused (Art. 16 to 18), and object to its use (Art. 21).",
        "Vous pouvez demander la rectification, l'effacement ou la limitation (art. 16 à 18), et vous opposer à "
        "l'utilisation de vos données (art. 21).",
    ),
    Phrase(
        "What you agreed to you may take back at any time; what was done until then stays lawful (Art. 7(3)).",
        "Ce que vous avez accepté, vous pouvez le retirer à tout moment ; ce qui a été fait jusque-là reste licite "
        "(art. 7, § 3).",
    ),
    Phrase(
        "You may complain to the supervisory authority (Art. 77). No machine decides about you (Art. 22).",
        "Vous pouvez saisir l'autorité de contrôle (art. 77). Aucune machine ne décide à votre sujet (art. 22).",
    ),
)


def agencies_in(known: Known) -> frozenset[UUID]:
    """Those whose names the information says."""
    return frozenset(row["agency_id"] for row in known.grants) | {row["agency_id"] for row in known.arrangements}


def information(known: Known, names: Mapping[UUID, str], *, french: bool) -> list[Section]:
    """All sections, in the language of whoever reads it."""
    sections = (
        _answering(known, names, french=french),
        _seeing(known, names, french=french),
        _bases(known, french=french),
        [one.told(french=french) for one in RIGHTS],
    )
    return [
        Section(title.told(french=french), tuple(dict.fromkeys(said)))
        for title, said in zip(_TITLES, sections, strict=True)
    ]


def _answering(known: Known, names: Mapping[UUID, str], *, french: bool) -> list[str]:
    writers = {row["agency_id"] for row in known.grants if row["ground_kind"] == GroundKind.AUTHORSHIP}
    said = [
        f"{_name(one, names)} répond de ce qui y est écrit à votre sujet."
        if french
        else f"{_name(one, names)} answers for what it writes about you."
        for one in sorted(writers)
    ]
    return said + [
        f"{_name(row['agency_id'], names)} : {row['content']['essence_fr']} ({row['content']['contact']})"
        if french
        else f"{_name(row['agency_id'], names)}: {row['content']['essence_en']} ({row['content']['contact']})"
        for row in known.arrangements
    ]


def _seeing(known: Known, names: Mapping[UUID, str], *, french: bool) -> list[str]:
    return [
        grant_in_words(
            _name(row["agency_id"], names),
            GroundKind(row["ground_kind"]),
            row["operations"],
            [Category(one) for one in row["categories"]],
            french=french,
        )
        for row in known.grants
    ]


def _bases(known: Known, *, french: bool) -> list[str]:
    said = [basis(row, french=french) for row in known.agreements]
    return said + [by_law(one, french=french) for one in known.articles]


def by_law(article: str, *, french: bool) -> str:
    """On which article of law somebody may see something: one sentence."""
    return f"La loi : {article}." if french else f"By law: {article}."


def basis(row: Row, *, french: bool) -> str:
    """On which agreement something flows: for what, on what basis, for how long; one sentence."""
    purposes = ", ".join(CALLED[one][french] for one in row["purposes"])
    categories = categories_called([Category(one) for one in row["categories"]], french=french)
    special = row["special_category_basis"]
    if french:
        letters = f"art. 6, § 1, {row['legal_basis']})" + (f" et art. 9, § 2, {special})" if special else "")
        onward = "peut être retransmis" if row["onward_sharing"] else "n'est pas retransmis"
        return (
            f"« {row['title']} » : {purposes} ; {categories} ; RGPD {letters}, {row['article']} ; conservation : "
            f"{row['retention']} ; {onward} ; interlocuteur : {row['contact']}."
        )
    letters = f"Art. 6(1)({row['legal_basis']})" + (f" and 9(2)({special})" if special else "")
    onward = "may be passed on" if row["onward_sharing"] else "is not passed on"
    return (
        f"“{row['title']}”: {purposes}; {categories}; GDPR {letters}, {row['article']}; kept: {row['retention']}; "
        f"{onward}; ask: {row['contact']}."
    )


def _name(agency_id: UUID, names: Mapping[UUID, str]) -> str:
    return names.get(agency_id, str(agency_id))
