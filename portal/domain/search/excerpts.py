"""What is shown of a text that was found, with what was asked for marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from portal.domain.search.asking import BAR, WORD, Joined, Question, Stem, joined


class Piece(NamedTuple):
    """A piece of an excerpt; `found` where it is what was asked for."""

    text: str
    found: bool = False


_EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a text that shows most of what was asked for, cut at words."""

    pieces: list[Piece]
    hit: tuple[int, int] | None
    """Where in the whole text the first thing asked for stands; None when it does not."""


def excerpt(
    body: str, question: Question, stem: Stem, length: int = _EXCERPT, *, known: str = ""
) -> Excerpt:
    """What to show of a text, with what was asked for marked.

    `known` are its words as they are kept, where somebody has them: it costs less.
    """
    kept, _, runs = known.partition(f" {BAR} ")
    if runs and _hits(runs, [], question):
        kept = ""  # which of its words are joined is not kept
    places = _hits(kept, [], question)
    if kept and not places and len(body) <= length:
        return Excerpt([Piece(body)], None)  # a title, most often
    text = body.replace("’", "'")
    ahead = WORD.finditer(text)
    # Words after the excerpt are not even looked for.
    found = list(islice(ahead, places[-1][1] + 1 if places else 0))
    if not kept or not _is_of(kept, places, found, stem):
        ahead, found = iter(()), list(WORD.finditer(text))
        kept = " ".join([stem(match[0]) for match in found])
        places = _hits(kept, joined(body, found, stem), question)
    hits = [(found[one].start(), found[other].end()) for one, other in places]
    start, end = _window(body, found, ahead, hits, length)
    pieces: list[Piece] = [Piece("… ")] if start > 0 else []
    at = start
    for left, right in hits:
        if left < start or right > end:
            continue
        if left > at:
            pieces.append(Piece(body[at:left]))
        pieces.append(Piece(body[left:right], found=True))
        at = right
    if at < end:
        pieces.append(Piece(body[at:end]))
    if end < len(body):
        pieces.append(Piece(" …"))
    return Excerpt(pieces, hits[0] if hits else None)


def _hits(kept: str, runs: Sequence[Joined], question: Question) -> list[tuple[int, int]]:
    """The first and last word of each hit in a text as it is kept, in order, without overlap."""
    if not kept:
        return []
    apart = f" {kept} "
    terms = [*question.terms, *(term.joined for term in question.terms if term.joined)]
    hits = [
        (first := apart.count(" ", 0, spot), first + len(term.stems) - 1)
        for term in terms
        for spot in term.spots(apart)
    ]
    hits += [
        (run.first, run.last)
        for run in runs
        if any(len(term.stems) == 1 and term.spots(f" {run.stem} ") for term in terms)
    ]
    alone: list[tuple[int, int]] = []
    for first, last in sorted(hits):
        if not alone or first > alone[-1][1]:
            alone.append((first, last))
    return alone


def _is_of(
    kept: str,
    places: Sequence[tuple[int, int]],
    found: Sequence[re.Match[str]],
    stem: Stem,
) -> bool:
    """Whether words are found where their kept stems say that they are."""
    if places and len(found) <= places[-1][1]:
        return False
    stems = kept.split(" ")
    numbers = [number for one, other in places for number in range(one, other + 1)]
    return all(stem(found[number][0]) == stems[number] for number in numbers)


def _window(
    body: str,
    found: list[re.Match[str]],
    ahead: Iterator[re.Match[str]],
    hits: Sequence[tuple[int, int]],
    length: int,
) -> tuple[int, int]:
    """From where to where a text is shown: so that most hits are, with some words before.

    `found` are its words up to the last hit, and `ahead` those that follow.
    """
    if len(body) <= length:
        return 0, len(body)
    best, most = 0, -1
    for left, _ in hits:
        begin = max(0, left - length // 4)
        held = sum(one >= begin and other <= begin + length for one, other in hits)
        if held > most:
            best, most = begin, held
    first = bisect_left(found, best, key=re.Match.start) if best else len(found)
    start = found[first].start() if first < len(found) else 0
    for match in ahead:
        found.append(match)
        if match.end() > start + length:
            break
    last = bisect_right(found, start + length, key=re.Match.end)
    if last and found[last - 1].end() > start:
        return start, found[last - 1].end()
    return start, min(len(body), start + length)
