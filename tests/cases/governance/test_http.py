"""What the law asks an agency to keep, over HTTP: made of what is there, for those who answer for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts.identity.vocabulary import Role, Sector
from shared.identifiers import new_id
from tests.cases.doors import Doors


def processor(doors: Doors, **more: Any) -> dict[str, Any]:
    return {
        "kind": "processor",
        "municipality_id": str(doors.municipality.municipality_id),
        "name": "Hébergement du Port",
        "task": "Runs the servers",
        "categories": ["identity"],
        "countries": ["FR"],
        "contract": "Registry 2026-114",
        **more,
    }


async def test_the_record_of_processing_is_made_of_agreements_and_of_what_was_declared(doors: Doors) -> None:
    await doors.share("identity", "housing")
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    first = await officer.made("/v1/governance/entries", processor(doors))
    second = await doors.lead.made(
        "/v1/governance/entries", processor(doors, countries=["BE"], replaces_id=first["id"])
    )
    again = processor(doors, replaces_id=first["id"])
    assert (await doors.lead.post("/v1/governance/entries", again)).status_code == 409
    together = {
        "kind": "joint_controllers",
        "municipality_id": str(doors.municipality.municipality_id),
        "agencies": [str(doors.adviser.agency.id)],
        "essence_en": "Each answers for what it writes; people may turn to either.",
        "essence_fr": "Chacun répond de ce qu'il écrit ; on peut s'adresser à l'un ou à l'autre.",
        "contact": "privacy office",
    }
    joint = await doors.lead.made("/v1/governance/entries", together)
    record = (await officer.get("/v1/governance/processing-record")).json()
    [activity] = record["activities"]
    assert (activity["categories"], activity["recipients"]) == (
        ["housing", "identity"],
        [str(doors.adviser.agency.id)],
    )
    assert (activity["legal_basis"], activity["article"]) == ("e", "Social Welfare Act § 12")
    assert "https://w3id.org/dpv/sector/publicservices#SocialWelfareProvision" in activity["published_purposes"]
    assert {one["id"] for one in record["declared"]} == {second["id"], joint["id"]}
    theirs = (await doors.adviser.get("/v1/governance/entries")).json()["items"]
    assert [one["id"] for one in theirs] == [joint["id"]], "who decides together reads the arrangement"
    assert (await doors.adviser.get(f"/v1/governance/entries/{second['id']}")).status_code == 404
    assert (await doors.adviser.post(f"/v1/governance/entries/{joint['id']}/ending", {})).status_code == 403
    ended = await doors.lead.post(f"/v1/governance/entries/{joint['id']}/ending", {})
    assert ended.json()["ended_at"] is not None
    listed = (await doors.lead.get("/v1/governance/entries?ended=true")).json()["items"]
    assert {one["id"] for one in listed} == {first["id"], second["id"], joint["id"]}
    caseworker = await doors.hires(doors.lead, Role.CASEWORKER)
    for path in ("processing-record", "entries", "breaches", f"entries/{second['id']}"):
        assert (await caseworker.get(f"/v1/governance/{path}")).status_code == 403


async def test_whom_a_breach_concerns_is_what_the_access_log_says(doors: Doors) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    person_id, other_id = await doors.registered(), await doors.registered()
    thief = await doors.hires(doors.lead, Role.CASEWORKER)
    for _ in range(2):
        assert (await thief.get(f"/v1/persons/{person_id}/record")).status_code == 200
    assert (await doors.lead.get(f"/v1/persons/{other_id}/record")).status_code == 200
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    body = {
        "municipality_id": str(doors.municipality.municipality_id),
        "kinds": ["confidentiality"],
        "description": "A sign-in was used by somebody else",
        "noticed_at": (datetime.now(UTC) - timedelta(hours=80)).isoformat(),
        "happened_from": began.isoformat(),
        "happened_until": (began + timedelta(hours=1)).isoformat(),
    }
    breach = await officer.made("/v1/governance/breaches", {**body, "worker_id": str(thief.worker.id)})
    path = f"/v1/governance/breaches/{breach['id']}"
    found = (await officer.get(f"{path}/affected", Purpose_Of_Use="rights")).json()
    assert found["people"] == 1
    [one] = found["items"]
    assert (one["person_id"], one["looks"]) == (person_id, 2)
    everybody = await officer.made("/v1/governance/breaches", body)
    anybody = (await officer.get(f"/v1/governance/breaches/{everybody['id']}/affected?limit=1")).json()
    assert (anybody["people"], len(anybody["items"])) == (2, 1)
    assert (await thief.get(f"/v1/persons/{other_id}/consents")).status_code == 200
    narrower = {**body, "worker_id": str(thief.worker.id), "categories": ["justice"]}
    justice = await officer.made("/v1/governance/breaches", narrower)
    found = (await officer.get(f"/v1/governance/breaches/{justice['id']}/affected")).json()
    assert [one["person_id"] for one in found["items"]] == [person_id], "of the other they saw no such category"
    earlier = {**body, "happened_from": (began - timedelta(hours=1)).isoformat(), "happened_until": began.isoformat()}
    before = await officer.made("/v1/governance/breaches", earlier)
    assert (await officer.get(f"/v1/governance/breaches/{before['id']}/affected")).json()["people"] == 0
    assert (await doors.lead.get(f"{path}/affected")).status_code == 403, "an administrator sees no people"
    theirs = await doors.hires(doors.adviser, Role.PRIVACY_OFFICER)
    assert (await theirs.get(path)).status_code == (await theirs.get(f"{path}/affected")).status_code == 404


async def test_a_breach_is_closed_when_nothing_is_owed_any_more(doors: Doors) -> None:
    noticed = datetime.now(UTC) - timedelta(hours=80)
    body = {
        "municipality_id": str(doors.municipality.municipality_id),
        "kinds": ["confidentiality", "availability"],
        "description": "A laptop was lost",
        "noticed_at": noticed.isoformat(),
        "happened_from": (noticed - timedelta(hours=2)).isoformat(),
        "happened_until": noticed.isoformat(),
    }
    future = {**body, "noticed_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    assert (await doors.lead.post("/v1/governance/breaches", future)).status_code == 422
    made = await doors.lead.made("/v1/governance/breaches", body)
    assert (made["owed"], made["is_late"]) == (["assessment", "authority_notification"], True)
    path = f"/v1/governance/breaches/{made['id']}"
    assert (await doors.lead.post(f"{path}/closure", {"measures": "none"})).status_code == 428
    refused = await doors.lead.post(f"{path}/closure", {"measures": "none"}, If_Match='"1"')
    assert (refused.status_code, refused.json()["owed"]) == (409, ["assessment", "authority_notification"])
    assessed = await doors.lead.post(f"{path}/assessment", {"risk": "high", "because": "health"}, If_Match='"1"')
    assert assessed.json()["owed"] == ["authority_notification", "people_notification"]
    stale = await doors.lead.post(f"{path}/assessment", {"risk": "unlikely", "because": "no"}, If_Match='"1"')
    assert stale.status_code == 412
    now = datetime.now(UTC).isoformat()
    told = {"told_at": now, "reference": "CNIL 2026-7781"}
    late = await doors.lead.post(f"{path}/authority-notification", told, If_Match='"2"')
    assert [one["pointer"] for one in late.json()["errors"]] == ["#/why_late"]
    told["why_late"] = "Noticed on a Friday evening"
    kept = await doors.lead.post(f"{path}/authority-notification", told, If_Match='"2"')
    assert (kept.json()["is_late"], kept.json()["owed"]) == (False, ["people_notification"])
    before = {"told_at": (noticed - timedelta(hours=1)).isoformat(), "how": "letter"}
    assert (await doors.lead.post(f"{path}/people-notification", before, If_Match='"3"')).status_code == 422
    kept = await doors.lead.post(f"{path}/people-notification", {"told_at": now, "how": "letter"}, If_Match='"3"')
    assert kept.json()["owed"] == ["closure"]
    closed = await doors.lead.post(f"{path}/closure", {"measures": "Disks are encrypted"}, If_Match='"4"')
    assert (closed.status_code, closed.json()["owed"]) == (200, [])
    assert (await doors.lead.post(f"{path}/closure", {"measures": "again"}, If_Match='"5"')).status_code == 409


async def test_a_person_is_told_in_their_language_who_uses_their_data_for_what_and_why(doors: Doors) -> None:
    await doors.share("identity", "housing")
    court = await doors.agency("House of justice", Sector.JUSTICE, Role.ADMINISTRATOR)
    await doors.share("housing", between=(doors.lead, court))
    person_id = await doors.registered()
    consent = {
        "agencies": [str(doors.adviser.agency.id)],
        "categories": ["housing"],
        "given_by": "person",
        "given_how": "oral",
        "language": "fr",
    }
    await doors.lead.made(f"/v1/persons/{person_id}/consents", consent)
    to_the_court = {**consent, "agencies": [str(court.agency.id)]}
    await doors.lead.made(f"/v1/persons/{person_id}/consents", to_the_court)
    officer = await doors.hires(doors.lead, Role.PRIVACY_OFFICER)
    path = f"/v1/persons/{person_id}/privacy-information"
    english = (await officer.get(path, Purpose_Of_Use="rights")).json()
    said = [one for section in english["sections"] for one in section["sentences"]]
    may = "Office HLM may read, write, refer you to others (housing), because you, or who represents you, agreed to it."
    assert may in said
    assert not [one for one in said if "House of justice" in one], "as in the person's own view"
    basis = "GDPR Art. 6(1)(e) and 9(2)(h), Social Welfare Act § 12; kept: two years; is not passed on"
    assert any(basis in one for one in said)
    french = (await officer.get(path, Purpose_Of_Use="rights", Accept_Language="fr")).json()
    assert [section["title"] for section in french["sections"]][-1] == "Vos droits"
    lengths = [[len(one["sentences"]) for one in told["sections"]] for told in (english, french)]
    assert lengths[0] == lengths[1]
    assert (await doors.lead.get(path)).status_code == 403
    stranger = await doors.agency("Police", Sector.POLICE, Role.PRIVACY_OFFICER)
    unknown = await stranger.get(path, Purpose_Of_Use="rights")
    invented = await stranger.get(f"/v1/persons/{new_id()}/privacy-information", Purpose_Of_Use="rights")
    assert (unknown.status_code, invented.status_code) == (404, 404)
    assert unknown.json()["type"] == invented.json()["type"]
