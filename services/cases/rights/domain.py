"""By when a request is answered, and on which article it may be refused. No I/O."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.contracts.cases.rights import RequestOutcome, RequestState, Right
from shared.contracts.cases.vocabulary import Category
from shared.phrases import Phrase
from shared.refusals import Conflict, Invalid

_MONTHS: Final = 1
_MONTHS_EXTENDED: Final = 3
_MONTHS_OF_A_YEAR: Final = 12
OLDEST: Final = timedelta(days=366)
"""A letter that lay longer is asked anew."""


class Article(StrEnum):
    """On what a request may be refused, wholly or in part."""

    NOT_IDENTIFIED = "gdpr_12_2"
    EXCESSIVE = "gdpr_12_5_b"
    OTHERS_RIGHTS = "gdpr_15_4"
    IS_ACCURATE = "gdpr_16"
    FREE_EXPRESSION = "gdpr_17_3_a"
    LEGAL_OBLIGATION = "gdpr_17_3_b"
    PUBLIC_HEALTH = "gdpr_17_3_c"
    ARCHIVES = "gdpr_17_3_d"
    LEGAL_CLAIMS = "gdpr_17_3_e"
    NO_CASE_OF_RESTRICTION = "gdpr_18_1"
    NOT_PORTABLE = "gdpr_20_3"
    OTHERS_RIGHTS_WHEN_CARRIED = "gdpr_20_4"
    COMPELLING_GROUNDS = "gdpr_21_1"
    NATIONAL_LAW = "gdpr_23"


COPIED: Final = frozenset({Right.ACCESS, Right.PORTABILITY})
"""What is granted by a copy of what is kept."""
_OF_EACH: Final = frozenset({Article.NOT_IDENTIFIED, Article.EXCESSIVE, Article.NATIONAL_LAW})
_OF_ONE: Final[Mapping[Right, frozenset[Article]]] = MappingProxyType(
    {
        Right.ACCESS: frozenset({Article.OTHERS_RIGHTS}),
        Right.RECTIFICATION: frozenset({Article.IS_ACCURATE}),
        Right.ERASURE: frozenset(one for one in Article if one.startswith("gdpr_17")),
        Right.RESTRICTION: frozenset({Article.NO_CASE_OF_RESTRICTION}),
        Right.PORTABILITY: frozenset({Article.NOT_PORTABLE, Article.OTHERS_RIGHTS_WHEN_CARRIED}),
        Right.OBJECTION: frozenset({Article.COMPELLING_GROUNDS}),
    }
)
ARTICLES: Final[Mapping[Article, Phrase]] = MappingProxyType(
    {
        Article.NOT_IDENTIFIED: Phrase(
            "GDPR Art. 12(2): whoever asks could not be identified",
            "RGPD art. 12, § 2 : la personne qui demande n'a pas pu être identifiée",
        ),
        Article.EXCESSIVE: Phrase(
            "GDPR Art. 12(5)(b): the request is manifestly unfounded or excessive",
            "RGPD art. 12, § 5, b) : la demande est manifestement infondée ou excessive",
        ),
        Article.OTHERS_RIGHTS: Phrase(
            "GDPR Art. 15(4): it would adversely affect others",
            "RGPD art. 15, § 4 : cela porterait atteinte aux droits d'autrui",
        ),
        Article.IS_ACCURATE: Phrase(
            "GDPR Art. 16: what is kept is accurate and complete",
            "RGPD art. 16 : ce qui est conservé est exact et complet",
        ),
        Article.FREE_EXPRESSION: Phrase(
            "GDPR Art. 17(3)(a): freedom of expression and information",
            "RGPD art. 17, § 3, a) : liberté d'expression et d'information",
        ),
        Article.LEGAL_OBLIGATION: Phrase(
            "GDPR Art. 17(3)(b): the law requires it to be kept, or a task in the public interest does",
            "RGPD art. 17, § 3, b) : la loi impose de le conserver, ou une mission d'intérêt public",
        ),
        Article.PUBLIC_HEALTH: Phrase(
            "GDPR Art. 17(3)(c): public interest in the area of public health",
            "RGPD art. 17, § 3, c) : intérêt public dans le domaine de la santé publique",
        ),
        Article.ARCHIVES: Phrase(
            "GDPR Art. 17(3)(d): archives in the public interest, research or statistics",
            "RGPD art. 17, § 3, d) : archives d'intérêt public, recherche ou statistiques",
        ),
        Article.LEGAL_CLAIMS: Phrase(
            "GDPR Art. 17(3)(e): legal claims",
            "RGPD art. 17, § 3, e) : constatation, exercice ou défense de droits en justice",
        ),
        Article.NO_CASE_OF_RESTRICTION: Phrase(
            "GDPR Art. 18(1): none of the cases in which processing is restricted",
            "RGPD art. 18, § 1 : aucun des cas où le traitement est limité",
        ),
        Article.NOT_PORTABLE: Phrase(
            "GDPR Art. 20(3): it is processed for a task in the public interest",
            "RGPD art. 20, § 3 : le traitement relève d'une mission d'intérêt public",
        ),
        Article.OTHERS_RIGHTS_WHEN_CARRIED: Phrase(
            "GDPR Art. 20(4): it would adversely affect others",
            "RGPD art. 20, § 4 : cela porterait atteinte aux droits d'autrui",
        ),
        Article.COMPELLING_GROUNDS: Phrase(
            "GDPR Art. 21(1): compelling legitimate grounds override it, or legal claims do",
            "RGPD art. 21, § 1 : des motifs légitimes et impérieux l'emportent, ou des droits en justice",
        ),
        Article.NATIONAL_LAW: Phrase(
            "GDPR Art. 23: national law restricts the right; the answer names its article",
            "RGPD art. 23 : la loi nationale limite ce droit ; la réponse en cite l'article",
        ),
    }
)


REMEDIES: Final = (
    Phrase(
        "You may complain to the data-protection authority (GDPR Art. 77).",
        "Vous pouvez introduire une réclamation auprès de l'autorité de protection des données (RGPD art. 77).",
    ),
    Phrase("You may go to court (GDPR Art. 79).", "Vous pouvez saisir la justice (RGPD art. 79)."),
)
"""What whoever asked may do where something is refused (GDPR Art. 12(4))."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the agency decided, and what it says to whoever asked.

    Attributes:
        article: on what it is refused, wholly or in part; None where all is granted.
        reason: in plain words.
        left_out: parts of the record that are not in the copy, where one is granted in part.
    """

    outcome: RequestOutcome
    article: Article | None
    reason: str
    left_out: frozenset[Category] = frozenset()

    def must_be_lawful(self, right: Right) -> None:
        """It may be refused on this article.

        Raises:
            Invalid: refused on none, or on one that is not of this right; granted on one; a copy that is granted in
                part leaves nothing out, or something else does.
        """
        if bool(self.left_out) is not (right in COPIED and self.outcome is RequestOutcome.PARTLY_GRANTED):
            raise Invalid.field(
                "#/left_out",
                "left_out",
                "A copy that is granted in part says what it leaves out; nothing else leaves anything out.",
                "Une copie accordée en partie dit ce qu'elle laisse de côté ; rien d'autre n'en laisse.",
            )
        if self.outcome is RequestOutcome.GRANTED:
            if self.article is not None:
                raise _wrong_article(
                    "What is granted is refused on no article.", "Ce qui est accordé n'est refusé au titre d'aucun."
                )
        elif self.article not in articles_of(right):
            raise _wrong_article(
                "A refusal, also of a part, names an article on which this right may be refused.",
                "Un refus, même partiel, cite un article qui permet de refuser ce droit.",
            )


def articles_of(right: Right) -> frozenset[Article]:
    """On which articles this right may be refused."""
    return _OF_EACH | _OF_ONE[right]


def remedies_after(outcome: RequestOutcome | None) -> Sequence[Phrase]:
    """What whoever asked may do about what was decided; nothing while it waits, or where all was granted."""
    return () if outcome in (None, RequestOutcome.GRANTED) else REMEDIES


def due_on(received_on: date) -> date:
    """By when a request must be answered; local date.

    Source:
        GDPR Art. 12(3): one month of receipt.
    """
    return _months_after(received_on, _MONTHS)


def latest_due_on(received_on: date) -> date:
    """By when at the latest, where it is extended; local date.

    Source:
        GDPR Art. 12(3): by two further months, where requests are complex or many.
    """
    return _months_after(received_on, _MONTHS_EXTENDED)


def must_have_arrived(received_on: date, today: date) -> None:
    """It came on a day that has been.

    Raises:
        Invalid: in the future, or longer ago than anybody lets a request lie.
    """
    if not today - OLDEST <= received_on <= today:
        raise Invalid.field(
            "#/received_on",
            "day",
            "A request came today or before, and within a year.",
            "Une demande est arrivée ce jour ou avant, et depuis moins d'un an.",
        )


def must_be_open(state: RequestState) -> None:
    """It waits for an answer.

    Raises:
        Conflict: it does not any more; carries the present state.
    """
    if state is not RequestState.OPEN:
        raise Conflict(
            "It waits for no answer any more.", detail_fr="Elle n'attend plus de réponse.", state=state.value
        )


def must_be_extended_in_time(received_on: date, until: date, today: date) -> None:
    """It is extended once, while its first month runs, and not beyond the third.

    Raises:
        Conflict: the first month is over, in which whoever asked must be told.
        Invalid: not a later day, or too late.

    Source:
        GDPR Art. 12(3).
    """
    if today > due_on(received_on):
        raise Conflict(
            "It could be extended within a month of its receipt.",
            detail_fr="Le délai ne se prolonge que dans le mois de la réception.",
        )
    if not due_on(received_on) < until <= latest_due_on(received_on):
        raise Invalid.field(
            "#/until",
            "deadline",
            "A month may be extended by two more.",
            "Le délai d'un mois se prolonge de deux mois au plus.",
        )


def is_overdue(state: RequestState, until: date, today: date) -> bool:
    """It should have been answered."""
    return state is RequestState.OPEN and until < today


def _months_after(day: date, months: int) -> date:
    """The same day of a later month; its last day where it has none such (Regulation 1182/71 Art. 3(2)(c))."""
    later = day.month - 1 + months
    year, month = day.year + later // _MONTHS_OF_A_YEAR, later % _MONTHS_OF_A_YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _wrong_article(message: str, message_fr: str) -> Invalid:
    return Invalid.field("#/article", "article", message, message_fr)
