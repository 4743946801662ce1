"""The register of processing as far as it concerns one person, in plain words, in English and French. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.cases.governance.domain.entries import EntryKind
from services.cases.governance.domain.information import basis, by_law
from services.cases.own.domain.words import categories_called
from services.cases.summaries.domain.document import Language
from services.cases.summaries.domain.speaking import Speaker
from shared.contracts.cases.vocabulary import Category

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """An agency that holds something about the person.

    Attributes:
        received: something about them travelled to it with a referral.
        agreements: on which what it holds, or reads, flows now.
        articles: of law, by which it may see something.
        declared: joint controllers, processors and impact assessments.
    """

    agency_id: UUID
    wrote: bool
    received: bool
    agreements: Sequence[Row]
    articles: Sequence[str]
    declared: Sequence[Row]


def holder_in_words(holder: Holder, name: str, *, french: bool) -> list[str]:
    """What an agency holds, and does with it: a sentence each."""
    said = list(_held(holder, name, french=french))
    said += [basis(one, french=french) for one in holder.agreements]
    said += [by_law(one, french=french) for one in holder.articles]
    return said + [_declared(EntryKind(one["kind"]), one["content"], french=french) for one in holder.declared]


def _held(holder: Holder, name: str, *, french: bool) -> Iterator[str]:
    if holder.wrote:
        yield (
            f"{name} conserve ce qui y est écrit à votre sujet, et en répond."
            if french
            else f"{name} keeps what it wrote about you, and answers for it."
        )
    if holder.received:
        yield (
            f"{name} a reçu une partie de votre dossier avec une orientation."
            if french
            else f"{name} received part of your record with a referral."
        )


def _declared(kind: EntryKind, content: Row, *, french: bool) -> str:
    if kind is EntryKind.JOINT_CONTROLLERS:
        essence = content["essence_fr" if french else "essence_en"]
        together = "Décide avec d'autres organismes" if french else "It decides together with others"
        return f"{together}{' : ' if french else ': '}{essence} ({content['contact']})"
    if kind is EntryKind.PROCESSOR:
        return _processor(content, french=french)
    return _assessment(content, Speaker(Language.FRENCH if french else Language.ENGLISH))


def _processor(content: Row, *, french: bool) -> str:
    what = categories_called([Category(one) for one in content["categories"]], french=french)
    where = ", ".join(content["countries"])
    if content.get("safeguards"):
        where += f" ; {content['safeguards']}" if french else f"; {content['safeguards']}"
    if french:
        return f"{content['name']} traite des données pour son compte : {content['task']} ({what} ; {where})."
    return f"{content['name']} processes data on its behalf: {content['task']} ({what}; {where})."


def _assessment(content: Row, speaker: Speaker) -> str:
    concluded, again = (speaker.day(date.fromisoformat(content[one])) for one in ("concluded_on", "review_on"))
    return speaker.say(
        f"The risk for people was assessed: “{content['title']}” on {concluded}; it is looked at again by {again}.",
        f"Le risque pour les personnes a été évalué : « {content['title']} » le {concluded} ; nouvel examen avant le "
        f"{again}.",
    )
