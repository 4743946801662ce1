"""The life of a need; which terms there are."""

import itertools

import pytest

from services.cases.notes.domain.need_terms import TERMS, label_of
from services.cases.notes.domain.needs import FOLLOWING, state_after
from shared.contracts.cases.coordination import NeedState
from shared.refusals import Conflict


@pytest.mark.parametrize(("present", "wanted"), list(itertools.product(NeedState, NeedState)))
def test_a_need_moves_only_where_the_table_says(present: NeedState, wanted: NeedState) -> None:
    if wanted is present or wanted in FOLLOWING[present]:
        assert state_after(present, wanted) is wanted
    else:
        with pytest.raises(Conflict) as refused:
            state_after(present, wanted)
        assert refused.value.extensions["state"] is present


def test_what_was_met_or_given_up_becomes_open_again_before_anything_else() -> None:
    for ended in (NeedState.MET, NeedState.NOT_MET):
        assert FOLLOWING[ended] == {NeedState.OPEN}


@pytest.mark.parametrize("code", list(TERMS))
def test_each_term_has_a_plain_code_and_words_in_both_languages(code: str) -> None:
    term = TERMS[code]
    assert code == code.lower()
    assert code.replace("-", "").isalpha()
    assert term.label(french=False) == term.english
    assert term.label(french=True) == term.french
    assert term.english
    assert term.french


def test_a_term_that_left_the_list_is_shown_by_its_code() -> None:
    assert label_of("homelessness", french=True) == "Absence de logement"
    assert label_of("formerly-in-the-list", french=True) == "formerly-in-the-list"
