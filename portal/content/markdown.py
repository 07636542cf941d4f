"""Markdown → clean HTML, of authors and TA staff; what learners type is escaped, never rendered.

Raw HTML is refused twice: the author is told of it, and the result passes an allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from threading import Lock

import nh3
from markdown import Markdown

from portal.content.blocks import BlockWords, Cite, TidyTree
from portal.content.brackets import bound
from portal.content.links import IMAGE_URL, LESSON_URL, CoursePlace, Place, Task
from portal.content.prose import Fault, faults, too_many, words_in

_PLAIN = re.compile(r"[^\\`*_\[\]<>&#|!~\n\x02\x03/]*")
_STARTS_A_LIST = re.compile(r"\s*([-+]|\d+\.)\s|\s{4}|\s*-{3}")


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered text: its title if it has one, HTML without that title, words, and faults."""

    title: str
    html: str
    words: int
    faults: tuple[Fault, ...]


# While somebody writes, the files are read again and again, and few of them have changed.
_RENDERED: dict[tuple[str, str, str, bool, int], Page] = {}
_MOST_KEPT = 5000


class Writer:
    """Renders the texts of one place, such as a course, for one thread at a time.

    `proofreads` says that whole pages are rendered now, so that their faults are known, and not
    when somebody first reads them.
    """

    def __init__(self, place: Place, *, proofreads: bool = True) -> None:
        self.place = place
        self.proofreads = proofreads
        self._lock = Lock()
        self._place_key = sha256(repr(place).encode()).hexdigest()
        self._build()

    def _build(self) -> None:
        self._markdown = Markdown(extensions=["tables", "sane_lists", BlockWords()])
        self._markdown.ESCAPED_CHARS = [*self._markdown.ESCAPED_CHARS, "<"]
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")
        self._markdown.inlinePatterns.deregister("automail")
        self._markdown.parser.blockprocessors.deregister("setextheader")
        self._markdown.parser.blockprocessors.deregister("code")
        bound(self._markdown)
        self._tidy = TidyTree(self._markdown)
        self._markdown.inlinePatterns.register(Cite(self._markdown), "cite", 175)
        self._markdown.treeprocessors.register(self._tidy, "tidy", 15)

    def lesson(self, module: str, text: str) -> Page:
        """A lesson: its title is the first line, its sources stand at the end."""
        title, rest, offset = _split_title(text)
        page = self._render(Task(self.place, module, rest, inline_sources=False, offset=offset))
        return Page(title, page.html, page.words, (*title_faults(title), *page.faults))

    def html(self, module: str, text: str) -> str:
        """A lesson's or trainer notes' HTML, whatever its faults."""
        return self.notes(module, text).html

    def notes(self, module: str, text: str) -> Page:
        """Trainer notes: like a lesson, and the title may be left out."""
        title, rest, offset = _split_title(text)
        page = self._render(Task(self.place, module, rest, inline_sources=False, offset=offset))
        return Page(title, page.html, page.words, page.faults)

    def text(self, text: str) -> Page:
        """A text whose title stands elsewhere: all of it is the text."""
        return self._render(Task(self.place, "", text, inline_sources=False))

    def fragment(self, module: str, text: str) -> Page:
        """A few sentences on a page of something else; sources are named where they are cited."""
        if _PLAIN.fullmatch(text) and not _STARTS_A_LIST.match(text):
            return Page("", f"<p>{escape(text.strip(), quote=False)}</p>", words_in(text), ())
        return self._render(Task(self.place, module, text, inline_sources=True))

    def _render(self, task: Task) -> Page:
        key = (self._place_key, task.module, task.text, task.inline_sources, task.offset)
        found = _RENDERED.get(key)
        if found is None:
            with self._lock:
                try:
                    found = self._render_anew(task)
                except RecursionError:
                    self._build()  # what was broken off would have its traces in the next text
                    raise
            if len(_RENDERED) >= _MOST_KEPT:
                _RENDERED.clear()
            _RENDERED[key] = found
        return found

    def _render_anew(self, task: Task) -> Page:
        if fault := too_many(task.text):
            fault = Fault(fault.line + task.offset, fault.message)
            return Page("", f"<p>{escape(task.text)}</p>", 0, (fault,))
        for fault in faults(task.text, task.place.block_words):
            task.faults.append(Fault(fault.line + task.offset, fault.message))
        self._tidy.task = task
        html = CLEANER.clean(self._markdown.reset().convert(task.text))
        if not task.inline_sources:
            html += _sources(task)
        found = sorted(dict.fromkeys(task.faults), key=lambda fault: fault.line)
        return Page("", html, words_in(task.text), tuple(found))


def title_of(text: str) -> str:
    """The title of a lesson; empty if it has none."""
    return _split_title(text)[0]


def title_faults(title: str) -> Iterator[Fault]:
    """Why this cannot be the title of a lesson."""
    if not title:
        yield Fault(1, "The first line is the title. Begin it with “# ”.")
    elif re.search(r"[*_`\[\]<>]", title):
        yield Fault(1, "A title is plain words. Take the marks out of it.")


def _split_title(text: str) -> tuple[str, str, int]:
    first, _, rest = text.partition("\n")
    if first.startswith("# "):
        return first[2:].strip(), rest, 1
    return "", text, 0


def _sources(task: Task) -> str:
    known = task.place.sources or {}
    cited = [known[key] for key in task.cited]
    if not cited:
        return ""
    rows = []
    for number, source in enumerate(cited, start=1):
        title = f"<cite>{escape(source.title)}</cite>"
        if source.url:
            title = f'<a href="{escape(source.url)}" rel="noopener">{title}</a>'
        year = f", {source.year}" if source.year else ""
        rows.append(
            f'<li id="source-{source.key}">{title}. {escape(source.publisher)}{year}. '
            f'<a class="footnote-backref" href="#cite-{source.key}-1" '
            f'aria-label="Back to the first mention of source {number}">↩</a></li>'
        )
    return (
        '\n<div class="footnotes">\n<h2 id="section-sources">Sources</h2>\n<ol>\n'
        + "\n".join(rows)
        + "\n</ol>\n</div>"
    )


_TAGS = """
p h2 h3 h4 ul ol li strong em code blockquote a img br hr sup cite
table thead tbody tr th td aside div details summary
"""

CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    attributes={
        "a": {"href", "rel", "aria-label"},
        "img": {"src", "alt", "loading"},
        "h2": {"id"},
        "h3": {"id"},
        "h4": {"id"},
        "sup": {"id"},
        "ol": {"start"},
        "th": {"scope"},
        "aside": {"role"},
        "div": {"role", "tabindex", "aria-label"},
    },
    allowed_classes={
        "aside": {"note", "caution", "try-it"},
        "p": {"block-label"},
        "details": {"answer"},
        "div": {"table-scroll"},
        "sup": {"footnote-ref"},
        "th": {"align-center", "align-right"},
        "td": {"align-center", "align-right"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)

__all__ = ["IMAGE_URL", "LESSON_URL", "CoursePlace", "Fault", "Page", "Writer"]
