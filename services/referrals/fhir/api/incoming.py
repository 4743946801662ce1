"""What comes in as ServiceRequest, Task or Bundle, read into our own words; what is wrong is pointed at in FHIR's."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from services.referrals.fhir.domain.kept import REPEATED, TRAVELS, holds_a_person, unread
from services.referrals.fhir.domain.words import URGENCY
from services.referrals.lifecycle.api.bodies import NewReferral
from shared.contracts.cases.vocabulary import Category
from shared.fhir.elements import Element, ours
from shared.fhir.gravity import GRAVITY, GRAVITY_CODES
from shared.fhir.people import id_in
from shared.refusals import FieldError, Invalid
from shared.web.problems import field_errors

Resource = Mapping[str, Any]

_REGISTER_FIRST: Final = (
    "Nobody is registered by a referral: ask POST /v1/persons/known-check, register by POST /v1/persons, and "
    "refer to Patient/<id>."
)
_REGISTER_FIRST_FR: Final = (
    "Une orientation n'enregistre personne : demandez POST /v1/persons/known-check, enregistrez par POST "
    "/v1/persons, et citez Patient/<id>."
)
_NO_PERSON: Final = "No person travels inside: what is told of them follows grants. Refer to Patient/<id>."
_NO_PERSON_FR: Final = "Aucune personne ne voyage à l'intérieur : ce qui en est dit suit les accès. Citez Patient/<id>."
_CALLED: Final[Mapping[str, str]] = {
    "#/person_id": "#/subject",
    "#/listing_id": "#/performer",
    "#/need": "#/category",
    "#/follows_id": "#/replaces",
    "#/urgency": "#/priority",
    "#/categories": "#/extension",
    "#/reason": "#/statusReason",
    "#/responsible_id": "#/owner",
    "#/question": "#/note",
    "#/answer": "#/note",
    "#/outcome": "#/output",
    "#/first_contact_at": "#/executionPeriod/start",
    "#/review_on": "#/restriction/period/end",
}


@contextmanager
def pointed_out_as_fhir(under: str = "") -> Iterator[None]:
    """What is wrong with a field of ours is told at the element that it came from.

    Args:
        under: where the resource stands in what was sent: `/entry/0/resource`.
    """
    try:
        yield
    except Invalid as refusal:
        if not refusal.errors:
            raise
        raise Invalid(errors=[_pointed(one, under) for one in refusal.errors]) from refusal


def _pointed(error: FieldError, under: str) -> FieldError:
    named = next((name for name in _CALLED if error.pointer == name or error.pointer.startswith(f"{name}/")), None)
    pointer = _CALLED[named] if named else error.pointer
    return replace(error, pointer=f"#{under}{pointer.removeprefix('#')}") if pointer.startswith("#/") else error


def check_kind(resource: Any, kind: str) -> Resource:
    """The resource, when it is of this kind.

    Raises:
        Invalid: it is another one, or none.
    """
    if not isinstance(resource, dict) or resource.get("resourceType") != kind:
        raise Invalid.field("#/resourceType", "value", f"Send a {kind}.", f"Envoyez un {kind}.")
    for name in ("implicitRules", "modifierExtension", "doNotPerform"):
        if resource.get(name) not in (None, False):
            raise Invalid.field(
                f"#/{name}",
                "unsupported",
                "It changes what the rest means, and is not understood here.",
                "Il change le sens du reste, et n'est pas compris ici.",
            )
    return resource


def to_keep(resource: Resource, told: Element, theirs: Sequence[Element] = ()) -> Element:
    """What is kept of it unread (`domain.kept`).

    Raises:
        Invalid: it holds a person, or one thing where FHIR has a list.
    """
    for name in REPEATED & resource.keys():
        if not isinstance(resource[name], list):
            raise Invalid.field(f"#/{name}", "type", "This is a list in FHIR.", "C'est une liste en FHIR.")
    kept = unread(resource, told, theirs)
    for name, value in kept.items():
        if holds_a_person(value):
            raise Invalid.field(f"#/{name}", "unsupported", _NO_PERSON, _NO_PERSON_FR)
    return kept


def texts(notes: Any) -> str:
    """The texts of Annotations."""
    return "\n\n".join(text for one in objects(notes) if isinstance(text := one.get("text"), str))


def new_referral(resource: Any) -> NewReferral:
    """A ServiceRequest as a referral to be drafted.

    Raises:
        Invalid: something that we need is missing, or not what we know.
    """
    request = check_kind(resource, "ServiceRequest")
    category, term = _need(request)
    told = {
        "person_id": _referred(request.get("subject"), "Patient", "#/subject"),
        "listing_id": _listing(request.get("performer")),
        "need": {"category": category, "term": term},
        "urgency": URGENCY.get(str(request.get("priority", "routine"))),
        "note": texts(request.get("note")),
        "categories": _to_travel(request, category),
        "follows_id": _follows(request.get("replaces")),
    }
    try:
        return NewReferral.model_validate(told)
    except ValidationError as failure:
        errors = failure.errors(include_url=False, include_input=False)
        raise Invalid(errors=field_errors([{**one, "loc": ("body", *one["loc"])} for one in errors])) from None


def sends(task: Resource) -> bool:
    """Whether a new Task asks somebody: `requested` does, `draft` waits.

    Raises:
        Invalid: it claims to be further on.
    """
    status = str(task.get("status"))
    if status not in {"draft", "requested"}:
        raise Invalid.field(
            "#/status", "value", "A new Task is draft or requested.", "Une nouvelle Task est draft ou requested."
        )
    return status == "requested"


def words(notes: Any) -> str:
    """The texts of Annotations that are new: those that we have told carry their time."""
    return texts([one for one in objects(notes) if "time" not in one])


def code_of(concept: Any, system: str) -> str | None:
    """The code that a CodeableConcept has in a system."""
    codings = objects(concept.get("coding")) if isinstance(concept, dict) else []
    return next((str(one.get("code")) for one in codings if one.get("system") == system), None)


def objects(values: Any) -> Sequence[Mapping[str, Any]]:
    """The objects in a list; whatever else is there is passed over."""
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _need(request: Resource) -> tuple[str | None, str | None]:
    """Category and term: ours where they are said, else what Gravity's code stands for."""
    concepts = objects(request.get("category"))
    own = next((code for one in concepts if (code := code_of(one, ours("category")))), None)
    gravity = next((code for one in concepts if (code := code_of(one, GRAVITY_CODES)) in GRAVITY), None)
    term = gravity or next((code for one in concepts if (code := code_of(one, ours("need-term")))), None)
    category = own or (GRAVITY[gravity] if gravity else None)
    if category is None:
        raise Invalid.field(
            "#/category",
            "missing",
            "Say the category: a code of Gravity, or one of urn:parcours:category.",
            "Indiquez la catégorie : un code de Gravity ou de urn:parcours:category.",
        )
    return category, term


