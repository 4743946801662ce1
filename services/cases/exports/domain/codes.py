"""Words of closed lists, as a copy says them. No I/O."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.cases.alerts.domain.occurrences import TERMS as OCCURRENCES
from services.cases.alerts.domain.warning_terms import KINDS as WARNINGS
from services.cases.alerts.domain.warning_terms import PRECAUTIONS
from services.cases.exports.domain.sections import SECTIONS, Kept
from services.cases.notes.domain.need_terms import TERMS as NEEDS
from services.cases.rights.domain import ARTICLES
from services.cases.summaries.domain.labels import LABELS
from services.cases.timeline.domain.labels import LABELS as LINES

Words = tuple[str, str]

_FURTHER: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "access": ("a copy of what is kept", "une copie de ce qui est conservé"),
        "accompanied": ("to be accompanied", "être accompagné"),
        "acknowledged": ("taken up", "prise en compte"),
        "addiction": ("addiction", "addiction"),
        "agency": ("an agency", "un organisme"),
        "agreed": ("agreed", "d'accord"),
        "answered": ("answered", "répondu"),
        "assessment": ("an assessment", "une évaluation"),
        "authorship": ("they wrote it themselves", "l'organisme l'a écrit lui-même"),
        "authenticated": ("signed in", "par connexion"),
        "be_informed": ("be informed", "être informé"),
        "being_heard": ("being heard", "être entendu"),
        "braille": ("braille", "braille"),
        "cared_for": ("somebody cared for", "personne aidée"),
        "carer": ("a carer", "un aidant"),
        "carer_exhausted": ("carer exhausted", "aidant épuisé"),
        "case_closed": ("the end of the case", "la fin de l'accompagnement"),
        "care_record": ("a record of care", "un dossier de soins"),
        "case_file": ("as a case file", "comme pièce du dossier"),
        "child": ("a child", "un enfant"),
        "child_at_risk": ("a child at risk", "un enfant en danger"),
        "comparable_people": ("comparable people", "des personnes comparables"),
        "confirmed": ("confirmed", "confirmé"),
        "consent": ("consent", "consentement"),
        "contact_lost": ("contact lost", "contact perdu"),
        "contribute": ("write", "écrire"),
        "coordinate": ("coordinate", "coordonner"),
        "danger_to_life": ("danger to life", "danger vital"),
        "debt": ("debts", "dettes"),
        "decide_on_health": ("decide on health", "décider de la santé"),
        "decide_on_residence": ("decide where you live", "décider du lieu de vie"),
        "denied": ("was refused", "a été refusé"),
        "disagreed": ("disagreed", "pas d'accord"),
        "dropped": ("dropped", "abandonnée"),
        "easy_language": ("easy language", "langage facile"),
        "electronic": ("on a screen", "par voie électronique"),
        "email": ("e-mail", "courriel"),
        "emergency": ("an emergency", "une urgence"),
        "ended": ("ended", "terminé"),
        "entered_in_error": ("entered in error", "saisi par erreur"),
        "erasure": ("erasure", "effacement"),
        "eviction": ("eviction", "expulsion"),
        "exploitation": ("exploitation", "exploitation"),
        "false_alarm": ("a false alarm", "une fausse alerte"),
        "former": ("former", "ancien"),
        "found_helpless": ("found helpless", "trouvé sans défense"),
        "friend": ("a friend", "un ami"),
        "granted": ("granted", "accordé"),
        "guardian": ("a guardian", "un tuteur"),
        "health_failing": ("health failing", "santé qui se dégrade"),
        "hearing_loop": ("hearing loop", "boucle magnétique"),
        "help_received": ("the help received", "l'aide reçue"),
        "home": ("home", "domicile"),
        "home_visit": ("home visit", "visite à domicile"),
        "agency_record": ("the agency's record", "le dossier de l'organisme"),
        "estimate": ("an estimate", "une estimation"),
        "health_insurance": ("health insurance", "l'assurance maladie"),
        "hospital_record": ("a hospital's record", "un dossier hospitalier"),
        "in_person": ("in person", "en personne"),
        "isolation": ("isolation", "isolement"),
        "job_at_risk": ("job at risk", "emploi menacé"),
        "justified": ("justified", "justifié"),
        "large_print": ("large print", "gros caractères"),
        "last_change": ("the last change", "la dernière modification"),
        "legal_status": ("legal status", "situation administrative"),
        "letter": ("letter", "lettre"),
        "manage_money": ("manage money", "gérer l'argent"),
        "mandate": ("a law", "une loi"),
        "mental_crisis": ("mental crisis", "crise psychique"),
        "message": ("message", "message"),
        "messaging": ("messaging", "messagerie"),
        "misuse": ("misuse", "abus"),
        "neighbour": ("a neighbour", "un voisin"),
        "no_income": ("no income", "sans revenu"),
        "no_shelter": ("no shelter", "sans abri"),
        "not_upheld": ("not upheld", "non fondée"),
        "objection": ("objection", "opposition"),
        "on_agenda": ("on the agenda", "à l'ordre du jour"),
        "open": ("open", "ouvert"),
        "opened": ("opened", "a ouvert"),
        "oral": ("in conversation", "de vive voix"),
        "other": ("other", "autre"),
        "parent": ("a parent", "un parent"),
        "partly_granted": ("granted in part", "accordé en partie"),
        "partly_upheld": ("upheld in part", "fondée en partie"),
        "partner": ("a partner", "un conjoint"),
        "person": ("the person", "la personne"),
        "phone": ("telephone", "téléphone"),
        "portability": ("what was given, in an open form", "ce qui a été fourni, sous forme ouverte"),
        "post": ("post", "courrier"),
        "postal": ("postal", "postale"),
        "proof": ("as a proof", "comme preuve"),
        "proposed": ("proposed", "proposé"),
        "proxy": ("a proxy", "un mandataire"),
        "quiet_place": ("a quiet place", "un lieu calme"),
        "read": ("read", "lire"),
        "reading_aloud": ("reading aloud", "lecture à voix haute"),
        "recorded": ("recorded", "consigné"),
        "rectification": ("correction", "rectification"),
        "refer": ("refer to others", "orienter vers d'autres"),
        "referral": ("a referral", "une orientation"),
        "refused": ("refused", "refusé"),
        "relative": ("a relative", "un proche parent"),
        "representative": ("who represents the person", "qui représente la personne"),
        "restriction": ("restriction", "limitation"),
        "same_person_before": ("the same person before", "la même personne avant"),
        "school_left": ("school left", "sortie de l'école"),
        "search_hit": ("was found in a search", "trouvé dans une recherche"),
        "searched": ("searched", "a cherché"),
        "self_harm": ("self-harm", "autoagression"),
        "sibling": ("a brother or sister", "un frère ou une sœur"),
        "sign": ("sign", "signer"),
        "sign_language": ("sign language", "langue des signes"),
        "standing": ("standing", "en vigueur"),
        "step_free": ("no steps", "sans marche"),
        "taken_back": ("taken back", "retirée"),
        "taken_off": ("taken off", "retiré"),
        "team": ("they work on your case", "l'organisme participe à votre accompagnement"),
        "temporary": ("temporary", "temporaire"),
        "text": ("text message", "SMS"),
        "to_be_examined": ("to be examined", "à examiner"),
        "upheld": ("upheld", "fondée"),
        "useful": ("useful", "utile"),
        "violence": ("violence", "violence"),
        "voice": ("call", "appel"),
        "voice_mail": ("voice mail", "messagerie vocale"),
        "ward": ("a ward", "une personne sous tutelle"),
        "withdrawn": ("taken back", "retiré"),
        "worker": ("a worker", "un intervenant"),
        "workers_judgement": ("what workers judged", "l'avis des intervenants"),
        "working_paper": ("as a working paper", "comme document de travail"),
        "written": ("in writing", "par écrit"),
    }
)
_SECTORS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "social": ("social services", "services sociaux"),
        "police": ("police", "police"),
        "migration": ("migration", "migration"),
        "transport": ("transport", "transports"),
        "civil_society": ("civil society", "associations"),
    }
)


def _flat() -> dict[str, Words]:
    words = {str(code): said for list_of in LABELS.values() for code, said in list_of.items()}
    return {**words, **_SECTORS, **_FURTHER}


_SECTION_NAMES: Final[Mapping[str, Words]] = MappingProxyType(
    {str(one): (str(section.called), section.called.in_french) for one, section in SECTIONS.items()}
)
_ALL: Final[Mapping[str, Words]] = MappingProxyType(_flat())
_OF_FIELDS: Final[Mapping[tuple[Kept, str], Mapping[str, Words]]] = MappingProxyType(
    {
        (Kept.NEED, "term"): {code: (one.english, one.french) for code, one in NEEDS.items()},
        (Kept.OCCURRENCE, "term"): {code: (one.english, one.french) for code, one in OCCURRENCES.items()},
        (Kept.WARNING, "kind"): {code: (one.english, one.french) for code, one in WARNINGS.items()},
        (Kept.WARNING, "precautions"): {str(one): words for one, words in PRECAUTIONS.items()},
        (Kept.REQUEST, "article"): {code: (str(one), one.in_french) for code, one in ARTICLES.items()},
        (Kept.REFERRAL, "moved"): {str(kind): words for kind, words in LINES.items()},
        (Kept.MINUTES_ANSWER, "answer"): {"signed": ("signed", "signé"), "refused": ("refused", "refusé")},
        (Kept.EARLIER_VERSION, "of"): _SECTION_NAMES,
        (Kept.EARLIER_PART, "part"): _SECTION_NAMES,
    }
)
CODED: Final = frozenset(
    [
        "accessibility",
        "act",
        "asked",
        "aspect",
        "basis",
        "because",
        "categories",
        "category",
        "closing_reason",
        "counted_from",
        "effect",
        "given_by",
        "given_how",
        "horizon",
        "kind",
        "measure",
        "moved",
        "of",
        "operations",
        "outcome",
        "owner_kind",
        "part",
        "powers",
        "precautions",
        "purpose",
        "purposes",
        "reason",
        "retention",
        "safe_channels",
        "said_by",
        "sectors",
        "signed_how",
        "source",
        "spent_for",
        "state",
        "term",
        "use",
        "verdict",
    ]
)
"""Fields that hold words of closed lists; what else is written stands as it is."""
_IN_WORDS: Final = frozenset({(Kept.REQUEST, "reason"), (Kept.MANDATE, "article"), (Kept.AGREEMENT, "retention")})
"""Of these sections the field of that name is free text."""


def said(section: Kept, field: str, code: str, *, french: bool) -> str:
    """A word of a closed list as a person reads it; free text as it is."""
    if (section, field) in _IN_WORDS or (field not in CODED and (section, field) not in _OF_FIELDS):
        return code
    words = _OF_FIELDS.get((section, field), {}).get(code) or _ALL.get(code)
    return words[french] if words else code.replace("_", " ").replace("-", " ")


def has_word(section: Kept, field: str, code: StrEnum) -> bool:
    """A word of a closed list is said in both languages."""
    return code in _OF_FIELDS.get((section, field), {}) or code in _ALL
