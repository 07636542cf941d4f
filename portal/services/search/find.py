"""Answering what somebody asks: pages and the parts of them that fit, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, TextualSelect, and_, bindparam, or_, select
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
    """The best, and others that have something of what was asked for in their own words."""
    more: int
    """How many further parts of it have something of what was asked for in their own words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `any_word` when nothing has all words, so that some of them had to do."""

    results: list[Result]
    total: int
    """Pages found, as many as the best places belong to."""
    kinds: dict[str, int]
    """Pages of every kind that have some of the best places, whatever is filtered."""
    everywhere: int
    """Pages of all kinds."""
    is_cut: bool
    """Whether more places fit than are put in order."""
    any_word: bool = False
    counts_are_cut: bool = False
    """Whether `kinds` and `everywhere` are of the best places alone: there are more."""


def visible(reader: Reader) -> ColumnElement[bool]:
    """Whether a passage may be shown to, or counted for, a reader at the moment `at`."""
    at: Any = bindparam("at")
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
    """Answer a question. Two queries; one more with a filter, or where no place has all words.

    Further ones only where most of what fits best is hidden from the reader.
    """
    question = search.understand(typed, stem)
    if question.is_empty:
        return Answer([], 0, {}, 0, is_cut=False)
    any_word = False
    places, is_cut = _places(session, question, reader, at)
    if not places and len(question.terms) > 1:
        any_word = True
        places, is_cut = _places(session, question, reader, at, any_word=True)
    pages = {(place.kind, place.path) for place in places}
    counts = dict(Counter(kind for kind, _ in pages))
    everywhere, counts_are_cut = len({path for _, path in pages}), is_cut
    if kinds:
        places, is_cut = _places(session, question, reader, at, kinds, any_word=any_word)
    groups: dict[str, list[Place]] = {}
    for place in search.order(places, question):
        groups.setdefault(place.path, []).append(place)
    first = (page - 1) * PAGE
    shown = [
        group[:1] + [place for place in group[1:] if search.is_in_text(place, question)]
        for group in list(groups.values())[first : first + PAGE]
    ]
    numbers = [place.id for group in shown for place in group[:_PARTS]]
    asked = session.connection().execute(_SHOWN, {"numbers": numbers}).all()
    rows = {row.id: row for row in asked}
    # A page that was published again since its places were found has others now, not these.
    there = [group for group in shown if all(place.id in rows for place in group[:_PARTS])]
    return Answer(
        [_result(rows, group, question) for group in there],
        len(groups),
        counts,
        everywhere,
        is_cut=is_cut,
        any_word=any_word,
        counts_are_cut=counts_are_cut,
    )


def _places(
    session: Session,
    question: Question,
    reader: Reader,
    at: datetime,
    kinds: Collection[str] = (),
    *,
    any_word: bool = False,
) -> tuple[list[Place], bool]:
    """The places that fit best, and whether there are more."""
    most = MOST_PLACES + 1
    while True:
        match = engine.matching(session, question, most, kinds=kinds, any_word=any_word)
        asked = {**match.parameters, "at": at}
        rows = session.connection().execute(_with_pages(match.sql, reader), asked).all()
        places = [place for place in map(Place._make, rows) if place.is_shown]
        if len(rows) < most or len(places) > MOST_PLACES:
            return places[:MOST_PLACES], len(places) > MOST_PLACES
        most *= 4  # much of it is hidden from this reader: look further down


def best(
    session: Session, question: Question, reader: Reader, at: datetime
) -> SearchPassage | None:
    """The place that answers a question best; None when no place does that the reader may see."""
    found, _ = _places(session, question, reader, at)
    first = next(iter(search.order(found, question)), None)
    return session.get(SearchPassage, first.id) if first else None


_SHOWN = select(
    SearchPassage.id,
    SearchPassage.kind,
    SearchPassage.path,
    SearchPassage.anchor,
    SearchPassage.title,
    SearchPassage.heading,
    SearchPassage.body,
    SearchPassage.marks,
).where(SearchPassage.id.in_(bindparam("numbers", expanding=True)))


@lru_cache(maxsize=64)
def _with_pages(sql: TextualSelect, reader: Reader) -> Select[Any]:
    """What a search finds, with the page of each place. Building it costs more than asking it."""
    found, page = sql.cte("found"), SearchPassage
    texts = (found.c.title, found.c.heading, found.c.body)
    wanted = select(found.c.id, page.kind, *texts, page.path, visible(reader).label("is_shown"))
    # Outer, though each has its page: for an inner join SQLite copies all that was found first.
    return wanted.outerjoin(page, page.id == found.c.id)


def _result(rows: Mapping[int, Any], group: list[Place], question: Question) -> Result:
    best = rows[group[0].id]
    return Result(
        kind=best.kind,
        path=best.path,
        title=search.excerpt(
            best.title, question, stem, len(best.title), known=group[0].title
        ).pieces,
        parts=[_part(rows[place.id], place, question) for place in group[:_PARTS]],
        more=max(0, len(group) - _PARTS),
    )


def _part(row: Any, place: Place, question: Question) -> Part:
    shown = search.excerpt(row.body, question, stem, known=place.body)
    left, right = shown.hit or (0, 0)
    return Part(
        anchor=row.anchor,
        heading=row.heading,
        pieces=shown.pieces,
        words=row.body[left:right],
        seconds=_second(row.marks, left),
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
    match = engine.matching(session, question, MOST_PLACES, kinds=_TITLED, titles_only=True)
    found = match.sql.cte("found")
    wanted = (
        select(SearchPassage.title, SearchPassage.kind, SearchPassage.path)
        .join(found, found.c.id == SearchPassage.id)
        .where(visible(reader))
        .distinct()
    )
    titles = [
        (title, kind, path)
        for title, kind, path in session.execute(wanted, {**match.parameters, "at": at})
    ]
    return sorted(titles, key=lambda each: (len(each[0]), each))[:most]


_TITLED = tuple(kind for kind in search.WEIGHTS if kind != "captions")
"""What has titles of its own."""
