"""Planning the reminders of a state with 29,000 people, beside the bare rows that it rests on.

Two moments are measured: asking who is to be told what while the ledger is empty, so that everybody
who is late or soon due comes up; and writing it all down. The first floor is one aggregate query
over the kept rows and the bare rows that have to be read; the second a bare insert of the same
mails and notices in one transaction, with nothing worked out and nothing worded.
"""

import gc
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from bench import measure, report
from bench.readiness_state import State, Stopwatch, make, tidy
from portal import held, working
from portal.db import writing
from portal.development.sample_mails import last_noon
from portal.development.sample_state import Size
from portal.domain.matrix.cells import turns_of
from portal.domain.reminders import WINDOWS
from portal.models import Affiliation, Credential, KeptPerson, Mail, MailNotice, Person
from portal.services import rulebook
from portal.services.certification.statements import table_of
from portal.services.reminders import planning, sources
from portal.services.reminders.asking import Asking

HEADING = "## Reminders"
ASK, ASK_FIRST, ASK_FLOOR, WRITE, WRITE_FLOOR, AGAIN = (
    "who is to be told what",
    "the same, the first time",
    "floor: one aggregate query, and the bare rows",
    "planned, worded and written, 100 people at a time",
    "floor: bare insert of the same mails and notices",
    "planned again, with nothing new to tell",
)


@dataclass
class Result:
    """What was measured on one database: milliseconds, by case."""

    database: str
    people: int
    mails: int = 0
    notices: int = 0
    cpu: dict[str, list[float]] = field(default_factory=dict)
    wall: dict[str, list[float]] = field(default_factory=dict)


def run(database_url: str, size: Size, rounds: int, say: Callable[[str], None]) -> Result:
    """Make the state and measure."""
    measure.enter(database_url)
    state = make(size, say)
    with state.engine.begin() as connection:
        address = literal("p") + cast(Person.id, String) + "@example.org"
        connection.execute(update(Person).values(email=address))
    tidy(state)
    at = last_noon(datetime.now(UTC))
    name = measure.database_name(state.engine, counted=bool(state.database_roots))
    result = Result(name, state.made.people)
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        _round(state, at, result, counted=bool(number))
    state.engine.dispose()
    return result


def _round(state: State, at: datetime, result: Result, *, counted: bool) -> None:
    def timed(case: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        watch = Stopwatch(state.database_roots)
        made = work()
        cpu, wall = watch.read()
        if counted:
            result.cpu.setdefault(case, []).append(cpu)
            result.wall.setdefault(case, []).append(wall)
        return made

    with Session(state.engine) as session:
        session.execute(delete(MailNotice))
        session.execute(delete(Mail))
        session.commit()
    timed(ASK_FLOOR, lambda: _bare_rows(state, at))
    _forget()
    timed(ASK_FIRST, lambda: _ask(state, at))
    timed(ASK, lambda: _ask(state, at))
    timed(WRITE, lambda: working.plan(state.app, at))
    rows = _rows(state)
    result.mails, result.notices = (len(found) for _, found in rows)
    timed(AGAIN, lambda: working.plan(state.app, at + timedelta(minutes=10)))
    with Session(state.engine) as session:
        session.execute(delete(MailNotice))
        session.execute(delete(Mail))
        session.commit()
    timed(WRITE_FLOOR, lambda: _insert(state, rows))


def _forget() -> None:
    """As in a worker that has planned nothing yet."""
    sources.lapses_said.cache_clear()
    turns_of.cache_clear()


def _ask(state: State, at: datetime) -> None:
    before = writing.set(False)
    with state.app.app_context(), Session(state.engine) as session:
        book = rulebook.current(session, held.regulations())
        planning.waiting(Asking(session, book, held.catalogue(), at))
    writing.reset(before)


def _bare_rows(state: State, at: datetime) -> None:
    """What planning cannot do without: the kept rows of the days that matter, and who works."""
    kept, today = table_of(KeptPerson).c, at.date().toordinal()
    first, last = today - WINDOWS.back, today + WINDOWS.ahead + 1
    with state.engine.connect() as connection:
        connection.execute(
            select(kept.states, func.count())
            .where(kept.starts <= today, kept.ends > today)
            .group_by(kept.states)
        ).all()
        connection.execute(
            select(kept.person_id, kept.starts, kept.states, kept.advisory)
            .where(kept.ends > first, kept.starts <= last)
            .order_by(kept.person_id, kept.starts)
        ).all()
        connection.execute(select(Affiliation.person_id, Affiliation.county_fips)).all()
        connection.execute(
            select(Credential.id, Credential.person_id, Credential.expires_on).where(
                Credential.expires_on <= at.date() + timedelta(days=WINDOWS.ahead)
            )
        ).all()


def _rows(state: State) -> list[tuple[Any, list[dict[str, Any]]]]:
    with state.engine.begin() as connection:
        # as if sent, so that planning again has nothing to look at once more
        connection.execute(update(Mail).values(sent_at=Mail.created_at, next_try_at=None))
        return [
            (table, [dict(row) for row in connection.execute(select(table)).mappings()])
            for table in (table_of(Mail), table_of(MailNotice))
        ]


def _insert(state: State, rows: list[tuple[Any, list[dict[str, Any]]]]) -> None:
    with state.engine.begin() as connection:
        for table, found in rows:
            connection.execute(insert(table), found)
    if state.engine.dialect.name == "postgresql":  # numbers given are not counted by themselves
        with state.engine.begin() as connection:
            for table, _ in rows:
                sequence = func.pg_get_serial_sequence(table.name, "id")
                last = select(func.max(table.c.id)).scalar_subquery()
                connection.execute(select(func.setval(sequence, last)))


def section(results: list[Result], rounds: int) -> str:
    """The whole part of the page."""
    lines = [
        HEADING,
        "",
        f"{results[0].people:,} people of a made-up state, with an empty ledger. "
        f"{report.machine()}; {datetime.now(UTC):%d %B %Y}; {rounds} rounds; medians of CPU of the "
        "process and the database. The aim is 2 × the floor. A mail is worded from the facts of "
        "its person, which are read and judged once more; the bare insert words nothing. What kept "
        "rows say is remembered by their very text: *the first time* is with nothing remembered, "
        "as after a start, and once.",
    ]
    for one in results:
        lines += [
            "",
            f"### {one.database}",
            "",
            f"{one.mails:,} mails with {one.notices:,} notices.",
            "",
            "| | CPU, ms | wall, ms | × floor |",
            "|---|---:|---:|---:|",
        ]
        floors = {ASK: ASK_FLOOR, ASK_FIRST: ASK_FLOOR, WRITE: WRITE_FLOOR}
        for case in (ASK, ASK_FIRST, ASK_FLOOR, WRITE, WRITE_FLOOR, AGAIN):
            cpu, wall = statistics.median(one.cpu[case]), statistics.median(one.wall[case])
            ratio = ""
            if case in floors:
                pairs = zip(one.cpu[case], one.cpu[floors[case]], strict=True)
                ratio = f"{statistics.median(mine / least for mine, least in pairs):.1f}"
            lines.append(f"| {case} | {cpu:,.0f} | {wall:,.0f} | {ratio} |")
    return "\n".join([*lines, ""])
