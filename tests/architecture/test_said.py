"""The reading of log lines at the end of a run finds what it looks for."""

import pytest

from tests.said import Said


@pytest.mark.parametrize(
    "value", ["Jean-Marc", "Rue des Lilas 4", "1 85 12 75 000 000 12", "Mme Élodie Exemple", "(la vieille) Berthe"]
)
def test_a_value_about_somebody_is_found_wherever_it_stands(value: str) -> None:
    said = Said()
    said.hear("2026-01-01 [info] nothing of anybody\n")
    assert said.about([value]) == []
    said.hear(f"2026-01-01 [error] broke detail='for {value}: no' service=cases\n")
    assert said.about([value, "Somebody Else"]) == [value]


def test_words_and_ids_of_the_program_are_not_taken_for_values_about_somebody() -> None:
    said = Said()
    said.hear("care_coordination 0198c0de-0000-7000-8000-0000000000f1 FR failure=WrongKeySecretError")
    assert said.about(["care_coordination", "0198c0de-0000-7000-8000-0000000000f1", "FR", "Wrong"]) == []
