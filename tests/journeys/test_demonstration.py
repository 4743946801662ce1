"""The demonstration is written through the API; what was interrupted is completed, and nothing is there twice."""

from collections import Counter

from deploy.demo.people import people
from deploy.demo.seed_identity import seed_identity
from deploy.demo.seed_records import seed_records
from tests.journeys.conftest import Parcours


async def test_what_is_written_again_is_there_once(parcours: Parcours) -> None:
    await seed_identity(parcours.installation, parcours.keys)
    nadia = await parcours.desk("nadia.belkacem", "social-valmont")
    some = [one for one in people() if one.municipality == "valmont"][:2]
    await seed_records(parcours.url, parcours.keys.password, some[:1])
    await seed_records(parcours.url, parcours.keys.password, some)

    identities = [one.body["identity"] for one in some]
    names = [f"{one['given_name']} {one['family_name']}" for one in identities]
    work = (await nadia.get("/v1/worklist", limit="200"))["items"]
    listed = [person["display_name"] for row in work for person in row["persons"]]
    assert Counter(name for name in listed if name in names) == Counter(names)
    titles = [one["title"] for one in (await nadia.get("/v1/agreements", limit="200"))["items"]]
    assert titles.count("Working together in Ville de Valmont") == 1
