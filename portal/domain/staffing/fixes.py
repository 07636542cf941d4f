"""The smallest changes after which those who are there may answer a call.

Adding or gaining something never makes a requirement fail that was met, so only the requirements
that are not met yet are looked at, and options that do the same for them are tried as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations, islice, product

from portal.domain.requirements import Rulebook
from portal.domain.staffing.options import Gains, Option, options
from portal.domain.staffing.outcomes import outcome_of, said
from portal.domain.staffing.present import Present, each_once
from portal.domain.staffing.rules import TeamRules, team_rules
from portal.domain.staffing.steps import Fix
from portal.domain.staffing.tally import SOMEBODY_THERE, somebody_there, weight
from portal.domain.staffing.verdicts import Outcome

SHOWN = 10
COUNTED = 1000

Kind = list[Option]
"""Options of different people that cost as much and do the same."""
Reaches = Callable[[int], bool]
"""Whether a tally reaches what is wanted."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """The smallest fixes, or as many of them as a page shows."""

    shown: tuple[Fix, ...]
    count: int
    """How many there are of that size; `COUNTED` stands for so many or more."""


def smallest_fixes(
    present: Sequence[Present],
    others: Sequence[Present],
    gains: Gains,
    rulebook: Rulebook,
    on: date,
    most: int = 3,
    *,
    reach: Outcome = Outcome.COVERED,
) -> tuple[Fix, ...]:
    """The first few fixes with the fewest steps; none when all is well or nothing small helps."""
    return find_fixes(present, others, gains, rulebook, on, most, reach=reach).shown


def find_fixes(
    present: Sequence[Present],
    others: Sequence[Present],
    gains: Gains,
    rulebook: Rulebook,
    on: date,
    most: int = 3,
    *,
    reach: Outcome = Outcome.COVERED,
    shown: int = SHOWN,
) -> Fixes:
    """The sets of steps that reach the outcome with as few steps as possible, at most so many.

    `others` may come on site or be put on call, and those remote may come on site: one step each.
    Gaining an ability takes a step for each requirement still to be met. No step is idle.
    """
    there = each_once(present)
    rules = team_rules(rulebook, on)
    tally = sum(weight(each.mode, each.able) for each in there)
    goal = _goal(tally, rules, reach)
    if goal is None:
        return Fixes((), 0)
    matters, reaches = goal
    kinds = _kinds(options(there, each_once(others), gains, matters, most))
    for steps in range(1, most + 1):
        found = _search(kinds, tally & matters, steps, reaches)
        fixes = list(islice(_in_turn(_choices(each) for each in found), COUNTED))
        if fixes:
            return Fixes(tuple(fixes[:shown]), len(fixes))
    return Fixes((), 0)


def _goal(tally: int, rules: TeamRules, reach: Outcome) -> tuple[int, Reaches] | None:
    """What of a tally matters, and whether it is enough; None: nothing to do, or to be done."""
    unmet = [each for each in rules.rules if said(each, tally).rank < reach.rank]
    is_enough = outcome_of(tally, rules)[0].rank >= reach.rank
    if is_enough or not all(each.answerable for each in unmet):
        return None

    @cache
    def reaches(part: int) -> bool:
        return somebody_there(part) and all(said(each, part).rank >= reach.rank for each in unmet)

    matters = SOMEBODY_THERE
    for each in unmet:
        matters |= each.looks_at
    return matters, reaches


def _kinds(found: Iterable[Option]) -> list[Kind]:
    kinds: dict[tuple[int, int, frozenset[int]], Kind] = {}
    for each in found:
        kinds.setdefault((each.cost, each.effect, each.lighter), []).append(each)
    return list(kinds.values())


def _search(kinds: list[Kind], tally: int, steps: int, reaches: Reaches) -> Iterator[list[Kind]]:
    """The choices of kinds, with repetition, that cost exactly so many steps and are enough."""

    def further(first: int, left: int, total: int, chosen: list[Kind]) -> Iterator[list[Kind]]:
        for place in range(first, len(kinds)):
            kind = kinds[place]
            cost = kind[0].cost
            if cost < left:
                more = further(place, left - cost, total + kind[0].effect, [*chosen, kind])
                yield from more
            elif cost == left and reaches(total + kind[0].effect):
                yield [*chosen, kind]

    for chosen in further(0, steps, tally, []):
        if not _has_idle_step(chosen, tally, reaches):
            yield chosen


def _has_idle_step(chosen: list[Kind], tally: int, reaches: Reaches) -> bool:
    total = tally + sum(kind[0].effect for kind in chosen)
    return any(
        reaches(total - kind[0].effect + less) for kind in chosen for less in kind[0].lighter
    )


def _choices(chosen: list[Kind]) -> Iterator[Fix]:
    """A fix for every choice of different people for these kinds."""
    times = Counter(id(kind) for kind in chosen)
    kinds = {id(kind): kind for kind in chosen}
    for picked in product(*(combinations(kinds[key], times[key]) for key in kinds)):
        some = [option for group in picked for option in group]
        if len({option.person for option in some}) == len(some):
            yield Fix(tuple(step for option in some for step in option.steps))


def _in_turn(choices: Iterable[Iterator[Fix]]) -> Iterator[Fix]:
    """One of each in turn, so that the first few are not all of one kind."""
    waiting = list(choices)
    while waiting:
        left = []
        for each in waiting:
            fix = next(each, None)
            if fix is not None:
                yield fix
                left.append(each)
        waiting = left
