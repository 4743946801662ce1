"""A receipt for what a person agreed to or refused. No I/O.

Source:
    ISO/IEC TS 27560:2023, consent record information structure; W3C Data Privacy Vocabulary 2.3 for its values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.cases.agreements.domain.vocabulary import basis_term, special_basis_term
from services.cases.consents.domain import ConsentState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.purposes import DPV_TERM
from shared.contracts.identity.vocabulary import Purpose

Row = Mapping[str, Any]

SCHEMA: Final = "ISO/IEC TS 27560:2023"
_DPV: Final = "https://w3id.org/dpv#"
_GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"
SPECIAL: Final = frozenset({Category.HEALTH})
"""Categories that are special by GDPR Art. 9(1)."""
RIGHTS: Final = tuple(_GDPR + one for one in ("A7-3", "A15", "A16", "A17", "A18", "A21", "A77"))
"""To withdraw, to be told, to have corrected, erased or restricted, to object, to complain."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A consent or refusal, with what it gives at the moment.

    Attributes:
        consent: as its reader sees it, whole.
        reached: the agencies to which it gives something now, each with the agreement under which.
        agreements: those, by id.
        name: how the person is called, where the reader may see it.
        made_for: the agency that hands it over.
    """

    consent: Row
    reached: Sequence[Row]
    agreements: Mapping[UUID, Row]
    name: str | None
    made_for: UUID
    made_at: datetime

    @property
    def recipients(self) -> tuple[UUID, ...]:
        """Agencies that it names or reaches."""
        return tuple(sorted({*self.consent["agencies"], *(one["agency_id"] for one in self.reached)}))

    def agencies(self) -> frozenset[UUID]:
        """All agencies that it names."""
        return frozenset({self.made_for, *(agency_id for agency_id, _ in self.parties())})

    def parties(self) -> list[tuple[UUID, str]]:
        """Who wrote it down, where an agency did; whose contributions flow, to whom: each with each of its roles."""
        controllers = _once(one for each in self.processing() for one in each["pii_controllers"])
        recorder = self.consent["agency_id"]
        return [
            *([(recorder, "recorder")] if recorder is not None else ()),
            *((one, "pii_controller") for one in controllers),
            *((one, "recipient") for one in self.recipients),
        ]

    def events(self) -> Iterator[dict[str, Any]]:
        """What happened to it, in the order of time."""
        consent = self.consent
        said = "ConsentRefused" if consent["is_refusal"] else "ConsentGiven"
        yield _event("given", said, consent["recorded_at"], consent["agency_id"], consent["valid_until"])
        if consent["withdrawn_at"] is not None:
            yield _event("withdrawn", "ConsentWithdrawn", consent["withdrawn_at"], None, None)
        elif consent["state"] == ConsentState.EXPIRED:
            yield _event("expired", "ConsentExpired", consent["valid_until"], None, None)

    def processing(self) -> Iterator[dict[str, Any]]:
        """What is done on it: each purpose with its legal bases, what is shared, and with whom."""
        consent, recipients = self.consent, self.recipients
        for purpose in consent["purposes"]:
            under = [one for one in self.agreements.values() if purpose in one["purposes"]]
            yield {
                "purpose": purpose,
                "purpose_type": DPV_TERM[Purpose(purpose)],
                "lawful_basis": _once(_bases(under)),
                "articles": _once(one["article"] for one in under),
                "pii_information": [
                    {"pii_type": one, "special_pii_category": one in SPECIAL} for one in consent["categories"]
                ],
                "pii_controllers": _once(_givers(under, recipients)),
                "recipient_third_parties": list(recipients),
                "recipient_sectors": consent["sectors"],
                "recipient_case": consent["case_id"],
                "collection_method": consent["given_how"],
                "retention_period": _once(one["retention"] for one in under),
                "jurisdiction": consent["municipality_id"],
            }


def _givers(agreements: Iterable[Row], recipients: Sequence[UUID]) -> Iterator[UUID]:
    for agreement in agreements:
        for party in agreement["parties"]:
            agency_id = UUID(party["agency_id"])
            if party["gives"] and {agency_id} != set(recipients):
                yield agency_id


def _bases(agreements: Iterable[Row]) -> Iterator[str]:
    for one in agreements:
        yield basis_term(one["legal_basis"])
        if one["special_category_basis"] is not None:
            yield special_basis_term(one["special_category_basis"])


def _event(kind: str, state: str, at: datetime, by: UUID | None, until: datetime | None) -> dict[str, Any]:
    return {
        "event_type": kind,
        "event_state": _DPV + state,
        "event_time": at,
        "entity_id": by,
        "validity_until": until,
    }


def _once(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
