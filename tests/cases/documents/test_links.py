"""Links: for one caller, for five minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.cases.documents.domain.document import LinkOver
from services.cases.documents.domain.links import Link
from shared.identifiers import new_id
from shared.refusals import NotFound

NOW = datetime(2026, 3, 2, 9, 14, tzinfo=UTC)
SECRET = b"a secret for tests only, of forty letters"
LINK = Link(new_id(), 1, int((NOW + timedelta(minutes=5)).timestamp()), new_id(), new_id())


def test_a_link_holds_until_it_is_over() -> None:
    signature = LINK.signature(SECRET)
    LINK.must_hold(SECRET, signature, NOW + timedelta(seconds=299))
    with pytest.raises(LinkOver):
        LINK.must_hold(SECRET, signature, NOW + timedelta(seconds=300))


def test_a_link_says_when_it_is_over_in_utc() -> None:
    assert LINK.expires_at == NOW + timedelta(minutes=5)
    assert LINK.expires_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "other",
    [
        replace(LINK, document_id=new_id()),
        replace(LINK, version=2),
        replace(LINK, expires=LINK.expires + 1),
        replace(LINK, agency_id=new_id()),
        replace(LINK, subject=new_id()),
    ],
)
def test_a_signature_is_for_one_link_alone(other: Link) -> None:
    with pytest.raises(NotFound):
        other.must_hold(SECRET, LINK.signature(SECRET), NOW)


@pytest.mark.parametrize("signature", ["", "é", LINK.signature(b"another secret")], ids=["none", "letters", "another"])
def test_what_was_not_signed_here_holds_nothing(signature: str) -> None:
    with pytest.raises(NotFound):
        LINK.must_hold(SECRET, signature, NOW)
