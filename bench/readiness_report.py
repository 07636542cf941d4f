"""What was measured of readiness, as a section of the page: the aims first, then the figures."""

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bench import report
from bench.readiness import (
    AREA,
    COUNTY,
    DESK,
    FIRST_COUNTY,
    KEPT_WEEK,
    KNOWN,
    ORM,
    PASS,
    PAST,
    PERSON,
    SOON,
    SQL_COUNTY,
    SQL_PEOPLE,
    SQL_STATE,
    STATE,
    STATE_DESK,
    TEAM,
    TURNS,
    VISITS,
    WEEK,
    Growth,
    Result,
    Times,
    alone,
    bare,
)
from bench.readiness_state import HISTORY

HEADING = "## Readiness of a whole state"
PEAK_MB = 300
NOISE = 1.1
"""What growth may look like although there is none."""
ORM_MS = {"SQLite": 1.65, "PostgreSQL": 2.9}
"""What the ORM floor took on the machine on which aims in milliseconds were set."""
Floors = dict[str, float]


@dataclass(frozen=True)
class Aim:
    """What something may cost: so many floors of the same round, and so many milliseconds more."""

    case: str
    words: str
    floors: Callable[[Floors], float]
    ms: float = 0

    def allowed(self, by: Floors, scale: float) -> float:
        """`scale`: how much a millisecond of the aim comes to."""
        return self.floors(by) + self.ms * scale


PAGES = [
    Aim(
        STATE,
        "1.5 × SQL over what is kept + a bare page",
        lambda by: 1.5 * by[SQL_STATE] + by[bare(STATE)],
    ),
    Aim(
        STATE,
        "1.5 × SQL over people's windows + a bare page",
        lambda by: 1.5 * by[SQL_PEOPLE] + by[bare(STATE)],
    ),
    *(
        Aim(day, "4.5 × NumPy + a bare page", lambda by: 4.5 * by[PASS] + by[bare(STATE)])
        for day in (SOON, PAST)
    ),
    *(
        Aim(page, "a bare page + 3 ms", lambda by: by[bare(COUNTY)], 3)
        for page in (COUNTY, FIRST_COUNTY)
    ),
    Aim(KEPT_WEEK, "4.5 × NumPy", lambda by: 4.5 * by[WEEK]),
]
METHOD = f"""\
**Method.** `flask sample-state` makes the state; everything is made up. Requests are handed to the
application in one process, as a server hands them over, and CPU is that process's and the database
server's. A case is repeated for a sixth of a second and visits forty counties, teams, people or
areas in turn; a round measures every case once; what is compared is the median of the rounds'
ratios. Slow cases are measured once or twice; *as known a month ago*, where what is kept helps only
for those of whom nothing was recorded since (two thirds of these people), six times in a server's
processes, each of which works it out once and remembers it. Facts are recorded ten at a time, each
in a transaction of its own, beside the same inserts in a session that nothing follows; afterwards
what is kept is compared with a fresh
derivation.

Aims in milliseconds were set on a faster machine. They are scaled to this one by the *ORM floor*,
five ORM queries and 16 KB, which took 1.65 ms there on SQLite and 2.9 ms on PostgreSQL: a
millisecond is allowed as many times as the least that this floor took in this run is longer. What
that comes to unscaled is said in brackets; “met” is said of the scaled figure.

A process remembers what it said of a county until a fact about the county is recorded. *State* and
*county* are measured as most visitors find them: each address was asked for since the last fact.
*The first time after a fact* each page was asked for before, and then a fact was recorded about
somebody of its county: of the kinds below, one after the other. For *all read anew* nothing of any
county is remembered, as for the first visitor of a day, only how rows look that read as before.
How cost grows with history is measured with nothing remembered, on two states of a quarter of the
people that are alike but for the history, both in this process, each with its own database: a page
is asked for {VISITS} times on the one and then the other, every other turn the other way round,
{TURNS} turns for each round of the rest. What is said is the median of the turns' ratios, and in
brackets the middle half of them. Both have to say the same, page by page.

The *SQL floor* asks the driver two indexed sums over the rows that the page reads: teams by
outcome, and minutes by outcome within seven days. It leaves out who is signed in, the rules in
use, the next break, the last evidence. *Teams from people* is one sum over what each person brings
that day, for whoever keeps nothing about teams: on such a floor the aim was set. The *bare page*
has as many bytes as the page.

The *NumPy floor* holds all facts (or each person's windows, worked out before) and all rosters as
arrays in memory, loaded before the clock starts, and says by county how many teams are ready on a
day and how many minutes of seven days are not covered: by verified requirements alone, without
reasons, advisories, breaks or exceptions of rosters. Before anything is measured, both floors have
to give the portal's own numbers for all counties on two days.

*A week by county, as kept* is the week of coverage as pages answer it, from rows alone. *Swept in
memory* works it out again from rosters and what people bring, and *a week's gaps, worked out* is
what a changed roster costs for the whole state at once: no page does either, so both are figures
without an aim.

*Working everything out* is `flask readiness rebuild`: from the facts, for all people and
requirements through all time, written to the database. The NumPy floor beside it does one day and
one week for teams alone, so the ratio says how far the two are apart, and is no aim. With the
longer history each affiliation, profession, license, duty, outside training and place on a shift
is the last of {HISTORY} rows, each of which corrects the one before.
"""


