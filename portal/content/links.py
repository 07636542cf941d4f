"""Where the links and images of a text lead, and whether there is anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portal.content.explain import nearest
from portal.content.prose import BLOCK_WORDS, Fault
from portal.domain.curriculum import Source

# The addresses of lessons and images on the web. The views serve exactly these.
LESSON_URL = "/learning/{course}/{module}/{lesson}"
IMAGE_URL = "/learning/{course}/images/{file}"

_LESSON = re.compile(r"(?:\.\./([^/#]+)/)?([^/#]+)\.md(#.*)?")
_MOST_HINTS = 30
_IMAGE = re.compile(r"\.\./images/([^/]+)")


class Place(Protocol):
    """Where a text stands: what it may refer to, and what its links mean there."""

    @property
    def block_words(self) -> Collection[str]:
        """The words that may begin a block."""

    @property
    def sources(self) -> Mapping[str, Source] | None:
        """The sources it may cite as [^key], by key; None: not known, so do not check."""

    @property
    def cites(self) -> bool:
        """Whether texts cite as [^key] at all."""

    def link_url(self, task: Task, href: str, nth: int) -> str:
        """The address of what the nth link to `href` means; a dead link is a fault."""

    def image_url(self, task: Task, src: str, nth: int) -> str | None:
        """The same for an image. None: there are none here, and its words stand alone."""


@dataclass(frozen=True, slots=True)
class CoursePlace:
    """What a course's texts may refer to. None means: not known, so do not check."""

    course: str
    lessons: Mapping[str, Mapping[str, bool]]  # by module; False for a draft
    images: frozenset[str]
    sources: Mapping[str, Source] | None

    block_words = BLOCK_WORDS
    cites = True

    def link_url(self, task: Task, href: str, nth: int) -> str:
        """The address of a lesson."""
        return _lesson_url(self, task, href, nth)

    def image_url(self, task: Task, src: str, nth: int) -> str:
        """The address of an image of the course."""
        return _image_url(self, task, src, nth)


@dataclass(slots=True)
class Task:
    """One rendering under way: what it is for, and what it found."""

    place: Place
    module: str
    text: str
    inline_sources: bool
    offset: int = 0  # lines cut off above `text`
    cited: list[str] = field(default_factory=list)  # keys of sources, in order of first mention
    faults: list[Fault] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=dict)  # of what was wrong so far

    def hint(self, name: str, known: Iterable[str]) -> str:
        """“Did you mean …?”, for the first faults: to compare with all that is known takes long."""
        return nearest(name, known) if len(self.faults) < _MOST_HINTS else ""

    def wrong(self, needle: str, message: str, nth: int = 0) -> None:
        """Note a fault on the line of the nth `needle`; the last one, if there are not so many."""
        places = self._places.setdefault(needle, [])
        while len(places) <= nth:
            found = self.text.find(needle, places[-1] + 1 if places else 0)
            if found < 0:
                break
            places.append(found)
        at = places[min(nth, len(places) - 1)] if places else 0
        self.faults.append(Fault(self.text.count("\n", 0, at) + 1 + self.offset, message))


def _lesson_url(place: CoursePlace, task: Task, href: str, nth: int) -> str:
    """The web address of a lesson named by its file; a dead link is a fault."""
    needle = f"({href}"
    match = _LESSON.fullmatch(href)
    if match is None:
        task.wrong(
            needle,
            f"This link leads nowhere: {href}. Write lesson-name.md, ../module/lesson-name.md "
            "or a whole web address.",
            nth,
        )
        return href
    module, lesson, part = match.group(1) or task.module, match.group(2), match.group(3)
    lessons = place.lessons.get(module)
    if lessons is None:
        hint = task.hint(module, place.lessons)
        task.wrong(needle, f"There is no module “{module}” to link to.{hint}", nth)
    elif lesson not in lessons:
        hint = task.hint(lesson, lessons)
        task.wrong(needle, f"There is no lesson “{lesson}” in “{module}”.{hint}", nth)
    elif not lessons[lesson]:
        task.wrong(needle, f"“{lesson}” is a draft. Link to it once it is written.", nth)
    elif part:
        task.wrong(needle, f"Link to the whole lesson: leave out {part}.", nth)
    return LESSON_URL.format(course=place.course, module=module, lesson=lesson)


def _image_url(place: CoursePlace, task: Task, src: str, nth: int) -> str:
    """The web address of an image of the course; a missing one is a fault."""
    needle = f"({src}"
    match = _IMAGE.fullmatch(src)
    if match is None:
        task.wrong(needle, f"Put the image into images/ and write ../images/…, not {src}.", nth)
        return src
    file = match.group(1)
    if file not in place.images:
        hint = task.hint(file, place.images)
        task.wrong(needle, f"There is no image “{file}” in images/.{hint}", nth)
    return IMAGE_URL.format(course=place.course, file=file)
