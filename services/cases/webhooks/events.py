"""What can happen to a webhook."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shared.contracts.cases.webhooks import PausedBecause
from shared.messaging.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutWebhook(Event):
    ABOUT: ClassVar[str] = "webhook_id"

    webhook_id: UUID
    agency_id: UUID
    system_id: UUID
    municipality_id: UUID


class WebhookSetUp(_AboutWebhook):
    """A system has the feed brought to an address of its own."""

    TYPE = "parcours.webhook.set_up.v1"


class WebhookChanged(_AboutWebhook):
    """It leads elsewhere, tells of other events or with other rights, or signs with another secret."""

    TYPE = "parcours.webhook.changed.v1"


@dataclass(frozen=True, kw_only=True)
class WebhookPaused(_AboutWebhook):
    """Nothing is sent any more until it is resumed."""

    TYPE: ClassVar[str] = "parcours.webhook.paused.v1"

    because: PausedBecause


class WebhookResumed(_AboutWebhook):
    """It goes on where it stopped."""

    TYPE = "parcours.webhook.resumed.v1"


class WebhookReplayed(_AboutWebhook):
    """What was sent is sent again, as far as it may be told now."""

    TYPE = "parcours.webhook.replayed.v1"


class WebhookDeleted(_AboutWebhook):
    """Nothing is brought there any more."""

    TYPE = "parcours.webhook.deleted.v1"
