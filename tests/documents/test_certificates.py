"""A certificate is one accessible page, whoever the person is."""

import logging
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
import segno
import typst
from pdfua import validate

from portal.documents import typesetting
from portal.documents.certificates import certificate_pdf
from portal.documents.qr import qr_svg
from portal.domain.certificates import Certificate, grouped, new_code

CODE = new_code(0x1F3A_5C77_0B2D_4E6F_8123_4567_89AB_CDEF)
URL = f"https://training.example.org/certificates/{CODE}"

LEFT_TO_RIGHT = [
    "Ana Nuñez",
    "Sinéad O'Brien",
    "Đặng Thị Hồng",
    "Łukasz Øystein",
    "Kealiʻi Kahoʻokano",
    "Ольга Ґудзь",
    "Γιώργος",
    "Ֆ. Հակոբյան",
    "李小龍",
    "劉德華 / 刘德华",
    "山田さくらヤマダ",
    "김민지",
    "สมชาย",
]
# Several characters make one glyph; pypdf repeats them, as it does not read /ActualText.
SHAPED = ["ਸਿੰਘ", "ខេមរា", "ລາວ ສົມ", "देवेन्द्र"]
RIGHT_TO_LEFT = ["محمد رضا", "پگاه چراغی", "שרה כהן"]


def certificate(name: str = "Ana Nuñez", title: str = "When it rises") -> Certificate:
    return Certificate(CODE, name, title, 2, date(2026, 11, 22), 160, "Online, self-paced")


def pdf_of(tmp_path: Path, name: str = "Ana Nuñez", sample: bool = False) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificate_pdf(certificate(name), URL, sample))
    return path


def text_of(path: Path) -> str:
    pages = pypdf.PdfReader(path).pages
    assert len(pages) == 1
    return unicodedata.normalize("NFC", pages[0].extract_text())


def alternatives(path: Path) -> list[str]:
    """The alternative texts of all figures, in reading order."""

    def found(node: Any) -> list[str]:
        if isinstance(node, pikepdf.Array):
            return [text for child in node for text in found(child)]
        if not isinstance(node, pikepdf.Dictionary):
            return []
        own = [str(node.Alt)] if node.get("/S") == "/Figure" else []
        return own + found(node.get("/K"))

    with pikepdf.open(path) as document:
        return found(document.Root.StructTreeRoot.K)


@pytest.mark.parametrize("name", [*LEFT_TO_RIGHT, *SHAPED, *RIGHT_TO_LEFT])
def test_every_name_gives_one_accessible_page(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = pdf_of(tmp_path, name)
    report = validate(path)
    assert report.findings == ()
    assert caplog.records == []  # nothing was written as a code
    with pikepdf.open(path) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-US"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"] == f"Certificate of completion: When it rises, {name}"


@pytest.mark.parametrize("name", LEFT_TO_RIGHT)
def test_the_name_can_be_taken_out_as_text(name: str, tmp_path: Path) -> None:
    assert name in text_of(pdf_of(tmp_path, name))


@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_a_name_from_right_to_left_is_read_in_its_order(name: str, tmp_path: Path) -> None:
    assert alternatives(pdf_of(tmp_path, name))[0] == name


def test_it_says_what_was_done(tmp_path: Path) -> None:
    text = text_of(pdf_of(tmp_path))
    for words in (
        "Certificate of completion",
        "When it rises",
        "November 22, 2026",
        "2 hours 40 minutes",
        "Online, self-paced",
        "Edition\n2",
        grouped(CODE),
        URL,
        "This certificate is issued by this portal; it is not M-TAC’s own certificate.",
        "Whether it is valid, superseded or revoked today is shown at",
    ):
        assert words in text


def test_the_address_can_be_followed(tmp_path: Path) -> None:
    page = pypdf.PdfReader(pdf_of(tmp_path)).pages[0]
    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [URL]


def test_the_qr_code_leads_to_the_address(tmp_path: Path) -> None:
    path = pdf_of(tmp_path)
    expected = segno.make(URL, error="m", micro=False, boost_error=False)
    assert expected.error == "M"
    dark = {
        (x, y)
        for y, row in enumerate(expected.matrix_iter(border=4))
        for x, module in enumerate(row)
        if module
    }
    assert drawn_modules(path) == dark
    assert alternatives(path) == [f"QR code that leads to {URL}"]


