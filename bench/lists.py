"""Taking in a list of 5,000 people, beside the bare insert of the rows that it brings.

Each round takes the list of another county, so that each finds a county without people. The floor
inserts the same rows into the same tables with plain statements, numbers given, in a transaction
of its own; it reads no file, knows nobody, and checks nothing.
"""

import csv
import io
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from bench import measure, processes
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.db import alembic, db
from portal.domain.access import Grant, Role
from portal.domain.imports import headings
from portal.domain.imports.kinds import PEOPLE
from portal.domain.imports.rows import Columns
from portal.models import (
    Affiliation,
    Agency,
    County,
    ImportBatch,
    ImportedRow,
    Person,
    PersonProviderType,
    RoleGrant,
    Team,
)
from portal.services import imports
from portal.services.imports import Reader

HEADING = "## Taking in a list"
HAND_IN, DRY_RUN, TAKE_IN, FLOOR, UNDO = (
    "handing in (read and keep the file)",
    "dry run",
    "taking in (looked at again, recorded, committed)",
    "floor: bare insert of the same rows, committed",
    "undoing",
)
_TABLES = (Person, RoleGrant, Affiliation, PersonProviderType, ImportedRow)
_FIRST = ("Ada", "Bo", "Cleo", "Dov", "Esmé", "Farid", "Gita", "Hugo", "Inés", "José")
_JOBS = ("LCSW", "Registered nurse", "EMT", "Peer support specialist", "LMFT")

Times = dict[str, list[float]]


@dataclass(frozen=True)
class Result:
    """What was measured on one database: milliseconds of CPU and of waiting, by case."""

    database: str
    rows: int
    cpu: Times
    waited: Times


def _file(county: str, rows: int) -> bytes:
    """A list as HR systems export it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Employee", "Work Email", "Team", "Job Title", "Discipline", "Hire Date"])
    for n in range(rows):
        last = "".join(chr(97 + n // 26**place % 26) * 3 for place in range(3))
        email = f"p{n}.{county}@example.org"
        day = f"{n % 12 + 1:02}/{n % 28 + 1:02}/2025"
        name = f"{_FIRST[n % 10]} {last.title()}"
        writer.writerow([name, email, "Team 1", "Counselor", _JOBS[n % 5], day])
    return out.getvalue().encode()


class _Bench:
    """One database, measured."""

    def __init__(self, engine: Engine, rows: int, at: datetime) -> None:
        self.engine, self.rows, self.at = engine, rows, at
        self.roots = processes.database_roots(engine)
        self.cpu: Times = {}
        self.waited: Times = {}
        self.by = 0

    @contextmanager
    def timed(self, case: str) -> Iterator[None]:
        """CPU of this process and of the database's, and the time that somebody waits."""
        before, start = self._cpu(), time.perf_counter()
        yield
        self.waited.setdefault(case, []).append(1000 * (time.perf_counter() - start))
        self.cpu.setdefault(case, []).append(self._cpu() - before)

    def _cpu(self) -> float:
        return 1000 * time.process_time() + processes.cpu_ms(self.roots)

    def round(self, session: Session, county: str) -> None:
        """Hand in, look, take in; then the floor with the same rows; and undo."""
        reader = Reader([Grant(Role.TRAINER, county)], {})
        content = _file(county, self.rows)
        with self.timed(HAND_IN):
            batch = imports.keep(
                session, county, PEOPLE, "staff.csv", content, by=self.by, at=self.at
            )
            session.commit()
        header = batch.sheets[0]["rows"][0]
        columns = Columns(0, 0, headings.propose(PEOPLE, header))
        imports.confirm_columns(session, batch, PEOPLE, columns, by=self.by, at=self.at)
        session.commit()
        with self.timed(DRY_RUN):
            looked = imports.look(session, batch, reader, self.at)
        if looked.brings != self.rows:
            raise RuntimeError(f"{looked.waits} rows wait")
        session.rollback()
        before = {table: self._last(session, table) for table in _TABLES[:-1]}
        session.rollback()
        with self.timed(TAKE_IN):
            done = imports.take_in(session, batch, reader, by=self.by, at=self.at)
            session.commit()
        if done is not True:
            raise RuntimeError("the list was not taken in")
        copies = self._copies(session, batch, before)
        with self.timed(UNDO):
            imports.undo(session, batch, by=self.by, at=self.at)
            session.commit()
        self._floor(session, copies)

    def _last(self, session: Session, table: Any) -> int:
        return session.scalar(select(func.max(table.id))) or 0

    def _copies(
        self, session: Session, batch: ImportBatch, before: dict[Any, int]
    ) -> list[tuple[Any, list[dict[str, Any]]]]:
        """The rows that the list brought, by table."""
        copies = []
        for table, last in before.items():
            target = table.__table__
            rows = session.execute(select(target).where(target.c.id > last)).mappings()
            copies.append((target, [dict(row) for row in rows]))
        target = ImportedRow.__table__
        rows = session.execute(select(target).where(target.c.batch_id == batch.id)).mappings()
        copies.append((target, [{**row, "number": row["number"] + self.rows} for row in rows]))
        session.rollback()
        return copies

    def _floor(self, session: Session, copies: list[tuple[Any, list[dict[str, Any]]]]) -> None:
        """Insert the same rows once more, under the next numbers. They stay: they are nobody's."""
        for target, rows in copies:
            if "id" in target.c:
                first = (session.scalar(select(func.max(target.c.id))) or 0) + 1
                for number, row in enumerate(rows, start=first):
                    row["id"] = number
        session.rollback()
        with self.timed(FLOOR):
            for target, rows in copies:
                session.execute(insert(target), rows)
            session.commit()
        if self.engine.dialect.name == "postgresql":
            for target, _rows in copies:
                if "id" in target.c:  # numbers that were given are not counted by themselves
                    sequence = func.pg_get_serial_sequence(target.name, "id")
                    last = select(func.max(target.c.id)).scalar_subquery()
                    session.execute(select(func.setval(sequence, last)))
            session.commit()


