"""Six digits, as RFC 6238 says."""

from datetime import UTC, datetime

import pytest

from services.identity.sign_in.domain.second_factor import digits, enrolment_address, new_key, step_shown_by, typed_key

OF_THE_RFC = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "expected"),
    [(59, b"287082"), (1_111_111_109, b"081804"), (1_234_567_890, b"005924"), (20_000_000_000, b"353130")],
)
def test_the_digits_are_those_of_rfc_6238_appendix_b(at: int, expected: bytes) -> None:
    assert digits(OF_THE_RFC, at // 30) == expected


@pytest.mark.parametrize(
    ("late", "is_taken"), [(-30, True), (-31, False), (0, True), (29, True), (59, True), (60, False)]
)
def test_a_clock_may_be_one_step_wrong(late: int, is_taken: bool) -> None:
    shown = digits(OF_THE_RFC, 100).decode()
    found = step_shown_by(OF_THE_RFC, f"{shown[:3]} {shown[3:]}", datetime.fromtimestamp(3000 + late, UTC))
    assert found == (100 if is_taken else None)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_not_six_digits_is_never_right(typed: str) -> None:
    assert step_shown_by(OF_THE_RFC, typed, datetime.fromtimestamp(59, UTC)) is None


def test_an_authenticator_learns_the_key_and_nothing_about_the_person() -> None:
    key = new_key()
    assert len(key) == 20
    assert enrolment_address(OF_THE_RFC, "p-k7qf-2m5x") == (
        "otpauth://totp/Parcours:p-k7qf-2m5x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Parcours"
    )
    assert typed_key(OF_THE_RFC) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
