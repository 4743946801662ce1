"""The front page: what this is, and where to go on."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parcours</title>
<link rel="stylesheet" href="/docs/assets/front.css">
<link rel="icon" href="/docs/assets/icon.svg">
<main>
<h1>Parcours</h1>
<p>One person-centred record, and referrals that close the loop, for the agencies of several municipalities.
What is shared, with whom, why and for how long is explicit, decided on every request, and visible to the person.</p>
<ul>
<li><a href="/docs">The API, to read and to try</a></li>
<li><a href="/openapi.json">The same as an OpenAPI 3.1 document</a></li>
<li><a href="/.well-known/openid-configuration">How to sign in (OpenID Connect discovery)</a></li>
<li><a href="/health/ready">Whether every part is ready</a></li>
</ul>
<p lang="fr">Un dossier unique centré sur la personne, des orientations suivies jusqu'à leur issue.</p>
</main>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
async def front_page() -> str:
    """A page for somebody who typed the address."""
    return _PAGE
