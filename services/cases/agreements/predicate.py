"""SQL: whether an agreement in force lets one agency know of what another holds."""


def agreements_sharing_with_reader(holder_agency: str) -> str:
    """The ids of agreements in force that let the reader's agency receive identities from `holder_agency`: a query.

    Args:
        holder_agency: an SQL expression of the agency that holds the record.

    Uses the parameters of `services.cases.access.predicate.reader`.
    """
    return f"""
        SELECT a.id FROM agreement a
        JOIN agreement_party receiver ON receiver.agreement_id = a.id AND receiver.receives
            AND receiver.agency_id = :reader_agency
        JOIN agreement_party giver ON giver.agreement_id = a.id AND giver.gives AND giver.agency_id = {holder_agency}
            AND giver.agency_id <> receiver.agency_id
        WHERE a.state = 'in_force' AND a.valid_from <= :now AND (a.valid_until IS NULL OR a.valid_until > :now)
          AND 'identity' = ANY (a.categories) AND :purpose = ANY (a.purposes)"""


def shares_with_reader(holder_agency: str) -> str:
    """An agreement in force lets the reader's agency receive identities from `holder_agency`, for this purpose."""
    return f"EXISTS ({agreements_sharing_with_reader(holder_agency)})"
