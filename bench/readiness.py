"""Measures readiness on a whole made-up state, each page and derivation beside its floor.

Everything runs in this process, with requests as a server hands them over, so that CPU time can be
compared to a tenth of a millisecond. Only the memory is that of a real server's workers.
"""

import gc
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from bench import floors, measure, processes
from bench.readiness_arrays import Facts, Teams, Windows
from bench.readiness_facts import AT_ONCE, Recording
from bench.readiness_floors import Sums
from bench.readiness_state import HISTORY, State, Stopwatch, make
from portal import held
from portal.config import Settings
from portal.db import db, writing
from portal.development.sample_state import Made, Size
from portal.domain.coverage import midnight
from portal.services import readiness
from portal.services.readiness import World
from portal.services.readiness.areas import area_gaps, area_stretches, days_of

LASTS_MS = 150
"""A case is repeated until a measurement lasts about so long."""
SLOW_MS = 2000
"""A case that takes longer is measured only a few times."""
SLOW_ROUNDS = 1
ONCE_MS = 10_000
"""A case that takes longer than that is measured once, while warming up."""
VISITS, TURNS = 10, 7
"""Pages to a measurement of how the cost grows, and such measurements for each round."""
SERVED = 8
"""Pages of a kind, but for the state, that a server is asked for while its memory is watched."""
STATE, COUNTY, TEAM, PERSON, AREA = "state", "county", "team", "person", "area week"
STATE_DESK, DESK = "workspace of the state", "workspace of a county"
SOON, PAST, KNOWN = "state, in three weeks", "state, 60 days ago", "state, as known a month ago"
KNOWN_AGAIN = f"{KNOWN}, asked for again"
MORE = 4
"""So often more is asked for it."""
SWEPT, KEPT_WEEK = "a week of all areas, swept in memory", "a week by county, as kept"
WEEKLY = "a week's gaps of all areas, worked out"
KEPT_GAPS = "a week's gaps of all areas, as kept"
PASS, WEEK = "NumPy, a day and a week from facts", "NumPy, a week from windows"
FIRST_STATE, ANEW_COUNTY = "state, all read anew", "county, all read anew"
FIRST_COUNTY = "county, the first time after a fact"
ORM = "ORM floor"
"""Five ORM queries and 16 KB: by it the aims in milliseconds are scaled to this machine."""
SQL_STATE, SQL_COUNTY, SQL_PEOPLE = "SQL, state", "SQL, county", "SQL, teams from people"


def bare(page: str) -> str:
    """The name of the floor of a page: as many bytes after one query."""
    return f"bare page, {page}"


def alone(kind: str) -> str:
    """The name of the floor of a fact: its insert."""
    return f"{kind}: the insert alone"


@dataclass
class Case:
    """Something measured: `call` does it once, or `count` times; `before` is not measured."""

    name: str
    call: Callable[[], object]
    count: int = 1
    before: Callable[[], object] = lambda: None
    after: Callable[[], None] = lambda: None
    fixed: bool = False
    times: int = 1


@dataclass
class Times:
    """What one doing of it took, round by round, in milliseconds."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    bytes: int = 0


@dataclass
class Growth:
    """A smaller state, beside the same with a longer history."""

    made: Made
    derived: float
    """CPU milliseconds of working everything out."""
    derived_longer: float
    pages: dict[str, list[float]]
    """How many times as long each page takes with the longer history, turn by turn."""


@dataclass
class Result:
    """Everything measured on one database."""

    database: str
    made: Made
    derived: tuple[float, float]
    times: dict[str, Times]
    peak_mb: float
    growth: Growth | None

    def cpu(self, name: str) -> float:
        """The median, in milliseconds."""
        return statistics.median(self.times[name].cpu)

    def over(self, name: str, allowed: Callable[[dict[str, float]], float]) -> float:
        """What it took over what it may take: the median of the rounds' ratios."""
        ratios = []
        for number, mine in enumerate(self.times[name].cpu):
            floors = {
                each: found.cpu[min(number, len(found.cpu) - 1)]
                for each, found in self.times.items()
            }
            ratios.append(mine / allowed(floors))
        return statistics.median(ratios)


