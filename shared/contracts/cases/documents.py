"""Closed lists of documents that events carry across services."""

from enum import StrEnum


class EvidenceOf(StrEnum):
    """The kinds of ground that a document can be evidence of."""

    CONSENT = "consent"
    MANDATE = "mandate"
