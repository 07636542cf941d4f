"""Measures the matrix of 500 people and 50 requirements and its files, each beside its floor.

The people are the sample state's, all put into two counties; 21 of the requirements are copies of
real ones. A floor asks the database one aggregate question and renders as many bare cells.
"""

import csv
import gc
import gzip
import io
import os
import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from itertools import cycle, islice
from pathlib import Path

from flask import Flask, render_template
from sqlalchemy import Engine, func, select, text, update
from xlsxwriter import Workbook

from bench import floors, measure, report
from bench.readiness import LASTS_MS, Browser, Case, Times, measured
from bench.readiness_state import State, derive, make
from portal.config import ROOT, Settings
from portal.development.sample_state import Size
from portal.domain.matrix.cells import turns_of
from portal.models import Affiliation, KeptPerson, Team
from portal.services.matrix.reading import kept_on
from portal.views.matrix import drawing
from portal.views.matrix.exports import WHOLE_ROWS

HEADING = "## The matrix"
GRID_PEOPLE, REQUIREMENTS = 500, 50
LONG_PEOPLE = 2000
GRID, LONG = "06029", "06019"
"""The counties of the grid and of the progress export."""
COPIED = (
    "mobile-crisis/crisis-intervention",
    "mobile-crisis/naloxone-training",
    "licenses/behavioral-sciences-license",
    "licenses/peer-certification",
)
MOODLE_MS = 1231
"""Moodle 4.5's completion report as CSV for 2,000 people and 11 activities, on the wall."""
ORM_FLOOR_MS = {"sqlite": 1.65, "postgresql": 2.9}
"""CPU of the ORM floor where Moodle was measured: how much slower this machine is."""
FASTER = 20
"""So many times as fast as Moodle's report the page and the export are to be."""
ORM_FLOOR = "ORM floor"
PAGE = f"/matrix?county={GRID}&all=1"
CASES = {
    "the page, 500 × 50": (PAGE, "page"),
    "as shown, CSV, 500 × 50": (f"/matrix/matrix.csv?county={GRID}&all=1", "CSV"),
    "as shown, Excel, 500 × 50": (f"/matrix/matrix.xlsx?county={GRID}&all=1", "Excel"),
    "a line for each cell, CSV, 500 × 50": (f"/matrix/cells.csv?county={GRID}&all=1", "lines"),
    "progress, CSV, 2,000 people": (
        f"/matrix/matrix.csv?county={LONG}&group=trainings",
        "progress",
    ),
}
GRID_PAGE, PROGRESS = "the page, 500 × 50", "progress, CSV, 2,000 people"
FIRST = {GRID_PAGE: "the page, the first time", PROGRESS: "progress, the first time"}
"""The same with nothing remembered of what kept states say."""


