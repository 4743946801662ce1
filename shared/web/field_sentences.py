"""What is said of a field that pydantic refuses, in English and in French; never the offending input.

Pydantic speaks English only. Where its sentence neither repeats what came nor speaks of Python it stands, with a French
twin of the same placeholders; else we have our own of both. A test knows every type of error that JSON can raise.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from shared.refusals import WrongValue

Sentences = tuple[str, str]
"""English and French."""

OTHERWISE: Final[Sentences] = ("The value is not of the expected form.", "La valeur n'a pas la forme attendue.")

FRENCH: Final[Mapping[str, str]] = {
    "missing": "Ce champ est obligatoire",
    "extra_forbidden": "Ce champ n'est pas prévu ici",
    "invalid_key": "Les clés doivent être du texte",
    "greater_than": "La valeur doit être supérieure à {gt}",
    "greater_than_equal": "La valeur doit être supérieure ou égale à {ge}",
    "less_than": "La valeur doit être inférieure à {lt}",
    "less_than_equal": "La valeur doit être inférieure ou égale à {le}",
    "multiple_of": "La valeur doit être un multiple de {multiple_of}",
    "finite_number": "La valeur doit être un nombre fini",
    "too_short": "{field_type} : il faut au moins {min_length} élément{expected_plural}, et non {actual_length}",
    "too_long": "{field_type} : il faut au plus {max_length} élément{expected_plural}, et non {actual_length}",
    "string_type": "La valeur doit être un texte",
    "string_too_short": "Le texte doit avoir au moins {min_length} caractère{expected_plural}",
    "string_too_long": "Le texte doit avoir au plus {max_length} caractère{expected_plural}",
    "string_pattern_mismatch": "Le texte doit correspondre au motif '{pattern}'",
    "string_not_ascii": "Le texte doit se limiter aux caractères ASCII",
    "enum": "La valeur doit être {expected}",
    "literal_error": "La valeur doit être {expected}",
    "bool_type": "La valeur doit être true ou false",
    "bool_parsing": "La valeur doit être true ou false, et ne se lit pas ainsi",
    "int_type": "La valeur doit être un nombre entier",
    "int_parsing": "La valeur doit être un nombre entier, et ce texte ne se lit pas ainsi",
    "int_parsing_size": "Ce texte ne se lit pas comme un nombre entier : il est trop long",
    "int_from_float": "La valeur doit être un nombre entier, et non un nombre à virgule",
    "float_type": "La valeur doit être un nombre",
    "float_parsing": "La valeur doit être un nombre, et ce texte ne se lit pas ainsi",
    "bytes_too_short": "La valeur doit avoir au moins {min_length} octet{expected_plural}",
    "bytes_too_long": "La valeur doit avoir au plus {max_length} octet{expected_plural}",
    "date_type": "La valeur doit être une date",
    "date_past": "La date doit être passée",
    "date_future": "La date doit être à venir",
    "time_type": "La valeur doit être une heure",
    "datetime_type": "La valeur doit être une date avec l'heure",
    "datetime_past": "Le moment doit être passé",
    "datetime_future": "Le moment doit être à venir",
    "timezone_naive": "L'heure ne doit pas porter de fuseau horaire",
    "timezone_aware": "L'heure doit porter un fuseau horaire",
    "union_tag_not_found": "Le champ {discriminator}, qui dit la sorte, est introuvable",
    "url_too_long": "L'adresse doit avoir au plus {max_length} caractère{expected_plural}",
    "url_scheme": "L'adresse doit commencer par {expected_schemes}",
    "uuid_version": "Un UUID de version {expected_version} est attendu",
    "decimal_parsing": "La valeur doit être un nombre décimal",
    "decimal_max_digits": "Le nombre doit avoir au plus {max_digits} chiffre{expected_plural} en tout",
    "decimal_max_places": "Le nombre doit avoir au plus {decimal_places} décimale{expected_plural}",
    "decimal_whole_digits": "Le nombre doit avoir au plus {whole_digits} chiffre{expected_plural} avant la virgule",
}
"""The twin of pydantic's sentence, by type of error."""

