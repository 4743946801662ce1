"""What is said of a wrong field is said in French too, for every type of error that JSON can raise."""

from datetime import date
from string import Formatter
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from shared.refusals import WrongValue
from shared.web.field_sentences import FRENCH, OTHERWISE, OWN, sentences_of

OF_PYTHON_ONLY = {
    # attributes, instances, classes and calls of Python, which no JSON value is
    *("no_such_attribute", "get_attribute_error", "needs_python_object", "is_instance_of", "is_subclass_of"),
    *("callable_type", "dataclass_type", "dataclass_exact_type", "named_tuple_type", "arguments_type"),
    *("missing_argument", "unexpected_keyword_argument", "missing_keyword_only_argument", "multiple_argument_values"),
    *("unexpected_positional_argument", "missing_positional_only_argument", "iteration_error"),
    # assignments, and defaults that look at other fields: no body here has any
    *("frozen_field", "frozen_instance", "default_factory_not_called"),
    # types that no body here has
    *("frozen_dict_type", "ordered_dict_type", "counter_type", "deque_type", "missing_sentinel_error"),
    *("ellipsis_error", "fraction_type", "fraction_parsing", "complex_type", "complex_str_parsing"),
}
KNOWN: dict[str, Any] = {error["type"]: error for error in list_all_errors()}
REPEATS_WHAT_CAME = {"error", "encoding_error", "tag", "tz_actual"}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_type_of_error_has_a_sentence_in_one_place() -> None:
    assert not FRENCH.keys() & OWN.keys()
    assert (FRENCH.keys() | OWN.keys()) == KNOWN.keys() - OF_PYTHON_ONLY


@pytest.mark.parametrize("kind", sorted(FRENCH))
def test_a_french_twin_says_as_much(kind: str) -> None:
    error = KNOWN[kind]
    assert "message_template_json" not in error, "pydantic speaks of Python: it needs a sentence of our own"
    wanted = placeholders(error["message_template_python"])
    assert placeholders(FRENCH[kind]) == wanted
    assert not wanted & REPEATS_WHAT_CAME


class Kept(BaseModel):
    number: int = Field(1, ge=1)
    share: float = Field(1, gt=0)
    names: list[str] = Field([], max_length=1)
    word: str = Field("ab", min_length=2)
    kind: Literal["person", "carer", "agency"] = "person"
    day: date = date(2026, 1, 1)
    text: str = Field("ab", max_length=0)


@pytest.mark.parametrize(
    ("field", "value", "english", "french"),
    [
        ("number", 0, "Input should be greater than or equal to 1", "La valeur doit être supérieure ou égale à 1"),
        ("share", 0, "Input should be greater than 0", "La valeur doit être supérieure à 0"),
        (
            "names",
            ["a", "b"],
            "List should have at most 1 item after validation, not 2",
            "Liste : il faut au plus 1 élément, et non 2",
        ),
        ("word", "a", "String should have at least 2 characters", "Le texte doit avoir au moins 2 caractères"),
        ("text", "abc", "String should have at most 0 characters", "Le texte doit avoir au plus 0 caractère"),
        (
            "kind",
            "Dupont",
            "Input should be 'person', 'carer' or 'agency'",
            "La valeur doit être 'person', 'carer' ou 'agency'",
        ),
        (
            "day",
            "Dupont",
            "Input should be a date, like 2026-03-02.",
            "La valeur doit être une date, comme 2026-03-02.",
        ),
        ("names", "Dupont", "Input should be a JSON array.", "La valeur doit être un tableau JSON."),
    ],
)
def test_a_wrong_value_is_told_in_both_languages(field: str, value: Any, english: str, french: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Kept.model_validate({field: value})
    (error,) = refused.value.errors()
    assert sentences_of(error) == (english, french)


def _as_we_say_it(_: str) -> str:
    raise WrongValue("it is told twice", "c'est dit deux fois")


def _as_python_says_it(value: str) -> str:
    return str(int(value))


@pytest.mark.parametrize(
    ("validator", "said"),
    [(_as_we_say_it, ("it is told twice", "c'est dit deux fois")), (_as_python_says_it, OTHERWISE)],
)
def test_a_validator_speaks_both_languages_or_is_not_quoted(validator: Any, said: tuple[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Annotated[str, AfterValidator(validator)]).validate_python("Dupont")
    assert [sentences_of(error) for error in refused.value.errors()] == [said]
