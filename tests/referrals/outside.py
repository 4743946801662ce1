"""The services that referrals asks, as far as referrals can tell: identity and cases, each a few lines of ASGI."""

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jwt

from shared.contracts.cases.disclosure import Disclosure, DisclosureGround, DisclosureQuestion, Flags, Withheld
from shared.contracts.cases.disclosure import WithheldBecause as Because
from shared.contracts.cases.vocabulary import Category, GroundKind
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Sector
from shared.identifiers import new_id
from shared.phrases import Phrase
from shared.web.problems import speaks_french

PUBLIC_URL = "http://parcours.example"
TOKEN_SECONDS = 300

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Keys:
    """The key with which this identity signs."""

    def __init__(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        self._pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self.published = {
            **jwk.construct(self._pem, "ES256").public_key().to_dict(),
            "kid": "test",
            "use": "sig",
            "alg": "ES256",
        }

    def token_of(self, actor: Actor) -> str:
        """An access token that says what this actor is."""
        now = int(time.time())
        said = {
            "iss": PUBLIC_URL,
            "aud": PUBLIC_URL,
            "sub": str(actor.subject),
            "kind": "worker" if actor.worker_id else "system",
            "agency": str(actor.agency_id),
            "sector": actor.sector,
            "municipalities": [str(one) for one in actor.municipalities],
            "roles": sorted(actor.roles),
            "scope": " ".join(sorted(actor.scopes)),
            "purpose": actor.purpose,
            "purposes": sorted(actor.purposes),
            "jti": actor.token_id,
            "sid": str(new_id()),
            "iat": now,
            "nbf": now,
            "exp": now + TOKEN_SECONDS,
        }
        return str(jwt.encode(said, self._pem, "ES256", headers={"kid": "test", "typ": "at+jwt"}))


class Identity:
    """Publishes keys, and knows agencies and workers by id."""

    def __init__(self) -> None:
        self.keys = Keys()
        self.agencies: dict[str, Sector] = {}
        self.workers: dict[str, UUID] = {}
        self.asked_for_workers = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        del receive
        if scope["path"] == "/.well-known/jwks.json":
            return await _answer(send, 200, {"keys": [self.keys.published]})
        if scope["path"] == "/.well-known/ended-sessions.json":
            return await _answer(send, 200, {"ended": []})
        if scope["path"].startswith("/v1/municipalities/"):
            return await self._show_municipality(scope["path"].rpartition("/")[2], send)
        if scope["path"].startswith("/v1/workers/"):
            return await self._show_worker(scope["path"].rpartition("/")[2], send)
        wanted = scope["query_string"].decode().partition("ids=")[2].split(",")
        return await _answer(send, 200, {"items": [self._agency(one) for one in wanted if one in self.agencies]})

    async def _show_municipality(self, municipality_id: str, send: Send) -> None:
        told = {"name": "Valmont", "country": "FR", "code": "76719", "time_zone": "Europe/Paris"}
        return await _answer(send, 200, {"id": municipality_id, **told})

    async def _show_worker(self, worker_id: str, send: Send) -> None:
        self.asked_for_workers += 1
        if worker_id not in self.workers:
            return await _answer(send, 404, {"type": "/problems/not-found", "title": "Not found", "status": 404})
        agencies = [str(self.workers[worker_id])]
        return await _answer(send, 200, {"id": worker_id, "display_name": "Worker", "agencies": agencies})

    def _agency(self, agency_id: str) -> dict[str, Any]:
        return {
            "id": agency_id,
            "name": "Agency",
            "sector": self.agencies[agency_id],
            "kind": "public",
            "municipalities": [],
            "active": True,
        }


@dataclass
class Person:
    """Somebody in cases.

    Attributes:
        known_to: agencies that may refer them.
        consents: consent by category; what has none is withheld.
        cases: those of this person that whoever refers them may see.
        refused: why those who know them may not refer them.
        needs: in housing, by the ids of the items.
        birth_date: travels with the identity.
        mandated: categories whose ground is a mandate that overrides refusal instead.
    """

    municipality_id: UUID
    known_to: set[UUID]
    id: UUID = field(default_factory=new_id)
    name: str = "Alix Exemple"
    agreement_id: UUID = field(default_factory=new_id)
    consents: dict[Category, UUID] = field(default_factory=dict)
    mandated: frozenset[Category] = frozenset()
    refused: Phrase | None = None
    needs: dict[UUID, str] = field(default_factory=dict)
    valid_until: datetime | None = None
    cases: set[UUID] = field(default_factory=set)
    birth_date: str | None = None
    flags: Flags = field(default_factory=Flags)

    def answer(self, question: DisclosureQuestion) -> Disclosure:
        """What may travel of what was asked."""
        asked = question.categories
        granted = [one for one in asked if one in self.consents]
        return Disclosure(
            person_id=self.id,
            municipality_id=self.municipality_id,
            is_about_case=None if question.case_id is None else question.case_id in self.cases,
            grounds=tuple(
                DisclosureGround(
                    category=one,
                    kind=GroundKind.MANDATE if one in self.mandated else GroundKind.CONSENT,
                    id=self.consents[one],
                    agreement_id=None if one in self.mandated else self.agreement_id,
                    overrides_refusal=one in self.mandated,
                    valid_until=self.valid_until,
                )
                for one in granted
            ),
            withheld=tuple(
                Withheld(category=one, because=Because.NO_CONSENT) for one in asked if one not in self.consents
            ),
            flags=self.flags,
            snapshot={one: self._told_in(one) for one in granted},
            made_of={one: tuple(self.needs) for one in granted if one is Category.HOUSING},
        )

    def _told_in(self, category: Category) -> Mapping[str, Any]:
        born = {"birth_date": self.birth_date} if self.birth_date and category is Category.IDENTITY else {}
        return {"of": category, "name": self.name, **born, **self._needs_in(category)}

    def _needs_in(self, category: Category) -> Mapping[str, Any]:
        if category is not Category.HOUSING or not self.needs:
            return {}
        return {"needs": [{"term": term, "state": "open"} for term in self.needs.values()]}


class Cases:
    """Knows people, and says what of them may travel."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.people: dict[str, Person] = {}
        self.asked = 0
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        """Something that happens after the answer was given and before the caller acts on it."""
        self.unannounced_seconds: float | None = 0.0
        """For how long its oldest event waits for the bus; None while it cannot say."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/health/announced":
            waiting = self.unannounced_seconds
            return await _answer(send, 503 if waiting is None else 200, {"waiting_seconds": waiting})
        self.asked += 1
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        claims = jwt.get_unverified_claims(headers["authorization"].partition(" ")[2])
        question = DisclosureQuestion.model_validate_json((await receive())["body"])
        person = self.people.get(scope["path"].split("/")[3])
        if person is None or UUID(claims["agency"]) not in person.known_to:
            return await _answer(send, 404, {"type": "/problems/not-found", "title": "Not found", "status": 404})
        if person.refused is not None:
            problem = {"type": "/problems/not-allowed", "title": "Not allowed", "status": 403}
            french = speaks_french(headers.get("accept-language", ""))
            return await _answer(send, 403, {**problem, "reasons": [person.refused.told(french=french)]})
        answer = person.answer(question)
        if self.meanwhile is not None:
            await self.meanwhile()
        return await _answer(send, 200, answer.model_dump(mode="json"))


async def _answer(send: Send, status: int, body: Any) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": orjson.dumps(body)})