_OBJECT: Final[Sentences] = ("Input should be a JSON object.", "La valeur doit être un objet JSON.")
_ARRAY: Final[Sentences] = ("Input should be a JSON array.", "La valeur doit être un tableau JSON.")
_DATE: Final[Sentences] = (
    "Input should be a date, like 2026-03-02.",
    "La valeur doit être une date, comme 2026-03-02.",
)
_MOMENT: Final[Sentences] = (
    "Input should be a date and time, like 2026-03-02T09:14:00+01:00.",
    "La valeur doit être une date avec l'heure, comme 2026-03-02T09:14:00+01:00.",
)
_DURATION: Final[Sentences] = (
    "Input should be a duration, like P3DT12H.",
    "La valeur doit être une durée, comme P3DT12H.",
)
_ADDRESS: Final[Sentences] = (
    "Input should be an address, like https://example.org/.",
    "La valeur doit être une adresse, comme https://example.org/.",
)
_UUID: Final[Sentences] = ("Input should be a UUID.", "La valeur doit être un UUID.")
_TEXT: Final[Sentences] = ("Input should be text in Unicode.", "La valeur doit être un texte en Unicode.")
_TOO_DEEP: Final[Sentences] = ("The value is nested too deeply.", "La valeur est imbriquée trop profondément.")

OWN: Final[Mapping[str, Sentences]] = {
    "json_invalid": ("The body is not valid JSON.", "Le corps de la requête n'est pas du JSON valide."),
    "json_type": _TEXT,
    "recursion_loop": _TOO_DEEP,
    "recursion_depth_exceeded": _TOO_DEEP,
    "none_required": ("Input should be null.", "La valeur doit être null."),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "iterable_type": _ARRAY,
    "list_type": _ARRAY,
    "tuple_type": _ARRAY,
    "set_type": _ARRAY,
    "frozen_set_type": _ARRAY,
    "set_item_not_hashable": (
        "Items should be simple values, not arrays or objects.",
        "Les éléments doivent être des valeurs simples, et non des tableaux ou des objets.",
    ),
    "string_unicode": _TEXT,
    "bytes_type": _TEXT,
    "bytes_invalid_encoding": OTHERWISE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "time_parsing": ("Input should be a time, like 09:14.", "La valeur doit être une heure, comme 09:14."),
    "datetime_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_offset": ("Another offset from UTC is required.", "Un autre décalage avec l'UTC est attendu."),
    "time_delta_type": _DURATION,
    "time_delta_parsing": _DURATION,
    "union_tag_invalid": ("This is not a known kind.", "Cette sorte n'est pas connue."),
    "url_type": _ADDRESS,
    "url_parsing": _ADDRESS,
    "url_syntax_violation": _ADDRESS,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "decimal_type": ("Input should be a decimal number.", "La valeur doit être un nombre décimal."),
    "value_error": OTHERWISE,
    "assertion_error": OTHERWISE,
}
"""Our own instead of pydantic's, which would repeat what came or speak of Python."""

_WHOLE_BODY: Final[Sentences] = (
    "Input should be a JSON object, sent with Content-Type: application/json, or merge-patch+json.",
    "La valeur doit être un objet JSON, envoyé avec Content-Type: application/json, ou merge-patch+json.",
)
_KINDS: Final = {"List": "Liste", "Tuple": "Liste", "Set": "Ensemble", "Frozenset": "Ensemble", "Dictionary": "Objet"}
_LAST_OR: Final = re.compile(r" or (?='[^']*'$)")
_COUNTS: Final = ("min_length", "max_length", "max_digits", "decimal_places", "whole_digits")


def sentences_of(error: Mapping[str, Any]) -> Sentences:
    """What one of pydantic's errors says.

    Args:
        error: of `ValidationError.errors()`, with its context.
    """
    context = error.get("ctx", {})
    said = context.get("error")
    if isinstance(said, WrongValue):
        return said.message, said.message_fr
    if error["type"] == "model_attributes_type" and len(error["loc"]) == 1:
        return _WHOLE_BODY
    if error["type"] in FRENCH:
        return str(error["msg"]), FRENCH[error["type"]].format_map(_worded(context))
    return OWN.get(error["type"], OTHERWISE)


def _worded(context: Mapping[str, Any]) -> dict[str, Any]:
    """The words that a French sentence takes in; in French, nought and one are singular."""
    counted = next((context[name] for name in _COUNTS if name in context), 0)
    worded = {name: _word(value) for name, value in context.items()}
    kind = _KINDS.get(context.get("field_type", ""), "Valeur")
    return worded | {"expected_plural": "" if counted in {0, 1} else "s", "field_type": kind}


def _word(value: Any) -> Any:
    if isinstance(value, str):
        return _LAST_OR.sub(" ou ", value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
