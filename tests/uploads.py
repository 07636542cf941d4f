"""The beginnings of files, good and bad, as people hand them in."""

from io import BytesIO

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + b"\x00" * 32 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 32 + b"IEND\xaeB`\x82"
BAD = {
    "a Windows program": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + PDF,
    "a Linux program": b"\x7fELF\x02\x01\x01" + b"\x00" * 64,
    "a web page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "a web page with a PDF behind it": b"<html><script>alert(1)</script>" + PDF,
    "a drawing with scripts": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "an archive": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"\x00" * 64,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "text": b"I took the training, honestly.",
    "a PDF that begins late": b"\n" + PDF,
    "half a signature": b"\xff\xd8",
    "an iPhone's own picture": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
}


def file(content: bytes = PDF, name: str = "certificate.pdf") -> tuple[BytesIO, str]:
    """What a form sends for a chosen file."""
    return BytesIO(content), name
