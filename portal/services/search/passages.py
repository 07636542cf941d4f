"""What the search knows of items, trainings and requirements: plain text, with addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.content.library import (
    FaqTable,
    InitiativeTable,
    ItemTable,
    NoticeTable,
    ResourceTable,
    WebinarTable,
)
from portal.content.library.text import fragment, page
from portal.content.links import LESSON_URL
from portal.content.sections import sections
from portal.domain.checks import CHECKS
from portal.domain.coverage import midnight
from portal.domain.curriculum import Catalogue, Course
from portal.domain.dates import civil_date
from portal.domain.library.items import Audience, Ref
from portal.domain.requirements import Requirement, Rulebook, Version
from portal.domain.settings import setting_words

_LONGEST = 1500
"""Characters of a passage. A longer part is cut between sentences, so that excerpts stay near."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a page, for whom and for how long."""

    origin: str
    kind: str
    path: str
    anchor: str
    title: str
    heading: str
    body: str
    visible_from: datetime
    visible_until: datetime | None = None
    audience: Audience = Audience.EVERYONE
    counties: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = field(default=())


def of_item(
    ref: Ref, facts: ItemTable, text: str, visible_from: datetime, visible_until: datetime | None
) -> list[Passage]:
    """The parts of an item: what its page says first, and what stands under each heading."""
    parts = [("", "", " · ".join(filter(None, _beginning(facts))))]
    for section in sections(page(text).html):
        parts += [(section.anchor, section.heading, body) for body in _cut(section.text)]
    return [
        Passage(
            origin=str(ref),
            kind=ref.kind.value,
            path=f"/{ref}",
            anchor=anchor,
            title=facts.title,
            heading=heading,
            body=body,
            visible_from=visible_from,
            visible_until=visible_until,
            audience=facts.audience,
            counties=tuple(facts.counties),
        )
        for anchor, heading, body in parts
    ]


def _plain(markdown: str) -> str:
    """A few sentences without their marks."""
    return " ".join(each.text for each in sections(fragment(markdown).html))


