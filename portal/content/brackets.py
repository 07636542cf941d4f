"""Links and images whose brackets are looked for only so far.

Markdown's own processors look through all that follows for each bracket that nobody closes: some
thousands of them would keep a worker busy for minutes.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)

DEEPEST = 20
"""So many brackets stand in one another within the words of a link."""
LONGEST_ADDRESS = 1_000
"""Of a link, with its title."""
_BRACKET = re.compile(r"[\[\]]")


class _Bounded(LinkInlineProcessor):
    """What follows a bracket, while it may still be a link that somebody means."""

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802
        """The words of a link that begin here, where they end, and whether they do."""
        depth = 1
        for bracket in _BRACKET.finditer(data, index):
            depth += 1 if bracket[0] == "[" else -1
            if depth == 0:
                return data[index : bracket.start()], bracket.end(), True
            if depth > DEEPEST:
                break
        return "", index, False

    def getLink(  # noqa: N802
        self, data: str, index: int
    ) -> tuple[str, str | None, int, bool]:
        """The address of a link and its title, where they end, and whether they do."""
        near = data[: index + LONGEST_ADDRESS]
        return super().getLink(near, index) if ")" in near[index:] else ("", None, index, False)


class _Link(_Bounded, LinkInlineProcessor):
    pass


class _Image(_Bounded, ImageInlineProcessor):
    pass


class _Reference(_Bounded, ReferenceInlineProcessor):
    pass


class _ImageReference(_Bounded, ImageReferenceInlineProcessor):
    pass


class _ShortReference(_Bounded, ShortReferenceInlineProcessor):
    pass


class _ShortImageReference(_Bounded, ShortImageReferenceInlineProcessor):
    pass


def bound(markdown: Markdown) -> None:
    """Use these in place of Markdown's own, at the same places."""
    patterns = markdown.inlinePatterns
    patterns.register(_Reference(LINK_RE, markdown), "reference", 170)
    patterns.register(_Link(LINK_RE, markdown), "link", 160)
    patterns.register(_Image(IMAGE_LINK_RE, markdown), "image_link", 150)
    patterns.register(_ImageReference(IMAGE_LINK_RE, markdown), "image_reference", 140)
    patterns.register(_ShortReference(LINK_RE, markdown), "short_reference", 130)
    patterns.register(_ShortImageReference(IMAGE_LINK_RE, markdown), "short_image_ref", 125)
