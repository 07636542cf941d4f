"""Markdown of the library's items → clean HTML, and what is wrong with it, line by line.

TA staff type it in a browser: raw HTML is a fault and is shown as it was typed, an address that is
none of ours and no web address leads nowhere, and the result passes the allow-list of lessons.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from portal.content.explain import nearest
from portal.content.files import Problem
from portal.content.library.files import Document
from portal.content.library.tables import FaqTable, InitiativeTable, ItemTable
from portal.content.links import LESSON_URL, Task
from portal.content.markdown import Fault, Page, Writer
from portal.domain.curriculum import Catalogue, Source
from portal.domain.library.items import Kind, Ref

ITEM_URL = "/{kind}/{slug}"
MINUTE_URL = "/webinars/{slug}?t={seconds}"
TRAINING_URL = "/trainings/{course}"
REQUIREMENT_URL = "/requirements/{requirement}"

MARKDOWN = ("answer", "not_known", "note", "words", "counties_note")
"""The keys of `tables.py` whose values are Markdown; all others are plain words."""

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ITEM = re.compile(rf"/?({'|'.join(kind.value for kind in Kind)})/({_SLUG})(?:#(\S+))?")
_LESSON = re.compile(rf"/?learning/({_SLUG})/({_SLUG})/({_SLUG})(?:#(\S+))?")
_TRAINING = re.compile(rf"/?trainings/({_SLUG})")
_REQUIREMENT = re.compile(rf"/?requirements/({_SLUG})")
_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_NOWHERE = "#"


@dataclass(frozen=True, slots=True)
class Known:
    """What the links of a text may lead to. None means: not known, so do not check."""

    items: frozenset[str] | None = None
    """Such as “notices/bhin-23-025”."""
    lessons: frozenset[str] | None = None
    """Such as “crisis-response/first-words/hello”, by course, module and lesson."""

    block_words = ("note", "caution")
    cites = False

    @property
    def sources(self) -> Mapping[str, Source] | None:
        """None: an item names its sources in its facts, and its text links to them."""
        return None

    def link_url(self, task: Task, href: str, nth: int) -> str:
        """The address of an item, a webinar's minute, a lesson, a training or a requirement."""
        if item := _ITEM.fullmatch(href):
            return self._item_url(task, href, nth, item)
        if lesson := _LESSON.fullmatch(href):
            course, module, name, part = lesson.groups()
            self._check(task, href, nth, f"{course}/{module}/{name}", self.lessons)
            address = LESSON_URL.format(course=course, module=module, lesson=name)
            return f"{address}#{_section(part)}" if part else address
        if training := _TRAINING.fullmatch(href):
            courses = self.lessons and frozenset(one.partition("/")[0] for one in self.lessons)
            self._check(task, href, nth, training[1], courses)
            return TRAINING_URL.format(course=training[1])
        if requirement := _REQUIREMENT.fullmatch(href):
            return REQUIREMENT_URL.format(requirement=requirement[1])
        message = (
            f"This link leads nowhere: {href}. Write an item such as notices/bhin-23-025, a minute "
            "such as webinars/name#12:30, learning/course/module/lesson, or a whole web address."
        )
        task.wrong(f"({href}", message, nth)
        return _NOWHERE

    def _item_url(self, task: Task, href: str, nth: int, item: re.Match[str]) -> str:
        kind, slug, part = item.groups()
        self._check(task, href, nth, f"{kind}/{slug}", self.items)
        address = ITEM_URL.format(kind=kind, slug=slug)
        if not part:
            return address
        if kind == Kind.WEBINAR and (time := _TIME.fullmatch(part)):
            hours, minutes, seconds = (int(number or 0) for number in time.groups())
            return MINUTE_URL.format(slug=slug, seconds=hours * 3600 + minutes * 60 + seconds)
        return f"{address}#{_section(part)}"

    def image_url(self, task: Task, src: str, nth: int) -> None:
        """There are none: a picture is a resource that the text links to."""
        task.wrong(f"({src}", "Images are not used here. Link to the resource instead.", nth)

    @staticmethod
    def _check(task: Task, href: str, nth: int, name: str, known: frozenset[str] | None) -> None:
        if known is not None and name not in known:
            message = f"There is no {name} to link to.{task.hint(name, known)}"
            task.wrong(f"({href}", message, nth)


ANYTHING = Known()
"""For pages: they show what was saved, and what is wrong was said when it was written."""


def _section(part: str) -> str:
    return part if part.startswith("section-") else f"section-{part}"


def known(items: Iterable[Ref], catalogue: Catalogue) -> Known:
    """What may be linked to: these items, and every lesson of the trainings."""
    lessons = (
        f"{course.slug}/{module.slug}/{lesson.slug}"
        for course in catalogue.courses
        for module in course.modules
        for lesson in module.lessons
        if lesson.page is not None
    )
    return Known(frozenset(map(str, items)), frozenset(lessons))


@lru_cache(maxsize=4)
def _writer(place: Known) -> Writer:
    return Writer(place)


def page(text: str, place: Known = ANYTHING) -> Page:
    """A text with headings: its HTML, and its faults by line. It has no title of its own."""
    return _rendered(text, place, whole=True)


def fragment(text: str, place: Known = ANYTHING) -> Page:
    """A few sentences within a page, such as a short answer: without headings."""
    return _rendered(text, place, whole=False)


def _rendered(text: str, place: Known, *, whole: bool) -> Page:
    writer = _writer(place)
    try:
        return writer.text(text) if whole else writer.fragment("", text)
    except RecursionError:
        message = "Lists or quotes stand too deep in one another. Write them side by side."
        return Page("", f"<p>{escape(text)}</p>", 0, (Fault(1, message),))


def faults(document: Document, place: Known = ANYTHING) -> list[tuple[str, Fault]]:
    """What is wrong in an item's texts: the key (“text” for the text itself) and the fault."""
    found = [("text", fault) for fault in page(document.text, place).faults]
    for key, text in _texts(document.facts.model_dump(), ""):
        found += [(key, fault) for fault in fragment(text, place).faults]
    return found


def problems(
    documents: Sequence[Document], catalogue: Catalogue, counties: Collection[str] | None = None
) -> Iterator[Problem]:
    """What is wrong in the texts of files, and with the counties that they name.

    Without `counties`, nobody knows which there are.
    """
    place = known((document.ref for document in documents), catalogue)
    for document in documents:
        for key, fault in faults(document, place):
            if key == "text":
                yield Problem(f"{document.ref}.md", f"line {fault.line}", fault.message)
            else:
                yield Problem(f"{document.ref}.toml", key, fault.message)
        for key, named in _counties(document.facts):
            if counties is not None and named not in counties:
                message = f"There is no county “{named}”.{nearest(named, counties)}"
                yield Problem(f"{document.ref}.toml", key, message)


def _counties(facts: ItemTable) -> Iterator[tuple[str, str]]:
    yield from (("counties", county) for county in facts.counties)
    if isinstance(facts, FaqTable):
        yield from (("applies_to", county) for county in facts.applies_to)
    if isinstance(facts, InitiativeTable):
        for number, row in enumerate(facts.county, start=1):
            yield f"county[{number}].county", row.county


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every Markdown value of facts and its key, such as “milestone[2].words”."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _texts(inside, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, inside in enumerate(value, start=1):
            yield from _texts(inside, f"{key}[{number}]")
    elif isinstance(value, str) and key.rpartition(".")[2] in MARKDOWN and value:
        yield key, value
