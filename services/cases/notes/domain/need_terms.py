"""What people need, as coded terms. No I/O.

Codes that FHIR's Gravity project has are written as it writes them (SDOHCC-CodeSystemTemporaryCodes), so that needs
travel to health systems unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.vocabulary import Category


@dataclass(frozen=True, slots=True)
class NeedTerm:
    """One kind of need, its usual category, and its words in English and French."""

    category: Category
    english: str
    french: str

    def label(self, *, french: bool) -> str:
        """As a person reads it."""
        return self.french if french else self.english


TERMS: Final[Mapping[str, NeedTerm]] = MappingProxyType(
    {
        "homelessness": NeedTerm(Category.HOUSING, "Homelessness", "Absence de logement"),
        "housing-instability": NeedTerm(Category.HOUSING, "Housing instability", "Logement instable"),
        "inadequate-housing": NeedTerm(Category.HOUSING, "Inadequate housing", "Logement inadapté"),
        "utility-insecurity": NeedTerm(Category.HOUSING, "Energy and water", "Énergie et eau"),
        "food-insecurity": NeedTerm(Category.SOCIAL, "Food", "Alimentation"),
        "material-hardship": NeedTerm(Category.SOCIAL, "Clothing, furniture, equipment", "Équipement et vêtements"),
        "transportation-insecurity": NeedTerm(Category.SOCIAL, "Transport", "Mobilité"),
        "social-connection": NeedTerm(Category.SOCIAL, "Company and ties", "Lien social"),
        "digital-access": NeedTerm(Category.SOCIAL, "Digital access", "Accès au numérique"),
        "digital-literacy": NeedTerm(Category.SOCIAL, "Digital skills", "Compétences numériques"),
        "administrative-help": NeedTerm(Category.SOCIAL, "Papers and rights", "Démarches et accès aux droits"),
        "child-care": NeedTerm(Category.SOCIAL, "Child care", "Garde d'enfant"),
        "parenting-support": NeedTerm(Category.SOCIAL, "Support for parents", "Soutien à la parentalité"),
        "carer-relief": NeedTerm(Category.SOCIAL, "Relief for a carer", "Répit de l'aidant"),
        "help-at-home": NeedTerm(Category.SOCIAL, "Help at home", "Aide à domicile"),
        "health-care-access": NeedTerm(Category.HEALTH, "Access to health care", "Accès aux soins"),
        "mental-health": NeedTerm(Category.HEALTH, "Mental health", "Santé mentale"),
        "addiction": NeedTerm(Category.HEALTH, "Addiction", "Addiction"),
        "disability-support": NeedTerm(Category.HEALTH, "Support with a disability", "Accompagnement du handicap"),
        "nursing-at-home": NeedTerm(Category.HEALTH, "Nursing at home", "Soins à domicile"),
        "health-insurance-coverage-status": NeedTerm(Category.HEALTH, "Health insurance", "Couverture maladie"),
        "medical-cost-burden": NeedTerm(Category.HEALTH, "Cost of care", "Coût des soins"),
        "stress": NeedTerm(Category.HEALTH, "Stress", "Stress"),
        "employment-status": NeedTerm(Category.EMPLOYMENT, "Work", "Emploi"),
        "vocational-training": NeedTerm(Category.EMPLOYMENT, "Vocational training", "Formation professionnelle"),
        "educational-attainment": NeedTerm(Category.EDUCATION, "Education", "Instruction"),
        "language-learning": NeedTerm(Category.EDUCATION, "Learning the language", "Apprentissage de la langue"),
        "schooling": NeedTerm(Category.EDUCATION, "A place at school", "Scolarisation"),
        "financial-insecurity": NeedTerm(Category.FINANCE, "Money", "Ressources"),
        "over-indebtedness": NeedTerm(Category.FINANCE, "Debts", "Surendettement"),
        "legal-advice": NeedTerm(Category.JUSTICE, "Legal advice", "Conseil juridique"),
        "residence-permit": NeedTerm(Category.JUSTICE, "Residence permit", "Titre de séjour"),
        "reintegration": NeedTerm(Category.JUSTICE, "Return after prison", "Sortie de détention"),
        "intimate-partner-violence": NeedTerm(Category.SAFEGUARDING, "Violence by a partner", "Violences conjugales"),
        "elder-abuse": NeedTerm(Category.SAFEGUARDING, "Abuse of an older person", "Maltraitance d'une personne âgée"),
        "child-protection": NeedTerm(Category.SAFEGUARDING, "Protection of a child", "Protection de l'enfance"),
        "sdoh-category-unspecified": NeedTerm(Category.SOCIAL, "Another need", "Autre besoin"),
    }
)


def label_of(code: str, *, french: bool) -> str:
    """A term as a person reads it; the code itself for one that is no longer in the list."""
    term = TERMS.get(code)
    return term.label(french=french) if term else code
