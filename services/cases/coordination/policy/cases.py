"""Who may open, change, staff and close cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.cases.access.domain import Standing
from services.cases.access.policy import EARLIER_KEPT, LOGGED, PUBLIC_TASK
from services.cases.coordination.domain.team import TAIL, Member, Seat
from shared.contracts.cases.vocabulary import Category, Operation
from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import Role
from shared.phrases import Phrase
from shared.policy.grammar import Rule, in_french


@dataclass(frozen=True)
class AboutPeople:
    """Something new about these people, in a category."""

    standings: tuple[Standing, ...]
    category: Category


@dataclass(frozen=True)
class AboutCase:
    """A case, by who answers for its coordination.

    Attributes:
        lead_worker_id: None when the lead agency names nobody.
        is_vacant: whoever led can no longer, and a supervisor has to name somebody.
    """

    lead_agency_id: UUID
    lead_worker_id: UUID | None
    is_vacant: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class AboutMember(AboutCase):
    """A membership in the team of a case."""

    agency_id: UUID
    worker_id: UUID | None


@dataclass(frozen=True)
class AboutFormerLead:
    """Who led a case until now.

    Attributes:
        seat: in which they did.
        leaves: they do not go on working on it.
    """

    seat: Member
    leaves: bool


@in_french("L'intervenant assure l'accueil, l'accompagnement ou l'encadrement, ou c'est le système d'un organisme")
def they_meet_people(actor: Actor, _facts: object) -> bool:
    """The worker does intake, casework or supervision, or is an agency's system."""
    return bool(actor.roles & {Role.INTAKE, Role.CASEWORKER, Role.SUPERVISOR, Role.SYSTEM})


