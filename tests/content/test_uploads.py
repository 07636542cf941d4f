"""Files are known by what is in them, whatever their names say."""

import pytest

from portal.content import uploads
from portal.domain.errors import Invalid
from tests.uploads import BAD, JPEG, PDF, PNG


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("certificate.pdf", PDF, "certificate.pdf", "application/pdf"),
        ("IMG_0001.JPEG", JPEG, "IMG_0001.JPEG", "image/jpeg"),
        ("scan.png", PNG, "scan.png", "image/png"),
        ("setup.exe", PDF, "setup.exe.pdf", "application/pdf"),
        ("scan.pdf", PNG, "scan.pdf.png", "image/png"),
        ("C:\\Users\\ana\\my cert.pdf", PDF, "my cert.pdf", "application/pdf"),
        ("../../etc/passwd", JPEG, "passwd.jpg", "image/jpeg"),
        ('a"b\r\nX-Evil: 1\u202efdp.pdf', PDF, 'a"b X-Evil: 1 fdp.pdf', "application/pdf"),
        (
            "Certificado de naloxona – año 2026.pdf",
            PDF,
            "Certificado de naloxona – año 2026.pdf",
            "application/pdf",
        ),
        ("", PDF, "file.pdf", "application/pdf"),
        (".pdf", PDF, "file.pdf", "application/pdf"),
        ("x" * 400 + ".pdf", PDF, "x" * 120 + ".pdf", "application/pdf"),
    ],
)
def test_a_file_keeps_its_name_and_gets_the_ending_of_its_content(name, content, kept, media_type):
    read = uploads.read(name, content)
    assert (read.name, read.media_type, read.content) == (kept, media_type, content)


@pytest.mark.parametrize("kind", BAD)
def test_anything_else_is_refused_whatever_its_name(kind):
    with pytest.raises(Invalid, match="Inside, this file is no PDF, JPEG or PNG"):
        uploads.read("certificate.pdf", BAD[kind])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("a Windows program", "It looks like a program."),
        ("an archive", "It looks like an Office document or an archive."),
        ("an iPhone's own picture", "It looks like a picture in the HEIC format."),
        ("text", "whatever its name says. Save it as a PDF, or take a picture of it"),
    ],
)
def test_the_refusal_says_what_it_looks_like_and_what_to_do(kind, words):
    with pytest.raises(Invalid) as refused:
        uploads.read("certificate.pdf", BAD[kind])
    assert words in str(refused.value)


@pytest.mark.parametrize("content", [PDF[:-6], b"%PDF-1.4\n" + BAD["a Windows program"][:20]])
def test_a_pdf_without_its_end_is_refused(content):
    """Half a download, or something else behind a PDF's first bytes: nobody could review it."""
    with pytest.raises(Invalid, match="damaged, or only a part of it"):
        uploads.read("certificate.pdf", content)


def jpeg(thumbnail=b""):
    """A picture as a phone writes it, with a small one in its header."""
    exif = b"Exif\x00\x00" + thumbnail
    header = b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif
    scan = b"\xff\xff\xda\x00\x08" + b"\x01" * 6 + b"\x12\xff\x00\x34" * 50
    return b"\xff\xd8" + header + scan + b"\xff\xd9"


@pytest.mark.parametrize(
    "content", [PNG[:-8], JPEG[:-1], jpeg()[:100], jpeg(JPEG)[:-2], jpeg(JPEG)[:40]]
)
def test_a_picture_without_its_end_is_refused(content):
    with pytest.raises(Invalid, match="This picture is damaged, or only a part of it"):
        uploads.read("certificate.jpg", content)


def test_a_picture_is_whole_with_what_a_phone_writes_into_it_and_behind_it():
    for content in (jpeg(JPEG), jpeg(JPEG) + b"a moving picture" * 10):
        assert uploads.read("certificate.jpg", content).content == content


def test_an_empty_file_is_refused():
    with pytest.raises(Invalid, match="This file is empty"):
        uploads.read("certificate.pdf", b"")


def test_the_largest_file_fits_and_one_byte_more_does_not():
    content = PDF + b"\x00" * (uploads.LARGEST - len(PDF))
    assert uploads.read("a.pdf", content).content == content
    with pytest.raises(Invalid, match="larger than 15 MB"):
        uploads.read("a.pdf", content + b"\x00")