def run(database_url: str, folder: Path, rounds: int, say: Callable[[str], None]) -> str:
    """Make the people and the requirements, measure, and say what was found, in Markdown."""
    measure.enter(database_url)
    os.environ["PORTAL_REGULATIONS"] = str(_fifty(folder))
    state = make(Size(people=-(-(GRID_PEOPLE + LONG_PEOPLE) // 58), teams=116), say)
    _settle(state.engine)
    derive(state, say)
    times = _rounds(state, rounds, say)
    name = measure.database_name(state.engine, counted=bool(state.database_roots))
    packed = _packed(state)
    slower = _least(times[ORM_FLOOR]) / ORM_FLOOR_MS[state.engine.dialect.name]
    state.engine.dispose()
    return "\n".join(_told(name, times, packed, slower))


def section(found: list[str], rounds: int) -> str:
    """The whole part of the page."""
    return "\n".join(
        [
            HEADING,
            "",
            f"{GRID_PEOPLE} people × {REQUIREMENTS} requirements of a county, and {LONG_PEOPLE:,} "
            f"people with all their trainings. {report.machine()}; {datetime.now(UTC):%d %B %Y}; "
            f"{rounds} rounds. A floor is one aggregate query over the kept rows and as many bare "
            "cells: a Jinja loop for the page, the writer alone for the files, with all their "
            "columns. A case is repeated for a sixth of a second. The aim is 2 × the floor; × is "
            "the median of the rounds' ratios. What kept states say is remembered by the very text "
            "that the database holds, so that it is worked out again only for those of whom "
            "something changed: *the first time* is with nothing remembered, as after a start, and "
            "once.",
            "",
            f"Moodle 4.5 takes {MOODLE_MS:,} ms on the wall for its completion report of 2,000 "
            f"people and 11 activities as CSV. The page and the export are to be {FASTER} × as "
            "fast. That was measured on another machine, where the *ORM floor* of above took "
            f"{ORM_FLOOR_MS['sqlite']} ms of CPU on SQLite and {ORM_FLOOR_MS['postgresql']} on "
            "PostgreSQL; the same floor is measured here in the same run, and both comparisons "
            "stand below: with the times as they are, and with them divided by how much slower "
            "this machine is. Least of the rounds.",
            "",
            *found,
        ]
    )


# The world


def _fifty(folder: Path) -> Path:
    """The regulations with copies of some, so that there are 50 requirements of people."""
    made = folder / "regulations"
    shutil.rmtree(made, ignore_errors=True)  # the first database's
    shutil.copytree(ROOT / "portal" / "regulations", made)
    order = (made / "order.toml").read_text()
    real = 29
    for number, source in enumerate(islice(cycle(COPIED), REQUIREMENTS - real)):
        kind, _, slug = source.partition("/")
        copy = (made / f"{source}.toml").read_text()
        rule = f'rule      = "Z-{number:02}"'
        copy = re.sub(r'^rule\s*=\s*".*"$', rule, copy, count=1, flags=re.MULTILINE)
        (made / kind / f"{slug}-{number}.toml").write_text(copy)
        order = order.replace("\n]\n", f'\n  "{kind}/{slug}-{number}",\n]\n')
    (made / "order.toml").write_text(order)
    return made


def _settle(engine: Engine) -> None:
    """Put 500 people with their teams into one county and all others into another."""
    with engine.begin() as connection:
        connection.execute(update(Team).values(name=Team.name + " " + Team.county_fips))
        ids = select(Affiliation.person_id).distinct().order_by(Affiliation.person_id)
        few = connection.scalars(ids.limit(GRID_PEOPLE)).all()
        connection.execute(update(Affiliation).values(county_fips=LONG))
        connection.execute(
            update(Affiliation).where(Affiliation.person_id.in_(few)).values(county_fips=GRID)
        )
        more = connection.scalars(ids.offset(GRID_PEOPLE + LONG_PEOPLE)).all()
        connection.execute(
            update(Affiliation).where(Affiliation.person_id.in_(more)).values(county_fips="06001")
        )
        there = select(func.min(Affiliation.county_fips)).where(Affiliation.team_id == Team.id)
        connection.execute(
            update(Team).values(county_fips=func.coalesce(there.scalar_subquery(), LONG))
        )
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


# The measuring


def _rounds(state: State, rounds: int, say: Callable[[str], None]) -> dict[str, Times]:
    portal = Browser(state.app, state.cookie)
    cases, times = [], {}
    for name, (path, floor) in CASES.items():
        size = portal.get(path)
        times[name] = Times(bytes=size)
        times[_bare(name)] = Times()
        cases.append(Case(name, partial(portal.get, path)))
        people = LONG_PEOPLE if floor == "progress" else GRID_PEOPLE
        cells = REQUIREMENTS if floor in {"page", "lines"} else _columns(state, path)
        county = LONG if floor == "progress" else GRID
        bare = partial(_floor, state, floor, county, people, cells)
        cases.append(Case(_bare(name), bare))
        if name in FIRST:
            times[FIRST[name]] = Times(bytes=size)
            cases.append(Case(FIRST[name], partial(portal.get, path), before=_forget, fixed=True))
    settings: Settings = state.app.config["SETTINGS"]
    key = settings.secret_key.get_secret_value()
    plain = Browser(floors.create_app(settings.database_url, key))
    cases.append(Case(ORM_FLOOR, partial(plain.get, "/course/1")))
    times[ORM_FLOOR] = Times()
    gc.collect()
    gc.freeze()  # what the process holds anyway is not to be looked through again and again
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for case in cases:
            cpu, wall = measured(state, case)
            if number:
                times[case.name].cpu.append(cpu)
                times[case.name].wall.append(wall)
            elif not case.fixed:
                case.times = max(1, round(LASTS_MS / wall))
    gc.unfreeze()
    return times


def _columns(state: State, path: str) -> int:
    """How many columns a file has."""
    with state.app.test_client(use_cookies=False) as client:
        answer = client.get(path.replace(".xlsx", ".csv"), headers={"Cookie": state.cookie})
    return len(next(csv.reader(answer.get_data(as_text=True).splitlines())))


def _forget() -> None:
    """As in a process that has shown no matrix yet."""
    kept_on.cache_clear()
    turns_of.cache_clear()
    WHOLE_ROWS.forget()
    drawing.forget()


def _least(times: Times) -> float:
    return min(times.cpu)


def _bare(name: str) -> str:
    return f"floor: {name}"


def _floor(state: State, kind: str, county: str, people: int, cells: int) -> None:
    """One aggregate query, and as many cells with nothing in them to work out."""
    kept, day = KeptPerson, state.today.toordinal()
    there = select(Affiliation.person_id).where(Affiliation.county_fips == county)
    aggregate = (
        select(kept.states, func.count())
        .where(kept.person_id.in_(there), kept.starts <= day, kept.ends > day)
        .group_by(kept.states)
    )
    with state.engine.connect() as connection:
        connection.execute(aggregate).all()
    row = ["Valid, to Jan 14, 2027, advisory"] * cells
    if kind == "page":
        with _plain().app_context():
            render_template("cells.html", rows=[row] * people)
    elif kind == "Excel":
        with Workbook(io.BytesIO(), {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for line in range(people):
                for column, cell in enumerate(row):
                    sheet.write_string(line, column, cell)
    elif kind == "lines":
        csv.writer(io.StringIO()).writerows(row[:18] for _ in range(people * cells))
    else:
        csv.writer(io.StringIO()).writerows(row for _ in range(people))


@cache
def _plain() -> Flask:
    return Flask("bench", template_folder=str(ROOT / "bench" / "templates"))


def _packed(state: State) -> int:
    """What the page weighs when a server in front compresses it, in bytes."""
    with state.app.test_client(use_cookies=False) as client:
        answer = client.get(PAGE, headers={"Cookie": state.cookie})
    return len(gzip.compress(answer.get_data(), 6))


# The telling


def _told(database: str, times: dict[str, Times], packed: int, slower: float) -> Iterator[str]:
    yield f"### {database}, the matrix"
    yield ""
    yield "| | bytes | CPU ms (least–most) | wall ms | floor, CPU ms | × the floor |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name in CASES:
        yield _line(name, times[name], times[_bare(name)])
        if name in FIRST:
            yield _line(FIRST[name], times[FIRST[name]], times[_bare(name)])
    yield ""
    page = times[GRID_PAGE].bytes
    yield f"The page is {page / 1e6:.1f} MB of HTML, and {packed / 1e3:.0f} kB as nginx sends it."
    yield ""
    yield (
        f"The ORM floor takes {_least(times[ORM_FLOOR]):.2f} ms here: this machine is "
        f"{slower:.2f} × as slow as the one where Moodle was measured."
    )
    yield ""
    yield "| beside Moodle | wall ms | × as fast | scaled, ms | × as fast, scaled |"
    yield "|---|---:|---:|---:|---:|"
    for name in (GRID_PAGE, FIRST[GRID_PAGE], PROGRESS, FIRST[PROGRESS]):
        wall = min(times[name].wall)
        faster = MOODLE_MS * slower / wall
        met = "met" if faster >= FASTER else "**not met**"
        yield (
            f"| {name} | {wall:.1f} | {MOODLE_MS / wall:.1f} | {wall / slower:.1f} "
            f"| {faster:.1f} {met} |"
        )
    yield ""


def _line(name: str, mine: Times, bare: Times) -> str:
    over = statistics.median(one / other for one, other in zip(mine.cpu, bare.cpu, strict=True))
    return (
        f"| {name} | {mine.bytes:,} | {statistics.median(mine.cpu):.1f} "
        f"({min(mine.cpu):.1f}–{max(mine.cpu):.1f}) | {statistics.median(mine.wall):.1f} | "
        f"{statistics.median(bare.cpu):.1f} | {over:.2f} |"
    )
