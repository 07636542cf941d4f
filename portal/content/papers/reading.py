"""Asking the program that reads documents, and keeping little of what it said."""

import json
import logging
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from portal.content.papers import drawing
from portal.domain.errors import Invalid

PAGES = drawing.PAGES
SECONDS = 15
"""How long one document may take."""
REMEDY = "It cannot be shown here. Save it, and open it with care: somebody handed it in."

_PROGRAM = Path(drawing.__file__)
_KEPT = 500
_at_once = threading.BoundedSemaphore(2)
"""So many are read at a time, so that a few documents do not take the whole machine."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document looks like and says."""

    sizes: tuple[tuple[int, int], ...]
    """Width and height of each page's picture, in pixels."""
    text: str
    """Empty for a picture."""


class _Known:
    """What was read lately, by the document's digest: pages ask for it again and again."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.papers: OrderedDict[str, Paper] = OrderedDict()

    def get(self, digest: str) -> Paper | None:
        with self.lock:
            return self.papers.get(digest)

    def keep(self, digest: str, paper: Paper) -> None:
        with self.lock:
            self.papers[digest] = paper
            while len(self.papers) > _KEPT:
                self.papers.popitem(last=False)


_known = _Known()


def known(digest: str) -> Paper | None:
    """What was read of the document of this digest lately, if anything."""
    return _known.get(digest)


def read(digest: str, media_type: str, content: bytes) -> Paper:
    """The pages and the text of a document. Raises Invalid when it cannot be read.

    `digest`: the SHA-256 of the content, as kept with it.
    """
    found = known(digest)
    if found is None:
        answer = json.loads(_ask(content, "read", media_type))
        sizes = tuple((int(width), int(height)) for width, height in answer["sizes"])
        found = Paper(sizes, answer["text"])
        _known.keep(digest, found)
    return found


def picture(media_type: str, content: bytes, page: int) -> bytes:
    """A WebP picture of a page, which is counted from 1. Raises Invalid when it cannot be drawn."""
    if not 1 <= page <= PAGES:
        raise Invalid(REMEDY)
    return _ask(content, "draw", media_type, str(page - 1))


def _ask(content: bytes, *asked: str) -> bytes:
    with _at_once:
        try:
            done = subprocess.run(  # noqa: S603 (our own program; the document is only its input)
                [sys.executable, "-I", str(_PROGRAM), *asked],
                input=content,
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={},
            )
        except subprocess.CalledProcessError as error:
            log.info("a document cannot be read: %s", error.stderr[-500:].decode(errors="replace"))
            raise Invalid(REMEDY) from None
        except subprocess.TimeoutExpired:
            log.info("a document takes too long to read")
            raise Invalid(REMEDY) from None
    return done.stdout
