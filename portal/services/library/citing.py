"""What cites which notice: items of the library, trainings and requirements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from portal.content.library import InitiativeTable, ItemTable, NoticeTable, WebinarTable
from portal.content.library.tables import CountyTable, MilestoneTable, StatementTable
from portal.content.library.text import MARKDOWN
from portal.domain.curriculum import Catalogue, Course
from portal.domain.library.items import Kind, Reader, Ref, county_name, may_read
from portal.domain.library.provenance import Cited, Citing, Replacement
from portal.domain.requirements import Requirement, Rulebook
from portal.services.library.shelf import Shelf, Shown

_LINKED = re.compile(r"\]\(/?notices/([a-z0-9-]+)(?:#[^)]*)?\)")


def _seen(shelf: Shelf, ref: Ref, reader: Reader, at: datetime) -> Iterator[Shown]:
    """The versions of an item that such a reader has been shown, the first one first."""
    for shown in shelf.items.get(ref, ()):
        if shown.span.starts_at <= at and may_read(
            reader, shown.facts.audience, shown.facts.counties
        ):
            yield shown


def replacements(shelf: Shelf, reader: Reader, at: datetime) -> tuple[Replacement, ...]:
    """Which notice that is shown takes the place of which, and from when that was known here."""
    found = []
    for shown in shelf.all(reader, at, Kind.NOTICE):
        if not isinstance(shown.facts, NoticeTable):
            continue
        for name in shown.facts.supersedes:
            since = next(
                each.span.starts_at
                for each in _seen(shelf, shown.ref, reader, at)
                if isinstance(each.facts, NoticeTable) and name in each.facts.supersedes
            )
            old = Ref.parse(name)
            first = next(_seen(shelf, old, reader, at), None)
            together = first is not None and first.span.starts_at >= since
            found.append(Replacement(old, shown.ref, since, shown.facts.issued, together))
    return tuple(found)


def _places(facts: ItemTable, text: str) -> Iterator[tuple[Ref, str, str]]:
    """Each notice that is cited, the place, and where in the notice."""
    for cite in facts.cites:
        yield Ref.parse(cite.source), "", cite.where
    if isinstance(facts, InitiativeTable):
        rows: list[tuple[str, StatementTable | MilestoneTable | CountyTable]] = [
            *((f"Fact sheet: {row.label}", row) for row in facts.statement),
            *((f"Timeline: {row.title}", row) for row in facts.milestone),
            *((f"Counties: {county_name(row.county)}", row) for row in facts.county),
        ]
        for place, row in rows:
            for cite in row.cites:
                yield Ref.parse(cite.source), place, cite.where
            for slug in _LINKED.findall(row.words):
                yield Ref(Kind.NOTICE, slug), place, ""
    plain = [text, *(getattr(facts, key, "") for key in MARKDOWN)]
    for slug in _LINKED.findall("\n".join(plain)):
        yield Ref(Kind.NOTICE, slug), "In its text", ""


def named_in(facts: ItemTable) -> Iterator[str]:
    """Every item that is cited or named in the facts of another, such as “notices/one”."""
    yield from (cite.source for cite in facts.cites)
    yield from facts.related
    if isinstance(facts, InitiativeTable):
        for rows in (facts.statement, facts.milestone, facts.county):
            yield from (cite.source for row in rows for cite in row.cites)
    if isinstance(facts, NoticeTable):
        yield from facts.supersedes
    if isinstance(facts, WebinarTable):
        yield from facts.resources
        if facts.slides:
            yield facts.slides


def citing(shelf: Shelf, items: Iterable[Shown], reader: Reader, at: datetime) -> Iterator[Citing]:
    """Every one of these items that cites a notice, with the places and since when."""
    for shown in items:
        found = [
            place for place in _places(shown.facts, shown.text) if place[0].kind is Kind.NOTICE
        ]
        if not found:
            continue
        first: dict[Ref, datetime] = {}
        for earlier in _seen(shelf, shown.ref, reader, at):
            for source, _, _ in _places(earlier.facts, earlier.text):
                first.setdefault(source, earlier.span.starts_at)
        yield Citing(
            key=str(shown.ref),
            title=shown.facts.title,
            what=shown.ref.kind.label,
            version=shown.number,
            cites=tuple(
                Cited(source, place, where, first[source])
                for source, place, where in dict.fromkeys(found)
            ),
        )


def file_key(what: str, slug: str) -> str:
    """How something that lies in files is named: “trainings/…” or “requirements/…”."""
    return f"{what}/{slug}"


LESSON = "Lesson: {title}"


def citing_trainings(catalogue: Catalogue) -> Iterator[Citing]:
    """Every training with a source that is a notice of the library."""
    for course in catalogue.courses:
        found = citing_training(course)
        if found is not None:
            yield found


def citing_training(course: Course) -> Citing | None:
    """A training with a source that is a notice of the library; its places are lessons."""
    cites = []
    for source in course.sources:
        if source.notice is None:
            continue
        places = [
            LESSON.format(title=lesson.title)
            for module in course.modules
            for lesson in module.lessons
            if lesson.page and f"[^{source.key}]" in lesson.page.text
        ]
        cites += [
            Cited(Ref(Kind.NOTICE, source.notice), place, "", source.checked)
            for place in places or ["Its list of sources"]
        ]
    if not cites:
        return None
    key = file_key("trainings", course.slug)
    return Citing(key, course.title, "Training", course.edition, tuple(cites))


def citing_requirements(rulebook: Rulebook, today: date) -> Iterator[Citing]:
    """Every requirement whose version of today rests on a notice of the library."""
    for one in rulebook.requirements.values():
        found = citing_requirement(one, rulebook, today)
        if found is not None:
            yield found


def citing_requirement(one: Requirement, rulebook: Rulebook, today: date) -> Citing | None:
    """A requirement, when its version of today rests on a notice of the library."""
    now = one.on(today)
    source = rulebook.sources.get(now.source) if now else None
    if now is None or source is None or source.notice is None:
        return None
    cited = Cited(
        Ref(Kind.NOTICE, source.notice), "Its source", now.section, now.verified or date.min
    )
    version = one.versions.index(now) + 1
    return Citing(file_key("requirements", one.slug), one.title, "Requirement", version, (cited,))
