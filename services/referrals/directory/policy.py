"""Who may read the directory, and who may write in it."""

from dataclasses import dataclass

from shared.contracts.identity.actor import Actor
from shared.contracts.identity.vocabulary import AgencyId, Role
from shared.policy.grammar import Rule


@dataclass(frozen=True)
class AboutListing:
    """The facts on which these rules decide.

    Attributes:
        publisher: the agency that writes the listing or brings its feed; None where no listing is concerned.
        receiver: the agency that takes its referrals.
    """

    publisher: AgencyId | None = None
    receiver: AgencyId | None = None


def they_act_for_an_agency(actor: Actor, _about: AboutListing) -> bool:
    """The caller acts for an agency."""
    return actor.agency_id is not None


def their_agency_publishes_it(actor: Actor, about: AboutListing) -> bool:
    """The caller's agency publishes this listing."""
    return actor.agency_id == about.publisher


def their_agency_offers_it(actor: Actor, about: AboutListing) -> bool:
    """The caller's agency publishes this listing or takes its referrals."""
    return actor.agency_id in {about.publisher, about.receiver}


def they_administer_it(actor: Actor, _about: AboutListing) -> bool:
    """The caller is an administrator of their agency, or its system."""
    return bool(actor.roles & {Role.ADMINISTRATOR, Role.SYSTEM})


def they_know_its_places(actor: Actor, _about: AboutListing) -> bool:
    """The caller supervises the work of their agency or administers it, or is its system."""
    return bool(actor.roles & {Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SYSTEM})


LOOK = "look into the directory"
PUBLISH = "list a service of one's own agency"
CHANGE = "change a listing"
IMPORT = "import a feed into the directory"
STATE_CAPACITY = "say how many places are free"

RULES = (
    Rule(LOOK, (they_act_for_an_agency,), "what agencies offer is public; it holds no record of any person"),
    Rule(PUBLISH, (they_act_for_an_agency, they_administer_it), "an agency answers for what it says it offers"),
    Rule(
        CHANGE,
        (their_agency_publishes_it, they_administer_it),
        "an agency answers for what it says it offers",
        ("what it said before stays readable beside the referrals of that time",),
    ),
    Rule(
        IMPORT,
        (they_act_for_an_agency, they_administer_it),
        "an agency answers for the feeds it brings, and for no listing of another's",
        ("listings that the feed drops stay as history",),
    ),
    Rule(
        STATE_CAPACITY,
        (their_agency_offers_it, they_know_its_places),
        "whoever leads the work knows first that a place is free",
    ),
)
