"""The state that is measured: made-up people, evidence, teams and rosters, and somebody to look."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, Select, Table, func, insert, select, text
from sqlalchemy.orm import Session

from bench import floors, processes
from bench.world import signed_in
from portal import clock, held
from portal.app import create_app
from portal.config import Settings
from portal.db import alembic, db
from portal.development import sample_state
from portal.development.sample_state import Made, Size
from portal.domain.access import Role
from portal.domain.dates import civil_date
from portal.jobs.readiness import rebuild
from portal.models import (
    Account,
    Affiliation,
    Base,
    Claim,
    Credential,
    DutyHeld,
    KeptCountyGap,
    KeptGap,
    KeptPerson,
    KeptTeam,
    OutsideTraining,
    Person,
    PersonProviderType,
    RoleGrant,
    ServiceArea,
    ShiftAssignment,
    Team,
)
from portal.services import accounts
from portal.services.certification.statements import table_of

HISTORY = 3
"""With a longer history there are so many rows of each fact, all but one superseded."""
_GROWS = (
    Affiliation,
    PersonProviderType,
    Credential,
    DutyHeld,
    OutsideTraining,
    ShiftAssignment,
)


class Stopwatch:
    """CPU time of this process and of a database server below `roots`, and the time on the wall."""

    def __init__(self, roots: list[int]) -> None:
        self.roots = roots
        self.start()

    def start(self) -> None:
        """Begin."""
        self._wall, self._cpu = time.perf_counter(), self._used()

    def read(self) -> tuple[float, float]:
        """Milliseconds of CPU and on the wall since the beginning."""
        cpu = self._used()
        return (cpu - self._cpu) * 1000, (time.perf_counter() - self._wall) * 1000

    def _used(self) -> float:
        # The server's time comes in ticks of 10 ms: whoever measures makes it last longer.
        server = processes.cpu_ms(self.roots) / 1000 if self.roots else 0
        return time.process_time() + server


@dataclass
class State:
    """A portal with the state in its database."""

    app: Flask
    engine: Engine
    made: Made
    today: date
    cookie: str
    """Of somebody who may see the whole state."""
    trainer_cookie: str
    """Of a trainer of the first county."""
    counties: list[str]
    teams: list[int]
    people: list[int]
    areas: list[int]
    database_roots: list[int]
    derived: tuple[float, float] = (0, 0)
    """CPU and wall milliseconds that working everything out took."""

    @property
    def a_while_ago(self) -> date:
        """A day of which the rosters are known."""
        return self.today - timedelta(days=60)

    @property
    def a_month_ago(self) -> date:
        """A day through which facts are known."""
        return self.today - timedelta(days=30)


def make(size: Size, say: Callable[[str], None], history: int = 1) -> State:
    """Fill the database of the settings, which is empty, and work everything out.

    `history`: so many rows there are of each fact that people correct.
    """
    app = create_app(Settings())
    with app.app_context():
        alembic.upgrade()
    with app.app_context():
        rows, at = db.session, clock.now()
        say(f"a state of {size.people} people in each county, {size.teams} teams")
        made = sample_state.create(rows, at, size)
        first = rows.scalars(select(func.min(Team.county_fips))).one()
        staff = _signed_in(rows, at, Role.TA_STAFF)
        trainer = _signed_in(rows, at, Role.TRAINER, first)
        rows.commit()
        state = State(
            app=app,
            engine=db.engine,
            made=made,
            today=civil_date(at),
            cookie="",
            trainer_cookie="",
            counties=sorted(set(rows.scalars(select(Team.county_fips)))),
            teams=list(rows.scalars(select(Team.id).order_by(Team.id))),
            people=list(
                rows.scalars(select(Affiliation.person_id).order_by(Affiliation.person_id))
            ),
            areas=list(rows.scalars(select(ServiceArea.id).order_by(ServiceArea.id))),
            database_roots=processes.database_roots(db.engine),
        )
    state.cookie, _ = signed_in(app, staff)
    state.trainer_cookie, _ = signed_in(app, trainer)
    floors.seed(state.engine)
    if history > 1:
        say("lengthening the history")
        lengthen_history(state, history)
    derive(state, say)
    return state


def _signed_in(rows: Session, at: datetime, role: Role, county: str | None = None) -> str:
    """Somebody new with a role, signed in: their session."""
    name = f"Sample {role.value}"
    person = Person(legal_name=name, name_used="", email="", phone="", recorded_at=at)
    rows.add(person)
    rows.flush()
    account = Account(
        person_id=person.id,
        email=f"{role.value}@sample.example",
        password_hash="",
        created_at=at,
        password_set_at=at,
    )
    rows.add(account)
    rows.add(RoleGrant(person_id=person.id, role=role, county_fips=county, recorded_at=at))
    rows.flush()
    return accounts.start_session(rows, account, "a browser of the benchmark", at)


def derive(state: State, say: Callable[[str], None]) -> None:
    """Work out everything anew, from facts alone, and note how long it took."""
    say("working everything out")
    tidy(state)
    with state.app.app_context():
        gc.collect()
        watch = Stopwatch(state.database_roots)
        for _ in rebuild(db.sessionmaker, held.regulations(), held.catalogue()):
            pass
        state.derived = watch.read()
    tidy(state)


def tidy(state: State) -> None:
    """So that PostgreSQL knows its tables, and does not begin to tidy up while we measure."""
    if state.engine.dialect.name == "postgresql":
        with state.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("VACUUM ANALYZE"))


def lengthen_history(state: State, history: int) -> None:
    """Each fact becomes the last of several, each of which corrects the one before.

    What is true stays the same. Credit is given to the row it was claimed for, so it is copied.
    """
    with state.engine.begin() as connection:
        for table in _GROWS:
            for _ in range(history - 1):
                _correct_all(connection, table)


def _correct_all(connection: Connection, model: type[Base]) -> None:
    table = table_of(model)
    last = connection.scalar(select(func.max(table.c.id)))
    later = table.alias()
    stands = ~select(later.c.id).where(later.c.supersedes_id == table.c.id).exists()
    _copy(connection, table, select(table).where(stands), id=last, supersedes_id=0)
    if model is OutsideTraining:
        claim = table_of(Claim)
        of_copies = select(claim).join(table, table.c.id == claim.c.training_id + last)
        _copy(connection, claim, of_copies, training_id=last)


def _copy(connection: Connection, table: Table, rows: Select[Any], **more: int) -> None:
    """Insert rows again, their numbers so much higher; `supersedes_id` is the row's own number."""
    columns = [
        (table.c.id if name == "supersedes_id" else column) + more[name] if name in more else column
        for name, column in table.c.items()
    ]
    copied = rows.with_only_columns(*columns, maintain_column_froms=True)
    connection.execute(insert(table).from_select(table.c.keys(), copied))


def counts(state: State) -> dict[str, int]:
    """How many rows there are of what is kept."""
    with state.engine.connect() as connection:
        return {
            table.__tablename__: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (KeptPerson, KeptTeam, KeptGap, KeptCountyGap)
        }