class Browser:
    """Hands requests to an app as a server does."""

    def __init__(self, app: Flask, cookie: str = "") -> None:
        self.app = app
        self.cookie = cookie
        self.known: dict[str, dict[str, Any]] = {}

    def get(self, path: str) -> int:
        """The length of a page, which has to come."""
        if path not in self.known:
            headers = {"Cookie": self.cookie} if self.cookie else {}
            builder = EnvironBuilder(path, base_url="http://127.0.0.1", headers=headers)
            self.known[path] = builder.get_environ()
        said: list[str] = []
        environ = self.known[path] | {"wsgi.input": BytesIO()}
        answer = self.app(environ, lambda status, _headers: said.append(status))
        length = sum(map(len, answer))
        answer.close()  # type: ignore[attr-defined]
        if not said[0].startswith("200"):
            message = f"{path} was answered with {said[0]}."
            raise RuntimeError(message)
        return length

    def get_anew(self, path: str) -> int:
        """The same with nothing remembered of counties."""
        self.app.extensions.pop("portal.memory", None)
        return self.get(path)


def run(
    database_url: str,
    smaller: tuple[str, str] | None,
    folder: Path,
    size: Size,
    rounds: int,
    say: Callable[[str], None],
) -> Result:
    """Make the state, measure on it, and on smaller ones how the cost grows, if there are any."""
    measure.enter(database_url)
    state = make(size, say)
    peak, known = _served(state, folder, say, slow=smaller is not None)
    times = _rounds(state, rounds, say) | known
    database = measure.database_name(state.engine, counted=bool(state.database_roots))
    state.engine.dispose()
    growth = None
    if smaller is not None:
        growth = _growth(smaller, Size(size.people // 4, size.teams // 4), rounds, say)
    return Result(database, state.made, state.derived, times, peak, growth)


# The cases


def addresses(state: State) -> dict[str, list[str]]:
    """Pages by their names, from all over the state."""

    def some(numbers: list[Any], address: str) -> list[str]:
        return [address.format(number) for number in numbers[:: max(1, len(numbers) // 40)]]

    def day(name: str, on: date) -> list[str]:
        return [f"/readiness?{name}={on.isoformat()}"]

    return {
        STATE: ["/readiness"],
        SOON: day("as_of", state.today + timedelta(days=21)),
        PAST: day("as_of", state.a_while_ago),
        COUNTY: some(state.counties, "/readiness/counties/{}"),
        TEAM: some(state.teams, "/teams/{}/readiness"),
        PERSON: some(state.people, "/people/{}/standing"),
        AREA: some(state.areas, "/readiness/areas/{}"),
    }


def _rounds(state: State, rounds: int, say: Callable[[str], None]) -> dict[str, Times]:
    """Every case in turn, round after round, so that what is compared stands together."""
    recording = Recording(state)
    sums = Sums(state)
    times: dict[str, Times] = {}
    cases = [*_pages(state, times, sums, recording), *_weeks(state, sums), *_facts(recording)]
    times = {case.name: times.get(case.name, Times()) for case in cases}
    gc.collect()
    gc.freeze()  # what the floors hold in memory is not to be looked through again and again
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for case in cases:
            found = times[case.name]
            if found.wall and (
                statistics.median(found.wall) > (SLOW_MS if number > SLOW_ROUNDS else ONCE_MS)
            ):
                continue
            cpu, wall = measured(state, case)
            if number or wall > ONCE_MS:
                found.cpu.append(cpu)
                found.wall.append(wall)
            elif not case.fixed:
                case.times = max(1, round(LASTS_MS / wall))
    gc.unfreeze()
    recording.check()
    sums.close()
    return times


def measured(state: State, case: Case) -> tuple[float, float]:
    """Milliseconds for each doing of it."""
    case.before()
    gc.collect()
    watch = Stopwatch(state.database_roots)
    for _ in range(case.times):
        case.call()
    cpu, wall = watch.read()
    case.after()
    done = case.times * case.count
    return cpu / done, wall / done


def _pages(
    state: State, times: dict[str, Times], sums: Sums, recording: Recording
) -> Iterator[Case]:
    portal = Browser(state.app, state.cookie)
    settings: Settings = state.app.config["SETTINGS"]
    key = settings.secret_key.get_secret_value()
    plain = Browser(floors.create_app(settings.database_url, key))
    orm = Case(ORM, partial(plain.get, "/course/1"))
    yield orm
    for name, paths in addresses(state).items():
        before = partial(_each, portal.get, paths)  # facts were recorded since the last round
        yield Case(name, partial(_of_next, portal.get, cycle(paths)), before=before)
        if name in (STATE, COUNTY):
            anew = FIRST_STATE if name == STATE else ANEW_COUNTY
            yield Case(anew, partial(_of_next, portal.get_anew, cycle(paths)))
        if name == COUNTY:
            each = partial(_after_facts, portal, paths, recording, state.counties)
            visit = partial(_of_next, portal.get, cycle(paths))
            yield Case(FIRST_COUNTY, visit, before=each, fixed=True, times=len(paths))
        if name in (STATE, COUNTY, TEAM, PERSON, AREA):
            size = round(statistics.mean(portal.get(path) for path in paths))
            times[name] = Times(bytes=size)
            path = f"/bare/1/{size // floors.LINE_BYTES}"
            times[bare(name)] = Times(bytes=plain.get(path))
            yield Case(bare(name), partial(plain.get, path))
        if name == STATE:
            yield Case(SQL_STATE, sums.of_state)
            yield Case(SQL_PEOPLE, sums.from_people)
        if name == COUNTY:
            yield Case(SQL_COUNTY, partial(_of_next, sums.of_county, cycle(state.counties)))
            yield orm  # once more: speed swings with the neighbors
    for name, cookie in ((STATE_DESK, state.cookie), (DESK, state.trainer_cookie)):
        visitor = Browser(state.app, cookie)
        times[name] = Times(bytes=visitor.get("/workspace"))
        yield Case(name, partial(visitor.get, "/workspace"))
        path = f"/bare/1/{times[name].bytes // floors.LINE_BYTES}"
        times[bare(name)] = Times(bytes=plain.get(path))
        yield Case(bare(name), partial(plain.get, path))
    yield orm


def _of_next(call: Callable[[str], object], turn: Iterator[str]) -> object:
    return call(next(turn))


def _each(call: Callable[[str], object], paths: list[str]) -> None:
    for path in paths:
        call(path)


def _after_facts(
    portal: Browser, paths: list[str], recording: Recording, counties: list[str]
) -> None:
    """Each page was asked for, and then something was recorded about somebody of the county."""
    _each(portal.get, paths)
    recording.record_in_each(county for county in counties if any(county in one for one in paths))


def _weeks(state: State, sums: Sums) -> Iterator[Case]:
    """Seven days of all team-shifts, and whole passes in NumPy."""
    with state.engine.connect() as connection:
        teams = Teams(connection)
        windows, facts = Windows(connection, teams), Facts(connection, teams)
    for first in (state.a_while_ago, state.today):
        said = _compare(state, first, windows, facts)
        if first == state.today and sums.from_people() != said:
            message = "SQL counts other teams ready than the portal."
            raise RuntimeError(message)
    yield Case(PASS, lambda: facts.state(state.a_while_ago))
    yield Case(WEEK, lambda: windows.week(state.today))
    start, end = midnight(state.today), midnight(state.today + timedelta(days=7))
    with state.app.app_context():
        rulebook = held.rulebook()
        memory = World(db.session, rulebook, held.catalogue()).areas(state.areas)
    days = days_of(start, end - timedelta(minutes=1))
    yield Case(
        SWEPT, lambda: [area_stretches(each, rulebook, start, end) for each in memory.values()]
    )
    yield Case(WEEKLY, lambda: [area_gaps(each, rulebook, *days) for each in memory.values()])

    def by_county() -> None:
        with state.app.app_context():
            readiness.state(db.session, start, held.rulebook(), held.catalogue())

    def gaps() -> None:
        with state.app.app_context():
            world = World(db.session, held.rulebook(), held.catalogue())
            world.gaps(state.areas, start, end)

    yield Case(KEPT_WEEK, by_county)
    yield Case(KEPT_GAPS, gaps)


def _compare(state: State, first: date, windows: Windows, facts: Facts) -> dict[str, int]:
    """The floors have to answer as the portal does; how many teams are ready, where any are."""
    writing.set(False)
    with state.app.app_context():
        lines = readiness.state(db.session, midnight(first), held.rulebook(), held.catalogue())
    said = {line.fips: (line.teams_ready, line.uncovered) for line in lines if line.teams}
    for floor in (windows, facts):
        ready, minutes = floor.state(first)
        found = dict(
            zip(
                floor.teams.counties.tolist(),
                zip(ready.tolist(), minutes.astype(int).tolist(), strict=True),
                strict=True,
            )
        )
        if found != said:
            wrong = {fips: (said[fips], found[fips]) for fips in said if said[fips] != found[fips]}
            message = f"{type(floor).__name__} says otherwise than the portal on {first}: {wrong}"
            raise RuntimeError(message)
    return {fips: ready for fips, (ready, _) in said.items() if ready}


def _facts(recording: Recording) -> Iterator[Case]:
    for kind in recording.kinds:
        yield Case(kind.name, partial(recording.record, kind), count=AT_ONCE, fixed=True)
        yield Case(
            alone(kind.name),
            partial(recording.record_alone, kind),
            count=AT_ONCE,
            after=recording.take_out,
            fixed=True,
        )


# The memory of a server


def _served(
    state: State, folder: Path, say: Callable[[str], None], *, slow: bool
) -> tuple[float, dict[str, Times]]:
    """The most that a worker ever held while it served pages of every kind.

    And what the page that is too slow to be repeated took, in the server's processes.
    """
    say("serving pages of every kind")
    pages = addresses(state)
    with measure.serving(folder) as (server, port):
        roots = [server.pid, *state.database_roots]

        def get(path: str) -> None:
            try:
                _fetch(f"http://127.0.0.1:{port}{path}", state.cookie)
            except OSError as error:
                log = (folder / "server.log").read_text()
                message = f"{path} was not served: {error}\n{log}"
                raise RuntimeError(message) from error

        for name, paths in pages.items():
            for path in paths[:SERVED] * (SERVED if name == STATE else 1):
                get(path)
        known = {}
        if slow:

            def ask() -> tuple[float, float]:
                begun, before = time.perf_counter(), processes.cpu_ms(roots)
                get(f"/readiness?known_on={state.a_month_ago.isoformat()}")
                return processes.cpu_ms(roots) - before, (time.perf_counter() - begun) * 1000

            asked = [ask() for _ in range(2 + MORE)]  # each worker works it out once
            for name, (cpu, wall) in ((KNOWN, max(asked)), (KNOWN_AGAIN, min(asked))):
                known[name] = Times([cpu], [wall])
        return max(processes.peak_mb(pid) for pid in measure.workers(server.pid)), known


def _fetch(address: str, cookie: str) -> None:
    request = urllib.request.Request(address, headers={"Cookie": cookie})  # noqa: S310
    with urllib.request.urlopen(request, timeout=600) as response:  # noqa: S310 (our own address)
        response.read()


# Growth


def _growth(urls: tuple[str, str], size: Size, rounds: int, say: Callable[[str], None]) -> Growth:
    """Two states at once that are alike but for their history."""
    states = []
    for url, history in zip(urls, (1, HISTORY), strict=True):
        measure.enter(url)
        states.append(make(size, say, history))
    state, longer = states
    ratios = _side_by_side(state, longer, rounds * TURNS, say)
    for each in states:
        each.engine.dispose()
    return Growth(state.made, state.derived[0], longer.derived[0], ratios)


def _side_by_side(
    state: State, longer: State, turns: int, say: Callable[[str], None]
) -> dict[str, list[float]]:
    """The pages of today alone, with nothing remembered: the longer history over the other.

    Both have the same addresses and say the same. A turn measures a page on the one and the other
    right after each other, and every other turn the other way round.
    """
    visitors = [(each, Browser(each.app, each.cookie)) for each in (state, longer)]
    found: dict[str, list[float]] = {}
    gc.collect()
    gc.freeze()
    for name in (STATE, COUNTY, TEAM, PERSON, AREA):
        paths = addresses(state)[name]
        then = [f"{path}?as_of={state.today + timedelta(days=1)}" for path in paths]
        if any(visitors[0][1].get(path) != visitors[1][1].get(path) for path in then):
            message = f"With a longer history, {name} says something else."
            raise RuntimeError(message)
        cases = [
            (each, Case(name, partial(_of_next, visitor.get_anew, cycle(paths)), times=VISITS))
            for each, visitor in visitors
        ]
        found[name] = []
        for turn in range(turns):
            cpu = [measured(*one)[0] for one in (cases if turn % 2 else cases[::-1])]
            one, other = cpu if turn % 2 else cpu[::-1]
            found[name].append(other / one)
        say(f"{name}: {statistics.median(found[name]):.2f} x with the longer history")
    gc.unfreeze()
    return found
