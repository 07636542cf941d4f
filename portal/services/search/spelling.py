"""“Did you mean …?”: for words that no page has which its reader may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.library.items import Reader
from portal.domain.search import BAR, Question, Term, words
from portal.domain.spelling import near
from portal.services.search import engine
from portal.services.search.find import best, find, visible
from portal.services.search.stems import stem

_TRIED = 3
"""So many spellings of a word are tried."""


def vocabulary(session: Session, reader: Reader, at: datetime) -> Mapping[str, int]:
    """Every stem that a reader may see at a moment, with how often it occurs. One query.

    It reads all that is indexed, so it is worth keeping for a while: `meant` names nothing that the
    reader may not see at its own moment.
    """
    found: Counter[str] = Counter()
    for stems in engine.stems(session, visible(reader), at):
        found.update(stems.split())
    del found[BAR]
    return found


def meant(
    session: Session,
    typed: str,
    reader: Reader,
    at: datetime,
    known: Mapping[str, int],
    *,
    some_fit: bool = False,
) -> str:
    """What somebody typed, with each unknown word as a page has it; empty when that finds nothing.

    With `some_fit`, pages were found that have some of the words: only what has all is better. The
    words are taken from pages that the reader sees now, never from what is kept.
    """
    found = words(typed, stem)
    options = {
        span: [
            each
            for other in near(one, known, _TRIED)
            if (each := _seen(session, other, reader, at))
        ]
        for one, span in zip(found.stems, found.spans, strict=True)
    }
    options = {span: spellings for span, spellings in options.items() if spellings}
    for number in range(max(map(len, options.values()), default=0)):
        other = typed
        for (left, right), spellings in reversed(options.items()):
            other = other[:left] + spellings[min(number, len(spellings) - 1)] + other[right:]
        answer = find(session, other + " ", reader, at)
        if answer.total and not (some_fit and answer.any_word):
            return other
    return ""


def _seen(session: Session, wanted: str, reader: Reader, at: datetime) -> str:
    """A word with this stem as a page has it that the reader sees; empty where there is none."""
    row = best(session, Question((Term((wanted,)),)), reader, at)
    for text in (row.title, row.heading, row.body) if row else ():
        found = words(text, stem)
        runs = {
            each.stem: (found.spans[each.first][0], found.spans[each.last][1])
            for each in found.joined
        }
        for one, (left, right) in [*zip(found.stems, found.spans, strict=True), *runs.items()]:
            if one == wanted:
                word = text[left:right].replace("’", "'").removesuffix("'s")
                return word if word.isupper() else word.lower()
    return ""
