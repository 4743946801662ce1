"""What somebody agreed to can be kept: by machines and by people."""

import csv
from pathlib import Path
from typing import Any

import pytest

from services.cases.receipts.domain.words import GIVEN_BY, GIVEN_HOW, SECTORS, STATES
from services.cases.receipts.policy import RULES
from shared.contracts.identity.vocabulary import Role, Sector
from shared.identifiers import new_id
from tests.cases.doors import Desk, Doors
from tests.cases.summaries.reading import Printed

STATUS = Path("tests/data/dpv-2.3/consent_status.csv")


class Kept:
    """Somebody who agreed that a housing office and a clinic see where they live, and their health."""

    consent: str

    def __init__(self, doors: Doors, clinic: Desk, person: str) -> None:
        self.lead, self.adviser, self.clinic, self.person, self.doors = doors.lead, doors.adviser, clinic, person, doors

    async def says(self, *to: Desk, **more: Any) -> str:
        body = {
            "agencies": [str(desk.agency.id) for desk in to],
            "categories": ["housing", "health"],
            "given_by": "person",
            "given_how": "oral",
            "language": "fr",
            **more,
        }
        return str((await self.lead.made(f"/v1/persons/{self.person}/consents", body))["id"])

    async def receipt(self, consent: str | None = None, by: Desk | None = None) -> Any:
        answer = await (by or self.lead).get(self.path("receipt", consent))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def path(self, what: str, consent: str | None = None) -> str:
        return f"/v1/persons/{self.person}/consents/{consent or self.consent}/{what}"


@pytest.fixture
async def kept(doors: Doors) -> Kept:
    clinic = await doors.agency("Clinic", Sector.HEALTH)
    await doors.share("housing", "health", between=(doors.lead, doors.adviser, clinic))
    kept = Kept(doors, clinic, await doors.registered())
    kept.consent = await kept.says(kept.adviser, clinic)
    return kept


async def test_it_says_what_is_shared_with_whom_and_on_which_basis(kept: Kept) -> None:
    receipt = await kept.receipt()
    (processing,) = receipt["processing"]
    assert receipt["schema_version"] == "ISO/IEC TS 27560:2023"
    assert (receipt["consent_record_id"], receipt["pii_principal_id"]) == (kept.consent, kept.person)
    assert processing["purpose_type"].endswith("#SocialWelfareProvision")
    assert [one.rpartition("#")[2] for one in processing["lawful_basis"]] == ["A6-1-e", "A9-2-h"]
    assert processing["articles"] == ["Social Welfare Act § 12"]
    assert {one["pii_type"]: one["special_pii_category"] for one in processing["pii_information"]} == {
        "housing": False,
        "health": True,
    }
    names = {(one["party_role"], one["party_name"]) for one in receipt["party_identification"]}
    assert {("recipient", "Office HLM"), ("recipient", "Clinic"), ("recorder", kept.lead.agency.name)} <= names
    recipients = {one["party_id"] for one in receipt["party_identification"] if one["party_role"] == "recipient"}
    assert set(processing["recipient_third_parties"]) == recipients
    assert [one["event_state"].rpartition("#")[2] for one in receipt["events"]] == ["ConsentGiven"]


async def test_it_says_what_became_of_it(kept: Kept) -> None:
    await kept.lead.post(kept.path("withdrawal"), {})
    withdrawn = await kept.receipt()
    assert [one["event_state"].rpartition("#")[2] for one in withdrawn["events"]] == [
        "ConsentGiven",
        "ConsentWithdrawn",
    ]
    assert withdrawn["processing"][0]["lawful_basis"] == []
    refusal = await kept.receipt(await kept.says(kept.clinic, is_refusal=True))
    assert [one["event_state"].rpartition("#")[2] for one in refusal["events"]] == ["ConsentRefused"]


def test_its_states_are_published_ones() -> None:
    with STATUS.open() as published:
        terms = {row["iri"] for row in csv.DictReader(published)}
    states = ("ConsentGiven", "ConsentRefused", "ConsentWithdrawn", "ConsentExpired")
    assert {f"https://w3id.org/dpv#{one}" for one in states} <= terms


async def test_a_consent_to_a_sector_names_whom_it_reaches_today(kept: Kept) -> None:
    receipt = await kept.receipt(await kept.says(sectors=["health"], agencies=[]))
    (processing,) = receipt["processing"]
    assert processing["recipient_sectors"] == ["health"]
    assert processing["recipient_third_parties"] == [str(kept.clinic.agency.id)]


async def test_it_is_handed_over_by_who_sees_all_whom_it_names(kept: Kept) -> None:
    denied = await kept.adviser.get(kept.path("receipt"))
    assert (denied.status_code, denied.json()["title"]) == (403, "Not allowed")
    assert (await kept.adviser.get(kept.path("printed-receipt"))).status_code == 403
    officer = await kept.doors.hires(kept.adviser, Role.CASEWORKER, Role.PRIVACY_OFFICER)
    assert (await kept.receipt(by=officer))["receipt_id"] == kept.consent
    stranger = await kept.doors.agency("School", Sector.EDUCATION)
    there, invented = await stranger.get(kept.path("receipt")), await stranger.get(kept.path("receipt", str(new_id())))
    assert there.status_code == invented.status_code == 404


async def test_it_is_printed_in_plain_words_in_both_languages(kept: Kept) -> None:
    english = Printed((await kept.lead.get(kept.path("printed-receipt"))).content)
    assert (english.title, english.language, english.is_tagged) == ("Receipt for a consent", "en", True)
    for said in (
        "Alix Exemple",
        "Health, Housing",
        "Office HLM",
        "Clinic",
        "until you take it back",
        "In conversation",
    ):
        assert said in english.text
    french = Printed((await kept.lead.get(kept.path("printed-receipt") + "?language=fr")).content)
    assert (french.title, french.language) == ("Reçu de consentement", "fr")
    for said in ("Santé, Logement", "De vive voix", "jusqu'à ce que vous le retiriez", "Social Welfare Act § 12"):
        assert said in french.text.replace("’", "'")
    refusal = Printed((await kept.lead.get(kept.path("printed-receipt", await kept.says(is_refusal=True)))).content)
    assert refusal.title == "Receipt for a refusal"
    assert "everybody" in refusal.text


def test_everything_has_words_in_both_languages_and_each_rule_is_tested() -> None:
    assert set(SECTORS) == set(Sector)
    assert all(len(set(words)) >= 1 and all(words) for one in (STATES, GIVEN_BY, GIVEN_HOW) for words in one.values())
    assert len(RULES) == 1
