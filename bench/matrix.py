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

from bench import measure, report
from bench.readiness import Browser, Case, Times, measured
from bench.readiness_state import State, derive, make
from portal.config import ROOT
from portal.development.sample_state import Size
from portal.models import Affiliation, KeptPerson, Team

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
PROGRESS = "progress, CSV, 2,000 people"


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
    state.engine.dispose()
    return "\n".join(_told(name, times, packed))


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
            "columns. The aim is 2 × the floor, and for progress a twentieth of the "
            f"{MOODLE_MS:,} ms that Moodle 4.5 takes for its completion report of as many people "
            "and 11 activities (on the wall, another machine).",
            "",
            *found,
            "What is above its aim reads more than it writes: the dates of a person's cells come "
            "from some seven kept stretches, and to fetch the stretches of 2,000 people takes as "
            "long as the floor.",
            "",
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
    gc.collect()
    gc.freeze()  # what the process holds anyway is not to be looked through again and again
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for case in cases:
            cpu, wall = measured(state, case)
            if number:
                times[case.name].cpu.append(cpu)
                times[case.name].wall.append(wall)
    gc.unfreeze()
    return times


def _columns(state: State, path: str) -> int:
    """How many columns a file has."""
    with state.app.test_client(use_cookies=False) as client:
        answer = client.get(path.replace(".xlsx", ".csv"), headers={"Cookie": state.cookie})
    return len(next(csv.reader(answer.get_data(as_text=True).splitlines())))


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


def _told(database: str, times: dict[str, Times], packed: int) -> Iterator[str]:
    yield f"### {database}, the matrix"
    yield ""
    yield "| | bytes | CPU ms (least–most) | wall ms | floor, CPU ms | × the floor |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name in CASES:
        mine, bare = times[name], times[_bare(name)]
        over = statistics.median(one / other for one, other in zip(mine.cpu, bare.cpu, strict=True))
        yield (
            f"| {name} | {mine.bytes:,} | {statistics.median(mine.cpu):.1f} "
            f"({min(mine.cpu):.1f}–{max(mine.cpu):.1f}) | {statistics.median(mine.wall):.1f} | "
            f"{statistics.median(bare.cpu):.1f} | {over:.2f} |"
        )
    yield ""
    page = times["the page, 500 × 50"].bytes
    yield f"The page is {page / 1e6:.1f} MB of HTML, and {packed / 1e3:.0f} kB as nginx sends it."
    wall = statistics.median(times[PROGRESS].wall)
    yield ""
    yield f"The progress export is {MOODLE_MS / wall:.1f} × as fast on the wall as Moodle's report."
    yield ""
