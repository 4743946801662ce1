"""What is personal data says so in the comment of its column: the reading of all logs at the end rests on it."""

from collections.abc import Mapping

from deploy.embedded.databases import ServiceDatabase
from tests.cases.coordination.scenes import Scene
from tests.cases.people.persons import address, identifier, identity, phone, registered
from tests.cases.people.test_opening import add
from tests.said import personal_values


async def test_names_numbers_and_addresses_are_in_columns_that_say_they_are_personal_data(
    scene: Scene, databases: Mapping[str, ServiceDatabase]
) -> None:
    who = identity("Commentée", "Colonne", preferred_name="Colo Nne", previous=(("Avant-Elle", "Colonne"),))
    person_id = await registered(scene.database, scene.lead, who)
    for item in (identifier("AB 12 COMMENT"), phone("+00 000 COMMENT"), address("9 quai du Commentaire")):
        await add(scene, person_id, item)
    written = {"Commentée", "Colonne", "Colo Nne", "Avant-Elle", "AB 12 COMMENT", "+00 000 COMMENT"}
    assert written | {"9 quai du Commentaire"} <= await personal_values(
        {name: database.owner_url for name, database in databases.items()}
    )
