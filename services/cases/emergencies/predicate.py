"""SQL: which emergencies a reader may see. Composed of the one predicate of access, with its parameters."""

from services.cases.access.predicate import may_oversee, not_kept_out_of


def may_see_emergency(emergency: str) -> str:
    """The row `emergency` is the reader's own, or of their agency for a privacy officer, or about a person whose
    grounds they oversee; and nothing keeps them from the person.
    """
    return f"""((({emergency}.worker_id = :reader
          OR {emergency}.agency_id = :reader_agency AND :reader_answers_for_privacy)
         AND {not_kept_out_of(f"{emergency}.person_id")})
        OR {may_oversee(f"{emergency}.person_id")})"""
