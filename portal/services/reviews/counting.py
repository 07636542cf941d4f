"""How many entries wait for a reviewer."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import OutsideTraining as Training
from portal.models import Person
from portal.services.places import Counties
from portal.services.reviews.queue import is_returned, of, own

_TODAY: Any = bindparam("today")


def count(session: Session, counties: Counties, today: date, *, but: int) -> int:
    """How many wait for a reviewer."""
    asked: dict[str, Any] = {"but": but}
    if counties is not None:
        asked |= {"counties": list(counties), "today": today}
    return session.connection().execute(_count(some=counties is not None), asked).scalar() or 0


def by_person(
    session: Session, counties: Collection[str], today: date, people: Collection[int] | None = None
) -> dict[int, int]:
    """How many wait for a reviewer in these counties, by the person whose they are.

    It changes with the counties' stamps alone, and for the people whom they name: what it rests on
    is in `touched.NOTES`. `people`: of these alone.
    """
    asked: dict[str, Any] = {"counties": list(counties), "today": today}
    if people is not None:
        asked["people"] = list(people)
    return dict(session.connection().execute(_by_person(some=people is not None), asked).all())


@lru_cache(maxsize=2)
def _count(*, some: bool) -> Any:
    return _waiting(func.count(), some=some).where(Person.id != bindparam("but"))


@lru_cache(maxsize=2)
def _by_person(*, some: bool) -> Any:
    found = _waiting(Person.id, func.count(), some=True).group_by(Person.id)
    return found.where(Person.id.in_(bindparam("people", expanding=True))) if some else found


def _waiting(*columns: Any, some: bool) -> Any:
    within: Any = bindparam("counties", expanding=True) if some else None
    return (
        select(*columns)
        .select_from(Training)
        .join(Person, Person.id == Training.person_id)
        .where(*own(), *of(within, _TODAY), ~is_returned())
    )
