"""The server is killed again and again while people work: what it acknowledged is there, once."""

import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session, sessionmaker

import portal.db  # noqa: F401 (how SQLite is opened)
from portal.config import ROOT
from portal.content.curriculum import read_catalogue
from portal.development.sample_learning import Stage, Walker
from portal.domain.curriculum import Course
from portal.domain.quizzes import grade
from portal.models import Attempt, Enrolment, LessonRead, Person, SavedAnswer, TrainingRecord
from portal.services import quizzes
from tests import factories
from tests.crash.serving import Server
from tests.crash.visitors import Visitor

SEED = 1947
KILLS = {"sqlite": 50, "postgresql": 12}
LEARNERS, FINALISTS = 4, 8


@pytest.fixture
def sessions(database: str):
    """Sessions on the database that is served."""
    engine = create_engine(database)
    yield sessionmaker(engine)
    engine.dispose()


@pytest.fixture
def server(database: str):
    """A portal on that database, to be killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(port, database)
    server.start()
    yield server
    server.close()


@pytest.fixture
def course() -> Course:
    """The training that ships with the portal."""
    return read_catalogue(ROOT / "curricula").courses[0]


def make_people(sessions, course: Course, count: int, stage: Stage | None) -> list[str]:
    """Their addresses."""
    with sessions.begin() as session:
        people = [factories.person(session) for _ in range(count)]
        for person in people:
            factories.account(session, person)
            if stage is not None:
                Walker(session, person, course, factories.AT).go(stage)
        return [person.email for person in people]


@pytest.mark.full
@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9(database, sessions, server, course):
    chance = random.Random(SEED)
    learners, finalists = (
        [
            Visitor(server.port, course, email, factories.PASSWORD, chance.randrange(10**9))
            for email in make_people(sessions, course, count, stage)
        ]
        for count, stage in ((LEARNERS, None), (FINALISTS, Stage.BEFORE_THE_FINAL))
    )
    stop = threading.Event()
    pool_of_final = quizzes.questions_of(course, "")

    def drawn(attempt: int) -> list[str]:
        with sessions() as session:
            return list(session.get_one(Attempt, attempt).questions)

    def sit_finals() -> None:
        for finalist in finalists:
            finalist.sit_final(pool_of_final, drawn)

    visitors = [*learners, *finalists]
    with ThreadPoolExecutor(LEARNERS + 1) as pool:
        for signed_in in [pool.submit(visitor.sign_in) for visitor in visitors]:
            signed_in.result()
        work = [pool.submit(learner.learn, stop) for learner in learners]
        work.append(pool.submit(sit_finals))
        try:
            kills = KILLS[make_url(database).get_backend_name()]
            kill_again_and_again(server, chance, kills, visitors)
        finally:
            stop.set()
        for one in work:
            one.result(300)

    kept = kept_by(visitors)
    lost = sum(visitor.lost for visitor in visitors)
    assert kept > 5 * server.kills, f"{kept} answers kept are too few to prove anything."
    assert lost > server.kills / 5, f"{lost} answers lost: hardly a kill hit a request."
    with sessions() as session:
        for visitor in visitors:
            compare(session, visitor, course)
        sound(session)


def kill_again_and_again(
    server: Server, chance: random.Random, kills: int, visitors: list[Visitor]
) -> None:
    """At moments nobody can foresee but who knows the seed; some while it is still starting."""
    for _ in range(kills):
        if chance.random() < 0.8:
            work_goes_on(visitors)
        time.sleep(chance.uniform(0, 0.4))
        server.kill()
        time.sleep(chance.uniform(0, 0.05))
        server.start()


def work_goes_on(visitors: list[Visitor]) -> None:
    """Wait until some more answers are kept, so that a slow machine is not killed idle."""
    before, end = kept_by(visitors), time.monotonic() + 60
    while kept_by(visitors) < before + 8 and time.monotonic() < end:
        time.sleep(0.005)


def kept_by(visitors: list[Visitor]) -> int:
    """How many answers the portal has acknowledged to them."""
    return sum(visitor.acknowledged for visitor in visitors)


def compare(session: Session, visitor: Visitor, course: Course) -> None:
    """What is kept of somebody, and what was acknowledged to them."""
    person = session.scalars(select(Person).where(Person.email == visitor.email)).one()
    [enrolment] = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id))
    read = select(LessonRead).where(LessonRead.enrolment_id == enrolment.id)
    kept = [(row.module, row.lesson) for row in session.scalars(read)]
    assert len(kept) == len(set(kept))
    assert visitor.lessons <= set(kept)
    for module, begun in visitor.attempts.items():
        attempts = quizzes.attempts(session, enrolment, module)
        assert [attempt.id for attempt in attempts] == begun, "An attempt is lost or doubled."
        assert [attempt.number for attempt in attempts] == list(range(1, len(begun) + 1))
        for attempt in attempts:
            compare_attempt(session, visitor, attempt, course)
    records = session.scalars(
        select(TrainingRecord).where(TrainingRecord.enrolment_id == enrolment.id)
    ).all()
    assert len(records) == ("" in visitor.attempts)


def compare_attempt(session: Session, visitor: Visitor, attempt: Attempt, course: Course) -> None:
    """Its answers, and how they were graded."""
    questions = quizzes.questions_of(course, attempt.module)
    rows = session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id)).all()
    kept = {row.question: row.answer for row in rows}
    assert len(kept) == len(rows)
    for (of_attempt, name), tries in visitor.tries.items():
        if of_attempt == attempt.id:
            assert kept.get(name) in tries.may_stand(), f"{name}: {kept.get(name)}, {tries}"
    assert attempt.id in visitor.handed_in
    assert attempt.handed_in_at is not None
    assert attempt.right == sum(grade(questions[name], given) for name, given in kept.items())


def sound(session: Session) -> None:
    """The database itself has no fault."""
    if session.get_bind().dialect.name == "sqlite":
        assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