def _beginning(facts: ItemTable) -> Iterator[str]:
    """What a page says before its text, kind by kind."""
    yield facts.summary
    if isinstance(facts, FaqTable):
        yield from map(_plain, (facts.answer, facts.not_known))
    elif isinstance(facts, NoticeTable):
        yield from (facts.number, facts.publisher, facts.issued_note, _plain(facts.note))
    elif isinstance(facts, ResourceTable):
        yield from (facts.form, facts.publisher, _plain(facts.note))
    elif isinstance(facts, WebinarTable):
        yield from (facts.series, *facts.topics, facts.for_whom, facts.when_note)
        yield from (f"{each.name} {each.role}" for each in facts.presenters)
        yield from (each.title for each in facts.chapter)
    elif isinstance(facts, InitiativeTable):
        yield from (f"{each.label}: {_plain(each.words)}" for each in facts.statement)
        yield from (f"{each.title}. {_plain(each.words)}" for each in facts.milestone)
        yield from (_plain(each.words) for each in facts.county)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of captions, as readers see it."""

    seconds: int
    text: str


_TOGETHER = 30
"""Seconds of a recording that make one passage: long enough for a thought, short enough to find."""


def of_captions(
    ref: Ref,
    facts: ItemTable,
    lines: Iterable[Line],
    visible_from: datetime,
    visible_until: datetime | None,
) -> list[Passage]:
    """What is said in a recording, a few lines together, each line with its second."""
    found: list[Passage] = []
    group: list[Line] = []
    for line in [*lines, None]:
        if group and (line is None or line.seconds - group[0].seconds >= _TOGETHER):
            body, marks = "", []
            for each in group:
                marks.append((len(body), each.seconds))
                body += each.text + " "
            found.append(
                Passage(
                    origin=f"captions:{ref}",
                    kind="captions",
                    path=f"/{ref}",
                    anchor="",
                    title=facts.title,
                    heading="",
                    body=body.rstrip(),
                    visible_from=visible_from,
                    visible_until=visible_until,
                    audience=facts.audience,
                    counties=tuple(facts.counties),
                    marks=tuple(marks),
                )
            )
            group = []
        if line is not None:
            group.append(line)
    return found


CURRICULA = "curricula"


def of_catalogue(catalogue: Catalogue, at: datetime) -> Iterator[Passage]:
    """The outlines of trainings, for everybody, and their lessons, for whoever is signed in."""
    for course in catalogue.courses:
        yield from _of_course(course, at)


def _of_course(course: Course, at: datetime) -> Iterator[Passage]:
    def passage(
        kind: str, path: str, title: str, heading: str, body: str, anchor: str = ""
    ) -> Passage:
        return Passage(
            origin=CURRICULA,
            kind=kind,
            path=path,
            anchor=anchor,
            title=title,
            heading=heading,
            body=body,
            visible_from=at,
            audience=Audience.SIGNED_IN if kind == "lessons" else Audience.EVERYONE,
        )

    outline = f"/trainings/{course.slug}"
    yield passage("trainings", outline, course.title, "", f"{course.summary} {course.audience}")
    for module in course.modules:
        goals = " ".join(goal.text for goal in module.objectives)
        yield passage("trainings", outline, course.title, module.title, f"{module.summary} {goals}")
        for lesson in module.lessons:
            if lesson.page is None:
                continue
            path = LESSON_URL.format(course=course.slug, module=module.slug, lesson=lesson.slug)
            for section in sections(lesson.page.html):
                for body in _cut(section.text):
                    yield passage(
                        "lessons", path, lesson.title, section.heading, body, section.anchor
                    )


REQUIREMENTS = "requirements"


def of_rulebook(rulebook: Rulebook, at: datetime) -> Iterator[Passage]:
    """What each requirement says, from now on: a part for every version, shown while it holds.

    The heading says how it stands, so that nobody takes for a rule what only advises.
    """
    for one in rulebook.requirements.values():
        for version, starts, ends in _times(one.versions, civil_date(at)):
            yield Passage(
                origin=REQUIREMENTS,
                kind="requirements",
                path=f"/requirements/{one.slug}",
                anchor="",
                title=one.title,
                heading=_standing(version),
                body=" · ".join(filter(None, _said(one, version, rulebook))),
                visible_from=midnight(starts),
                visible_until=midnight(ends) if ends else None,
            )


def _times(
    versions: Iterable[Version], today: date
) -> Iterator[tuple[Version | None, date, date | None]]:
    """From today on: which version holds from when until when; None where none does."""
    since: date | None = today
    for version in versions:
        if since is None or (version.ends and version.ends <= since):
            continue
        if version.starts > since:
            yield None, since, version.starts
        yield version, version.starts, version.ends
        since = version.ends
    if since is not None:
        yield None, since, None


def _standing(version: Version | None) -> str:
    if version is None:
        return "Not in force"
    return "Verified" if version.is_verified else "Advisory, not verified"


def _said(one: Requirement, version: Version | None, rulebook: Rulebook) -> Iterator[str]:
    yield from (one.statement, one.rule, one.tier.label)
    if version is None:
        return
    shapes = CHECKS[one.check].settings
    for name, value in version.settings.items():
        yield f"{shapes[name].label}: {setting_words(shapes[name], value)}"
    source = rulebook.sources.get(version.source)
    if source is not None:
        yield f"Source: {source.title}, {source.publisher}"
    yield version.section


def _cut(text: str, longest: int = _LONGEST) -> Iterator[str]:
    while len(text) > longest:
        at = text.rfind(". ", longest // 2, longest)
        at = at + 1 if at > 0 else text.rfind(" ", 0, longest)
        at = at if at > 0 else longest
        yield text[:at].strip()
        text = text[at:].strip()
    if text:
        yield text
