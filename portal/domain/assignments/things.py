"""What can be asked for: trainings of the catalogue, and requirements that one of them meets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import NamedTuple

from portal.domain.certification import judged_requirements
from portal.domain.curriculum import Catalogue, Course
from portal.domain.requirements import Requirement, Rulebook


class Thing(NamedTuple):
    """Something that can be asked for. Exactly one of both is given."""

    course: str = ""
    requirement: str = ""

    @property
    def key(self) -> str:
        """How forms say it."""
        return f"course:{self.course}" if self.course else f"requirement:{self.requirement}"


class Met:
    """Which trainings of the portal meet which requirements on a day."""

    def __init__(self, rulebook: Rulebook, catalogue: Catalogue, day: date) -> None:
        self._requirements = judged_requirements(rulebook)
        self._catalogue = catalogue
        self._day = day

    @cached_property
    def _courses(self) -> dict[str, tuple[str, ...]]:
        """The trainings that meet each requirement which one meets, in the rule's order."""
        known = {course.slug for course in self._catalogue.courses}
        found = {}
        for requirement in self._requirements:
            version = requirement.on(self._day)
            if version is None or requirement.check != "completed":
                continue
            named = version.settings.get("courses")
            mine = (
                tuple(each for each in named if each in known) if isinstance(named, tuple) else ()
            )
            if mine:
                found[requirement.slug] = mine
        return found

    @cached_property
    def _places(self) -> dict[str, int]:
        return {each.slug: place for place, each in enumerate(self._requirements)}

    def place(self, requirement: str) -> int | None:
        """Where a requirement stands among all that judge people; None: the rules have none."""
        return self._places.get(requirement)

    def requirement(self, slug: str) -> Requirement | None:
        """The requirement of this name."""
        place = self.place(slug)
        return None if place is None else self._requirements[place]

    @property
    def requirements(self) -> list[Requirement]:
        """Those that a training of the portal meets, in the order of the files."""
        return [each for each in self._requirements if each.slug in self._courses]

    @property
    def courses(self) -> tuple[Course, ...]:
        """Every training, in its newest edition."""
        return self._catalogue.courses

    def courses_for(self, requirement: str) -> tuple[str, ...]:
        """The trainings that meet a requirement."""
        return self._courses.get(requirement, ())

    def met_by(self, course: str) -> list[str]:
        """The requirements that a training meets."""
        return [slug for slug, courses in self._courses.items() if course in courses]

    @property
    def rules_by_course(self) -> dict[str, list[str]]:
        """The numbers of the rules that each training helps to meet, such as “C-01”."""
        found: dict[str, list[str]] = {}
        for each in self.requirements:
            for course in self._courses[each.slug]:
                if each.rule:
                    found.setdefault(course, []).append(each.rule)
        return found

    def requirements_of(self, things: Collection[Thing]) -> set[str]:
        """The requirements that these things are, or meet."""
        found = {thing.requirement for thing in things if thing.requirement}
        return found.union(*(self.met_by(thing.course) for thing in things if thing.course))

    def title(self, thing: Thing) -> str:
        """What it is called."""
        if thing.course:
            course = self._catalogue.current(thing.course)
            return course.title if course else thing.course
        requirement = self.requirement(thing.requirement)
        return (
            f"{requirement.rule} {requirement.title}".strip() if requirement else thing.requirement
        )

    def offered(self) -> list[Thing]:
        """All that can be asked for: trainings first."""
        return [
            *(Thing(course=each.slug) for each in self.courses),
            *(Thing(requirement=each.slug) for each in self.requirements),
        ]
