"""A page's HTML, taken apart at its headings into plain text, to be searched."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_HEADINGS = {"h2", "h3"}
_BLOCKS = {"p", "li", "tr", "th", "td", "dt", "dd", "blockquote", "summary", "br", "h4", "div"}
_MUTE = {"sup"}  # numbers of footnotes say nothing


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading. `anchor` is its id; both are empty for a page's beginning."""

    anchor: str
    heading: str
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self.in_heading = False
        self.mute = 0
        self.stopped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "footnotes" in (given.get("class") or "").split():
            self.stopped = True  # sources: found by what cites them
        if tag in _HEADINGS:
            self.sections.append((given.get("id") or "", [], []))
            self.in_heading = True
        elif tag in _MUTE:
            self.mute += 1
        elif tag in _BLOCKS:
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.in_heading = False
        elif tag in _MUTE:
            self.mute -= 1
        elif tag in _BLOCKS:
            self._say(" ")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, text: str) -> None:
        if not self.mute and not self.stopped:
            _, heading, words = self.sections[-1]
            (heading if self.in_heading else words).append(text)


def sections(html: str) -> list[Section]:
    """The parts of a page in order; those without any words are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = [
        Section(anchor, _tidy(heading), _tidy(text)) for anchor, heading, text in reader.sections
    ]
    return [section for section in found if section.heading or section.text]


def _tidy(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
