"""Scene 5: a minor without parents, months before the eighteenth birthday, in one process and in several."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from deploy.demo.cast import agency, demo_id
from deploy.demo.desk import Desk, Refused
from deploy.demo.plan_templates import TEMPLATES
from tests.journeys.coming_together import comes, only_rules
from tests.journeys.conftest import Parcours

CAST = {
    "nadia": ("nadia.belkacem", "social-valmont"),
    "paul": ("paul.morel", "social-valmont"),
    "tom": ("tom.privat", "social-valmont"),
    "ines": ("ines.costa", "clinique"),
    "karim": ("karim.aziz", "clinique"),
    "lucie": ("lucie.petit", "habitat"),
    "marc": ("marc.olivier", "habitat"),
    "sofia": ("sofia.rossi", "emploi"),
    "jean": ("jean.dubois", "emploi"),
}
PARIS = ZoneInfo("Europe/Paris")
SHARED = ["identity", "social", "health", "education", "housing"]
VALMONT = str(demo_id("valmont"))


@pytest.fixture
async def desks(parcours: Parcours) -> Mapping[str, Desk]:
    """Social work, a clinic, housing, and a school of trades, under one agreement; two rules of the municipality."""
    desks = {name: await parcours.desk(*where) for name, where in CAST.items()}
    signing = [desks[name] for name in ("paul", "karim", "marc", "jean")]
    body = {
        "municipality_id": VALMONT,
        "title": "Young people who are alone",
        "parties": [{"agency_id": str(agency(one.agency_key).id), "gives": True, "receives": True} for one in signing],
        "categories": SHARED,
        "purposes": ["care-coordination"],
        "legal_basis": "e",
        "special_category_basis": "h",
        "article": "Fictional Child Protection Act § 4",
        "retention": "two years",
        "contact": "privacy office",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    written = await signing[0].post("/v1/agreements", body)
    for desk in signing:
        await desk.post(f"/v1/agreements/{written['id']}/signature")
    await write_rules(desks["paul"])
    return desks


async def write_rules(paul: Desk) -> None:
    """Of birthdays, with a plan and a receipt; of mandates and consents."""
    group = next(one for one in TEMPLATES if one["target_group"] == "unaccompanied_minor")
    template = await paul.post("/v1/plan-templates", {"municipality_id": VALMONT, **group})
    of_age = {"template_id": template["id"], "receipts_from": [str(agency("emploi").id)], "tells": "team"}
    await only_rules(paul, {"kind": "of_age", **of_age}, {"kind": "mandate_ends"}, {"kind": "consent_ends"})


def birthday() -> date:
    """When the minor is eighteen: in five months."""
    day = datetime.now(UTC).date() + timedelta(days=150)
    return day if (day.month, day.day) != (2, 29) else day + timedelta(days=1)


async def a_minor(nadia: Desk) -> tuple[str, str, str]:
    """The addresses of person and case, and the guardian, who may consent until the day before the birthday."""
    day = birthday()
    identity = {
        "family_name": f"Parcours-{uuid4().hex[:8]}",
        "given_name": "Sami",
        "birth_date": day.replace(year=day.year - 18).isoformat(),
        "birth_date_estimated": True,
    }
    person = await nadia.post("/v1/persons", {"municipality_id": VALMONT, "identity": identity})
    path = f"/v1/persons/{person['id']}"
    guardian = {
        "kind": "guardian",
        "other": {"name": "La tutrice"},
        "powers": ["consent", "decide_on_health"],
        "valid_from": "2026-01-01",
        "valid_until": (day - timedelta(days=1)).isoformat(),
    }
    tie = await nadia.post(f"{path}/relationships", guardian)
    opened = await nadia.post("/v1/cases", {"persons": [{"person_id": person["id"]}], "category": "social"})
    return path, f"/v1/cases/{opened['id']}", tie["id"]


async def agreed(nadia: Desk, path: str, to: str, *categories: str, by: str | None = None, **more: Any) -> str:
    """A consent of the person, or of a representative."""
    spoken = {"given_by": "representative", "representative_id": by} if by else {"given_by": "person"}
    body = {"agencies": [str(agency(to).id)], "categories": categories, "given_how": "oral", "language": "fr"}
    return str((await nadia.post(f"{path}/consents", body | spoken | more))["id"])


async def joins(nadia: Desk, case: str, desk: Desk, capacity: str) -> None:
    asked = {"agency_id": str(agency(desk.agency_key).id), "worker_id": str(desk.worker.id), "capacity": capacity}
    invitation = await nadia.post(f"{case}/invitations", asked)
    await desk.post(f"/v1/team-invitations/{invitation['id']}/acceptance")


async def answers(desk: Desk, path: str) -> int:
    try:
        await desk.get(path)
    except Refused as refusal:
        return refusal.status
    return 200


async def test_a_minor_comes_of_age_prepared(desks: Mapping[str, Desk]) -> None:
    nadia, ines, lucie, sofia = (desks[name] for name in ("nadia", "ines", "lucie", "sofia"))
    path, case, guardian = await a_minor(nadia)
    measure = await a_measure(desks["paul"], desks["tom"], path)
    await joins(nadia, case, ines, "nurse")
    by_the_guardian = {
        await agreed(nadia, path, "clinique", "health", by=guardian),
        await agreed(nadia, path, "habitat", "housing", by=guardian),
    }
    own = await agreed(nadia, path, "emploi", "identity", "education")
    friend = {"kind": "friend", "other": {"name": "Un ami"}, "powers": ["be_informed"]}
    powerless = (await nadia.post(f"{path}/relationships", friend))["id"]
    with pytest.raises(Refused, match="no_power"):
        await agreed(nadia, path, "habitat", "housing", by=powerless)

    person_id = path.rpartition("/")[2]
    change = await comes(nadia, path, person_id, plan="begun")
    assert (change["kind"], change["changes_on"]) == ("of_age", birthday().isoformat())
    assert len((await nadia.get(f"{case}/goals"))["items"]) == 2, "the after-care plan, months before"
    assert (await comes(nadia, path, measure))["kind"] == "mandate_ends"
    shown = await nadia.get(f"{path}/transitions/{change['id']}")
    ends = {one["ground_id"]: one["agency_id"] for one in shown["grants"] if one["ends"]}
    assert set(ends) == by_the_guardian | {measure}
    assert own in {one["ground_id"] for one in shown["grants"] if not one["ends"]}
    assert not [one for one in shown["grants"] if one["begins"]], "nothing begins by a rule"
    assert shown["powers_ending"] == [guardian, powerless]
    own_view = await ines.get(f"{path}/transitions/{change['id']}")
    assert {one["agency_id"] for one in own_view["grants"]} == {str(agency("clinique").id)}
    assert own_view["powers_ending"] == []
    assert await answers(lucie, f"{path}/transitions/{change['id']}") == 404, "she may not see the birth date"

    received = await sofia.post(f"{path}/transitions/{change['id']}/receipt")
    assert received["receipts"][0]["given_at"] is not None
    kinds = {one["kind"] for one in (await nadia.get("/v1/tasks", limit="100"))["items"]}
    assert "transition" in kinds


async def a_measure(paul: Desk, tom: Desk, path: str) -> str:
    """A legal ground until the birthday, which a second worker confirmed."""
    ends = datetime.combine(birthday(), time(), PARIS)
    law = {
        "municipality_id": VALMONT,
        "name": "Measure for a child who is alone",
        "article": "Fictional Child Protection Act § 4",
        "categories": ["social", "education"],
        "operations": ["read", "contribute"],
        "longest_days": 366,
        "review_days": 366,
    }
    entry = await paul.post("/v1/legal-grounds", law)
    await tom.post(f"/v1/legal-grounds/{entry['id']}/confirmation")
    body = {
        "legal_ground_id": entry["id"],
        "ground": "Alone, and not of age",
        "valid_until": ends.isoformat(),
        "review_at": ends.isoformat(),
    }
    mandate = await paul.post(f"{path}/mandates", body)
    await tom.post(f"{path}/mandates/{mandate['id']}/confirmation")
    return str(mandate["id"])


async def test_what_ends_on_a_day_ends_by_itself_and_is_said(desks: Mapping[str, Desk]) -> None:
    nadia, sofia = desks["nadia"], desks["sofia"]
    path, _, guardian = await a_minor(nadia)
    ends_at = datetime.now(UTC) + timedelta(seconds=4)
    consent = await agreed(nadia, path, "emploi", "education", by=guardian, valid_until=ends_at.isoformat())
    assert await answers(sofia, f"{path}/record") == 200
    await asyncio.sleep((ends_at - datetime.now(UTC)).total_seconds())
    assert await answers(sofia, f"{path}/record") == 404
    await comes(nadia, path, consent, kind="consent_ends", state="done")
    lines = (await nadia.get(f"{path}/timeline"))["items"]
    assert "consent_expired" in {one["kind"] for one in lines}
