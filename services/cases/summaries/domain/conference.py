"""What the summary of a conference says. No I/O: it is given what its reader may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.cases.conferences.domain.conference import ConferenceState
from services.cases.conferences.domain.matters import Asked, NotAskedBecause
from services.cases.summaries.domain.document import Document, Entry, Fact, Language, Section
from services.cases.summaries.domain.speaking import Reading, Row, Some, Speaker
from shared.contracts.cases.conferences import AnswerState, Attendance, MatterState
from shared.contracts.cases.duties import TaskState
from shared.contracts.cases.plans import ActionState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.vocabulary import Purpose


@dataclass(frozen=True, kw_only=True)
class ConferenceContents:
    """What somebody may see of a conference.

    Attributes:
        said, decided: of the matters, in the order of writing.
        names: of the people whose identity they may see.
    """

    conference: Row
    participants: Some
    matters: Some
    said: Some
    decided: Some
    names: Mapping[UUID, str]
    reader_agency_id: UUID
    purpose: Purpose
    read_at: datetime

    def agencies(self) -> frozenset[UUID]:
        """Those that it names."""
        owners = {one["owner_agency_id"] for row in self.decided.rows for one in row["became"]} - {None}
        writers = (row["agency_id"] for row in (*self.said.rows, *self.decided.rows))
        signers = (UUID(one["agency_id"]) for row in self.said.rows for one in row["signatures"])
        asked = (one["agency_id"] for one in self.participants.rows)
        return frozenset({self.reader_agency_id, *map(_as_id, owners), *writers, *signers, *asked})


def conference_summary(contents: ConferenceContents, language: Language, agencies: Mapping[UUID, str]) -> Document:
    """The summary of a conference: who came, what was said of each matter, and what was decided.

    Args:
        agencies: names by id.
    """
    speaker = Speaker(language, agencies, contents.names)
    return speaker.document(
        ("Summary of a conference", "Synthèse d'une réunion"),
        Reading(contents.reader_agency_id, contents.purpose, contents.read_at),
        facts=_outline(contents.conference, speaker),
        sections=tuple(_sections(contents, speaker)),
    )


def _outline(conference: Row, speaker: Speaker) -> tuple[Fact, ...]:
    zone = ZoneInfo(conference["time_zone"])
    starts_at, ends_at = (conference[name].astimezone(zone) for name in ("starts_at", "ends_at"))
    when = f"{speaker.day(starts_at)}, {starts_at:%H:%M}–{ends_at:%H:%M} ({conference['time_zone']})"
    return (
        *speaker.fact("When", "Date", when),
        *speaker.fact("Where", "Lieu", conference["place"]),
        *speaker.fact("State", "État", speaker.word(ConferenceState(conference["state"]))),
    )


def _sections(contents: ConferenceContents, speaker: Speaker) -> Iterator[Section]:
    asked = [one for one in contents.participants.rows if one["state"] != AnswerState.WITHDRAWN]
    yield Section(
        speaker.say("Who was asked", "Invités"),
        facts=tuple(Fact(speaker.agency(one["agency_id"]), _came(one, speaker)) for one in asked),
    )
    yield speaker.section(
        ("Agenda, as far as you may see it", "Ordre du jour, dans la mesure de vos accès"),
        tuple(_matter(row, contents, speaker) for row in contents.matters.rows),
        ("Nothing on the agenda is shown to you.", "Aucun point de l'ordre du jour ne vous est présenté."),
        most=contents.matters.most or contents.said.most or contents.decided.most,
    )


def _came(participant: Row, speaker: Speaker) -> str:
    answer = speaker.word(AnswerState(participant["state"]))
    if participant["attendance"] is None:
        return answer
    return f"{answer}; {speaker.word(Attendance(participant['attendance'])).lower()}"


def _matter(row: Row, contents: ConferenceContents, speaker: Speaker) -> Entry:
    because = row["not_asked_because"]
    taken_off = row["state"] == MatterState.TAKEN_OFF
    people = ", ".join(speaker.person(one) for one in (row["person_id"], *row["also_about"]))
    return Entry(
        row["topic"],
        (
            *speaker.fact("About", "Concerne", people),
            *speaker.fact("Category", "Domaine", speaker.word(Category(row["category"]))),
            *speaker.fact("Asked to come", "Personne invitée", speaker.word(Asked(row["asked"]))),
            *speaker.fact("Why nobody was", "Motif d'absence", because and speaker.word(NotAskedBecause(because))),
            *speaker.fact("Taken off", "Retiré", speaker.say("Yes", "Oui") if taken_off else None),
            *(_minutes(one, speaker) for one in contents.said.rows if one["agenda_item_id"] == row["id"]),
            *(_decision(one, speaker) for one in contents.decided.rows if one["agenda_item_id"] == row["id"]),
        ),
    )


def _minutes(row: Row, speaker: Speaker) -> Fact:
    signers = ", ".join(dict.fromkeys(speaker.agency(_as_id(one["agency_id"])) for one in row["signatures"]))
    writer = speaker.agency(row["agency_id"])
    signed = speaker.say(f"\nSigned by {signers}.", f"\nSigné par {signers}.") if signers else ""
    return Fact(speaker.say(f"Said (written by {writer})", f"Dit (noté par {writer})"), row["text"] + signed)


def _decision(row: Row, speaker: Speaker) -> Fact:
    return Fact(
        speaker.say("Decided", "Décidé"), "\n".join([row["text"], *(_became(one, speaker) for one in row["became"])])
    )


def _became(one: Mapping[str, Any], speaker: Speaker) -> str:
    """Who does it, by when, and how it goes."""
    owner = speaker.agency(_as_id(one["owner_agency_id"])) if one["owner_agency_id"] else None
    state = (ActionState if one["kind"] == "action" else TaskState)(one["state"])
    due = one["due_on"] and speaker.day(datetime.fromisoformat(str(one["due_on"])))
    parts = (owner or speaker.say("The person or a carer", "La personne ou un aidant"), due, speaker.word(state))
    return "→ " + ", ".join(part for part in parts if part)


def _as_id(value: str | UUID) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
