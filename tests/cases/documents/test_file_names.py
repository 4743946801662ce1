"""The name of a file, on its way in and out."""

import pytest

from services.cases.documents.domain.file_names import attachment, must_end_like, name_in
from services.cases.documents.domain.kinds import Kind
from shared.refusals import Invalid

HERE = "#/header/Content-Disposition"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="lease.pdf"', "lease.pdf"),
        ("attachment; filename=lease.pdf", "lease.pdf"),
        ("attachment; filename*=UTF-8''B%C3%A9n%C3%A9ficiaire.pdf", "Bénéficiaire.pdf"),
        ("attachment; filename=\"b.pdf\"; filename*=utf-8'fr'B%C3%A9.pdf", "Bé.pdf"),
        ("attachment; filename*=UTF-8''e%CC%81.pdf", "é.pdf"),
        (r'attachment; filename="the \(first\).pdf"', "the (first).pdf"),
    ],
)
def test_a_name_is_read_as_it_was_meant(header: str, name: str) -> None:
    assert name_in(header, HERE) == name


@pytest.mark.parametrize(
    "header",
    [
        "",
        "attachment",
        'attachment; filename=""',
        'attachment; filename=".."',
        'attachment; filename="../../etc/passwd"',
        "attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd",
        r'attachment; filename="C:\\letter.pdf"',
        "attachment; filename*=UTF-8''a%00.pdf",
        "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20a.pdf",
        "attachment; filename*=UTF-8''fdp%E2%80%AE.exe",
        "attachment; filename*=UTF-8''%FF.pdf",
        'attachment; filename="caf\xe9.pdf"',
        f'attachment; filename="{"a" * 200}.pdf"',
        'attachment; filename="CON.pdf"',
        'attachment; filename="nul.tar.pdf"',
        'attachment; filename="Com1 .pdf"',
        "attachment; filename*=UTF-8''LPT%C2%B9.pdf",
        'attachment; filename=".pdf"',
        'attachment; filename=".htaccess.txt"',
        "attachment; filename*=UTF-8''..%EF%BC%8Fa.pdf",
        "attachment; filename*=UTF-8''%E3%85%A4.pdf",
        "attachment; filename*=UTF-8''%0D%0AX.pdf",
    ],
)
def test_a_name_that_is_a_path_or_hides_something_is_pointed_at(header: str) -> None:
    with pytest.raises(Invalid) as refused:
        name_in(header, HERE)
    assert [one.pointer for one in refused.value.errors] == [HERE]


def test_a_name_ends_as_its_content_does() -> None:
    must_end_like("LEASE.PDF", Kind.PDF, HERE)
    with pytest.raises(Invalid):
        must_end_like("lease.exe", Kind.PDF, HERE)


@pytest.mark.parametrize("name", ["lease.pdf", 'a"b; x=1.pdf', "Bénéficiaire №1.pdf", "a'b%.pdf"])
def test_what_goes_out_is_one_header_and_comes_back_as_the_same_name(name: str) -> None:
    header = attachment(name)

    assert header.isascii()
    assert header.isprintable()
    assert header.startswith("attachment; ")
    if '"' not in name:
        assert name_in(header, HERE) == name
