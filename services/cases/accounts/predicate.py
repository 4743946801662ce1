"""SQL: what is shown to somebody who signed in with an account of their own, and the log line of their look.

Its parameters are those of `themselves`. Row security knows the same people by their account, and is the second lock.
"""

from typing import Any, Final

from services.cases.accounts.domain import OPERATOR, WITHHELD_CATEGORIES, WITHHELD_SECTORS, Speaker
from shared.database.access_log import logging_looks, look_values
from shared.database.unit_of_work import UnitOfWork

WITHHELD: Final = ", ".join(f"'{one}'" for one in WITHHELD_CATEGORIES)
"""Categories of which nothing is shown to them, for an IN."""
_SECTORS: Final = ", ".join(f"'{one}'" for one in WITHHELD_SECTORS)


def shown_to_them(item: str) -> str:
    """An item that is about the person alone and not withheld; to who represents them nothing sensitive."""
    return f"""(
        {item}.person_id = :person_id AND {item}.also_about = '{{}}' AND {item}.category NOT IN ({WITHHELD})
        AND ({item}.sensitivity = 'ordinary' OR ({item}.sensitivity = 'sensitive' AND :is_the_person)))"""


def named_to_them(agency: str) -> str:
    """An agency that the person may read of: they themselves, of one whose sector a grant says, not the police, and
    not one that is there by nothing but a mandate which is withheld from them.

    Who represents them is told of none: with whom somebody works could tell where they are.
    """
    return f"CASE WHEN :is_the_person AND {_agency_told_to_them(agency, unknown='false')} THEN {agency} END"


def told_to_them(grant: str) -> str:
    """A grant of which the person is told: not of the police, no mandate that is withheld from them, nor what was
    written under it, and no emergency in which somebody was to be protected.
    """
    return f"""({grant}.sector NOT IN ({_SECTORS}) AND NOT ({grant}.ground_kind = 'mandate'
        AND ({grant}.categories && ARRAY[{WITHHELD}] OR is_withheld_mandate({grant}.ground_id, :now)))
        AND NOT {_is_work_under_a_withheld_mandate(grant)}
        AND NOT ({grant}.ground_kind = 'emergency' AND is_withheld_emergency({grant}.ground_id)))"""


def _is_work_under_a_withheld_mandate(grant: str) -> str:
    """The authorship of an agency that began to write while it had a mandate which is withheld from the person: to name
    it would tell of the mandate. Whoever wrote before is known to them.
    """
    return f"""({grant}.ground_kind = 'authorship' AND EXISTS (
        SELECT FROM access_grant m
        WHERE m.person_id = {grant}.person_id AND m.agency_id = {grant}.agency_id AND m.ground_kind = 'mandate'
          AND m.valid_from <= {grant}.valid_from AND is_withheld_mandate(m.ground_id, :now)))"""


def _agency_told_to_them(agency: str, *, unknown: str) -> str:
    """An agency of which the person is told: neither police nor justice, as its grants say, and with a ground that is
    not withheld from them; of one that never had a ground `unknown` decides.
    """
    return f"""coalesce((
        SELECT bool_and(g.sector NOT IN ({_SECTORS}))
            AND bool_or(CASE WHEN g.ground_kind = 'mandate' THEN NOT is_withheld_mandate(g.ground_id, :now)
                             ELSE NOT {_is_work_under_a_withheld_mandate("g")} END)
        FROM access_grant g WHERE g.person_id = :person_id AND g.agency_id = {agency}), {unknown})"""


def _rests_on_nothing_withheld(grounds: str) -> str:
    """None of these grounds (`kind:id`) is a mandate or an emergency that is withheld from the person."""
    return f"""NOT EXISTS (SELECT FROM unnest({grounds}) AS one
        WHERE (one LIKE 'mandate:%' AND is_withheld_mandate(CAST(substr(one, 9) AS uuid), :now))
           OR (one LIKE 'emergency:%' AND is_withheld_emergency(CAST(substr(one, 11) AS uuid))))"""


