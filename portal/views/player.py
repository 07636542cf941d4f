"""The player around every part of a training: where the learner stands, and the ways on."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import url_for

from portal import clock
from portal.db import db
from portal.domain.curriculum import Course
from portal.domain.errors import NotFound, NotOpenYet
from portal.domain.progress import Item, ItemKind, Progress, progress
from portal.models import Enrolment
from portal.services import learning
from portal.views.access import me
from portal.views.content import catalogue, course_or_404


@dataclass(frozen=True, slots=True)
class Way:
    """A learner's way through a training, as one page needs it."""

    course: Course
    enrolment: Enrolment
    progress: Progress

    def item(self, kind: ItemKind, module: str = "", lesson: str = "") -> Item:
        """The thing asked for, if it exists and is open. Raises NotFound or NotOpenYet."""
        found = self.progress.item(kind, module, lesson)
        if found is None or found.draft:
            message = "This training has no such part. Its outline shows what there is."
            raise NotFound(message)
        if found.closed_because:
            raise NotOpenYet(f"“{found.title}” is not open yet. {found.closed_because}")
        return found


class NotBegun(Exception):
    """The learner has not begun this training; carries the course's slug."""


def find_way(course_slug: str) -> Way:
    """The way of whoever is signed in. Raises NotFound, or NotBegun."""
    current = course_or_404(course_slug)
    enrolment = learning.latest_enrolment(db.session, me.person_id, course_slug)
    if enrolment is None:
        raise NotBegun(course_slug)
    return way_of(enrolment, current)


def way_of(enrolment: Enrolment, current: Course | None = None) -> Way:
    """The way of an enrolment, in the edition that it began with."""
    course = catalogue().edition(enrolment.course, enrolment.edition) or current
    if course is None:
        message = "This training is no longer offered."
        raise NotFound(message)
    facts = learning.facts(db.session, [enrolment.id])[enrolment.id]
    return Way(course, enrolment, progress(course, facts, clock.now()))


def item_url(course: str, item: Item) -> str:
    """Where a line of the outline leads."""
    return _url(course, item.kind, item.module, item.lesson)


@cache  # a page asks for every line of its outline, and the answer is always the same
def _url(course: str, kind: ItemKind, module: str, lesson: str) -> str:
    match kind:
        case ItemKind.LESSON:
            return url_for("learning.lesson", course=course, module=module, lesson=lesson)
        case ItemKind.PRACTICE:
            return url_for("learning.practice", course=course, module=module)
        case ItemKind.CHECK:
            return url_for("learning.check", course=course, module=module)
        case ItemKind.FINAL:
            return url_for("learning.final", course=course)


def player(way: Way, here: Item | None = None, *, quiet_next: bool = False) -> dict[str, Any]:
    """What the player's layout shows around a page: outline, progress, and the ways on."""
    course, now = way.course, way.progress
    groups: list[tuple[str | None, list[tuple[str, str | None, str, bool]]]] = []
    for number, module in enumerate(course.modules, start=1):
        lines = [
            _outline_line(course.slug, item, here)
            for item in now.items
            if item.module == module.slug
        ]
        groups.append((f"{number} · {module.title}", lines))
    final = now.items[-1]
    groups.append(("At the end", [_outline_line(course.slug, final, here)]))
    before, after = now.around(here) if here else (None, None)
    place: list[tuple[str, str | None]] = [
        (course.title, url_for("learning.overview", course=course.slug))
    ]
    if here and here.module:
        slugs = [module.slug for module in course.modules]
        place.append((f"module {slugs.index(here.module) + 1} of {len(slugs)}", None))
    place.append((f"edition {course.edition}", None))
    return {
        "course": course,
        "progress": now,
        "groups": groups,
        "place": place,
        "progressed": (now.done, now.total, f"{now.done} of {now.total} parts done"),
        "completion": now.completion_line,
        "previous": (before.title, item_url(course.slug, before)) if before else None,
        "next": (
            (after.title, item_url(course.slug, after), *(("quiet",) if quiet_next else ()))
            if after and after.is_open
            else None
        ),
    }


def _outline_line(course: str, item: Item, here: Item | None) -> tuple[str, str | None, str, bool]:
    state = (
        "draft"
        if item.draft
        else "done"
        if item.done
        else "locked"
        if item.closed_because
        else "open"
    )
    return item.title, item_url(course, item) if item.is_open else None, state, item is here
