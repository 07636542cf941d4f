"""Whether something that is asked for is there on a day: from completions, states and decisions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from portal.domain.assignments.states import Evidence
from portal.domain.certification import State
from portal.domain.facts import DecisionKind

Decisions = Iterable[tuple[DecisionKind, date, date]]
"""Waivers and extensions in force that day, with first and last day."""
_HOLDS = frozenset(state.letter for state in State if state.holds)
_WAIVED, _EXPIRED = State.WAIVED.letter, State.EXPIRED.letter


def training_evidence(
    done_on: date | None,
    begun_on: date | None,
    decided: Sequence[Decisions],
) -> Evidence:
    """For a training: done when this very one was completed and that counts.

    `decided`: the decisions about each requirement that it meets. An extension of one of them gives
    time for the training; a waiver spares it where all are waived.
    """
    waived = bool(decided) and all(_any(each, DecisionKind.WAIVER) for each in decided)
    ends = [day for each in decided if (day := _extended(each)) is not None]
    return Evidence(done_on, waived, max(ends, default=None), begun_on)


def requirement_evidence(
    starts: Sequence[int], states: Sequence[str], place: int, decided: Decisions, on: date
) -> Evidence:
    """For a requirement: done when it holds, in whichever way.

    `starts` and `states` are a person's stretches in order: their first days as ordinals, and a
    letter for each requirement, of which `place` is the one asked about.
    """
    at = bisect_right(starts, on.toordinal()) - 1
    letter = states[at][place]
    extended = _extended(decided)
    if letter in _HOLDS:
        while at and states[at - 1][place] in _HOLDS:
            at -= 1
        return Evidence(date.fromordinal(starts[at]), extended=extended)
    held_until = None
    if letter == _EXPIRED:
        back = at
        while back and states[back - 1][place] == _EXPIRED:
            back -= 1
        if back and states[back - 1][place] in _HOLDS:
            held_until = date.fromordinal(starts[back])
    return Evidence(waived=letter == _WAIVED, extended=extended, held_until=held_until)


def _any(decided: Decisions, kind: DecisionKind) -> bool:
    return any(each is kind for each, _, _ in decided)


def _extended(decided: Decisions) -> date | None:
    ends = [ends for kind, _, ends in decided if kind is DecisionKind.EXTENSION]
    return max(ends, default=None)
