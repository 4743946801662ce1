"""Documents as they are sent, corrected, replaced and fetched over HTTP."""

import hashlib
from collections.abc import AsyncIterator

from shared.identifiers import new_id
from tests.cases.documents.conftest import Shelf
from tests.cases.documents.files import OF_EACH_KIND, PDF, PNG
from tests.cases.documents.places import IN_EACH_PLACE

pytestmark = IN_EACH_PLACE
ACCENTS = "attachment; filename*=UTF-8''R%C3%A9sultats.pdf"


async def parts(length: int, beginning: bytes = PDF) -> AsyncIterator[bytes]:
    yield beginning
    for start in range(0, length - len(beginning), 100_000):
        yield b"x" * min(100_000, length - len(beginning) - start)


async def test_a_document_is_sent_listed_read_and_fetched(shelf: Shelf) -> None:
    answer = await shelf.send(Content_Disposition=ACCENTS, Content_Type="application/pdf")
    assert answer.status_code == 201, answer.text
    document = answer.json()
    path = answer.headers["Location"]
    assert (path, answer.headers["ETag"]) == (f"{shelf.path}/{document['id']}", '"1"')
    assert "Decision-Id" in answer.headers
    assert document["person_ids"] == [str(shelf.doors.person_id)]
    assert (document["file_name"], document["content_type"]) == ("Résultats.pdf", "application/pdf")
    assert (document["size_bytes"], document["sha256"]) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (document["scan"], document["retention"], document["sensitivity"]) == (
        "not_scanned",
        "case_file",
        "ordinary",
    )
    assert (await shelf.lead.get(path)).json() == document
    assert (await shelf.lead.get(shelf.path)).json() == {"items": [document], "next": None}

    fetched = await shelf.lead.get(await shelf.link(document))
    assert (fetched.status_code, fetched.content) == (200, PDF)
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert fetched.headers["Content-Disposition"] == (
        "attachment; filename=\"R_sultats.pdf\"; filename*=UTF-8''R%C3%A9sultats.pdf"
    )
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched.headers["Cache-Control"] == "no-store"
    assert fetched.headers["Virus-Scan"] == "not_scanned"


async def test_each_kind_of_file_is_taken(shelf: Shelf) -> None:
    suffixes = ("pdf", "png", "jpg", "tif", "txt", "docx", "odt")
    for (kind, content), suffix in zip(OF_EACH_KIND.items(), suffixes, strict=True):
        document = await shelf.sent(content, name=f"a.{suffix}", Content_Type=kind)
        assert document["content_type"] == kind
        assert (await shelf.lead.get(await shelf.link(document))).content == content


async def test_what_is_not_what_it_says_is_refused_and_nothing_of_it_kept(shelf: Shelf) -> None:
    before = shelf.files()
    refused = [
        (await shelf.send(b"MZ\x90\0"), 415),
        (await shelf.send(b""), 415),
        (await shelf.send(PDF, Content_Type="image/png"), 415),
        (await shelf.send(PDF, name="lease.exe"), 422),
        (await shelf.send(PDF, name="../lease.pdf"), 422),
        (await shelf.send(PDF, asked={"category": "weather"}), 422),
        (await shelf.send(PDF, asked={"category": "housing", "person_ids": str(new_id())}), 422),
    ]
    for answer, status in refused:
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert (await shelf.lead.get(shelf.path)).json()["items"] == []
    assert shelf.files() == before


async def test_a_name_that_is_missing_or_wrong_is_pointed_at_in_the_same_place(shelf: Shelf) -> None:
    asked = {"category": "housing"}
    missing = await shelf.lead.http.post(shelf.path, content=PDF, params=asked, headers=shelf.lead.headers)
    wrong = [await shelf.send(name="../lease.pdf"), await shelf.send(name="lease.exe")]
    for answer in (missing, *wrong):
        assert [one["pointer"] for one in answer.json()["errors"]] == ["#/header/Content-Disposition"]


async def test_what_is_refused_is_said_in_french_too_without_the_name(shelf: Shelf) -> None:
    answer = await shelf.send(b"MZ\x90\0", name="Dupont.pdf", Accept_Language="fr")
    assert answer.json()["title"] == "Ce type de fichier n'est pas accepté"
    assert "Dupont" not in answer.text


