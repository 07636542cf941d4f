"""Who is on which team from when to when, and how they take part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, null, or_, select, union_all
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from portal.domain.facts import Duty, holds
from portal.domain.requirements import Rulebook
from portal.domain.staffing import AbilitySpan, Mode, TeamMember, TeamSpan, team_spans
from portal.models import Affiliation, DutyHeld
from portal.services.rosters.known import recorded_by, stands

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


@lru_cache(maxsize=2)
def _asked(*, then: bool) -> Any:
    """Who is on some teams when, and what they do: affiliations, then the duties."""
    known_at: Any = bindparam("known_at") if then else None
    on_teams = Affiliation.team_id.in_(bindparam("teams", expanding=True))

    def rows(table: Any, first: Any, second: Any) -> Any:
        return select(
            first.label("team"),
            second.label("duty"),
            table.person_id,
            table.starts_on,
            table.ends_on,
            table.id.label("place"),
        ).where(
            or_(
                table.starts_on.is_(None),
                table.ends_on.is_(None),
                table.ends_on >= table.starts_on,
            ),
            *recorded_by(table.recorded_at, known_at),
            stands(table, known_at),
        )

    nobody, nothing = as_type(null(), Integer), as_type(null(), DutyHeld.duty.type)
    people = select(Affiliation.person_id).where(on_teams)
    return union_all(
        rows(Affiliation, Affiliation.team_id, nothing).where(on_teams),
        rows(DutyHeld, nobody, DutyHeld.duty).where(DutyHeld.person_id.in_(people)),
    ).order_by("team", "place")


def memberships(
    session: Session, team_ids: Iterable[int], known_at: datetime | None = None
) -> dict[int, list[Membership]]:
    """For each of these teams, everybody who was, is or will be on it. One query."""
    teams = sorted(set(team_ids))
    if not teams:
        return {}
    asked: dict[str, Any] = {"teams": teams}
    if known_at is not None:
        asked["known_at"] = known_at
    on_teams, duties = [], []
    rows = session.connection().execute(_asked(then=known_at is not None), asked).all()
    for team, duty, person, starts_on, ends_on, _ in rows:
        if team is None:
            duties.append((person, duty, starts_on, ends_on))
        else:
            on_teams.append((team, person, starts_on, ends_on))
    return memberships_from(teams, on_teams, duties)


def memberships_from(
    teams: Iterable[int], on_teams: Iterable[Any], duties: Iterable[Any]
) -> dict[int, list[Membership]]:
    """The same from rows that were read already: of a team, a person, a first and a last day.

    `duties`: of a person, what they do, and from when to when.
    """
    held: dict[int, list[_Held]] = defaultdict(list)
    for person, *duty in duties:
        held[person].append(_Held(*duty))
    found: dict[int, list[Membership]] = {team: [] for team in teams}
    for team, person, starts_on, ends_on in on_teams:
        found[team] += [
            Membership(person, *piece)
            for piece in _pieces(starts_on, ends_on, held.get(person, ()))
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


def spans_of(
    found: Iterable[Membership],
    held: Mapping[int, tuple[AbilitySpan, ...]],
    rulebook: Rulebook,
    first: date = date.min,
    until: date = date.max,
    known: Sequence[TeamSpan] = (),
) -> tuple[TeamSpan, ...]:
    """Whether a team of these people could answer with all of them, through all time.

    Outside of [first, until) it is what is known.
    """
    return team_spans(
        [
            TeamMember(each.person, "", each.starts_on, each.ends_on, each.mode, held[each.person])
            for each in found
            if each.person in held
        ],
        rulebook,
        first,
        until,
        known,
    )
