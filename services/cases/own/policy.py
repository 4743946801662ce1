"""What people may read about themselves, and those who represent them."""

from services.cases.access.policy import COMES_BACK
from services.cases.accounts.policy import REPRESENTS, it_is_about_themselves, they_may_be_informed, they_may_consent
from shared.phrases import Phrase
from shared.policy.grammar import Rule

READ_RECORD = Phrase(
    "read the record of oneself, or of whom one represents",
    "lire votre dossier, ou celui de qui vous représentez",
)
READ_CONSENTS = Phrase("read what was agreed to and refused", "lire ce qui a été accepté et refusé")
BE_TOLD = Phrase(
    "be told of what is for oneself to see or to do", "être averti de ce qui est pour vous, à voir ou à faire"
)
WITHDRAW_OWN = Phrase("take back what was agreed to or refused", "retirer ce qui a été accepté ou refusé")
SAY_OWN = Phrase("agree to share, or refuse to, by one's own hand", "accepter ou refuser un partage de votre main")
REFUSE_OWN = Phrase("refuse to share one thing of the record", "refuser de partager un élément du dossier")
READ_WHO = Phrase("read who may see the record, and who looked", "lire qui peut voir le dossier, et qui l'a consulté")
READ_TOLD = Phrase(
    "read to whom something of the record was disclosed", "lire à qui une partie du dossier a été communiquée"
)

_ARTICLE_15 = Phrase(
    "GDPR Art. 15: access to what is kept about oneself", "RGPD art. 15 : accès à ce qui est conservé à son sujet"
)
_BY_AGENCY = Phrase(
    "workers are shown by their agency, not by name",
    "les intervenants sont désignés par leur organisme, non par leur nom",
)
_LOGGED = Phrase("each look is logged", "chaque consultation est journalisée")

_WITHOUT_A_WORD = Phrase(
    "without a word of what was said, and only while that is theirs to see",
    "sans un mot de ce qui est dit, et tant que cela peut être vu",
)
_ENDS = Phrase(
    "what rests on it ends with the answer, and live referrals are put on hold",
    "ce qui en dépend prend fin avec la réponse, et les orientations en cours sont suspendues",
)
_SAID = (
    Phrase(
        "it takes effect with the answer, for each agency as far as an agreement in force covers it; a refusal stops "
        "them at once",
        "cela prend effet avec la réponse, pour chaque organisme dans la mesure où un accord en vigueur le couvre ; un "
        "refus les arrête aussitôt",
    ),
    Phrase(
        "from which age they consent themselves the municipality says; an adult where it says nothing",
        "la commune dit à partir de quel âge elles consentent elles-mêmes ; majeures si elle ne dit rien",
    ),
    Phrase(
        "no agency recorded it: those it names and those who coordinate see it, and whoever leads a case is told",
        "aucun organisme ne l'a consigné : le voient ceux qu'il désigne et qui coordonne ; le référent en est avisé",
    ),
    Phrase("the same words count once", "les mêmes termes ne comptent qu'une fois"),
    Phrase(
        "between two ages it takes the word of both, and lets nothing flow until the second",
        "entre deux âges il faut la parole des deux, et rien ne circule avant la seconde",
    ),
)

_WINS = Phrase(
    "from the answer on no ground shows it to those refused, but a mandate whose article says that it does",
    "dès la réponse, aucun fondement ne le montre à ceux à qui il est refusé, sauf un mandat dont l'article le dit",
)

