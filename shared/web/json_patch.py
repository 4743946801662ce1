"""JSON Patch (RFC 6902): what is added, replaced, removed and tested. Nothing here needs to move or copy."""

from copy import deepcopy
from typing import Any, Final

from shared.refusals import Invalid

JSON_PATCH: Final = "application/json-patch+json"
MOST_OPERATIONS: Final = 100


def json_patched(document: Any, operations: Any) -> Any:
    """A copy of the document with all operations made, in their order.

    Raises:
        Invalid: no patch, an operation that is not known here, a place that is not there, or a test that fails; points
            at the operation.
    """
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise Invalid.field("#", "value", "Send a list of operations.", "Envoyez une liste d'opérations.")
    if len(operations) > MOST_OPERATIONS:
        raise Invalid.field("#", "too_long", "These are too many operations.", "Ces opérations sont trop nombreuses.")
    whole = {"": deepcopy(document)}
    for number, one in enumerate(operations):
        try:
            _operate(whole, one)
        except (LookupError, TypeError, ValueError) as failure:
            raise Invalid.field(
                f"#/{number}", "value", "This operation cannot be made.", "Cette opération n'est pas réalisable."
            ) from failure
    return whole[""]


def _operate(whole: Any, operation: dict[str, Any]) -> None:
    parts = str(operation["path"]).split("/")
    if parts[0] != "":
        raise ValueError
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    place: Any = whole
    for part in way:
        place = place[_key(place, part)]
    _at(place, last, operation)


def _at(place: Any, last: str, operation: dict[str, Any]) -> None:
    match operation["op"]:
        case "add" if isinstance(place, list):
            place.insert(len(place) if last == "-" else _within(_index(last), len(place)), operation["value"])
        case "add":
            place[_key(place, last)] = operation["value"]
        case "replace":
            place[_key(place, last)]  # it has to be there
            place[_key(place, last)] = operation["value"]
        case "remove":
            del place[_key(place, last)]
        case "test" if place[_key(place, last)] == operation["value"]:
            return
        case _:
            raise ValueError


def _key(place: Any, part: str) -> str | int:
    if isinstance(place, list):
        return _within(_index(part), len(place) - 1)
    if not isinstance(place, dict):
        raise TypeError
    return part


def _index(part: str) -> int:
    if not (part.isascii() and part.isdigit()) or (part.startswith("0") and part != "0"):
        raise ValueError
    return int(part)


def _within(number: int, most: int) -> int:
    if number > most:
        raise LookupError
    return number
