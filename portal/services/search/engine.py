"""The one place that knows how each database searches: FTS5, and tsvector.

Stems are made by us, so neither splits, folds nor stems anything: both find the same places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, TextualSelect, column, select, text
from sqlalchemy.orm import Session

from portal.domain.search import Question, Term, words
from portal.models import SearchPassage
from portal.services.search.stems import stem

_GAP = 20
"""Between a title, a heading and a text, so that no phrase reaches from one into the next."""
_LAST_POSITION = 16_383
"""PostgreSQL counts no further."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The words of a passage."""

    id: int
    kind: str
    title: str
    heading: str
    body: str


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def add(session: Session, passages: Sequence[Indexed]) -> None:
    """Index the words of passages that were added."""
    if not passages:
        return
    rows = [
        {
            "id": each.id,
            "kind": _kind(each.kind),
            "title": _stems(each.title),
            "heading": _stems(each.heading),
            "body": _stems(each.body),
        }
        for each in passages
    ]
    if _is_sqlite(session):
        session.execute(_ADD_FTS5, rows)
    else:
        session.execute(_ADD_TSVECTOR, [{**row, "words": _vector(row)} for row in rows])


_ADD_FTS5 = text(
    "INSERT INTO search_words (rowid, title, heading, body, kind)"
    " VALUES (:id, :title, :heading, :body, :kind)"
)
_ADD_TSVECTOR = text(
    "INSERT INTO search_words (passage_id, title, heading, body, words)"
    " VALUES (:id, :title, :heading, :body, CAST(:words AS tsvector))"
)


def _stems(part: str) -> str:
    return words(part, stem).kept


def _kind(kind: str) -> str:
    """A kind as a word of its own, in a column where nothing else stands."""
    return f"kind{kind}"


def _vector(row: dict[str, Any]) -> str:
    """A tsvector written out, so that PostgreSQL takes no word apart: 'crisi':1A 'team':2A."""
    places: dict[str, list[str]] = {}
    at = 0
    for part, weight in (("title", "A"), ("heading", "B"), ("body", "D"), ("kind", "C")):
        for each in row[part].split():
            at += 1
            if at <= _LAST_POSITION or part == "kind":
                places.setdefault(each, []).append(f"{min(at, _LAST_POSITION)}{weight}")
        at += _GAP
    return " ".join(f"'{each}':{','.join(where)}" for each, where in places.items())


def remove(session: Session, ids: Iterable[int]) -> None:
    """Forget the words of passages. Their own rows go afterwards."""
    rows = [{"id": each} for each in ids]
    if rows:
        session.execute(_REMOVE_FTS5 if _is_sqlite(session) else _REMOVE_TSVECTOR, rows)


_REMOVE_FTS5 = text("DELETE FROM search_words WHERE rowid = :id")
_REMOVE_TSVECTOR = text("DELETE FROM search_words WHERE passage_id = :id")


_COLUMNS = (
    column("id", Integer),
    column("title", String),
    column("heading", String),
    column("body", String),
)


def stems(session: Session, seen: ColumnElement[bool], at: datetime) -> Iterator[str]:
    """The stems of every passage for which `seen` holds at a moment, with blanks between."""
    every = (_EVERY_FTS5 if _is_sqlite(session) else _EVERY_TSVECTOR).columns(*_COLUMNS).cte()
    joined = every.c.title + " " + every.c.heading + " " + every.c.body
    wanted = select(joined).join(SearchPassage, SearchPassage.id == every.c.id).where(seen)
    yield from session.scalars(wanted.execution_options(yield_per=_AT_ONCE), {"at": at})


_AT_ONCE = 500
_EVERY_FTS5 = text("SELECT rowid AS id, title, heading, body FROM search_words")
_EVERY_TSVECTOR = text("SELECT passage_id AS id, title, heading, body FROM search_words")


@dataclass(frozen=True, slots=True)
class Match:
    """SQL that finds the best `most` passages, with the stems of each; and what goes with it."""

    sql: TextualSelect
    parameters: dict[str, Any]


def matching(
    session: Session,
    question: Question,
    most: int,
    *,
    kinds: Collection[str] = (),
    any_word: bool = False,
    titles_only: bool = False,
) -> Match:
    """The passages that hold what is asked for, at most so many.

    Which ones is the database's own guess; their order is not. Who may read them is not asked here.
    """
    wanted = sorted(map(_kind, kinds))
    if _is_sqlite(session):
        asked = (" OR " if any_word else " AND ").join(_fts5(term) for term in question.terms)
        asked = f"{'{title}' if titles_only else '{title heading body}'} : ({asked})"
        if wanted:
            asked += f" AND kind : ({' OR '.join(wanted)})"
        sql = _FTS5
    else:
        weight = "A" if titles_only else "ABD"
        joint = " | " if any_word else " & "
        asked = f"({joint.join(_tsquery(term, weight) for term in question.terms)})"
        if wanted:
            asked += f" & ({' | '.join(f'{each}:C' for each in wanted)})"
        sql = _TSVECTOR
    return Match(sql, {"question": asked, "most": most})


# Ranks cost as much as all the rest: they are asked for only where more fit than are wanted.
_FTS5: TextualSelect = text("""
    WITH few AS MATERIALIZED (
        SELECT rowid AS id FROM search_words WHERE search_words MATCH :question LIMIT :most
    ), best AS (
        SELECT rowid AS id FROM search_words
        WHERE search_words MATCH iif((SELECT count(*) FROM few) < :most, '""', :question)
            AND rank MATCH 'bm25(6.0, 3.0, 1.0, 0.0)'
        ORDER BY rank LIMIT :most
    ), chosen AS (
        SELECT id FROM few WHERE (SELECT count(*) FROM few) < :most
        UNION ALL SELECT id FROM best
    )
    SELECT id, title, heading, body
    FROM chosen CROSS JOIN search_words ON search_words.rowid = chosen.id
""").columns(*_COLUMNS)
# What is put in order are numbers; to carry the texts along costs half as much again.
_TSVECTOR: TextualSelect = text("""
    WITH chosen AS (
        SELECT passage_id, ts_rank('{0.1, 0.0, 0.4, 1.0}', words, asked) AS worth
        FROM search_words, CAST(:question AS tsquery) AS asked WHERE words @@ asked
        ORDER BY worth DESC, passage_id LIMIT :most
    )
    SELECT passage_id AS id, title, heading, body FROM chosen JOIN search_words USING (passage_id)
    ORDER BY worth DESC, passage_id
""").columns(*_COLUMNS)


def _fts5(term: Term) -> str:
    if term.joined:
        return f"({_fts5(replace(term, joined=None))} OR {_fts5(term.joined)})"
    exact = f'"{" ".join(term.stems)}"'
    if not term.open_ended:
        return exact
    ahead = " + ".join([*(f'"{each}"' for each in term.stems[:-1]), f'"{term.begun}" *'])
    return f"({exact} OR {ahead})"


def _tsquery(term: Term, weight: str) -> str:
    """A term for PostgreSQL, limited to titles (A), headings (B) or text (D)."""
    if term.joined:
        alone = _tsquery(replace(term, joined=None), weight)
        return f"({alone} | {_tsquery(term.joined, weight)})"
    exact = " <-> ".join(f"'{each}':{weight}" for each in term.stems)
    if not term.open_ended:
        return f"({exact})"
    ahead = [*(f"'{each}':{weight}" for each in term.stems[:-1]), f"'{term.begun}':*{weight}"]
    return f"(({exact}) | ({' <-> '.join(ahead)}))"
