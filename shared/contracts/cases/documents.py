"""Closed lists of documents that events carry across services."""

from enum import StrEnum


class Retention(StrEnum):
    """For how long a document is kept: the class, of which the rules of each agency say the months."""

    WORKING_PAPER = "working_paper"
    CASE_FILE = "case_file"
    PROOF = "proof"


class EvidenceOf(StrEnum):
    """The kinds of ground that a document can be evidence of."""

    CONSENT = "consent"
    MANDATE = "mandate"
