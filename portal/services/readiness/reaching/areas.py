"""Which areas new facts bear on, when, who serves them, on which shifts, and what is kept."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    CTE,
    Date,
    Select,
    String,
    and_,
    bindparam,
    cast,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from portal.models import (
    KeptCounty,
    KeptGap,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftException,
    TeamArea,
)
from portal.services.readiness.reaching.shape import columns, ids
from portal.services.rosters.known import not_undone, stands
from portal.services.rosters.loading import last_on


def changed(kinds: Collection[str]) -> CTE | None:
    """When shifts last that have changed, or on which somebody has a place who has moved."""
    numbers: list[Any] = []
    if "shifts" in kinds:
        numbers.append(select(Shift.id).where(Shift.id.in_(ids("shifts"))))
    if "imports" in kinds:
        numbers.append(select(Shift.id).where(Shift.import_id.in_(ids("imports"))))
    for table in (ShiftAssignment, ShiftException):
        if "moved" in kinds:
            numbers.append(select(table.shift_id).where(table.person_id.in_(ids("moved"))))
        if "imports" in kinds:
            numbers.append(select(table.shift_id).where(table.import_id.in_(ids("imports"))))
    if not numbers:
        return None
    asked = select(Shift.team_id, Shift.weekday, Shift.starts, Shift.ends)
    return asked.where(Shift.id.in_(union_all(*numbers))).distinct().cte("changed")


def areas(kinds: Collection[str], changed: CTE | None) -> CTE:
    """Those that are given, and those that teams of changed shifts serve or ever served."""
    numbers: list[Any] = []
    if "areas" in kinds:
        numbers.append(select(ServiceArea.id).where(ServiceArea.id.in_(ids("areas"))))
    if "rosters" in kinds:
        numbers.append(select(TeamArea.area_id).where(TeamArea.team_id.in_(ids("rosters"))))
    if changed is not None:
        by_team = TeamArea.team_id.in_(select(changed.c.team_id))
        numbers.append(select(TeamArea.area_id).where(by_team))
    return (
        select(ServiceArea.id, ServiceArea.county_fips)
        .join(KeptCounty, KeptCounty.county_fips == ServiceArea.county_fips)
        .where(ServiceArea.id.in_(union_all(*numbers)))
        .cte("area")
    )


def slots(changed: CTE) -> Select[Any]:
    """When these shifts last."""
    when = changed.c
    return columns("slot", weekday=when.weekday, begins=when.starts, until=when.ends)


def served(areas: CTE) -> CTE:
    """Which teams serve these areas, from when to when."""
    return (
        select(
            TeamArea.area_id.label("whose"),
            TeamArea.team_id.label("id"),
            TeamArea.starts_on.label("first_on"),
            TeamArea.ends_on.label("last_on"),
        )
        .where(
            TeamArea.area_id.in_(select(areas.c.id)),
            or_(TeamArea.ends_on.is_(None), TeamArea.ends_on >= TeamArea.starts_on),
            stands(TeamArea, None),
        )
        .cte("served")
    )


def shifts(served: CTE, changed: CTE | None) -> CTE:
    """The shifts of these teams that last while the changed ones do; None: all of them."""
    asked = select(
        Shift.id.label("id"),
        Shift.team_id.label("whose"),
        Shift.weekday.label("weekday"),
        Shift.starts.label("begins"),
        Shift.ends.label("until"),
        Shift.first_on.label("first_on"),
        last_on(),
    ).where(Shift.team_id.in_(select(served.c.id)))
    if changed is not None:
        asked = asked.where(select(changed.c.weekday).where(_meet(Shift, changed.c)).exists())
    return not_undone(asked, Shift.import_id).cte("lasting")


def _meet(one: Any, other: Any) -> Any:
    """Whether two shifts last at the same time; one that ends where it began runs over midnight."""
    one_turns, other_turns = one.ends <= one.starts, other.ends <= other.starts
    before_one_ends = or_(one_turns, other.starts < one.ends)
    before_other_ends = or_(other_turns, one.starts < other.ends)
    return or_(
        and_(one.weekday == other.weekday, before_one_ends, before_other_ends),
        and_(one.weekday == (other.weekday + 1) % 7, other_turns, one.starts < other.ends),
        and_(other.weekday == (one.weekday + 1) % 7, one_turns, other.starts < one.ends),
    )


def places(shifts: CTE) -> CTE:
    """Who has a place, and after it what is different on a date, which alone has a kind."""
    place, different = ShiftAssignment, ShiftException

    def there(table: Any, kind: Any, first_on: Any, last: Any) -> Any:
        asked = select(
            table.id.label("id"),
            table.shift_id.label("whose"),
            table.person_id.label("person"),
            type_coerce(table.mode, String).label("word"),
            kind.label("second"),
            first_on.label("first_on"),
            last.label("last_on"),
        )
        return not_undone(asked.where(table.shift_id.in_(select(shifts.c.id))), table.import_id)

    begun = or_(place.last_on.is_(None), place.last_on >= place.first_on)
    places = there(place, cast(null(), String), place.first_on, place.last_on)
    kind = type_coerce(different.kind, String)
    dates = there(different, kind, different.on, cast(null(), Date))
    return union_all(places.where(begun, stands(place, None)), dates).cte("place")


def gaps(areas: CTE, changed: CTE | None) -> Select[Any]:
    """What is kept of these areas in these parts of the week, on these days and around them."""
    row = KeptGap
    asked = columns(
        "gap",
        id=row.id,
        whose=row.area_id,
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        more=row.opens,
        most=row.closes,
        person=row.team_id,
        word=row.outcome,
        second=row.requirement,
        third=row.answer,
    ).where(
        row.area_id.in_(select(areas.c.id)),
        row.ends >= bindparam("first"),
        row.starts <= bindparam("until") + 7,
    )
    if changed is None:
        return asked
    turns = changed.c.ends <= changed.c.starts
    days = union_all(select(changed.c.weekday), select((changed.c.weekday + 1) % 7).where(turns))
    return asked.where(row.weekday.in_(days))