@in_french("Un fondement permet de contribuer dans cette catégorie pour chaque personne concernée")
def they_may_contribute_about_everybody(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets them contribute in this category about each person concerned."""
    return all(standing.grounds_for(Operation.CONTRIBUTE, facts.category) for standing in facts.standings)


@in_french("Un fondement permet de coordonner dans cette catégorie pour chaque personne concernée")
def they_may_coordinate_for_everybody(_actor: Actor, facts: AboutPeople) -> bool:
    """A ground lets them coordinate in this category for each person concerned."""
    return all(standing.grounds_for(Operation.COORDINATE, facts.category) for standing in facts.standings)


@in_french("L'intervenant est le référent de l'accompagnement, ou de l'organisme référent s'il n'en nomme aucun")
def they_lead_the_case(actor: Actor, facts: AboutCase) -> bool:
    """The worker is the case's lead, or of the lead agency when it lets everybody lead."""
    return (
        actor.agency_id == facts.lead_agency_id
        and not facts.is_vacant
        and facts.lead_worker_id in {None, actor.subject}
    )


@in_french("L'intervenant est encadrant dans l'organisme du référent")
def they_supervise_in_the_lead_agency(actor: Actor, facts: AboutCase) -> bool:
    """The worker is supervisor in the lead's agency."""
    return actor.agency_id == facts.lead_agency_id and Role.SUPERVISOR in actor.roles


@in_french("La participation est celle de l'intervenant")
def it_is_their_own_membership(actor: Actor, facts: AboutMember) -> bool:
    """The membership is the worker's own."""
    return (actor.agency_id, actor.subject) == (facts.agency_id, facts.worker_id)


@in_french("L'intervenant est encadrant dans l'organisme du membre")
def they_supervise_in_the_members_agency(actor: Actor, facts: AboutMember) -> bool:
    """The worker is supervisor in the member's agency."""
    return actor.agency_id == facts.agency_id and Role.SUPERVISOR in actor.roles


@in_french("Un intervenant était référent, et non tout un organisme, et il n'a pas été tenu à l'écart")
def they_led_by_name(_actor: Actor, facts: AboutFormerLead) -> bool:
    """A worker led the case, not a whole agency, and was not kept from it."""
    return facts.seat.worker_id is not None and facts.seat.seat is Seat.MEMBER


@in_french("Le référent a passé le relais et ne participe plus à l'accompagnement")
def they_leave_the_team(_actor: Actor, facts: AboutFormerLead) -> bool:
    """They handed over the lead and no longer work on the case."""
    return facts.leaves


OPEN = Phrase("open a case", "ouvrir un accompagnement")
CHANGE = Phrase("change a case", "modifier un accompagnement")
CHANGE_PEOPLE = Phrase("change whom a case is about", "modifier les personnes concernées par un accompagnement")
ADD_PERSON = Phrase("add somebody to a case", "ajouter quelqu'un à un accompagnement")
CHANGE_TEAM = Phrase("change the team of a case", "modifier l'équipe d'un accompagnement")
CHANGE_LEAD = Phrase(
    "name another worker of the lead's agency as lead of a case",
    "désigner comme référent un autre intervenant de l'organisme du référent",
)
READ_ON = Phrase("read on as former lead", "continuer à lire en tant qu'ancien référent")
ADMIT_GUEST = Phrase(
    "let somebody who comes to a conference read of a case until it is over",
    "laisser qui vient à une réunion lire dans un accompagnement jusqu'à la fin de la réunion",
)
INVITE = Phrase(
    "invite another agency to the team of a case", "inviter un autre organisme à rejoindre l'équipe d'un accompagnement"
)
SEE_INVITATIONS = Phrase(
    "see who was invited to the team of a case, and what they answered",
    "voir qui a été invité à rejoindre l'équipe d'un accompagnement, et la réponse donnée",
)
WITHDRAW_INVITATION = Phrase("withdraw an invitation to a team", "retirer une invitation à rejoindre une équipe")
CLOSE = Phrase("close a case", "clore un accompagnement")
REOPEN = Phrase("reopen a case", "rouvrir un accompagnement")
END_MEMBERSHIP = Phrase("end a membership in a team", "mettre fin à une participation à une équipe")


ONE_LEAD = Phrase(
    "One lead answers for the coordination, so that nobody falls between two agencies",
    "Un seul référent répond de la coordination, pour que personne ne tombe entre deux organismes",
)
STAND_IN = Phrase("A lead who is away is stood in for", "Un référent absent est remplacé")
OWN_WORKERS = Phrase("An agency decides on its own workers", "Un organisme décide de ses propres intervenants")
_STANDS_WITH_ITS_END = Phrase(
    "it stands with its end among the person's grants, on the timeline and in the team's list",
    "cela figure, avec son terme, parmi les accès à la personne, à l'historique et dans l'équipe",
)


def _by_the_lead(action: Phrase, *duties: Phrase) -> tuple[Rule[AboutCase], ...]:
    return (
        Rule(action, (they_lead_the_case,), ONE_LEAD, duties),
        Rule(
            action,
            (they_supervise_in_the_lead_agency,),
            STAND_IN,
            duties,
        ),
    )


PEOPLE_RULES: tuple[Rule[AboutPeople], ...] = (
    Rule(
        OPEN,
        (they_meet_people, they_may_contribute_about_everybody),
        PUBLIC_TASK,
        (Phrase("the agency that opens it leads it first", "l'organisme qui l'ouvre en est d'abord référent"),),
    ),
    Rule(OPEN, (they_meet_people, they_may_coordinate_for_everybody), PUBLIC_TASK),
    Rule(
        ADD_PERSON,
        (they_may_contribute_about_everybody,),
        PUBLIC_TASK,
        (Phrase("the team shares about them from then on", "l'équipe partage dès lors ce qui les concerne"),),
    ),
)
CASE_RULES: tuple[Rule[AboutCase], ...] = (
    *_by_the_lead(CHANGE, EARLIER_KEPT),
    *_by_the_lead(
        CHANGE_PEOPLE,
        Phrase("what the team shares follows with the answer", "ce que l'équipe partage suit dès la réponse"),
    ),
    *_by_the_lead(
        CHANGE_TEAM,
        Phrase("workers of the lead's agency are added", "des intervenants de l'organisme du référent sont ajoutés"),
        Phrase(
            "members see what an agreement lets flow to them, and no more",
            "les membres voient ce qu'un accord de partage laisse leur parvenir, et rien de plus",
        ),
    ),
    *_by_the_lead(
        CHANGE_LEAD,
        Phrase(
            "the former lead leaves the team, unless they are said to stay",
            "l'ancien référent quitte l'équipe, sauf s'il est indiqué qu'il reste",
        ),
    ),
    *_by_the_lead(
        ADMIT_GUEST,
        Phrase(
            "they read of the categories that are talked about what an agreement lets flow to them, and no more",
            "qui vient lit, dans les catégories abordées, ce qu'un accord laisse lui parvenir, et rien de plus",
        ),
        Phrase(
            "it ends by itself when the conference does; sooner when that, or their coming, is off",
            "cela prend fin avec la réunion ; plus tôt si elle, ou la venue, est annulée",
        ),
        _STANDS_WITH_ITS_END,
    ),
    *_by_the_lead(
        INVITE,
        Phrase(
            "whoever is invited is told of the case's category, and not about whom it is",
            "qui est invité apprend la catégorie de l'accompagnement, et non qui il concerne",
        ),
    ),
    *_by_the_lead(SEE_INVITATIONS, LOGGED),
    *_by_the_lead(WITHDRAW_INVITATION),
    *_by_the_lead(
        CLOSE,
        Phrase("what rested on the team ends with the answer", "ce qui reposait sur l'équipe prend fin dès la réponse"),
    ),
    *_by_the_lead(
        REOPEN,
        Phrase(
            "what rests on the team begins anew, under the agreements of today",
            "ce qui repose sur l'équipe recommence, selon les accords du jour",
        ),
    ),
)
MEMBER_RULES: tuple[Rule[AboutMember], ...] = (
    Rule(
        END_MEMBERSHIP,
        (they_lead_the_case,),
        ONE_LEAD,
        (Phrase("what rested on it ends with the answer", "ce qui reposait sur elle prend fin dès la réponse"),),
    ),
    Rule(
        END_MEMBERSHIP,
        (they_supervise_in_the_lead_agency,),
        STAND_IN,
    ),
    Rule(
        END_MEMBERSHIP,
        (it_is_their_own_membership,),
        Phrase("Nobody is kept on a team against their will", "Nul ne reste dans une équipe contre son gré"),
    ),
    Rule(
        END_MEMBERSHIP,
        (they_supervise_in_the_members_agency,),
        OWN_WORKERS,
    ),
)
FORMER_LEAD_RULES: tuple[Rule[AboutFormerLead], ...] = (
    Rule(
        READ_ON,
        (they_led_by_name, they_leave_the_team),
        Phrase(
            "GDPR Art. 5(1)(b) and (c): what was handed over raises questions; "
            "for the same purpose, no longer than needed",
            "RGPD art. 5, § 1, b) et c) : un relais suscite des questions ; "
            "pour la même finalité, pas plus longtemps que nécessaire",
        ),
        (
            Phrase(
                f"it ends by itself after {TAIL.days} days; sooner with the case, the agreement or their employment",
                f"cela prend fin après {TAIL.days} jours ; plus tôt avec l'accompagnement, l'accord ou l'emploi",
            ),
            Phrase(
                "they read what a member reads, what is written meanwhile too, and write, refer and coordinate nothing",
                "il lit ce que lit un membre, même ce qui s'écrit entre-temps, et n'écrit, n'oriente ni ne coordonne",
            ),
            _STANDS_WITH_ITS_END,
        ),
    ),
)
RULES: Sequence[Rule[Any]] = (*PEOPLE_RULES, *CASE_RULES, *MEMBER_RULES, *FORMER_LEAD_RULES)