async def test_twenty_five_megabytes_are_taken_and_a_byte_more_is_not(shelf: Shelf) -> None:
    whole = await shelf.send(parts(25_000_000))
    assert (whole.status_code, whole.json()["size_bytes"]) == (201, 25_000_000)
    before = shelf.files()

    announced = await shelf.send(PDF + b"x" * (25_000_001 - len(PDF)))
    streamed = await shelf.send(parts(25_000_001))

    assert [one.status_code for one in (announced, streamed)] == [413, 413]
    assert shelf.files() == before
    note = await shelf.lead.post(shelf.path.replace("/documents", "/notes"), {"text": "x" * 1_000_001})
    assert note.status_code == 413, "other bodies stay short"


async def test_a_document_is_replaced_and_its_earlier_content_stays(shelf: Shelf) -> None:
    document = await shelf.sent()
    path = f"{shelf.path}/{document['id']}"
    assert (await shelf.send(PNG, name="a.png", to=f"/{document['id']}/versions")).status_code == 428
    assert (await shelf.send(PNG, name="a.png", to=f"/{document['id']}/versions", If_Match='"7"')).status_code == 412
    replaced = await shelf.send(PNG, name="a.png", to=f"/{document['id']}/versions", If_Match='"1"')
    assert (replaced.status_code, replaced.headers["ETag"]) == (201, '"2"')
    assert (replaced.json()["content_type"], replaced.json()["file_name"]) == ("image/png", "a.png")

    [earlier] = (await shelf.lead.get(f"{path}/versions")).json()["items"]
    assert (earlier["version"], earlier["sha256"], earlier["file_name"]) == (1, document["sha256"], "lease.pdf")
    assert (await shelf.lead.get(await shelf.link(document))).content == PNG
    assert (await shelf.lead.get(await shelf.link(document, version=1))).content == PDF
    assert (await shelf.lead.post(f"{path}/link", {"version": 3})).status_code == 404


async def test_what_is_said_of_a_document_is_corrected(shelf: Shelf) -> None:
    document = await shelf.sent()
    path = f"{shelf.path}/{document['id']}"
    assert (await shelf.lead.ask("PATCH", path, {"category": "finance"})).status_code == 428
    wrong = await shelf.lead.ask("PATCH", path, {"file_name": "a/b.pdf"}, If_Match='"1"')
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["#/file_name"]
    wrong = await shelf.lead.ask("PATCH", path, {"file_name": "b.exe"}, If_Match='"1"')
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["#/file_name"]
    changed = await shelf.lead.ask("PATCH", path, {"retention": "proof", "file_name": "b.pdf"}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json()["retention"], changed.json()["file_name"]) == ("proof", "b.pdf")
    assert (await shelf.lead.ask("PATCH", path, {"category": "finance"}, If_Match='"1"')).status_code == 412
    assert (await shelf.lead.get(await shelf.link(document))).content == PDF


async def test_the_same_key_keeps_one_document(shelf: Shelf) -> None:
    key = new_id().hex
    first = await shelf.send(Idempotency_Key=key)
    kept = shelf.files()
    again = await shelf.send(Idempotency_Key=key)
    other = await shelf.send(PNG, name="a.png", Idempotency_Key=key)
    renamed = await shelf.send(name="other.pdf", Idempotency_Key=key)

    assert (first.status_code, again.status_code, other.status_code, renamed.status_code) == (201, 201, 422, 422)
    assert first.json() == again.json()
    assert shelf.files() == kept


async def test_pages_follow_each_other(shelf: Shelf) -> None:
    sent = [(await shelf.sent())["id"] for _ in range(3)]
    first = await shelf.lead.get(f"{shelf.path}?limit=2")
    assert 'rel="next"' in first.headers["Link"]
    second = await shelf.lead.get(f"{shelf.path}?limit=2&after={first.json()['next']}")
    assert [one["id"] for one in (*first.json()["items"], *second.json()["items"])] == sent
    assert second.json()["next"] is None
