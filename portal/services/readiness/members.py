"""Who is on which team from when to when, and how they take part."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.domain.facts import Duty, holds
from portal.domain.staffing import Mode
from portal.models import Affiliation, DutyHeld
from portal.services.rosters.loading import recorded_by, stands

_ELSEWHERE = frozenset({Duty.DISPATCHES, Duty.CONSULTS})
_DAY = timedelta(days=1)


class Membership(NamedTuple):
    """Somebody is on a team, in one way, from a day through a day."""

    person: int
    starts_on: date | None
    ends_on: date | None
    mode: Mode


class _Held(NamedTuple):
    duty: Duty
    starts_on: date | None
    ends_on: date | None


@lru_cache(maxsize=4)
def _affiliations(*, then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    statement = select(
        Affiliation.team_id, Affiliation.person_id, Affiliation.starts_on, Affiliation.ends_on
    ).where(
        Affiliation.team_id.in_(bindparam("teams", expanding=True)),
        _not_taken_back(Affiliation),
        *recorded_by(Affiliation.recorded_at, known_at),
        stands(Affiliation, known_at),
    )
    return statement.order_by(Affiliation.person_id, Affiliation.id)


@lru_cache(maxsize=4)
def _duties(*, then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    statement = select(
        DutyHeld.person_id, DutyHeld.duty, DutyHeld.starts_on, DutyHeld.ends_on
    ).where(
        DutyHeld.person_id.in_(bindparam("people", expanding=True)),
        _not_taken_back(DutyHeld),
        *recorded_by(DutyHeld.recorded_at, known_at),
        stands(DutyHeld, known_at),
    )
    return statement.order_by(DutyHeld.id)


def _not_taken_back(table: Any) -> Any:
    return or_(table.starts_on.is_(None), table.ends_on.is_(None), table.ends_on >= table.starts_on)


def memberships(
    session: Session, team_ids: Iterable[int], known_at: datetime | None = None
) -> dict[int, list[Membership]]:
    """For each of these teams, everybody who was, is or will be on it. Two queries."""
    teams = sorted(set(team_ids))
    if not teams:
        return {}
    then = {} if known_at is None else {"known_at": known_at}
    rows = session.execute(_affiliations(then=bool(then)), {"teams": teams, **then}).all()
    people = sorted({row.person_id for row in rows})
    duties: dict[int, list[_Held]] = defaultdict(list)
    if people:
        asked = {"people": people, **then}
        for person, *held in session.execute(_duties(then=bool(then)), asked):
            duties[person].append(_Held(*held))
    found: dict[int, list[Membership]] = {team: [] for team in teams}
    for team, person, starts_on, ends_on in rows:
        found[team] += [
            Membership(person, *piece)
            for piece in _pieces(starts_on, ends_on, duties.get(person, ()))
        ]
    return found


def _pieces(
    starts_on: date | None, ends_on: date | None, duties: Iterable[_Held]
) -> list[tuple[date | None, date | None, Mode]]:
    """The time on a team, cut where the person does something else instead.

    Who only gives advice can be called; who only dispatches is not there.
    """
    if not any(each.duty in _ELSEWHERE for each in duties):
        return [(starts_on, ends_on, Mode.ON_SITE)]
    cuts = {
        day
        for each in duties
        for day in (each.starts_on, _day_after(each.ends_on))
        if day is not None and _within(starts_on, ends_on, day)
    }
    first, days = starts_on or date.min, sorted(cuts)
    found = []
    for day, following in zip([first, *days], [*days, None], strict=True):
        held = {each.duty for each in duties if holds(each.starts_on, each.ends_on, day)}
        if held and held <= _ELSEWHERE and Duty.CONSULTS not in held:
            continue
        mode = Mode.ON_CALL if held and held <= _ELSEWHERE else Mode.ON_SITE
        last = following - _DAY if following else ends_on
        found.append((None if day == date.min else day, last, mode))
    return found


def _day_after(ends_on: date | None) -> date | None:
    return None if ends_on is None or ends_on == date.max else ends_on + _DAY


def _within(starts_on: date | None, ends_on: date | None, day: date) -> bool:
    """Whether a cut lies inside, after the first day."""
    return (starts_on is None or starts_on < day) and (ends_on is None or day <= ends_on)


def modes_on(found: Iterable[Membership], day: date) -> dict[int, Mode]:
    """Who is on the team on a day, and how; who is so twice is there in the way that is more."""
    modes: dict[int, Mode] = {}
    for each in found:
        there = holds(each.starts_on, each.ends_on, day)
        if there and modes.get(each.person) is not Mode.ON_SITE:
            modes[each.person] = each.mode
    return modes
