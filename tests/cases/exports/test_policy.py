"""Who hands a copy over, without a database."""

from services.cases.exports.policy import EXPORT_RULES, HAND_OVER, AboutExport
from shared.contracts.identity.vocabulary import Role
from shared.policy.grammar import permits
from tests.cases.worlds import World

WORLD = World()
OFFICER = WORLD.worker(Role.PRIVACY_OFFICER)
CASEWORKER = WORLD.worker(*(set(Role) - {Role.PRIVACY_OFFICER}), agency=OFFICER.agency_id)
STRANGER = WORLD.worker(*Role)


def test_a_privacy_officer_of_the_agency_hands_over_what_somebody_else_took_down() -> None:
    asked = AboutExport(OFFICER.agency_id, CASEWORKER.subject)
    assert [permits(EXPORT_RULES, HAND_OVER, one, asked) for one in (OFFICER, CASEWORKER, STRANGER)] == [
        True,
        False,
        False,
    ]


def test_nobody_opens_a_record_by_a_request_of_their_own_making_or_one_of_the_person() -> None:
    for taken_down_by in (OFFICER.subject, None):
        assert not permits(EXPORT_RULES, HAND_OVER, OFFICER, AboutExport(OFFICER.agency_id, taken_down_by))
