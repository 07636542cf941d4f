"""Small makers of what assigning rests on, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal.domain.assignments import (
    Act,
    Ask,
    Assignment,
    Basis,
    Item,
    Reach,
    Unit,
    When,
    Whom,
    Work,
    Worker,
)
from portal.domain.facts import Duty

MADE = date(2026, 1, 15)
DAY = timedelta(days=1)
FRESNO, KERN = "06019", "06029"
COUNTY = Whom(Reach.COUNTY, FRESNO)
TEAM = Whom(Reach.TEAM, FRESNO, team=7)
ITEM = Item(1, "sample-course", "")
ASKED = Ask(Act.ASK, MADE, None, "")


def work(
    starts: date | None = None,
    ends: date | None = None,
    county: str = FRESNO,
    team: int | None = None,
    agency: int = 1,
) -> Work:
    return Work(county, agency, team, starts, ends)


def worker(*places: Work, duties: Any = (), leaves: Any = ()) -> Worker:
    return Worker(1, places, tuple(duties), tuple(leaves))


def recorded(person: Worker, *known: Work, duties: Any = ()) -> Worker:
    """The same person, with what each day knew of it."""
    return replace(person, known=Worker(person.person, known, tuple(duties)))


def counted(
    count: int = 30, unit: Unit = Unit.DAYS, basis: Basis = Basis.HIRE, duty: Duty | None = None
) -> When:
    return When(basis, None, count, unit, duty)


def fixed(on: date) -> When:
    return When(Basis.FIXED, on)


def assignment(
    whom: Whom = COUNTY,
    when: When | None = None,
    *,
    number: int = 1,
    newcomers: bool = False,
    ended_on: date | None = None,
    made_on: date = MADE,
    note: str = "",
) -> Assignment:
    return Assignment(
        number, whom, when or counted(), (ITEM,), made_on, "Rosa", "working in Fresno County",
        newcomers, ended_on, note,
    )  # fmt: skip
