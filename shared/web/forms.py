"""Forms as browsers and OAuth clients send them."""

from collections import Counter
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request

from shared.refusals import Invalid

FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 30


async def read_form(request: Request) -> dict[str, str]:
    """The fields of the body; empty ones count as absent.

    Raises:
        Invalid: not a form, not UTF-8, a field twice, or a character that is no text.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Invalid(f"Send a form ({FORM}).", detail_fr=f"Envoyez un formulaire ({FORM}).")
    try:
        body = (await request.body()).decode("ascii")
        fields = parse_qsl(body, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict")
    except ValueError as failure:
        raise Invalid("The form cannot be read.", detail_fr="Le formulaire est illisible.") from failure
    if any(times > 1 for times in Counter(name for name, _ in fields).values()):
        raise Invalid("A field appears twice.", detail_fr="Un champ apparaît deux fois.")
    if any("\x00" in value for _, value in fields):
        raise Invalid("A field holds a character of no text.", detail_fr="Un champ contient un caractère illisible.")
    return dict(fields)
