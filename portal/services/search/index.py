"""Keeping the index right, in the transaction of the change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.models import SearchOrigin, SearchPassage
from portal.services.once import put
from portal.services.search import engine
from portal.services.search.passages import (
    CURRICULA,
    REQUIREMENTS,
    Passage,
    of_catalogue,
    of_rulebook,
)

_AT_ONCE = 500
WORDS, KEPT = "words", "2: also joined"
"""How words are kept: named anew when that changes, so that everything is indexed anew."""


def replace(session: Session, origin: str, passages: Sequence[Passage]) -> None:
    """Index what comes from one origin anew; nothing is left of what it was before."""
    gone = session.scalars(select(SearchPassage.id).where(SearchPassage.origin == origin)).all()
    engine.remove(session, gone)
    session.execute(delete(SearchPassage).where(SearchPassage.origin == origin))
    add(session, passages)


def add(session: Session, passages: Iterable[Passage]) -> None:
    """Index passages, some hundred at once."""
    batch: list[Passage] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == _AT_ONCE:
            _add(session, batch)
            batch = []
    if batch:
        _add(session, batch)


def _add(session: Session, passages: Sequence[Passage]) -> None:
    rows = [
        {
            "origin": each.origin,
            "kind": each.kind,
            "path": each.path,
            "anchor": each.anchor,
            "title": each.title,
            "heading": each.heading,
            "body": each.body,
            "marks": [list(mark) for mark in each.marks],
            "audience": each.audience,
            "counties": f"|{'|'.join(each.counties)}|" if each.counties else "",
            "visible_from": each.visible_from,
            "visible_until": each.visible_until,
        }
        for each in passages
    ]
    ids = session.scalars(
        insert(SearchPassage).returning(SearchPassage.id, sort_by_parameter_order=True), rows
    )
    engine.add(
        session,
        [
            engine.Indexed(number, each.kind, each.title, each.heading, each.body)
            for number, each in zip(ids, passages, strict=True)
        ],
    )


def fingerprint(catalogue: Catalogue) -> str:
    """Another one as soon as anything that is searched in the trainings reads differently."""
    digest = hashlib.sha256()
    for course in catalogue.courses:
        digest.update(f"{course.slug} {course.title} {course.summary} {course.audience}".encode())
        for module in course.modules:
            goals = [goal.text for goal in module.objectives]
            digest.update(f"{module.slug} {module.title} {module.summary} {goals}".encode())
            for lesson in module.lessons:
                text = lesson.page.text if lesson.page else ""
                digest.update(f"{lesson.slug} {lesson.title} {text}".encode())
    return digest.hexdigest()


def fingerprint_of_files(files: Rulebook) -> str:
    """Another one as soon as anything in the files of the requirements reads differently."""
    return hashlib.sha256(repr(files).encode()).hexdigest()


def is_indexed(session: Session, origin: str, print_: str) -> bool:
    """Whether what lies in files, `CURRICULA` or `REQUIREMENTS`, is indexed as it is now."""
    row = session.get(SearchOrigin, origin)
    return row is not None and row.fingerprint == print_


def note(session: Session, origin: str, print_: str) -> None:
    """Remember from which state something is indexed. Another who does the same waits here."""
    put(session, SearchOrigin, {"name": origin}, {"fingerprint": print_})


def index_trainings(session: Session, catalogue: Catalogue, print_: str, at: datetime) -> None:
    """Index the trainings as they are now, and remember that."""
    note(session, CURRICULA, print_)
    replace(session, CURRICULA, list(of_catalogue(catalogue, at)))


def index_requirements(
    session: Session, rulebook: Rulebook, at: datetime, print_: str | None = None
) -> None:
    """Index the requirements as they judge now; with `print_`, remember the state of the files."""
    if print_ is not None:
        note(session, REQUIREMENTS, print_)
    replace(session, REQUIREMENTS, list(of_rulebook(rulebook, at)))
