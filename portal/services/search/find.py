"""Answering what somebody asks: pages and the parts of them that fit, best first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain import search
from portal.domain.library.items import Audience, Reader
from portal.domain.search import Piece, Place, Question
from portal.models import SearchPassage
from portal.services.search import engine
from portal.services.search.stems import stem

MOST_PLACES = 200
"""So many places are put in order; a question that finds more is too wide for a list anyway."""
PAGE = 10
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that fits: where it is, and an excerpt with the words marked."""

    anchor: str
    heading: str
    pieces: list[Piece]
    words: str
    """What was found there, as it stands in the text; a browser can scroll to it."""
    seconds: int | None
    """In a recording, when it is said."""


@dataclass(frozen=True, slots=True)
class Result:
    """A page that fits."""

    kind: str
    path: str
    title: list[Piece]
    parts: list[Part]
    more: int
    """How many further parts of it fit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `any_word` when nothing has all words, so that some of them had to do."""

    results: list[Result]
    total: int
    """Pages found, at most as many as `MOST_PLACES` places belong to."""
    kinds: dict[str, int]
    """Places of each kind, whatever is filtered."""
    is_cut: bool
    """Whether more places fit than are put in order."""
    any_word: bool = False


def visible(reader: Reader, at: datetime) -> ColumnElement[bool]:
    """Whether a passage may be shown to, or counted for, a reader at a moment."""
    shown = and_(
        SearchPassage.visible_from <= at,
        or_(SearchPassage.visible_until.is_(None), SearchPassage.visible_until > at),
    )
    if reader.signed_in and reader.counties is None:
        return shown
    audience = SearchPassage.audience == Audience.EVERYONE
    if reader.signed_in:
        own = [
            SearchPassage.counties.contains(f"|{county}|", autoescape=True)
            for county in sorted(reader.counties or ())
        ]
        audience = or_(audience, SearchPassage.audience == Audience.SIGNED_IN, *own)
    return and_(shown, audience)


def find(
    session: Session,
    typed: str,
    reader: Reader,
    at: datetime,
    kinds: Collection[str] = (),
    page: int = 1,
) -> Answer:
    """Answer a question. Two queries, four when no place has all of the words."""
    question = search.understand(typed, stem)
    if question.is_empty:
        return Answer([], 0, {}, is_cut=False)
    answer = _find(session, question, reader, at, kinds, page)
    if answer.kinds or len(question.terms) == 1:
        return answer
    return _find(session, question, reader, at, kinds, page, any_word=True)


def _find(
    session: Session,
    question: Question,
    reader: Reader,
    at: datetime,
    kinds: Collection[str],
    page: int,
    *,
    any_word: bool = False,
) -> Answer:
    sql, parameters = engine.matching(session, question, any_word=any_word)
    found = sql.columns(*engine.COLUMNS).cte("found")
    joined = select(SearchPassage).join(found, found.c.id == SearchPassage.id)
    counted = (
        select(SearchPassage.kind, func.count())
        .join(found, found.c.id == SearchPassage.id)
        .where(visible(reader, at))
        .group_by(SearchPassage.kind)
    )
    counts = dict(iter(session.execute(counted, parameters)))
    chosen = {kind: n for kind, n in counts.items() if not kinds or kind in kinds}
    if not chosen:
        return Answer([], 0, counts, is_cut=False, any_word=any_word)
    wanted = joined.where(visible(reader, at))
    if kinds:
        wanted = wanted.where(SearchPassage.kind.in_(sorted(kinds)))
    wanted = wanted.order_by(found.c.rank, SearchPassage.id).limit(MOST_PLACES)
    rows = {row.id: row for row in session.scalars(wanted, parameters)}
    results = _grouped(rows, question)
    first = (page - 1) * PAGE
    return Answer(
        [_result(rows, group, question) for group in results[first : first + PAGE]],
        len(results),
        counts,
        is_cut=sum(chosen.values()) > MOST_PLACES,
        any_word=any_word,
    )


def _grouped(rows: dict[int, SearchPassage], question: Question) -> list[list[Place]]:
    """The places of each page together, pages in the order of their best place."""
    places = [Place(row.id, row.kind, row.title, row.heading, row.body) for row in rows.values()]
    groups: dict[str, list[Place]] = {}
    for place, _ in search.order(places, question, stem):
        groups.setdefault(rows[place.id].path, []).append(place)
    return list(groups.values())


def _result(rows: dict[int, SearchPassage], group: list[Place], question: Question) -> Result:
    best = rows[group[0].id]
    return Result(
        kind=best.kind,
        path=best.path,
        title=search.excerpt(best.title, question, stem, len(best.title)),
        parts=[_part(rows[place.id], question) for place in group[:_PARTS]],
        more=max(0, len(group) - _PARTS),
    )


def _part(row: SearchPassage, question: Question) -> Part:
    hit = search.first_hit(row.body, question, stem)
    return Part(
        anchor=row.anchor,
        heading=row.heading,
        pieces=search.excerpt(row.body, question, stem),
        words=row.body[hit[0] : hit[1]] if hit else "",
        seconds=_second(row.marks, hit[0] if hit else 0),
    )


def _second(marks: Any, character: int) -> int | None:
    """The second at which the line with this character begins; None outside recordings."""
    spoken = [second for start, second in marks if start <= character]
    return spoken[-1] if spoken else None


def suggestions(
    session: Session, typed: str, reader: Reader, at: datetime, most: int = 8
) -> list[tuple[str, str, str]]:
    """Titles that somebody may be typing: title, kind, path. One query."""
    question = search.understand(typed, stem)
    if question.is_empty:
        return []
    sql, parameters = engine.matching(session, question, titles_only=True)
    found = sql.columns(*engine.COLUMNS).cte("found")
    wanted = (
        select(SearchPassage.title, SearchPassage.kind, SearchPassage.path)
        .join(found, found.c.id == SearchPassage.id)
        .where(visible(reader, at), SearchPassage.kind != "captions")
        .group_by(SearchPassage.title, SearchPassage.kind, SearchPassage.path)
        .order_by(func.min(func.length(SearchPassage.title)), SearchPassage.path)
        .limit(most)
    )
    return [(title, kind, path) for title, kind, path in session.execute(wanted, parameters)]
