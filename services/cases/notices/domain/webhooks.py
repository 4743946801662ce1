"""Who hears that a webhook was paused. No I/O."""

from collections.abc import Iterator

from services.cases.notices.domain.hears import Hears, Who
from services.cases.notices.domain.notice import About, NoticeKind
from shared.contracts.cases.webhooks import PausedBecause


def given_up() -> Iterator[Hears]:
    """The administrators of its agency, unless somebody asked for it."""
    for because in PausedBecause:
        if because is not PausedBecause.ASKED:
            yield Hears(Who.ADMINISTRATORS_THERE, NoticeKind.WEBHOOK_PAUSED, About.WEBHOOK, of={"because": because})
