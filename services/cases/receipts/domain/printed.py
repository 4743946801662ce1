"""A receipt as a page that the person can keep. No I/O."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from services.cases.receipts.domain.receipt import Receipt
from services.cases.receipts.domain.words import GIVEN_BY, GIVEN_HOW, SECTORS, STATES
from services.cases.summaries.domain.document import Document, Entry, Fact, Language, Section
from services.cases.summaries.domain.speaking import Speaker
from shared.contracts.cases.labels import CATEGORIES
from shared.contracts.identity.purposes import CALLED


def printed_receipt(receipt: Receipt, language: Language, agencies: Mapping[UUID, str]) -> Document:
    """A receipt as it is handed over.

    Args:
        agencies: names by id.
    """
    speaker = Speaker(language, agencies)
    title = (
        ("Receipt for a refusal", "Reçu de refus")
        if receipt.consent["is_refusal"]
        else ("Receipt for a consent", "Reçu de consentement")
    )
    return Document(
        language=language,
        title=speaker.say(*title),
        author=speaker.agency(receipt.made_for) or "Parcours",
        replaced=speaker.say(
            "Where � stands, a character has no shape in the fonts of this page.",
            "Le signe � remplace un caractère absent des polices de cette page.",
        ),
        page="Page",
        sentences=tuple(_opening(receipt, speaker)),
        facts=tuple(_facts(receipt, speaker)),
        sections=(_how(receipt, speaker), _agreements(receipt, speaker), _rights(speaker)),
    )


def _opening(receipt: Receipt, speaker: Speaker) -> Iterator[str]:
    if receipt.consent["is_refusal"]:
        yield speaker.say(
            "You refused that what stands here is shared. A refusal goes before a consent; only a law that says so "
            "goes before a refusal.",
            "Vous avez refusé que ce qui figure ici soit partagé. Un refus l'emporte sur un consentement ; seule une "
            "loi qui le prévoit l'emporte sur un refus.",
        )
    else:
        yield speaker.say(
            "You agreed that what stands here is shared with those named here.",
            "Vous avez accepté que ce qui figure ici soit partagé avec celles et ceux nommés ici.",
        )
    yield speaker.say("Keep this page. It is yours.", "Gardez cette page. Elle est à vous.")


def _facts(receipt: Receipt, speaker: Speaker) -> Iterator[Fact]:
    consent = receipt.consent
    yield from speaker.fact("For", "Pour", receipt.name)
    yield from speaker.fact("What", "Quoi", _words(consent["categories"], CATEGORIES, speaker))
    yield from speaker.fact("With whom", "Avec qui", _with_whom(receipt, speaker))
    yield from speaker.fact("What for", "Pour quoi faire", _words(consent["purposes"], CALLED, speaker))
    yield from speaker.fact("From", "À partir du", speaker.moment(consent["valid_from"]))
    until = consent["valid_until"]
    open_end = speaker.say("until you take it back", "jusqu'à ce que vous le retiriez")
    yield from speaker.fact("Until", "Jusqu'au", speaker.moment(until) if until else open_end)
    yield from speaker.fact("Today", "Aujourd'hui", STATES[consent["state"]][speaker.french])
    yield from speaker.fact("Number", "Numéro", str(consent["id"]))


def _with_whom(receipt: Receipt, speaker: Speaker) -> str:
    named = [speaker.agency(one) or str(one) for one in receipt.recipients]
    for one in receipt.consent["sectors"]:
        word = SECTORS[one][speaker.french]
        named.append(
            speaker.say(
                f"agencies of this sector, today and later: {word}",
                f"organismes de ce secteur, aujourd'hui et plus tard : {word}",
            )
        )
    if receipt.consent["case_id"] is not None:
        named.append(speaker.say("whoever works on your case", "qui intervient dans votre accompagnement"))
    return "\n".join(named) or speaker.say("everybody", "tout le monde")


def _how(receipt: Receipt, speaker: Speaker) -> Section:
    consent = receipt.consent
    facts = (
        *speaker.fact("Who spoke", "Qui a parlé", GIVEN_BY[consent["given_by"]][speaker.french]),
        *speaker.fact("How", "Comment", GIVEN_HOW[consent["given_how"]][speaker.french]),
        *speaker.fact("In which language it was explained", "Langue de l'explication", consent["language"]),
        *speaker.fact("Who wrote it down", "Qui l'a consigné", _recorder(consent["agency_id"], speaker)),
        *speaker.fact("When", "Quand", speaker.moment(consent["recorded_at"])),
    )
    if consent["withdrawn_at"] is not None:
        facts += speaker.fact("Taken back", "Retiré", speaker.moment(consent["withdrawn_at"]))
    return Section(speaker.say("How it was said", "Comment cela a été dit"), facts=facts)


def _recorder(agency_id: UUID | None, speaker: Speaker) -> str:
    if agency_id is None:
        return speaker.say("nobody: they said it themselves", "personne : cela a été dit directement")
    return speaker.agency(agency_id)


def _agreements(receipt: Receipt, speaker: Speaker) -> Section:
    entries = tuple(
        Entry(
            one["title"],
            (
                *speaker.fact("Article of law", "Article de loi", one["article"]),
                *speaker.fact("How long it is kept", "Durée de conservation", one["retention"]),
                *speaker.fact("Whom to ask", "À qui s'adresser", one["contact"]),
            ),
        )
        for one in receipt.agreements.values()
    )
    return speaker.section(
        ("Agreements under which they see it", "Accords selon lesquels ils le voient"),
        entries,
        ("Nothing is shared on it at the moment.", "Rien n'est partagé sur cette base pour le moment."),
        most=None,
    )


def _rights(speaker: Speaker) -> Section:
    return Section(
        speaker.say("What you can do", "Ce que vous pouvez faire"),
        sentences=(
            speaker.say(
                "You can take this back at any time, with any agency named here: it is as easy as it was to say. You "
                "are told beforehand what that stops, and it takes effect at once.",
                "Vous pouvez revenir là-dessus à tout moment, auprès de tout organisme nommé ici : c'est aussi simple "
                "que de l'avoir dit. On vous dit avant ce que cela arrête, et l'effet est immédiat.",
            ),
            speaker.say(
                "You can ask who looked at your record, have it corrected, ask that it is restricted or erased, "
                "object, and complain to the data-protection authority.",
                "Vous pouvez demander qui a consulté votre dossier, le faire rectifier, en demander la limitation ou "
                "l'effacement, vous opposer, et saisir l'autorité de protection des données.",
            ),
        ),
    )


def _words(values: list[str], called: Mapping[str, tuple[str, str]], speaker: Speaker) -> str:
    return ", ".join(called[one][speaker.french] for one in values)
