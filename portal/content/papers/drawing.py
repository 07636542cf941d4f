"""Run as a program, by its path: a document on standard input, and what is asked of it as words.

`read TYPE` answers with JSON: the size of each page's picture, and the text. `draw TYPE PAGE`
answers with a WebP picture of the page. Anything wrong ends it with status 1. It imports nothing
of the portal, so that it starts at once and knows no secret.
"""

import io
import json
import math
import resource
import sys
from collections.abc import Iterator
from typing import Any

PAGES = 8
"""So many are looked at; a certificate has one or two."""
WIDTH = 1200
"""Of a picture, in pixels: sharp on a phone, and read with ease on a desk."""
TALLEST = 3000
MOST_PIXELS = 60_000_000
"""Of a picture that was handed in; a phone takes some with 50 million."""
MOST_TEXT = 20_000
MEMORY = 1_500_000_000
SECONDS = 10


def main(asked: list[str]) -> int:
    """Answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to its pipe, and to no file
    what, media_type, *page = asked
    content = sys.stdin.buffer.read()
    pages = _Pdf(content) if media_type == "application/pdf" else _Image(content)
    if what == "read":
        answer = json.dumps({"sizes": list(pages.sizes()), "text": pages.text()[:MOST_TEXT]})
        sys.stdout.write(answer)
    else:
        pages.draw(int(page[0])).save(sys.stdout.buffer, "WEBP", quality=82, method=2)
    return 0


def _fitting(width: float, height: float, most: float = float("inf")) -> float:
    """By how much to scale so that the picture is as wide as it may be, and not too tall."""
    return min(WIDTH / width, TALLEST / height, most)


class _Pdf:
    def __init__(self, content: bytes) -> None:
        import pypdfium2

        self.document = pypdfium2.PdfDocument(content)  # without forms, so without their scripts

    def sizes(self) -> Iterator[tuple[int, int]]:
        for number in range(min(PAGES, len(self.document))):
            width, height = self.document[number].get_size()
            scale = _fitting(width, height)
            yield math.ceil(width * scale), math.ceil(height * scale)

    def text(self) -> str:
        found = []
        for number in range(min(PAGES, len(self.document))):
            found.append(self.document[number].get_textpage().get_text_range())
        return "\n".join(found)

    def draw(self, number: int) -> Any:
        page = self.document[number]
        return page.render(scale=_fitting(*page.get_size())).to_pil().convert("RGB")


class _Image:
    def __init__(self, content: bytes) -> None:
        from PIL import Image, ImageOps

        Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # it warns from here on and refuses twice that
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if image.format == "JPEG":
            image.draft("RGB", (2 * WIDTH, 2 * TALLEST))  # reads a large one small
        upright = ImageOps.exif_transpose(image)  # as it was held, and without where it was taken
        scale = _fitting(*upright.size, most=1)
        width, height = (max(1, round(side * scale)) for side in upright.size)
        self.image = upright.convert("RGBA").resize((width, height))

    def sizes(self) -> Iterator[tuple[int, int]]:
        yield self.image.size

    def text(self) -> str:
        return ""

    def draw(self, _number: int) -> Any:
        from PIL import Image

        paper = Image.new("RGB", self.image.size, (255, 255, 255))
        paper.paste(self.image, mask=self.image)
        return paper


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(1)