RULES = (
    Rule(
        READ_RECORD,
        (it_is_about_themselves,),
        _ARTICLE_15,
        (
            Phrase(
                "sealed items, what was written to protect somebody, and items that are about others too are not shown",
                "les éléments scellés, ce qui est écrit pour protéger quelqu'un et ce qui concerne aussi d'autres "
                "personnes ne sont pas montrés",
            ),
            _LOGGED,
        ),
    ),
    Rule(
        READ_RECORD,
        (they_may_be_informed,),
        REPRESENTS,
        (
            Phrase("nothing sensitive is shown", "rien de sensible n'est montré"),
            Phrase(
                "neither addresses, telephone numbers nor who works with the person are: they could tell where "
                "somebody is",
                "ni les adresses, ni les numéros, ni qui travaille avec la personne : cela pourrait dire où elle se "
                "trouve",
            ),
            _LOGGED,
        ),
    ),
    Rule(BE_TOLD, (it_is_about_themselves,), _ARTICLE_15, (_WITHOUT_A_WORD, _LOGGED)),
    Rule(BE_TOLD, (they_may_be_informed,), REPRESENTS, (_WITHOUT_A_WORD, _LOGGED)),
    Rule(
        WITHDRAW_OWN,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 7(3): as easy to withdraw as to give", "RGPD art. 7(3) : aussi simple de retirer que de donner"
        ),
        (_ENDS, _LOGGED),
    ),
    Rule(
        WITHDRAW_OWN,
        (they_may_consent,),
        REPRESENTS,
        (
            Phrase("only what they said themselves is taken back", "seul ce qu'elle a dit elle-même est retiré"),
            _ENDS,
            _LOGGED,
        ),
    ),
    Rule(
        SAY_OWN,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 4(11) and 7: a clear affirmative act of their own",
            "RGPD art. 4, 11) et art. 7 : un acte positif clair de leur part",
        ),
        (*_SAID, _LOGGED),
    ),
    Rule(
        SAY_OWN,
        (they_may_consent,),
        REPRESENTS,
        (
            *_SAID,
            Phrase(
                "what was written to protect the person is not theirs to share or to withhold",
                "ce qui est écrit pour protéger la personne n'est pas à elle de le partager ni de le retenir",
            ),
            _LOGGED,
        ),
    ),
    Rule(
        REFUSE_OWN,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 7(3) and 21: what one agreed to as a whole one may refuse in part",
            "RGPD art. 7(3) et 21 : ce qui a été accepté dans son ensemble peut être refusé en partie",
        ),
        (_WINS, _LOGGED),
    ),
    Rule(REFUSE_OWN, (they_may_consent,), REPRESENTS, (_WINS, _LOGGED)),
    Rule(READ_CONSENTS, (it_is_about_themselves,), _ARTICLE_15, (_LOGGED,)),
    Rule(
        READ_CONSENTS,
        (they_may_consent,),
        Phrase("Whoever agreed for somebody may know to what", "Qui a consenti pour quelqu'un peut savoir à quoi"),
        (
            Phrase("only what they said themselves is shown", "seul ce qu'elle a dit elle-même est montré"),
            _LOGGED,
        ),
    ),
    Rule(
        READ_TOLD,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 15(1)(c) and 19: to whom what is kept was disclosed; to nobody else, since it could tell where "
            "somebody is",
            "RGPD art. 15(1)(c) et 19 : à qui ce qui est conservé a été communiqué ; à personne d'autre, car cela "
            "pourrait dire où quelqu'un se trouve",
        ),
        (
            Phrase(
                "with referrals, in conferences, in emergencies, and as copies for who represents the person",
                "avec les orientations, en réunion, en urgence, et par copie à qui représente la personne",
            ),
            Phrase(
                "what is withheld from them where they read who looked is withheld here too",
                "ce qui n'est pas montré dans le journal des consultations ne l'est pas non plus ici",
            ),
            _BY_AGENCY,
            _LOGGED,
        ),
    ),
    Rule(
        READ_WHO,
        (it_is_about_themselves,),
        Phrase(
            "GDPR Art. 15(1)(c): to whom what is kept is disclosed; to nobody else, since it could tell where somebody "
            "is",
            "RGPD art. 15(1)(c) : à qui ce qui est conservé est communiqué ; à personne d'autre, car cela pourrait "
            "dire où quelqu'un se trouve",
        ),
        (
            Phrase(
                "police and justice, looks for safeguarding, and mandates for it are withheld; so are looks of "
                "agencies that never had a ground",
                "police et justice, consultations et mandats de protection ne sont pas montrés, ni les consultations "
                "d'organismes qui n'ont jamais eu de fondement",
            ),
            _BY_AGENCY,
            COMES_BACK,
            _LOGGED,
        ),
    ),
)
