"""Wires the areas of cases together; the only file that sees all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI

from services.cases.access import api as access
from services.cases.access.subscriptions import REFERRAL_LOOKS
from services.cases.accounts.api import accounts
from services.cases.accounts.subscriptions import LAPSED_INVITATIONS
from services.cases.agreements.actions import performing as agreement_days
from services.cases.agreements.api import affected as agreement_affected
from services.cases.agreements.api import agreements
from services.cases.agreements.api import versions as agreement_versions
from services.cases.agreements.subscriptions import NARROWED_AGREEMENTS
from services.cases.alerts.actions.noticing import LOOK_EVERY_SECONDS, notice_all_due
from services.cases.alerts.api import early_rules, early_warnings, occurrences, risk, warning_terms, warnings
from services.cases.alerts.subscriptions import CHANGED_FACTS
from services.cases.budgets.api import budgets, signing, spending
from services.cases.conferences.api import doors as conference_doors
from services.cases.conferences.subscriptions import CONFERENCE_REGISTER
from services.cases.conflicts import api as conflicts
from services.cases.consents.api import ages as consent_ages
from services.cases.consents.api import confirming as consent_confirming
from services.cases.consents.api import consents
from services.cases.consents.subscriptions import CONSENTS_UNDER_A_NEW_AGREEMENT, REFERRAL_GROUNDS
from services.cases.conversations.api import attachments, messages, threads
from services.cases.coordination.api import cases, invitations, leaderless, team
from services.cases.coordination.subscriptions import (
    COORDINATORS,
    KEPT_OUT_WORKERS,
    REVOKED_WORKERS,
    TEAMS_UNDER_A_NEW_AGREEMENT,
)
from services.cases.decisions import api as access_decisions
from services.cases.documents.actions.receiving import Cabinet, contents_in
from services.cases.documents.actions.tidying import tidy_documents
from services.cases.documents.api import documents, evidence, holds, rules
from services.cases.documents.api.uploads import TAKES_FILES
from services.cases.documents.domain.document import LARGEST_BYTES
from services.cases.duties import actions as duties
from services.cases.emergencies import api as emergencies
from services.cases.exports.actions import making as exports
from services.cases.exports.api import doors as export_doors
from services.cases.feed import api as feed
from services.cases.feed.actions import give_events, watch_feed
from services.cases.fhir.api import doors as fhir_doors
from services.cases.governance.api import doors as governance_doors
from services.cases.handovers import api as handovers
from services.cases.informal import api as informal
from services.cases.legal_grounds import api as legal_grounds
from services.cases.majority import actions as majority
from services.cases.majority.subscriptions import COMING_OF_AGE
from services.cases.mandates import api as mandates
from services.cases.notes.api import needs, notes
from services.cases.notices.actions.delivering import deliver_notices, hear_of_notices
from services.cases.notices.actions.making import forget_notices
from services.cases.notices.api import notices, stream
from services.cases.notices.subscriptions import NOTICES
from services.cases.outcomes.api import closing, need_outcomes, observations, results
from services.cases.own.actions import telling
from services.cases.own.api import doors as own_doors
from services.cases.people.api import finding, persons
from services.cases.people.api import items as people_items
from services.cases.people.subscriptions import SECOND_RECORDS
from services.cases.plans.api import applications, goals, plan, planned, progress, reviews, templates, versions
from services.cases.receipts import api as receipts
from services.cases.record.api import disclosures, record, worklist
from services.cases.restricted import api as restricted
from services.cases.restricted.subscriptions import REVOKED_NAMES
from services.cases.retention.actions import deleting as retention
from services.cases.retention.api import doors as retention_doors
from services.cases.rights.api import own as own_requests
from services.cases.rights.api import requests as rights_requests
from services.cases.rights_steps.actions import erasing
from services.cases.rights_steps.api import doors as rights_steps
from services.cases.rights_steps.subscriptions import RIGHTS_RECIPIENTS
from services.cases.seals import api as seals
from services.cases.seals.subscriptions import REVOKED_SEALS
from services.cases.settings import Settings
from services.cases.summaries import api as summaries
from services.cases.summaries.rendering.press import Press
from services.cases.tasks.api import absences, giving, listing, loads, tasks
from services.cases.territories.subscriptions import MUNICIPALITY_CLOCKS
from services.cases.timeline import api as timeline
from services.cases.timeline.subscriptions import REFERRAL_MOVES
from services.cases.transitions.actions import coming as known_days
from services.cases.transitions.api import rules as transition_rules
from services.cases.transitions.api import transitions
from services.cases.transitions.subscriptions import CHANGED_DATES
from services.cases.unusual_looks.actions import judging as unusual_looks
from services.cases.unusual_looks.api import looks as unusual_look_list
from services.cases.unusual_looks.api import rules as unusual_look_rules
from services.cases.voice.api import complaints, counts, ratings
from services.cases.webhooks.actions.delivering import deliver_webhooks
from services.cases.webhooks.actions.looking_back import tidy_webhooks
from services.cases.webhooks.api import doors as webhook_doors
from services.cases.webhooks.subscriptions import ENDED_SIGN_INS
from shared.clients.carriage import Carriage, Remote
from shared.clients.virus_scanner import VirusScanner
from shared.clock import Clock, system_clock
from shared.database.engine import Database
from shared.database.regularly import regularly
from shared.live import Listeners
from shared.web.event_stream import dismiss
from shared.web.frame import LargerBodies
from shared.web.service import Background, Plan, service_app

PLAN = Plan(
    name="cases",
    package="services.cases",
    title="Parcours cases",
    description="One person, the agencies around them, and what they agreed to share.",
    routers=(
        record.router,  # a request tries the routes in this order: first what is asked all day
        worklist.router,
        listing.router,
        finding.router,
        disclosures.router,
        access.router,
        agreements.router,
        agreement_versions.router,
        agreement_affected.router,
        *governance_doors.ROUTERS,
        consents.router,
        consent_confirming.router,
        consent_ages.router,
        receipts.router,
        mandates.router,
        legal_grounds.router,
        mandates.proposed_router,
        accounts.router,
        accounts.my_router,
        *own_doors.ROUTERS,
        conflicts.router,
        conflicts.declared_router,
        restricted.router,
        restricted.open_router,
        seals.router,
        emergencies.router,
        emergencies.review_router,
        unusual_look_rules.router,
        unusual_look_list.router,
        persons.router,
        people_items.router,
        *fhir_doors.ROUTERS,
        timeline.router,
        cases.router,
        team.router,
        invitations.router,
        invitations.waiting_router,
        handovers.router,
        informal.router,
        leaderless.router,
        notes.router,
        needs.router,
        needs.terms_router,
        tasks.router,
        giving.router,
        absences.router,
        loads.router,
        goals.router,
        progress.router,
        planned.router,
        plan.router,
        versions.router,
        reviews.router,
        applications.router,
        templates.router,
        documents.router,
        evidence.router,
        occurrences.router,
        occurrences.terms_router,
        early_warnings.router,
        early_warnings.list_router,
        early_rules.router,
        risk.router,
        risk.terms_router,
        warnings.router,
        warning_terms.router,
        holds.router,
        rules.router,
        *retention_doors.ROUTERS,
        threads.router,
        messages.router,
        attachments.router,
        *conference_doors.ROUTERS,
        closing.router,
        results.router,
        need_outcomes.router,
        observations.router,
        budgets.router,
        signing.router,
        spending.router,
        access_decisions.router,
        summaries.router,
        summaries.conference_router,
        notices.router,
        stream.router,
        feed.router,
        *webhook_doors.ROUTERS,
        ratings.router,
        complaints.router,
        complaints.unanswered_router,
        counts.router,
        rights_requests.router,
        rights_requests.open_router,
        own_requests.router,
        *rights_steps.ROUTERS,
        *export_doors.ROUTERS,
        transitions.router,
        transition_rules.router,
    ),
    subscriptions=(
        CONSENTS_UNDER_A_NEW_AGREEMENT,
        NARROWED_AGREEMENTS,
        SECOND_RECORDS,
        TEAMS_UNDER_A_NEW_AGREEMENT,
        COORDINATORS,
        REVOKED_WORKERS,
        KEPT_OUT_WORKERS,
        REVOKED_NAMES,
        LAPSED_INVITATIONS,
        REVOKED_SEALS,
        REFERRAL_MOVES,
        REFERRAL_LOOKS,
        REFERRAL_GROUNDS,
        RIGHTS_RECIPIENTS,
        NOTICES,
        CONFERENCE_REGISTER,
        COMING_OF_AGE,
        MUNICIPALITY_CLOCKS,
        CHANGED_FACTS,
        CHANGED_DATES,
        ENDED_SIGN_INS,
    ),
    housekeeping=(forget_notices, telling.forget_own_news, unusual_looks.forget_traces, tidy_webhooks),
    larger_bodies=(LargerBodies("POST", TAKES_FILES, LARGEST_BYTES),),
)


def create_app(settings: Settings, *, identity: Carriage | None = None, clock: Clock = system_clock) -> FastAPI:
    """The application of cases.

    Args:
        identity: how identity is reached; over HTTP at the address in the settings when not given.
    """
    cabinet = _cabinet(settings)
    let_go = retention.let_go_of_documents
    listeners = Listeners(PLAN.name)
    hearers = Listeners("cases.events")
    own_networks = settings.own_networks()
    own_listeners = Listeners("cases.own")
    plan = replace(
        PLAN,
        background=(
            _again(3600, "tidying up documents", lambda database: tidy_documents(database, cabinet.contents, let_go)),
            _again(retention.LOOK_EVERY_SECONDS, "what is due to be deleted", retention.perform_all_due),
            _again(erasing.LOOK_EVERY_SECONDS, "what people were granted to be erased", erasing.perform_all_due),
            _again(LOOK_EVERY_SECONDS, "the look of early rules", notice_all_due),
            _again(majority.LOOK_EVERY_SECONDS, "what a day changes", majority.perform_all_due),
            _again(agreement_days.LOOK_EVERY_SECONDS, "what comes to agreements", agreement_days.perform_all_due),
            _again(exports.LOOK_EVERY_SECONDS, "what people were granted a copy of", exports.perform_all_due),
            _again(duties.LOOK_EVERY_SECONDS, "what is overdue", duties.tell_all_overdue),
            _again(unusual_looks.LOOK_EVERY_SECONDS, "the look at looks", unusual_looks.judge_all_due),
            _again(known_days.LOOK_EVERY_SECONDS, "the look at known days", known_days.let_dates_come),
            lambda service: hear_of_notices(service.database, listeners),
            lambda service: deliver_notices(service.database, listeners),
            lambda service: telling.tell_people(service.database, own_listeners),
            lambda service: watch_feed(service.database, hearers),
            lambda service: give_events(service.database, hearers),
            lambda service: dismiss(service.verifier, listeners, hearers, own_listeners),
            lambda service: deliver_webhooks(service.database, own_networks, service.revocations),
        ),
    )
    app = service_app(plan, settings, identity=identity or Remote(settings.identity_url), clock=clock)
    app.state.cabinet = cabinet
    app.state.listeners, app.state.hearers = listeners, hearers
    app.state.own_listeners = own_listeners
    app.state.own_networks = own_networks
    app.state.known_checks_an_hour = settings.known_checks_an_hour
    app.state.emergency_lasts = timedelta(hours=settings.emergency_hours)
    app.state.press = Press(at_once=settings.documents_set_at_once, limit_seconds=settings.document_seconds)
    return app


def _again(every_seconds: float, called: str, work: Callable[[Database], Awaitable[None]]) -> Background:
    """Work that is done again and again beside the requests."""
    return lambda service: regularly(lambda: work(service.database), every_seconds=every_seconds, called=called)


def _cabinet(settings: Settings) -> Cabinet:
    scanner = VirusScanner(settings.virus_scanner) if settings.virus_scanner else None
    contents = contents_in(settings.documents_folder, settings.bucket())
    return Cabinet(contents, scanner, settings.link_secret.get_secret_value().encode())
