"""Whether an answer was clear, what readers still ask, and that TA staff have dealt with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import Conflict, NotFound
from portal.domain.library.asking import WINDOW, may_send
from portal.domain.library.items import Ref
from portal.models import (
    LibraryAnswer,
    LibraryFeedback,
    LibraryItem,
    LibraryQuestion,
    LibraryVersion,
    Person,
)
from portal.services.once import add_once


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader sends about a version: either part may be missing, not both."""

    version_id: int
    asker: str
    token: str
    clear: bool | None
    words: str
    email: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as TA staff see it."""

    id: int
    ref: Ref
    title: str
    number: int
    """The version that was read."""
    words: str
    email: str
    at: datetime
    person: str
    """Who asked, when they were signed in."""
    answer: str | None
    answered_at: datetime | None
    answered_by: str


def take(session: Session, said: Said, *, by: int | None, at: datetime) -> None:
    """Keep what a reader says; the same form twice is one question.

    Raises Conflict when too much came from this browser, or from everybody, within the hour.
    """
    known = session.scalar(select(LibraryQuestion.id).where(LibraryQuestion.token == said.token))
    if known is not None:
        return
    own, of_all = _lately(session, said.asker, at)
    if not may_send(own, of_all, signed_in=by is not None):
        raise Conflict(
            "A lot came in within the last hour. Nothing was kept of this. Try again in an hour."
        )
    who = {"asker": said.asker, "recorded_at": at, "recorded_by_id": by}
    if said.clear is not None:
        add_once(session, LibraryFeedback, version_id=said.version_id, clear=said.clear, **who)
    if said.words:
        add_once(
            session,
            LibraryQuestion,
            token=said.token,
            version_id=said.version_id,
            words=said.words,
            email=said.email,
            **who,
        )


def _lately(session: Session, asker: str, at: datetime) -> tuple[int, int]:
    """How much came within the window: from this browser, and from all without an account."""
    own = of_all = 0
    for table in (LibraryFeedback, LibraryQuestion):
        recent = select(
            func.count().filter(table.asker == asker),
            func.count().filter(table.recorded_by_id.is_(None)),
        ).where(table.recorded_at > at - WINDOW)
        mine, everybody = session.execute(recent).one()
        own, of_all = own + mine, of_all + everybody
    return own, of_all


_Asker, _Answerer = aliased(Person), aliased(Person)


def asked(
    session: Session, *, answered: bool, most: int = 200, question: int | None = None
) -> list[Asked]:
    """Questions that wait, the oldest first; or those that are answered, the latest first."""
    wanted = (
        select(LibraryQuestion, LibraryVersion, LibraryItem, LibraryAnswer, _Asker, _Answerer)
        .join(LibraryVersion, LibraryQuestion.version_id == LibraryVersion.id)
        .join(LibraryItem, LibraryVersion.item_id == LibraryItem.id)
        .outerjoin(LibraryAnswer, LibraryAnswer.question_id == LibraryQuestion.id)
        .outerjoin(_Asker, LibraryQuestion.recorded_by_id == _Asker.id)
        .outerjoin(_Answerer, LibraryAnswer.recorded_by_id == _Answerer.id)
        .limit(most)
    )
    if question is not None:
        wanted = wanted.where(LibraryQuestion.id == question)
    elif answered:
        wanted = wanted.where(LibraryAnswer.id.is_not(None)).order_by(LibraryAnswer.id.desc())
    else:
        wanted = wanted.where(LibraryAnswer.id.is_(None)).order_by(LibraryQuestion.id)
    return [
        Asked(
            id=row.id,
            ref=Ref(item.kind, item.slug),
            title=version.facts["title"],
            number=version.number,
            words=row.words,
            email=row.email,
            at=row.recorded_at,
            person=_name(asker),
            answer=answer.words if answer else None,
            answered_at=answer.recorded_at if answer else None,
            answered_by=_name(answerer),
        )
        for row, version, item, answer, asker, answerer in session.execute(wanted)
    ]


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many questions wait, and since when the first of them does."""
    count, first = session.connection().execute(_WAITING).one()
    return count, first


_WAITING = (
    select(func.count(), func.min(LibraryQuestion.recorded_at))
    .outerjoin_from(LibraryQuestion, LibraryAnswer, LibraryAnswer.question_id == LibraryQuestion.id)
    .where(LibraryAnswer.id.is_(None))
)


def _name(person: Person | None) -> str:
    return person.called if person else ""


def find(session: Session, question: int) -> Asked:
    """One question. Raises NotFound."""
    found = asked(session, answered=False, question=question)
    if not found:
        raise NotFound("There is no question with this number. Look in the list of questions.")
    return found[0]


def answer(session: Session, question: int, words: str, *, by: int, at: datetime) -> bool:
    """Say that a question is dealt with. False when somebody said so before."""
    return add_once(
        session,
        LibraryAnswer,
        question_id=question,
        words=words,
        recorded_at=at,
        recorded_by_id=by,
    )


@dataclass(frozen=True, slots=True)
class Clarity:
    """How readers found an item: of each reader the last word on its newest version counts."""

    ref: Ref
    title: str
    clear: int
    unclear: int


def clarity(session: Session) -> list[Clarity]:
    """Every item that readers said something of, the least clear first."""
    last = (
        select(func.max(LibraryFeedback.id))
        .group_by(LibraryFeedback.version_id, LibraryFeedback.asker)
        .scalar_subquery()
    )
    newest = (
        select(func.max(LibraryVersion.id).label("id"))
        .join(LibraryFeedback, LibraryFeedback.version_id == LibraryVersion.id)
        .group_by(LibraryVersion.item_id)
        .subquery()
    )
    wanted = (
        select(
            LibraryItem.kind,
            LibraryItem.slug,
            LibraryVersion.facts,
            func.count().filter(LibraryFeedback.clear.is_(True)),
            func.count().filter(LibraryFeedback.clear.is_(False)),
        )
        .join(LibraryVersion, LibraryFeedback.version_id == LibraryVersion.id)
        .join(newest, newest.c.id == LibraryVersion.id)
        .join(LibraryItem, LibraryVersion.item_id == LibraryItem.id)
        .where(LibraryFeedback.id.in_(last))
        .group_by(LibraryItem.id, LibraryVersion.id)
    )
    rows = [
        Clarity(Ref(kind, slug), facts["title"], clear, unclear)
        for kind, slug, facts, clear, unclear in session.execute(wanted)
    ]
    return sorted(rows, key=lambda row: (-row.unclear, row.title))
