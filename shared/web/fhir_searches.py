"""What is asked for in a search of FHIR: each parameter once, each known, and as many ids as one answer may hold."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Request
from fastapi.dependencies.models import Dependant

from shared.fhir.people import id_in
from shared.refusals import FieldError, Invalid
from shared.web.forms import read_form
from shared.web.pages import MOST

MOST_IDS: Final = 50

Count = Annotated[int, Query(alias="_count", ge=1, le=MOST, description="How many at most.")]


def search_by(name: str, kind: str, text: str) -> Any:
    """A search parameter, as it stands in the CapabilityStatement too.

    Args:
        kind: of FHIR: token, reference, string, date.
    """
    return Query(alias=name, max_length=2000, description=text, json_schema_extra={"x-fhir-search-type": kind})


async def knows_its_parameters(request: Request) -> None:
    """Refuse a search parameter that is not known, or that is said twice: to pass one over would find more than was
    asked for.

    Raises:
        Invalid: which ones.
    """
    refuse_unknown(request.query_params, set(_asked_for(request.scope["route"].dependant)))
    _refuse_repeated(name for name, _ in request.query_params.multi_items())


def _asked_for(dependant: Dependant) -> Iterator[str]:
    """The names of the parameters that an operation and its dependencies read from the query."""
    yield from (field.alias for field in dependant.query_params)
    for one in dependant.dependencies:
        yield from _asked_for(one)


def refuse_unknown(asked: Mapping[str, str], known: set[str]) -> None:
    """Refuse what is asked by and not known.

    Raises:
        Invalid: which ones.
    """
    _refuse(
        (name for name in asked if name not in known),
        "This parameter is not known here; the CapabilityStatement lists those that are.",
        "Ce paramètre n'est pas connu ici ; le CapabilityStatement énumère ceux qui le sont.",
    )


def _refuse_repeated(names: Iterable[str]) -> None:
    _refuse(
        (name for name, times in Counter(names).items() if times > 1),
        "Say a parameter once; with commas between values, any of them will do.",
        "Indiquez un paramètre une seule fois ; entre virgules, l'une des valeurs suffit.",
    )


def refuse_together(*names: str) -> None:
    """Refuse parameters that are not searched together here, where more than one of them is asked by.

    Raises:
        Invalid: which ones.
    """
    if len(names) > 1:
        _refuse(names, "These are not searched together.", "Ces paramètres ne se combinent pas.")


def _refuse(names: Iterable[str], message: str, message_fr: str) -> None:
    refused = [FieldError(f"#/query/{name[:60]}", "unsupported", message, message_fr) for name in sorted(names)]
    if refused:
        raise Invalid(errors=refused)


async def form_of(request: Request, *known: str) -> dict[str, str]:
    """The parameters of a search by POST.

    Raises:
        Invalid: no form, a parameter that is not known, or one that is said twice.
    """
    form = await read_form(request)
    refuse_unknown(form, {*known, "_format"})
    return form


def listed(text: str) -> list[str]:
    """Values with commas between, each once.

    Raises:
        Invalid: more of them than one answer holds.
    """
    values = list(dict.fromkeys(text.split(",")))
    if len(values) > MOST_IDS:
        raise Invalid.field(
            "#/query/_id",
            "too_long",
            f"Ask for at most {MOST_IDS} at once.",
            f"Demandez-en au plus {MOST_IDS} à la fois.",
        )
    return values


def ids_in(text: str, kind: str) -> list[UUID]:
    """The ids of a search by `_id`; what is none finds nothing.

    Raises:
        Invalid: more of them than one answer holds.
    """
    return [one for value in listed(text) if (one := id_in(value, kind)) is not None]


def referred_id(text: str, name: str, kind: str) -> UUID:
    """The id in a reference.

    Args:
        name: of the parameter that holds it.

    Raises:
        Invalid: it refers to something else.
    """
    found = id_in(text, kind)
    if found is None:
        raise Invalid.field(
            f"#/query/{name}", "reference", f"Say it as {kind}/<id>.", f"Indiquez-le sous la forme {kind}/<id>."
        )
    return found