def section(results: list[Result], rounds: int) -> str:
    """The whole section, in Markdown."""
    made = results[0].made
    lines = [
        HEADING,
        "",
        f"A made-up state: {made.people:,} people in 58 counties with {made.facts:,} facts, "
        f"{made.teams:,} teams with {made.shifts:,} shifts a week.",
        f"{report.machine()}; {datetime.now(UTC):%d %B %Y}; {rounds} rounds. "
        "Milliseconds of CPU, medians.",
        "",
        *_aims(results),
        METHOD,
        *(line for result in results for line in _figures(result)),
    ]
    return "\n".join(lines)


def _aims(results: list[Result]) -> Iterator[str]:
    yield f"| | at most | {' | '.join(result.database for result in results)} |"
    yield "|---|---|" + "---|" * len(results)
    for aim in [*PAGES, *_of_facts(results[0])]:
        yield _row(aim.case, aim.words, [_said(result, aim) for result in results])
    peaks = [_met(f"{result.peak_mb:.0f} MB", result.peak_mb < PEAK_MB) for result in results]
    yield _row("the most that a worker held", f"{PEAK_MB} MB", peaks)
    if results[0].growth is not None:
        growth = results[0].growth
        yield from _grown(results[0], growth, len(results) - 1)
    yield ""


def _row(name: str, aim: str, found: list[str]) -> str:
    return f"| {name} | {aim} | {' | '.join(found)} |"


def _said(result: Result, aim: Aim) -> str:
    there = next(ms for name, ms in ORM_MS.items() if result.database.startswith(name))
    scale = min(result.times[ORM].cpu) / there
    over = result.over(aim.case, lambda by: aim.allowed(by, scale))
    mine = result.cpu(aim.case)
    words = f"{_ms(mine)} of {_ms(mine / over)}"
    if aim.ms:
        unscaled = result.over(aim.case, lambda by: aim.allowed(by, 1))
        words += f" ({_ms(mine / unscaled)} unscaled)"
    return _met(words, round(over, 2) <= 1)


def _met(words: str, met: bool) -> str:
    return f"{words} {'met' if met else '**not met**'}"


def _of_facts(result: Result) -> list[Aim]:
    kinds = [name for name in result.times if alone(name) in result.times]
    return [
        Aim(kind, "its insert + 5 ms", lambda by, kind=kind: by[alone(kind)], 5)  # type: ignore[misc]
        for kind in kinds
    ]


def _grown(result: Result, growth: Growth, others: int) -> Iterator[str]:
    """How the cost grows with people and with history, on the first database alone."""
    rest = [""] * others
    people = result.made.people / growth.made.people
    grown = result.derived[0] / growth.derived
    yield _row(
        f"working everything out, with {people:.1f} × the people",
        f"{people:.1f} ×",
        [_met(f"{grown:.2f} ×", grown <= people * NOISE), *rest],
    )
    for name, ratios in growth.pages.items():
        low, times, high = statistics.quantiles(ratios)
        yield _row(
            f"{name}, with {HISTORY} × the history",
            "1 ×",
            [_met(f"{times:.2f} × ({low:.2f}–{high:.2f})", times <= NOISE), *rest],
        )


def _figures(result: Result) -> Iterator[str]:
    yield f"### {result.database}, readiness"
    yield ""
    yield "| | bytes | CPU ms (least–most) | wall ms |"
    yield "|---|---:|---:|---:|"
    for name, found in result.times.items():
        yield _line(name, found)
    yield ""
    cpu, wall = result.derived
    yield (
        f"Working everything out took {wall / 1000:.1f} s ({cpu / 1000:.1f} s of CPU): "
        f"{cpu / result.made.people:.2f} ms for each person, "
        f"{cpu / result.cpu(PASS):,.0f} × the NumPy pass over the same facts."
    )
    if result.growth is not None:
        after = result.growth.derived_longer / result.growth.derived
        yield (
            f"With {HISTORY} × the history it takes {after:.2f} × as long "
            f"(measured on {result.growth.made.people:,} people)."
        )
    beyond = [
        f"{name} {_ms(result.cpu(name) - result.cpu(bare(name)))}"
        for name in (STATE, COUNTY, TEAM, PERSON, AREA, STATE_DESK, DESK)
    ]
    yield f"Beyond a bare page of the same size, in ms: {', '.join(beyond)}."
    yield (
        f"Beside their SQL floors: state {result.over(STATE, lambda by: by[SQL_STATE]):.2f} ×, "
        f"county {result.over(COUNTY, lambda by: by[SQL_COUNTY]):.2f} ×."
    )
    if KNOWN in result.times:
        over = result.over(KNOWN, lambda by: by[PASS])
        yield f"Beside the NumPy pass: {KNOWN} {over:,.0f} ×."
    yield ""


def _line(name: str, found: Times) -> str:
    size = f"{found.bytes}" if found.bytes else ""
    few = {1: " (once)", 2: " (twice)"}.get(len(found.cpu), "")
    return (
        f"| {name}{few} | {size} | {_ms(statistics.median(found.cpu))} "
        f"({_ms(min(found.cpu))}–{_ms(max(found.cpu))}) | {_ms(statistics.median(found.wall))} |"
    )


def _ms(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
