"""What a consent gives and a refusal refuses, without a database."""

from dataclasses import replace

from services.cases.consents.domain import Consent
from shared.contracts.cases.vocabulary import Category, GroundKind, Operation
from shared.contracts.identity.vocabulary import Purpose, Sector
from shared.identifiers import new_id
from tests.cases.grounds import EARLIER, LATER, MOMENT, NOW, agreed, party

GIVER = party(new_id(), Sector.SOCIAL, receives=False)
CLINIC = party(new_id(), Sector.HEALTH, gives=False)
HOSPITAL = party(new_id(), Sector.HEALTH, gives=False)
AGREEMENT = agreed(GIVER, CLINIC, HOSPITAL)
CONSENT = Consent(
    id=new_id(),
    person_id=new_id(),
    municipality_id=new_id(),
    is_refusal=False,
    agencies=frozenset({CLINIC.agency_id}),
    sectors=frozenset(),
    categories=frozenset({Category.HEALTH, Category.JUSTICE}),
    purposes=frozenset({Purpose.CARE_COORDINATION, Purpose.QUALITY}),
    valid_from=NOW,
    valid_until=None,
)
REFUSAL = replace(CONSENT, is_refusal=True)
TO_EVERYBODY = replace(REFUSAL, agencies=frozenset())


def test_a_consent_gives_what_it_names_and_an_agreement_covers() -> None:
    (grant,) = CONSENT.grants([AGREEMENT])
    assert (grant.person_id, grant.municipality_id) == (CONSENT.person_id, CONSENT.municipality_id)
    assert (grant.agency_id, grant.sector, grant.worker_id) == (CLINIC.agency_id, Sector.HEALTH, None)
    assert grant.categories == {Category.HEALTH}
    assert grant.purposes == {Purpose.CARE_COORDINATION}
    assert grant.sources == frozenset({GIVER.agency_id})
    assert (grant.ground_kind, grant.ground_id, grant.agreement_id) == (
        GroundKind.CONSENT,
        CONSENT.id,
        AGREEMENT.id,
    )


def test_a_consent_shows_what_is_sensitive_overrides_no_refusal_and_lets_nobody_coordinate() -> None:
    (grant,) = CONSENT.grants([AGREEMENT])
    assert grant.shows_sensitive
    assert not grant.overrides_refusal
    assert grant.operations == set(Operation) - {Operation.COORDINATE}


def test_a_consent_to_coordination_lets_the_agencies_it_names_coordinate() -> None:
    (grant,) = replace(CONSENT, coordination=True).grants([AGREEMENT])
    assert grant.operations == set(Operation)


def test_each_recipient_has_a_grant_under_each_agreement() -> None:
    to_health = replace(CONSENT, agencies=frozenset(), sectors=frozenset({Sector.HEALTH}))
    another = agreed(GIVER, CLINIC)
    assert [(grant.agency_id, grant.agreement_id) for grant in to_health.grants([AGREEMENT, another])] == [
        (CLINIC.agency_id, AGREEMENT.id),
        (HOSPITAL.agency_id, AGREEMENT.id),
        (CLINIC.agency_id, another.id),
    ]


def test_a_consent_that_no_agreement_covers_gives_nothing() -> None:
    assert CONSENT.grants([]) == []
    assert CONSENT.grants([agreed(GIVER, HOSPITAL)]) == []
    assert CONSENT.grants([agreed(CLINIC)]) == []
    assert replace(CONSENT, categories=frozenset({Category.JUSTICE})).grants([AGREEMENT]) == []
    assert replace(CONSENT, agencies=frozenset()).grants([AGREEMENT]) == []


def test_a_refusal_gives_nothing() -> None:
    assert REFUSAL.grants([AGREEMENT]) == []


def test_a_grant_lasts_while_both_consent_and_agreement_do() -> None:
    for begins, ends in ((NOW, None), (EARLIER, LATER), (LATER - MOMENT, LATER + MOMENT)):
        agreement = replace(AGREEMENT, valid_from=begins, valid_until=ends)
        (grant,) = CONSENT.grants([agreement])
        assert (grant.valid_from, grant.valid_until) == (max(NOW, begins), ends)
        (sooner,) = replace(CONSENT, valid_until=LATER).grants([agreement])
        assert sooner.valid_until == LATER


def test_what_was_said_concerns_whoever_it_names_and_their_sector() -> None:
    for said in (CONSENT, REFUSAL):
        assert said.concerns(CLINIC.agency_id, Sector.HEALTH)
        assert not said.concerns(HOSPITAL.agency_id, Sector.HEALTH)
        by_sector = replace(said, agencies=frozenset(), sectors=frozenset({Sector.HEALTH}))
        assert by_sector.concerns(HOSPITAL.agency_id, Sector.HEALTH)
        assert not by_sector.concerns(HOSPITAL.agency_id, Sector.POLICE)


def test_only_a_refusal_that_names_nobody_concerns_everybody() -> None:
    assert TO_EVERYBODY.concerns(new_id(), Sector.POLICE)
    assert not replace(TO_EVERYBODY, is_refusal=False).concerns(new_id(), Sector.POLICE)


def test_what_is_said_to_a_team_concerns_all_but_who_heard_it_as_they_may_come_to_be_on_it() -> None:
    heard = replace(CONSENT, agencies=frozenset(), case_id=new_id(), heard_by=CLINIC.agency_id)
    assert not heard.concerns(CLINIC.agency_id, Sector.HEALTH)
    assert heard.concerns(HOSPITAL.agency_id, Sector.HEALTH)
    assert replace(heard, heard_by=None).concerns(CLINIC.agency_id, Sector.HEALTH)


def test_a_refusal_refuses_each_recipient_by_itself() -> None:
    """An agency and a sector in one row would refuse only that agency in that sector."""
    refusals = replace(REFUSAL, sectors=frozenset({Sector.POLICE}), valid_until=LATER).refusals()
    assert [(one.agency_id, one.sector) for one in refusals] == [(CLINIC.agency_id, None), (None, Sector.POLICE)]
    for one in refusals:
        assert (one.person_id, one.categories) == (REFUSAL.person_id, REFUSAL.categories)
        assert (one.valid_from, one.valid_until) == (NOW, LATER)


def test_a_refusal_that_names_nobody_refuses_everybody_and_a_consent_nobody() -> None:
    assert [(one.agency_id, one.sector) for one in TO_EVERYBODY.refusals()] == [(None, None)]
    assert CONSENT.refusals() == []
