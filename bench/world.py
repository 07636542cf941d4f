"""The people who are measured: learners half-way through the real training, signed in, each with
an attempt at the final open."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, delete, insert, text, update
from sqlalchemy.orm import Session

from portal import clock
from portal.db import alembic, db
from portal.development.sample_learning import Stage, Walker, right_answer, wrong_answer
from portal.domain.access import Role
from portal.domain.curriculum import Course
from portal.domain.quizzes import Answer, Kind, Question
from portal.models import Account, Attempt, Person, RoleGrant, SavedAnswer
from portal.services import accounts, quizzes
from portal.views.content import catalogue

LEARNERS = 200


@dataclass(frozen=True)
class Learner:
    """A browser that is signed in."""

    cookie: str
    csrf_token: str
    attempt: int
    questions: tuple[str, ...]


class World:
    """The learners, and their open attempts before and after answering."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            alembic.upgrade()
        with app.app_context():
            self.engine: Engine = db.engine
            self.course: Course = catalogue().courses[0]
            self.questions = quizzes.questions_of(self.course, "")
            made = _make(db.session, self.course)
        # Outside of that context: each browser needs one of its own, or they share a token.
        self.learners = [
            Learner(*signed_in(app, session_id), attempt, tuple(questions))
            for session_id, attempt, questions in made
        ]
        self.attempts = [learner.attempt for learner in self.learners]

    def open_attempts(self) -> None:
        """Every attempt is open and without an answer, so that saving adds one."""
        with self.engine.begin() as connection:
            connection.execute(delete(SavedAnswer).where(SavedAnswer.attempt_id.in_(self.attempts)))
            connection.execute(
                update(Attempt)
                .where(Attempt.id.in_(self.attempts))
                .values(handed_in_at=None, right=None, graded=None)
            )
        self._tidy()

    def answer_attempts(self) -> None:
        """Every attempt is open and all but its last question rightly answered."""
        self.open_attempts()
        at = clock.now()
        rows = [
            {"attempt_id": learner.attempt, "question": name, "answer": answer, "saved_at": at}
            for learner in self.learners
            for name, answer in self._answers(learner)
        ]
        with self.engine.begin() as connection:
            connection.execute(insert(SavedAnswer), rows)
        self._tidy()

    def _answers(self, learner: Learner) -> list[tuple[str, Answer]]:
        *others, last = learner.questions
        given = [(name, right_answer(self.questions[name])) for name in others]
        return [*given, (last, wrong_answer(self.questions[last]))]

    def _tidy(self) -> None:
        """So that PostgreSQL does not begin to tidy up while a page is measured."""
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("VACUUM ANALYZE"))

    def save_body(self, learner: Learner, number: int) -> str:
        """The form of a question, answered rightly."""
        question = self.questions[learner.questions[number - 1]]
        fields = _fields(question, right_answer(question))
        return urlencode([("csrf_token", learner.csrf_token), *fields])


def _fields(question: Question, answer: Answer) -> list[tuple[str, str]]:
    """An answer as the question's form sends it."""
    if isinstance(answer, dict):
        return [(f"match-{left}", right) for left, right in answer.items()]
    if isinstance(answer, list) and question.kind is Kind.ORDER:
        return [(f"order-{key}", str(place)) for place, key in enumerate(answer, start=1)]
    return [("answer", key) for key in (answer if isinstance(answer, list) else [answer])]


def _make(rows: Session, course: Course) -> list[tuple[str, int, list[str]]]:
    """The session, the attempt, and the questions drawn, of everybody."""
    at = clock.now()
    password_hash = accounts.hash_password("nobody signs in with this", "")
    made = []
    for number in range(1, LEARNERS + 1):
        person = Person(
            legal_name=f"Learner Number {number}",
            name_used="",
            email=f"learner{number}@example.org",
            phone="",
            recorded_at=at,
        )
        rows.add(person)
        rows.flush()
        account = Account(
            person_id=person.id,
            email=person.email,
            password_hash=password_hash,
            created_at=at,
            password_set_at=at,
        )
        rows.add(account)
        rows.add(RoleGrant(person_id=person.id, role=Role.TEAM_MEMBER, recorded_at=at))
        rows.flush()
        walker = Walker(rows, person, course, at - timedelta(days=3))
        walker.go(Stage.HALF_WAY)
        attempt = quizzes.begin_final(rows, walker.enrolment, course, at)
        session_id = accounts.start_session(rows, account, "a browser of the benchmark", at)
        made.append((session_id, attempt.id, attempt.questions))
    rows.commit()
    return made


def signed_in(app: Flask, session_id: str) -> tuple[str, str]:
    """The cookie and the form token of a browser, as signing in and the first form give them."""
    with app.test_request_context():
        session.permanent = True
        session["_user_id"], session["_fresh"] = session_id, True
        token = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}", token
