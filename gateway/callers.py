"""Who is calling, and how often they may."""

from gateway.addresses import counted_as
from gateway.headers import Asked, Headers
from gateway.rates import Quota
from gateway.routes import Route
from gateway.settings import Settings
from shared.contracts.identity.actor import Actor, PersonActor
from shared.refusals import Unauthenticated
from shared.web.access_tokens import TokenVerifier


class Callers:
    """Knows a caller by a valid access token, anybody else by address.

    A token is looked at here so that nothing without one reaches a service; the service verifies it again, and is
    the one that knows revocations, scopes and purposes. Who is known already is not held up by a neighbour at the same
    address who is not.
    """

    def __init__(self, settings: Settings, verifier: TokenVerifier) -> None:
        self._verifier = verifier
        self._workers = Quota("worker", settings.worker_requests_per_minute)
        self._systems = Quota("system", settings.system_requests_per_minute)
        self._people = Quota("person", settings.person_requests_per_minute)
        self._visitors = Quota("visitor", settings.visitor_requests_per_minute)

    async def counted(self, route: Route, asked: Asked, address: str) -> Headers:
        """Count one request; the fields of the answer that say what is left.

        Raises:
            Unauthenticated: the path needs a valid access token.
            TooManyRequests: the quota is used up.
            Unavailable: the keys of the tokens cannot be fetched.
        """
        visitor = counted_as(address)
        if route.is_public:
            return self._visitors.spend(visitor)
        token = asked.bearer
        if not self._verifier.remembers(token):
            self._visitors.check(visitor)
        try:
            if not token:
                raise Unauthenticated
            caller = await self._verifier.caller(token)
        except Unauthenticated:
            self._visitors.spend(visitor)
            raise
        return self._quota_of(caller).spend(str(caller.subject))

    def _quota_of(self, caller: Actor | PersonActor) -> Quota:
        if isinstance(caller, PersonActor):
            return self._people
        return self._systems if caller.worker_id is None else self._workers