def drawn_modules(path: Path) -> set[tuple[int, int]]:
    """The dark modules: horizontal strokes in the marked content that bears the QR code's text."""
    modules: set[tuple[int, int]] = set()
    inside, start = False, (0.0, 0.0)
    with pikepdf.open(path) as document:
        for step in pikepdf.parse_content_stream(document.pages[0]):
            match str(step.operator):
                case "BDC":
                    properties = step.operands[1]
                    inside = str(properties.get("/Alt", "")).startswith("QR code")
                    strokes: set[tuple[int, int]] = set()
                case "m" if inside:
                    start = (float(step.operands[0]), float(step.operands[1]))
                case "l" if inside and float(step.operands[1]) == start[1]:
                    row = int(start[1])
                    strokes |= {(x, row) for x in range(int(start[0]), int(step.operands[0]))}
                case "S" | "B" if inside:
                    modules |= strokes
                case "f" | "n" if inside:
                    strokes = set()
    return modules


def test_only_a_sample_is_marked(tmp_path: Path) -> None:
    assert "SAMPLE" not in text_of(pdf_of(tmp_path))
    path = pdf_of(tmp_path, sample=True)
    assert text_of(path).count("SAMPLE") == 2  # across the page, and in words
    assert "made-up data, not a certificate" in text_of(path)
    assert validate(path).findings == ()


@pytest.mark.parametrize(
    ("name", "shown", "codes"),
    [
        ("李 😀", "李 [U+1F600]", ["[U+1F600]"]),
        ("Ana \u0378", "Ana [U+0378]", ["[U+0378]"]),
        ("Ana \ue000", "Ana [U+E000]", ["[U+E000]"]),
        ("Ana \ud800", "Ana [U+D800]", ["[U+D800]"]),
        ("Ana \ufffe", "Ana [U+FFFE]", ["[U+FFFE]"]),
    ],
)
def test_what_no_font_has_is_written_as_its_code_and_reported(
    name: str, shown: str, codes: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = pdf_of(tmp_path, name)
    assert shown in text_of(path)
    assert validate(path).findings == ()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert str(codes) in record.getMessage()
    assert "Ana" not in record.getMessage()


def test_a_text_that_no_font_draws_as_a_whole_still_gives_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(typesetting, "_can_be_drawn", lambda _: True)
    path = pdf_of(tmp_path, "Łukasz 😀")
    assert "[U+0141]ukasz [U+1F600]" in text_of(path)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Ana\t\nNuñez\x00 ", "Ana Nuñez"),
        ("Ana Nun\u0303ez", "Ana Nuñez"),
        ("Ana \u202eNuñez\u2069", "Ana Nuñez"),
        ('#panic("x") *b* _i_ $x$ <a> \\ "q"', '#panic("x") *b* _i_ $x$ <a> \\ "q"'),
        ("", "Certificate of completion"),
    ],
)
def test_a_name_is_text_on_one_line_and_never_source(name: str, shown: str, tmp_path: Path) -> None:
    path = pdf_of(tmp_path, name)
    assert shown in text_of(path)
    assert validate(path).findings == ()


def test_long_words_stay_on_one_page(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    name, title = "Wolfeschlegelsteinhausen " * 8, "Assessment and safety planning " * 8
    path.write_bytes(certificate_pdf(certificate(name, title), URL, sample=True))
    assert len(pypdf.PdfReader(path).pages) == 1


def test_the_same_certificate_gives_the_same_bytes_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda _: certificate_pdf(certificate(), URL, False), range(12)))
    assert len(set(files)) == 1


def test_a_faulty_template_is_told() -> None:
    with pytest.raises(typst.TypstError):
        typesetting.pdf("certificate.typ", {"name": "only"}, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"), [("Ana", "ltr"), ("محمد Ana", "rtl"), ("12 שרה", "rtl"), ("12", "ltr")]
)
def test_the_first_letter_gives_the_direction(text: str, expected: str) -> None:
    assert typesetting.direction(text) == expected


def test_a_qr_code_for_a_page_has_no_style_and_is_hidden_or_named() -> None:
    hidden = qr_svg(URL)
    assert hidden.startswith("<svg ")
    assert hidden.endswith("</svg>")
    assert 'aria-hidden="true"' in hidden
    assert "style" not in hidden
    assert "role=" not in hidden
    named = qr_svg(URL, label='Check "this" & that')
    assert 'role="img" aria-label="Check &quot;this&quot; &amp; that"' in named
    assert "aria-hidden" not in named