def without_withheld(categories: str) -> str:
    """Of these categories those of which something may be shown to them, in the order of their names."""
    return f"ARRAY(SELECT of FROM unnest({categories}) AS of WHERE of NOT IN ({WITHHELD}) ORDER BY of)"


def kinds_of(grounds: str) -> str:
    """Of which kinds these grounds (`kind:id`) are."""
    return f"ARRAY(SELECT DISTINCT split_part(one, ':', 1) FROM unnest({grounds}) AS one ORDER BY 1)"


def travelled_told_to_them(told: str) -> str:
    """What travelled with a referral, of which the person is told: as of looks. The event said in which sector."""
    return f"""({told}.purpose <> 'safeguarding' AND {told}.to_sector NOT IN ({_SECTORS})
        AND NOT {told}.categories <@ ARRAY[{WITHHELD}]
        AND {_agency_told_to_them(f"{told}.to_agency_id", unknown="true")}
        AND {_rests_on_nothing_withheld(f"{told}.grounds")})"""


def share_told_to_them(share: str) -> str:
    """What somebody was told in a conference, of which the person is told: likewise, and as the matter was then. That
    the matter is theirs to read now is said beside it.
    """
    return f"""({share}.category NOT IN ({WITHHELD}) AND {share}.sensitivity <> 'sealed'
        AND {_agency_told_to_them(f"{share}.to_agency_id", unknown="false")}
        AND {_rests_on_nothing_withheld(f"{share}.grounds")})"""


def look_told_to_them(look: str) -> str:
    """A line of the access log of which the person is told: no look for safeguarding, of police and justice, on a
    mandate that is withheld from them, or of an agency that never had a ground: only a grant says its sector.
    """
    return f"""({look}.purpose <> 'safeguarding'
        AND ({look}.agency_id IS NULL OR {look}.agency_id = '{OPERATOR}'
             OR {_agency_told_to_them(f"{look}.agency_id", unknown="false")})
        AND NOT EXISTS (SELECT FROM unnest({look}.grounds) AS one WHERE one LIKE 'mandate:%'
                        AND is_withheld_mandate(CAST(substr(one, 9) AS uuid), :now)))"""


def said_by(row: str) -> str:
    """Whose word a row with account_id and relationship_id is: worker, person or representative."""
    return f"""CASE WHEN {row}.account_id IS NULL THEN 'worker' WHEN {row}.relationship_id IS NULL THEN 'person'
        ELSE 'representative' END"""


def is_their_word(said: str) -> str:
    """The row `said`, which has account_id and relationship_id, is the word of whoever signed in: of the person by
    whichever account, of a representative by the relationship.
    """
    return f"""({said}.account_id IS NOT NULL
        AND {said}.relationship_id IS NOT DISTINCT FROM CAST(:relationship_id AS uuid))"""


def logging_their_look(categories: str, where: str = "(VALUES (1))") -> str:
    """For the WITH of a statement: the one line of the access log that their look leaves.

    Args:
        categories: what was shown, an SQL expression.
        where: a query of one row, or of none where nothing was shown and nobody looked.
    """
    return logging_looks(
        f"{where} AS one (look)",
        act="'opened'",
        person_id="CAST(:person_id AS uuid)",
        municipality_id="CAST(:municipality_id AS uuid)",
        categories=categories,
        grounds="ARRAY[CAST(:ground AS text)]",
    )


def themselves(work: UnitOfWork, speaker: Speaker, operation: str) -> dict[str, Any]:
    """The parameters of all of these, and of a statement about whom they speak for; it takes those that it names."""
    return {
        "person_id": speaker.person_id,
        "municipality_id": speaker.municipality_id,
        "is_the_person": speaker.is_the_person,
        "relationship_id": speaker.relationship_id,
        "account_id": speaker.account_id,
        "ground": speaker.ground,
        "now": work.now,
        **look_values(work, operation),
    }
