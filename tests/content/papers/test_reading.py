"""Documents become pictures and text; what is made to harm becomes an error, and nothing else."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from portal.content import papers
from portal.content.papers import drawing, reading
from portal.domain.errors import Invalid
from tests.papers import HOSTILE, pdf, picture, with_script

PDF = "application/pdf"


def read(content, media_type=PDF):
    return papers.read(hashlib.sha256(content).hexdigest(), media_type, content)


def drawn(content, media_type=PDF, page=1):
    return Image.open(BytesIO(papers.picture(media_type, content, page)))


def test_a_pdf_has_its_pages_and_its_text():
    content = pdf("Ana Flores", "March 3, 2026", pages=2)
    paper = read(content)
    assert len(paper.sizes) == 2
    assert "Ana Flores" in paper.text
    image = drawn(content, page=2)
    assert (image.format, image.size) == ("WEBP", paper.sizes[1])


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_drawn_anew_and_has_no_text(kind, media_type):
    content = picture(kind)
    assert read(content, media_type) == papers.Paper(((300, 200),), "")
    assert drawn(content, media_type).size == (300, 200)


def test_a_picture_is_upright_small_and_without_where_it_was_taken():
    turned = Image.Exif()
    turned[0x0112] = 6  # held on its side
    turned[0x010E] = "at home"
    content = picture("JPEG", (4000, 3000), exif=turned)
    image = drawn(content, "image/jpeg")
    assert image.size == (drawing.WIDTH, 1600)
    assert not image.getexif()


def test_only_the_first_pages_are_looked_at():
    content = pdf("page", pages=papers.PAGES + 3)
    assert len(read(content).sizes) == papers.PAGES
    for page in (0, papers.PAGES + 1):
        with pytest.raises(Invalid):
            papers.picture(PDF, content, page)


def test_a_page_that_is_not_there_is_an_error():
    with pytest.raises(Invalid, match="cannot be shown here"):
        papers.picture(PDF, pdf("one"), 2)


@pytest.mark.parametrize("media_type", [PDF, "image/png", "image/jpeg"])
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_something_else_is_an_error(content, media_type):
    with pytest.raises(Invalid, match="cannot be shown here"):
        read(content, media_type)
    with pytest.raises(Invalid):
        papers.picture(media_type, content, 1)


def test_a_script_in_a_pdf_leaves_only_a_picture():
    content = with_script()
    assert read(content).text == ""
    assert drawn(content).size == (1200, 600)


def test_a_picture_that_unfolds_without_end_is_an_error():
    with pytest.raises(Invalid):
        read(picture("PNG", (12_000, 12_000)), "image/png")


def test_what_takes_too_long_is_an_error(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    with pytest.raises(Invalid):
        papers.picture(PDF, pdf("one"), 1)


def test_what_was_read_is_remembered(monkeypatch):
    content = pdf("once")
    first = read(content)
    monkeypatch.setattr(reading, "_ask", None)
    assert read(content) is first
    assert papers.known("0" * 64) is None
