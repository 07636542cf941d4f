"""Which shifts last in some parts of the week, in whole areas: with who is on them, and no more."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.domain.coverage import AreaTeam, Shift, Slots, meet, parts
from portal.models import Shift as ShiftRow
from portal.models import TeamArea
from portal.services.rosters.known import not_undone, stands
from portal.services.rosters.loading import columns, with_people


class Lasting(NamedTuple):
    """Of an area: who serves it when, as far as they have such shifts, and these shifts."""

    teams: list[AreaTeam]
    shifts: list[Shift]


@lru_cache(maxsize=1)
def _shifts() -> Any:
    """The shifts of the teams that serve, served or will serve some areas, by their weekdays."""
    served = (TeamArea.area_id, TeamArea.team_id, TeamArea.starts_on, TeamArea.ends_on)
    asked = (
        select(*served, *columns())
        .join(ShiftRow, ShiftRow.team_id == TeamArea.team_id)
        .where(
            TeamArea.area_id.in_(bindparam("areas", expanding=True)),
            ShiftRow.weekday.in_(bindparam("weekdays", expanding=True)),
            or_(TeamArea.ends_on.is_(None), TeamArea.ends_on >= TeamArea.starts_on),
            stands(TeamArea, None),
        )
    )
    return not_undone(asked, ShiftRow.import_id)


def shifts_in(session: Session, areas: Collection[int], slots: Slots) -> dict[int, Lasting]:
    """Of each of these areas the shifts that last in these slots, as known now. Two queries."""
    begin = {(day - before) % 7 for day in slots for before in (0, 1)}
    asked = {"areas": list(areas), "weekdays": list(begin)}
    serving: dict[int, dict[AreaTeam, None]] = {area: {} for area in areas}
    shifts: dict[int, Sequence[Any]] = {}
    for area, team, starts_on, ends_on, *shift in session.connection().execute(_shifts(), asked):
        if meet(slots, parts(*shift[3:6])):
            shifts[shift[0]] = shift
            serving[area][AreaTeam(team, starts_on, ends_on)] = None
    found = with_people(session, [*shifts.values()])
    return {area: _of(teams, found) for area, teams in serving.items()}


def _of(serving: Iterable[AreaTeam], shifts: Iterable[Shift]) -> Lasting:
    teams = {each.team for each in serving}
    return Lasting([*serving], [shift for shift in shifts if shift.team in teams])
