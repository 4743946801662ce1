"""Who joins a case as somebody whom it is about, and who leaves it."""

from uuid import UUID

from services.cases.access.actions import grant_authorship, standing_to
from services.cases.coordination import events
from services.cases.coordination.actions.cases import about, case_lines, load_for_change, people_shown
from services.cases.coordination.actions.decisions import decide_about
from services.cases.coordination.actions.grants import renew_team_grants
from services.cases.coordination.domain.case import CasePerson, HouseholdRole, must_be_open, place_in_worklist
from services.cases.coordination.policy.cases import ADD_PERSON, CASE_RULES, CHANGE_PEOPLE, PEOPLE_RULES, AboutPeople
from services.cases.coordination.store import cases as store
from services.cases.coordination.store import team as team_store
from services.cases.timeline.actions import add_lines
from services.cases.timeline.domain.kinds import LineKind
from shared.contracts.cases.coordination import CaseState
from shared.contracts.cases.vocabulary import Category
from shared.contracts.identity.actor import Actor
from shared.database.unit_of_work import UnitOfWork
from shared.refusals import Conflict, NotFound


async def is_case_about(work: UnitOfWork, case_id: UUID, person_id: UUID) -> bool:
    """Whether this is a case that the caller may see, about this person. Nothing of it is shown."""
    row = await store.open_one(work, case_id)
    return row is not None and person_id in people_shown(row)


async def add_person(work: UnitOfWork, actor: Actor, case_id: UUID, person_id: UUID, role: HouseholdRole) -> UUID:
    """Let a case be about somebody more; the team shares about them from the answer on.

    Raises:
        NotFound: no such case that the caller may see; no ground for the person, or no such person.
        NotAllowed: the caller neither leads the case nor stands in for the lead, or may not contribute about them.
        Conflict: the case is closed, or about them already.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, CHANGE_PEOPLE, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    standing = await standing_to(work, person_id)
    category = Category(case["category"])
    decide_about(work, PEOPLE_RULES, ADD_PERSON, actor, AboutPeople((standing,), category), [person_id])
    person = CasePerson(person_id, standing.grants[0].municipality_id, role)
    if person_id in people_shown(case):
        raise Conflict("The case is about them already.", detail_fr="Déjà dans l'accompagnement.")
    await store.add_person(work, case_id, person, category, case["agencies"])
    await grant_authorship(work, person_id, person.municipality_id)
    await team_store.put_in_place(work, case_id, place_in_worklist(case["risk"], case["next_review_on"], work.now))
    await renew_team_grants(work, case_id)
    await add_lines(work, *case_lines(actor, case, [person], LineKind.JOINED_CASE))
    await work.tell(events.PersonJoined(case_id=case_id, person_id=person_id))
    return case_id


async def remove_person(work: UnitOfWork, actor: Actor, case_id: UUID, person_id: UUID) -> UUID:
    """Let a case no longer be about somebody; what the team saw of them as a team ends with the answer.

    Raises:
        NotFound: no such case that the caller may see, or it is not about such a person whom they know.
        NotAllowed: the caller neither leads the case nor stands in for the lead.
        Conflict: the case is closed, or about nobody else.
    """
    case = await load_for_change(work, case_id)
    decide_about(work, CASE_RULES, CHANGE_PEOPLE, actor, about(case), people_shown(case))
    must_be_open(CaseState(case["state"]))
    people = {one.person_id: one for one in await store.people(work, case_id)}
    if person_id not in people_shown(case):
        raise NotFound
    if len(people) == 1:
        raise Conflict("A case is about somebody: close it instead.", detail_fr="Clôturez plutôt l'accompagnement.")
    await store.remove_person(work, case_id, person_id)
    await team_store.put_in_place(work, case_id, place_in_worklist(case["risk"], case["next_review_on"], work.now))
    await renew_team_grants(work, case_id)
    await add_lines(work, *case_lines(actor, case, [people[person_id]], LineKind.LEFT_CASE))
    await work.tell(events.PersonLeft(case_id=case_id, person_id=person_id))
    return case_id
