"""The floors: small Flask views that do the least a page of their kind can do.

They live in an app of their own beside the portal, in the same server processes, so that none of
the portal's hooks runs for them. Their database, engine options and server are the portal's.
"""

from datetime import UTC, datetime

from flask import Flask, Response, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, ForeignKey, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from portal.config import ROOT
from portal.db import db, writing

PREFIX = "/floor"
USERS, MODULES = 200, 12
_WORDS = "What a team does when it arrives, who leads, and how both know that the lead has changed"
LINE_BYTES = 110
"""About what a line of the bare page weighs."""


class Base(DeclarativeBase):
    """The parent of the floors' tables."""


class FloorUser(Base):
    """Who asks."""

    __tablename__ = "floor_user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]


class FloorCourse(Base):
    """What is shown."""

    __tablename__ = "floor_course"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    summary: Mapped[str]


class FloorModule(Base):
    """A part of it, with its text."""

    __tablename__ = "floor_module"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("floor_course.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]


class FloorEnrolment(Base):
    """Who takes it."""

    __tablename__ = "floor_enrolment"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("floor_user.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("floor_course.id"))
    started_at: Mapped[datetime]


class FloorProgress(Base):
    """What is done."""

    __tablename__ = "floor_progress"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("floor_enrolment.id"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("floor_module.id"))


class FloorAttempt(Base):
    """What is submitted: 200 bytes and one index."""

    __tablename__ = "floor_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("floor_user.id"), index=True)
    answers: Mapped[str]
    at: Mapped[datetime]


def seed(engine: Engine) -> None:
    """Make the floors' tables and their rows: everybody is half-way through one course."""
    Base.metadata.create_all(engine)
    users, modules = range(1, USERS + 1), range(1, MODULES + 1)
    at = datetime(2026, 1, 15, tzinfo=UTC)
    rows: dict[type[Base], list[dict[str, object]]] = {
        FloorUser: [
            {"id": user, "name": f"Learner {user}", "email": f"{user}@example.org"}
            for user in users
        ],
        FloorCourse: [{"id": 1, "title": "Crisis intervention", "summary": _WORDS}],
        FloorModule: [
            {"id": module, "course_id": 1, "title": f"Module {module}", "text": _WORDS * 14}
            for module in modules
        ],
        FloorEnrolment: [
            {"id": user, "user_id": user, "course_id": 1, "started_at": at} for user in users
        ],
        FloorProgress: [
            {"enrolment_id": user, "module_id": module}
            for user in users
            for module in modules
            if module <= MODULES // 2
        ],
    }
    with engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(insert(table), values)


def create_app(database_url: str, secret_key: str) -> Flask:
    """Plain Flask with the floors."""
    app = Flask("floors", template_folder=str(ROOT / "bench" / "templates"))
    app.config.from_mapping(SECRET_KEY=secret_key, SQLALCHEMY_ENGINES={"default": database_url})
    db.init_app(app)
    app.before_request(lambda: writing.set(request.method == "POST") and None)
    app.add_url_rule("/bare/<int:user>/<int:lines>", "bare", bare)
    app.add_url_rule("/course/<int:user>", "course", course)
    app.add_url_rule("/submit/<int:user>", "submit", submit, methods=["POST"])
    app.add_url_rule("/accel/<path:location>", "accel", accel)
    return app


def bare(user: int, lines: int) -> str:
    """One query by a primary key, and a page of so many lines."""
    name = db.session.execute(select(FloorUser.name).where(FloorUser.id == user)).scalar_one()
    return render_template("bare.html", name=name, lines=range(lines), words=_WORDS)


def course(user: int) -> str:
    """Five ORM queries and a page of 16 KB with ten addresses, as ordinary code does it."""
    session.get("signed_in_as")
    person = db.session.scalars(select(FloorUser).where(FloorUser.id == user)).one()
    enrolment = db.session.scalars(
        select(FloorEnrolment).where(FloorEnrolment.user_id == person.id)
    ).one()
    shown = db.session.scalars(
        select(FloorCourse).where(FloorCourse.id == enrolment.course_id)
    ).one()
    modules = db.session.scalars(
        select(FloorModule).where(FloorModule.course_id == shown.id).order_by(FloorModule.id)
    ).all()
    done = db.session.scalars(
        select(FloorProgress).where(FloorProgress.enrolment_id == enrolment.id)
    ).all()
    return render_template(
        "course.html",
        person=person,
        course=shown,
        modules=modules,
        done={row.module_id for row in done},
    )


def submit(user: int) -> ResponseReturnValue:
    """Read a row, insert a row, commit."""
    person = db.session.scalars(select(FloorUser).where(FloorUser.id == user)).one()
    answers = request.form.get("answer", "") * 200
    db.session.add(FloorAttempt(user_id=person.id, answers=answers, at=datetime.now(UTC)))
    db.session.commit()
    return "", 204


def accel(location: str) -> Response:
    """Let nginx hand a file out, to anybody: neither asked who it is nor what is shown."""
    return Response(mimetype="video/mp4", headers={"X-Accel-Redirect": f"/{location}"})