def _to_travel(request: Resource, category: str | None) -> list[str]:
    """What the sender picked; else who it is, how to reach them, and what the need is about."""
    picked = [str(one.get("valueCode")) for one in objects(request.get("extension")) if one.get("url") == TRAVELS]
    return picked or [one for one in Category if one in {Category.IDENTITY, Category.CONTACT, category}]


def _listing(performers: Any) -> UUID:
    for one in objects(performers):
        text = one.get("reference")
        listing_id = id_in(text, "HealthcareService") if isinstance(text, str) else None
        if listing_id is not None and str(text).startswith("HealthcareService/"):
            return listing_id
    raise Invalid.field(
        "#/performer",
        "missing",
        "Say HealthcareService/<id> of the listing that is asked.",
        "Indiquez HealthcareService/<id> de l'offre sollicitée.",
    )


def _follows(replaced: Any) -> UUID | None:
    found = objects(replaced)
    return _referred(found[0], "ServiceRequest", "#/replaces") if found else None


def _referred(reference: Any, kind: str, pointer: str) -> UUID:
    text = reference.get("reference") if isinstance(reference, dict) else None
    if kind == "Patient" and str(text).startswith(("#", "urn:uuid:")):
        raise Invalid.field(pointer, "unsupported", _REGISTER_FIRST, _REGISTER_FIRST_FR)
    found = id_in(text, kind) if isinstance(text, str) and text.startswith(f"{kind}/") else None
    if found is None:
        raise Invalid.field(
            pointer, "reference", f"Say {kind}/<id> of one that is here.", f"Indiquez {kind}/<id> d'un élément d'ici."
        )
    return found


def focus_of(task: Resource) -> UUID:
    """The referral that a Task is about.

    Raises:
        Invalid: it does not say.
    """
    return _referred(task.get("focus"), "ServiceRequest", "#/focus")


def both_of(bundle: Any) -> tuple[int, Resource, int, Resource]:
    """The ServiceRequest and the Task of a transaction, each with its place.

    Raises:
        Invalid: it is no transaction of these two; a Patient is to be registered before.
    """
    whole = check_kind(bundle, "Bundle")
    if whole.get("type") != "transaction":
        raise Invalid.field("#/type", "value", "Send a transaction.", "Envoyez une transaction.")
    found: dict[str, tuple[int, Resource]] = {}
    for number, entry in enumerate(objects(whole.get("entry"))):
        resource = entry.get("resource")
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        _check_entry(number, entry, kind, taken=str(kind) in found)
        found[str(kind)] = (number, entry)
    if found.keys() != {"ServiceRequest", "Task"}:
        raise Invalid.field(
            "#/entry",
            "missing",
            "A referral is one ServiceRequest and one Task.",
            "Une orientation est une ServiceRequest et une Task.",
        )
    (asked, request), (met, task) = found["ServiceRequest"], found["Task"]
    focus = task["resource"].get("focus")
    if not isinstance(focus, dict) or not focus.get("reference") or focus["reference"] != request.get("fullUrl"):
        raise Invalid.field(
            f"#/entry/{met}/resource/focus",
            "reference",
            "It is the fullUrl of the ServiceRequest.",
            "C'est le fullUrl de la ServiceRequest.",
        )
    return asked, request["resource"], met, task["resource"]


def _check_entry(number: int, entry: Mapping[str, Any], kind: Any, *, taken: bool) -> None:
    if kind == "Patient":
        raise Invalid.field(
            f"#/entry/{number}",
            "unsupported",
            _REGISTER_FIRST,
            _REGISTER_FIRST_FR,
        )
    if kind not in {"ServiceRequest", "Task"} or taken:
        raise Invalid.field(
            f"#/entry/{number}",
            "unsupported",
            "A transaction holds one ServiceRequest and one Task.",
            "Une transaction contient une ServiceRequest et une Task.",
        )
    asked = entry.get("request")
    if not isinstance(asked, dict) or asked.get("method") != "POST" or asked.get("url") != kind:
        raise Invalid.field(f"#/entry/{number}/request", "value", f"It is POST {kind}.", f"C'est POST {kind}.")
    if "ifNoneExist" in asked:
        raise Invalid.field(
            f"#/entry/{number}/request/ifNoneExist",
            "unsupported",
            "Send Idempotency-Key with the whole instead.",
            "Envoyez plutôt Idempotency-Key avec l'ensemble.",
        )