def run(database_url: str, rows: int, rounds: int, say: Callable[[str], None]) -> Result:
    """Measure on a database that is empty."""
    measure.enter(database_url)
    app, at = create_app(Settings()), clock.now()
    with app.app_context():
        alembic.upgrade()
        session = db.session
        bench = _Bench(db.engine, rows, at)
        some = select(County.fips).order_by(County.fips).limit(rounds + 1)
        counties = list(session.scalars(some))
        recorded = {"recorded_at": at, "recorded_by_id": None}
        giver = Person(legal_name="Tess Trainer", name_used="", email="", phone="", **recorded)
        agency = Agency(name="Sample agency", **recorded)
        session.add_all([giver, agency])
        session.flush()
        bench.by = giver.id
        for county in counties:
            session.add(Team(name="Team 1", county_fips=county, agency_id=agency.id, **recorded))
        session.commit()
        for number, county in enumerate(counties):
            say(f"list {number} of {rounds}" if number else "warming up")
            bench.round(session, county)
        name = measure.database_name(db.engine, counted=bool(bench.roots))
    kept = [{case: found[1:] for case, found in each.items()} for each in (bench.cpu, bench.waited)]
    return Result(name, rows, *kept)


def section(results: list[Result]) -> str:
    """The part of the page."""
    lines = [HEADING, ""]
    lines.append(
        f"A list of {results[0].rows:,} people whom a county does not know yet: a name, an "
        "address, a team, a position, a profession and a first day each. Aim: the dry run and the "
        "taking in together within twice the bare insert of the same rows. Ratios are medians of "
        "the rounds."
    )
    for result in results:
        ratio = statistics.median(
            (dry + take) / floor
            for dry, take, floor in zip(
                result.cpu[DRY_RUN], result.cpu[TAKE_IN], result.cpu[FLOOR], strict=True
            )
        )
        lines += ["", f"### {result.database}", ""]
        lines += ["| | CPU ms (least–most) | waited ms |", "|---|---:|---:|"]
        for case in (HAND_IN, DRY_RUN, TAKE_IN, FLOOR, UNDO):
            cpu, waited = result.cpu[case], result.waited[case]
            middle = statistics.median(cpu)
            lines.append(
                f"| {case} | {middle:,.0f} ({min(cpu):,.0f}–{max(cpu):,.0f}) "
                f"| {statistics.median(waited):,.0f} |"
            )
        met = "met" if ratio <= 2 else "not met"
        lines += ["", f"(Dry run + taking in) ÷ floor, CPU: {ratio:.2f} ({met})."]
    return "\n".join(lines) + "\n"
