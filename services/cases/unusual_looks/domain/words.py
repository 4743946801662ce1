"""What a rule noticed, in plain words, English and French. No I/O."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.cases.unusual_looks.domain.rules import Looking, RuleKind
from shared.phrases import Phrase

_ALWAYS: Final[Mapping[RuleKind, Phrase]] = MappingProxyType(
    {
        RuleKind.NO_RELATIONSHIP: Phrase(
            "The worker opened the record, and is on no team about the person, has nothing to do for them, "
            "has written nothing about them of late, and no right names the worker.",
            "L'intervenant a ouvert le dossier, alors qu'il n'est d'aucune équipe autour de la personne, n'a rien à "
            "faire pour elle, n'a rien écrit à son sujet ces derniers temps et qu'aucun accès ne le nomme.",
        ),
        RuleKind.SAME_SURNAME: Phrase(
            "The worker opened the record of a person whose surname is like the worker's own. Many people share one.",
            "L'intervenant a ouvert le dossier d'une personne dont le nom de famille ressemble au sien. "
            "Beaucoup de gens portent le même.",
        ),
        RuleKind.SAME_ADDRESS: Phrase(
            "The worker opened the record of a person who lives where somebody lives with whom the worker declared a "
            "conflict of interest.",
            "L'intervenant a ouvert le dossier d'une personne qui habite là où habite quelqu'un avec qui il a déclaré "
            "un conflit d'intérêts.",
        ),
    }
)

_EVERY_DAY: Final = Phrase("every day", "tous les jours")
_ON_WEEKDAYS: Final = Phrase("Monday to Friday", "du lundi au vendredi")


def explained(kind: RuleKind, looking: Looking, many: int | None) -> Phrase:
    """Why somebody should look at it.

    Args:
        looking: as the version of the rule said that noticed it.
        many: how many, where it is about that.
    """
    return _ALWAYS[kind] if kind in _ALWAYS else _COUNTED[kind](looking, many or 0)


def _volume(looking: Looking, many: int) -> Phrase:
    within, at_least = looking.within_hours, looking.at_least
    return Phrase(
        f"The worker opened the records of {many} people within {within} h; the rule asks to look from {at_least} on.",
        f"L'intervenant a ouvert les dossiers de {many} personnes en {within} h ; "
        f"la règle demande d'y regarder à partir de {at_least}.",
    )


def _hits(looking: Looking, many: int) -> Phrase:
    within = looking.within_hours
    return Phrase(
        f"Searches of the worker found this person {many} times within {within} h, and the record was not opened.",
        f"Des recherches de l'intervenant ont trouvé cette personne {many} fois en {within} h, "
        "sans que le dossier soit ouvert.",
    )


def _off_hours(looking: Looking, _many: int) -> Phrase:
    begins, ends = looking.from_hour, looking.until_hour
    days = _EVERY_DAY if looking.weekends else _ON_WEEKDAYS
    return Phrase(
        f"The worker opened the record outside working hours, which are {begins}:00 to {ends}:00, {days}.",
        f"L'intervenant a ouvert le dossier hors des heures de travail, qui vont de {begins} h à {ends} h, "
        f"{days.in_french}.",
    )


_COUNTED: Final[Mapping[RuleKind, Callable[[Looking, int], Phrase]]] = MappingProxyType(
    {RuleKind.VOLUME: _volume, RuleKind.HITS_WITHOUT_OPENING: _hits, RuleKind.OFF_HOURS: _off_hours}
)
