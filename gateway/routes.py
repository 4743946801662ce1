"""Which service answers at which path: the whole of what the gateway knows about the services."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.refusals import NotFound

IDENTITY: Final = "identity"
CASES: Final = "cases"
REFERRALS: Final = "referrals"
GATEWAY: Final = "gateway"
"""The pages of the gateway itself."""


FRONT: Final = "/"
"""The front page, and nothing below it."""


@dataclass(frozen=True, slots=True)
class Route:
    """Everything at and below a path belongs to one service.

    Attributes:
        is_public: asked without an access token; all other paths are refused at the door without a valid one.
    """

    prefix: str
    service: str
    is_public: bool = False


ROUTES: Final = (
    Route("/oauth", IDENTITY, is_public=True),
    Route("/.well-known", IDENTITY, is_public=True),
    Route("/v1/municipalities", IDENTITY),
    Route("/v1/agencies", IDENTITY),
    Route("/v1/workers", IDENTITY),
    Route("/v1/clients", IDENTITY),
    Route("/v1/me", IDENTITY),
    Route("/v1/accounts", IDENTITY),
    Route("/v1/sealed-logs/identity", IDENTITY),
    Route("/v1/sealed-logs/cases", CASES),
    Route("/v1/sealed-logs/referrals", REFERRALS),
    Route("/v1/persons", CASES),
    Route("/v1/my", CASES),
    Route("/v1/my/agencies", IDENTITY),
    Route("/v1/access-decisions", CASES),
    Route("/v1/agreements", CASES),
    Route("/v1/governance", CASES),
    Route("/v1/mandates", CASES),
    Route("/v1/legal-grounds", CASES),
    Route("/v1/consent-ages", CASES),
    Route("/v1/conflicts-of-interest", CASES),
    Route("/v1/restricted-access", CASES),
    Route("/v1/sealed-items", CASES),
    Route("/v1/emergency-access", CASES),
    Route("/v1/unusual-looks", CASES),
    Route("/v1/unusual-look-rules", CASES),
    Route("/v1/cases", CASES),
    Route("/v1/leaderless-cases", CASES),
    Route("/v1/team-invitations", CASES),
    Route("/v1/need-terms", CASES),
    Route("/v1/warning-terms", CASES),
    Route("/v1/risk-reasons", CASES),
    Route("/v1/occurrence-terms", CASES),
    Route("/v1/early-warnings", CASES),
    Route("/v1/early-warning-rules", CASES),
    Route("/v1/plan-templates", CASES),
    Route("/v1/retention-rules", CASES),
    Route("/v1/retention-periods", CASES),
    Route("/v1/transition-rules", CASES),
    Route("/v1/worklist", CASES),
    Route("/v1/tasks", CASES),
    Route("/v1/absences", CASES),
    Route("/v1/caseloads", CASES),
    Route("/v1/threads", CASES),
    Route("/v1/conferences", CASES),
    Route("/v1/conference-series", CASES),
    Route("/v1/notices", CASES),
    Route("/v1/events", CASES),
    Route("/v1/webhooks", CASES),
    Route("/v1/complaints", CASES),
    Route("/v1/rights-requests", CASES),
    Route("/v1/rights-notices", CASES),
    Route("/v1/processing-restrictions", CASES),
    Route("/v1/voice-counts", CASES),
    Route("/schemas/rights-export-1.json", CASES, is_public=True),
    Route("/v1/services", REFERRALS),
    Route("/v1/referrals", REFERRALS),
    Route("/v1/referral-packages", REFERRALS),
    Route("/v1/inbox", REFERRALS),
    Route("/v1/outbox", REFERRALS),
    Route("/v1/appointments", REFERRALS),
    Route("/v1/overdue", REFERRALS),
    Route("/v1/waiting-list", REFERRALS),
    Route("/v1/closures", REFERRALS),
    Route("/v1/directory-imports", REFERRALS),
    Route("/hsds", REFERRALS),
    Route("/fhir", REFERRALS),
    Route("/fhir/Patient", CASES),
    Route("/fhir/RelatedPerson", CASES),
    Route("/fhir/Consent", CASES),
    Route("/fhir/Condition", CASES),
    Route("/fhir/Goal", CASES),
    Route("/fhir/AuditEvent", CASES),
    Route("/fhir/Practitioner", IDENTITY),
    Route("/fhir/PractitionerRole", IDENTITY),
    Route("/fhir/metadata", GATEWAY, is_public=True),
    Route("/docs", GATEWAY, is_public=True),
    Route("/openapi.json", GATEWAY, is_public=True),
    Route("/health", GATEWAY, is_public=True),
    Route("/problems", GATEWAY, is_public=True),
    Route(FRONT, GATEWAY, is_public=True),
)
"""A path that none of them begins is unknown."""


STREAMS: Final = frozenset({"/v1/notices/stream", "/v1/events/stream", "/v1/my/notices/stream"})
"""Where an answer goes on for as long as somebody listens."""

UPLOADS: Final = re.compile(
    r"/v1/cases/[^/]+/documents(?:/[^/]+/versions)?|/v1/my/threads/[^/]+/messages/[^/]+/documents"
)
"""Where a POST may bring a document; bodies elsewhere are short."""


class RouteTable:
    """Finds the route of a path by its longest prefix, on segment borders."""

    def __init__(self, routes: Iterable[Route] = ROUTES) -> None:
        self._routes: dict[str, Route] = {}
        for route in routes:
            if route.prefix in self._routes:
                raise ValueError(f"two routes for {route.prefix}")
            self._routes[route.prefix] = route
        self.services = frozenset(route.service for route in self._routes.values())
        self._depth = max(prefix.count("/") for prefix in self._routes)

    def route(self, path: str) -> Route:
        """Whose path this is.

        Raises:
            NotFound: nobody's.
        """
        if path == FRONT:
            return self._routes[path]
        segments = path.split("/", self._depth + 1)[: self._depth + 1]
        while len(segments) > 1:
            prefix = "/".join(segments)
            route = self._routes.get(prefix)
            if route is not None and prefix != FRONT:
                return route
            segments.pop()
        raise NotFound
