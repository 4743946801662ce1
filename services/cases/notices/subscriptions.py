"""What notices do when anything happens of which somebody hears."""

from services.cases.notices.actions.making import make_notices
from services.cases.notices.domain.hearing import HEARD
from shared.messaging.subscriptions import Subscription

NOTICES = Subscription(name="notices", types=HEARD, handle=make_notices)
