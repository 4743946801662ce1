"""Who may arrange, agree to and call off an appointment."""

from typing import Final

from services.referrals.lifecycle.domain.referral import Referral
from services.referrals.lifecycle.policy import (
    one_of_both_agencies,
    their_agency_received_it,
    they_handle_referrals,
    they_read_referrals,
)
from shared.phrases import Phrase
from shared.policy.grammar import Rule

READ: Final = Phrase("see the appointments of a referral", "voir les rendez-vous d'une orientation")
PROPOSE: Final = Phrase("propose an appointment", "proposer un rendez-vous")
CONFIRM: Final = Phrase("confirm an appointment for the person", "confirmer un rendez-vous pour la personne")
CANCEL: Final = Phrase("cancel an appointment", "annuler un rendez-vous")
ATTEND: Final = Phrase("say whether the person came", "indiquer si la personne est venue")

_THEIR_TIME: Final = Phrase(
    "The agency that was asked knows when its workers have time",
    "L'organisme sollicité connaît les disponibilités de ses intervenants",
)

RULES: Final[tuple[Rule[Referral], ...]] = (
    Rule(
        READ,
        (one_of_both_agencies, they_read_referrals),
        Phrase(
            "Whoever speaks with the person can tell them when and where to go",
            "Qui parle avec la personne peut lui dire quand et où se rendre",
        ),
        (
            Phrase("the look is logged", "la consultation est journalisée"),
            Phrase(
                "a calendar is told the time, and neither who, where nor with which agency",
                "un agenda ne reçoit que l'horaire : ni nom, ni lieu, ni organisme",
            ),
            Phrase(
                "a calendar of all that a worker agreed on is times alone, and no look at anybody",
                "l'agenda de tout ce qu'un intervenant a convenu n'est fait que d'horaires, et ne montre personne",
            ),
        ),
    ),
    Rule(PROPOSE, (their_agency_received_it, they_handle_referrals), _THEIR_TIME),
    Rule(
        CONFIRM,
        (one_of_both_agencies, they_handle_referrals),
        Phrase(
            "The person agrees through the worker with whom they speak",
            "La personne donne son accord à l'intervenant avec qui elle parle",
        ),
    ),
    Rule(
        CANCEL,
        (one_of_both_agencies, they_handle_referrals),
        Phrase(
            "Whoever hears first that it cannot take place says so, for a coded reason",
            "Qui apprend le premier qu'il n'aura pas lieu le dit, avec un motif codé",
        ),
    ),
    Rule(
        ATTEND,
        (their_agency_received_it, they_handle_referrals),
        Phrase("Whoever waited for the person knows", "Qui attendait la personne le sait"),
        (
            Phrase(
                "a missed appointment is a fact for rules that notice early, and decides nothing",
                "un rendez-vous manqué est un fait pour les alertes précoces, et ne décide de rien",
            ),
        ),
    ),
)
