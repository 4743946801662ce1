"""What the closed lists of the record are called, in English and French."""

from collections.abc import Mapping
from typing import Final

from shared.contracts.cases.vocabulary import Category

CATEGORIES: Final[Mapping[str, tuple[str, str]]] = {
    Category.IDENTITY: ("Identity", "Identité"),
    Category.CONTACT: ("Contact", "Coordonnées"),
    Category.HOUSEHOLD: ("Household", "Foyer"),
    Category.SOCIAL: ("Social", "Social"),
    Category.HEALTH: ("Health", "Santé"),
    Category.EMPLOYMENT: ("Employment", "Emploi"),
    Category.HOUSING: ("Housing", "Logement"),
    Category.EDUCATION: ("Education", "Éducation"),
    Category.FINANCE: ("Finance", "Finances"),
    Category.JUSTICE: ("Justice", "Justice"),
    Category.SAFEGUARDING: ("Safeguarding", "Protection"),
}
