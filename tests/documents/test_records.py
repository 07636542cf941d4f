"""A training record is an accessible table, as long as it has to be."""

from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest
from pdfua import validate

from portal.documents.records import BesideLine, RecordLine, record_pdf
from portal.domain.certificates import grouped, new_code

PRINTED = date(2026, 11, 22)


def line(number: int = 0, title: str = "When it rises") -> RecordLine:
    return RecordLine(
        title, 2, date(2026, 5, 1), 160, "Online, self-paced", new_code(number), "Valid"
    )


def pdf_of(
    tmp_path: Path, rows: list[RecordLine], name: str = "Ana Nuñez", sample: bool = False
) -> Path:
    path = tmp_path / "record.pdf"
    path.write_bytes(record_pdf(name, rows, PRINTED, sample))
    assert validate(path).findings == ()
    return path


def roles(path: Path) -> list[tuple[str, str]]:
    """Each structure element's role, and the scope of a header cell."""
    found = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            attributes = node.get("/A", pikepdf.Array())
            one = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
            scopes = [str(each.get("/Scope", "")) for each in one]
            found.append((str(node.S), "".join(scopes)))
            walk(node.get("/K"))

    with pikepdf.open(path) as document:
        walk(document.Root.StructTreeRoot.K)
    return found


def test_the_table_has_scoped_headers_and_a_row_for_each_training(tmp_path: Path) -> None:
    path = pdf_of(tmp_path, [line(number) for number in range(3)])
    found = roles(path)
    assert [role for role, _ in found].count("/Table") == 1
    assert [scope for role, scope in found if role == "/TH"] == ["/Column"] * 6
    assert [role for role, _ in found].count("/TD") == 3 * 6
    assert [role for role, _ in found].count("/TR") == 1 + 3


def test_a_row_says_what_was_done_and_where_it_stands(tmp_path: Path) -> None:
    reader = pypdf.PdfReader(pdf_of(tmp_path, [line(77)]))
    assert reader.metadata is not None
    assert reader.metadata.title == "Training record: Ana Nuñez"
    assert reader.trailer["/Root"]["/Lang"] == "en-US"
    text = " ".join(reader.pages[0].extract_text().split())
    for words in (
        "Ana Nuñez",
        "1 completed training, as of November 22, 2026.",
        "it is not M-TAC’s own record",
        "When it rises, edition 2",
        "May 1, 2026",
        "2 hours 40 minutes",
        grouped(new_code(77)),
        "Valid",
        "Page 1 of 1",
    ):
        assert words in text
    assert "SAMPLE" not in text


def test_headers_repeat_and_pages_are_numbered(tmp_path: Path) -> None:
    path = pdf_of(tmp_path, [line(number) for number in range(80)])
    pages = pypdf.PdfReader(path).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "Certificate code" in text
        assert f"Page {number} of {len(pages)}" in text
    # Read aloud once only: the repetitions are artifacts.
    assert [role for role, _ in roles(path)].count("/TH") == 6


@pytest.mark.parametrize("name", ["李小龍", "김민지", "محمد رضا", "ខេមរា", "Ana 😀"])
def test_any_name_gives_a_record(name: str, tmp_path: Path) -> None:
    path = pdf_of(tmp_path, [line(title=f"Training of {name}")], name)
    title = name.replace("😀", "[U+1F600]")
    assert pypdf.PdfReader(path).metadata.title == f"Training record: {title}"  # type: ignore[union-attr]


def test_without_trainings_a_sentence_says_so(tmp_path: Path) -> None:
    path = pdf_of(tmp_path, [])
    assert "No completed trainings, as of November 22, 2026." in " ".join(
        pypdf.PdfReader(path).pages[0].extract_text().split()
    )
    assert "/Table" not in [role for role, _ in roles(path)]


def test_only_a_sample_is_marked(tmp_path: Path) -> None:
    path = pdf_of(tmp_path, [line()], sample=True)
    assert "SAMPLE – made-up data" in pypdf.PdfReader(path).pages[0].extract_text()


def test_what_sessions_gave_stands_in_a_table_of_its_own(tmp_path: Path) -> None:
    given = BesideLine(
        "Safety, live", date(2026, 6, 1), "Continuing education", 90, "BRN 1", "Given"
    )
    path = tmp_path / "record.pdf"
    path.write_bytes(record_pdf("Ana Nuñez", [line()], PRINTED, False, [given]))
    assert validate(path).findings == ()
    assert [role for role, _ in roles(path)].count("/Table") == 2
    text = " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    for words in ("Safety, live", "June 1, 2026", "Continuing education", "1 hour 30", "BRN 1"):
        assert words in text
