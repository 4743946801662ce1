"""What referrals asks cases."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final
from uuid import UUID

from shared.clients.carriage import Carriage
from shared.contracts.cases.disclosure import Disclosure, DisclosureQuestion
from shared.contracts.cases.vocabulary import Category
from shared.phrases import Phrase
from shared.refusals import NotAllowed, NotFound, Refusal, Unauthenticated, Unavailable
from shared.telemetry.traces import headers_to_pass_on

_REFUSED: Final[Mapping[int, type[Refusal]]] = {
    HTTPStatus.UNAUTHORIZED: Unauthenticated,
    HTTPStatus.NOT_FOUND: NotFound,
}


class CasesClient:
    """Asks with the caller's own rights. Ask before a transaction opens, never inside it."""

    def __init__(self, carriage: Carriage) -> None:
        self._carriage = carriage

    async def unannounced_seconds(self) -> float:
        """For how long something that happened in cases has waited to be announced; 0 while nothing waits.

        Raises:
            Unavailable: cases cannot be reached, or cannot say.
        """
        answer = await self._carriage.ask("GET", "/health/announced", headers=headers_to_pass_on())
        if answer.status != HTTPStatus.OK:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        return float(answer.json()["waiting_seconds"])

    async def disclosure(
        self,
        person_id: UUID,
        receiver: UUID,
        categories: Iterable[Category],
        headers: Mapping[str, str],
        *,
        case_id: UUID | None = None,
    ) -> Disclosure:
        """What of a person's record may travel to an agency.

        Args:
            headers: the caller's own rights (`shared.web.caller.PassedOn`).
            case_id: also ask whether this is a case of the person that the caller may see.

        Raises:
            NotFound: no such person, or not one this caller may refer.
            NotAllowed: the caller may not refer this person; with what cases says is missing.
            Unavailable: cases cannot be reached or cannot answer now.
        """
        question = DisclosureQuestion(receiver_agency_id=receiver, categories=tuple(categories), case_id=case_id)
        answer = await self._carriage.ask(
            "POST",
            f"/v1/persons/{person_id}/disclosures",
            headers={**headers, "content-type": "application/json"},
            body=question.model_dump_json(exclude_none=True).encode(),
        )
        if answer.status in _REFUSED:
            raise _REFUSED[answer.status]
        if answer.status == HTTPStatus.FORBIDDEN:
            raise NotAllowed(
                "You may not refer this person.",
                detail_fr="Vous n'êtes pas autorisé à orienter cette personne.",
                reasons=[Phrase(said, said) for said in answer.json().get("reasons", [])],  # in the caller's language
            )
        if answer.status != HTTPStatus.OK:
            raise Unavailable("A part of the system is not ready.", detail_fr="Une partie du système n'est pas prête.")
        return Disclosure.model_validate_json(answer.body)
