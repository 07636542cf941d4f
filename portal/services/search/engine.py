"""The one place that knows how each database searches: FTS5, and tsvector.

Stems are made by us, so neither splits, folds nor stems anything: both find the same places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Float, Integer, TextClause, column, text
from sqlalchemy.orm import Session

from portal.domain.search import Question, Term, words
from portal.services.search.stems import stem

_GAP = 20
"""Between a title, a heading and a text, so that no phrase reaches from one into the next."""
_LAST_POSITION = 16_383
"""PostgreSQL counts no further."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The words of a passage."""

    id: int
    title: str
    heading: str
    body: str


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def add(session: Session, passages: Sequence[Indexed]) -> None:
    """Index the words of passages that were added."""
    if not passages:
        return
    if _is_sqlite(session):
        rows = [
            {
                "id": each.id,
                "title": _stems(each.title),
                "heading": _stems(each.heading),
                "body": _stems(each.body),
            }
            for each in passages
        ]
        session.execute(_ADD_FTS5, rows)
    else:
        session.execute(_ADD_TSVECTOR, [{"id": p.id, "words": _vector(p)} for p in passages])


_ADD_FTS5 = text(
    "INSERT INTO search_words (rowid, title, heading, body) VALUES (:id, :title, :heading, :body)"
)
_ADD_TSVECTOR = text(
    "INSERT INTO search_words (passage_id, words) VALUES (:id, CAST(:words AS tsvector))"
)


def _stems(part: str) -> str:
    return " ".join(word.stem for word in words(part, stem))


def _vector(passage: Indexed) -> str:
    """A tsvector written out, so that PostgreSQL takes no word apart: 'crisi':1A 'team':2A."""
    places: dict[str, list[str]] = {}
    at = 0
    for part, weight in ((passage.title, "A"), (passage.heading, "B"), (passage.body, "D")):
        for word in words(part, stem):
            at += 1
            if at <= _LAST_POSITION:
                places.setdefault(word.stem, []).append(f"{at}{weight}")
        at += _GAP
    return " ".join(f"'{each}':{','.join(where)}" for each, where in places.items())


def remove(session: Session, ids: Iterable[int]) -> None:
    """Forget the words of passages. Their own rows go afterwards."""
    key = "rowid" if _is_sqlite(session) else "passage_id"
    rows = [{"id": each} for each in ids]
    if rows:
        session.execute(text(f"DELETE FROM search_words WHERE {key} = :id"), rows)  # noqa: S608


COLUMNS = (column("id", Integer), column("rank", Float))


def matching(
    session: Session, question: Question, *, any_word: bool = False, titles_only: bool = False
) -> tuple[TextClause, dict[str, Any]]:
    """The passages that hold what is asked for: SQL with `id` and `rank`, best rank first.

    The rank is the database's own guess; it only decides which places are looked at more closely.
    """
    if _is_sqlite(session):
        asked = (" OR " if any_word else " AND ").join(_fts5(term) for term in question.terms)
        return _FTS5, {"question": f"{{title}} : ({asked})" if titles_only else asked}
    weight = "A" if titles_only else ""
    joint = " | " if any_word else " & "
    return _TSVECTOR, {"question": joint.join(_tsquery(t, weight) for t in question.terms)}


_FTS5 = text(
    "SELECT rowid AS id, bm25(search_words, 6.0, 3.0, 1.0) AS rank"
    " FROM search_words WHERE search_words MATCH :question"
)
_TSVECTOR = text(
    "SELECT passage_id AS id, -ts_rank('{0.1, 0.1, 0.4, 1.0}', words, asked) AS rank"
    " FROM search_words, CAST(:question AS tsquery) AS asked WHERE words @@ asked"
)


def _fts5(term: Term) -> str:
    exact = f'"{" ".join(term.stems)}"'
    if not term.open_ended:
        return exact
    ahead = " + ".join([*(f'"{each}"' for each in term.stems[:-1]), f'"{_begun(term)}" *'])
    return f"({exact} OR {ahead})"


def _tsquery(term: Term, weight: str) -> str:
    """A term for PostgreSQL; `weight` limits it to titles (A)."""
    only = f":{weight}" if weight else ""
    exact = " <-> ".join(f"'{each}'{only}" for each in term.stems)
    if not term.open_ended:
        return f"({exact})"
    ahead = [*(f"'{each}'{only}" for each in term.stems[:-1]), f"'{_begun(term)}':*{weight}"]
    return f"(({exact}) | ({' <-> '.join(ahead)}))"


def _begun(term: Term) -> str:
    return min(term.beginning, term.stems[-1], key=len)
