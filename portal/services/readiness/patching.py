"""Writing kept gaps: those of some days take their place among the others.

Only rows that differ are written, so that a fact about today leaves the years before it alone.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from secrets import token_hex
from typing import Any, TypeVar

from sqlalchemy import (
    Date,
    Integer,
    String,
    bindparam,
    case,
    cast,
    delete,
    insert,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from portal.domain.coverage import (
    ALL_WEEK,
    ALWAYS,
    FOREVER,
    CountyGap,
    Piece,
    Slots,
    WeeklyGap,
    county_gaps,
    differing,
    patched,
    united,
)
from portal.models import (
    Base,
    KeptCounty,
    KeptCountyGap,
    KeptGap,
    ServiceArea,
)
from portal.services.certification.statements import table_of
from portal.services.readiness.changed import Changed, begun, noted

Gap = TypeVar("Gap", bound=WeeklyGap | CountyGap)
_area, _county = table_of(ServiceArea).c, table_of(KeptCounty)
_WEEKDAYS: Any = bindparam("weekdays", expanding=True)


class _Table:
    """A table of gaps, and what is asked of it."""

    def __init__(self, model: type[Base], whose: str, made: Any, **columns: str) -> None:
        self.rows, self.whose, self.made = table_of(model), whose, made
        self.names = [columns.get(name, name) for name in self.made._fields]
        self.add = insert(self.rows)
        self.forget = delete(self.rows).where(self.rows.c.id.in_(bindparam("ids", expanding=True)))


_AREAS = _Table(KeptGap, "area_id", WeeklyGap, team="team_id")
_COUNTIES = _Table(KeptCountyGap, "county_fips", CountyGap, area="area_id")
_gap, _worst = table_of(KeptGap).c, table_of(KeptCountyGap).c
_SAID = ("weekday", "starts", "ends", "opens", "closes", "outcome")
"""What says which area of a county is the worst; why does not matter."""
_WITHIN: Any = bindparam("counties", expanding=True)
_OF_COUNTIES = union_all(
    select(cast(null(), Integer).label("number"), _area.county_fips, _area.id)
    .add_columns(*(_gap[name] for name in _SAID))
    .join_from(table_of(ServiceArea), table_of(KeptGap), _gap.area_id == _area.id)
    .where(
        _area.county_fips.in_(_WITHIN),
        _gap.weekday.in_(_WEEKDAYS),
        _gap.ends > bindparam("first"),
        _gap.starts < bindparam("until"),
        _gap.closes > bindparam("opens"),
        _gap.opens < bindparam("closes"),
    ),
    select(_worst.id, _worst.county_fips, _worst.area_id)
    .add_columns(*(_worst[name] for name in _SAID))
    .where(
        _worst.county_fips.in_(_WITHIN),
        _worst.weekday.in_(_WEEKDAYS),
        _worst.ends >= bindparam("first"),
        _worst.starts <= bindparam("until") + 7,  # neighbors, too: they may become one
    ),
)
"""What the areas of some counties lack then; and, with numbers, what is kept of the counties."""
_last, _day = _county.c.last_evidence_on, bindparam("day", type_=Date())
_new = bindparam("new", type_=String())
_STAMP = (
    update(_county)
    .where(_county.c.county_fips == bindparam("county"))
    .values(
        stamp=_new,
        changes=noted(_new, bindparam("words", type_=String())),
        last_evidence_on=case((or_(_last.is_(None), _last < _day), _day), else_=_last),
    )
)


def put_areas(
    session: Session,
    found: Mapping[int, Sequence[WeeklyGap]],
    before: Mapping[int, Mapping[WeeklyGap, int]],
    counties: Mapping[int, str],
    first: int,
    until: int,
    slots: Slots,
) -> bool:
    """Keep what these areas lack in these slots of [first, until). Their counties follow.

    `before`: what is kept of them in these slots at least, with the numbers of the rows. Returns
    whether that is anything else than before.
    """
    changed = _put(session, _AREAS, found, before, first, until, slots)
    if changed:
        those = {counties[area] for area in changed}
        _put_counties(session, those, [piece for pieces in changed.values() for piece in pieces])
    return bool(changed)


def stamp(
    session: Session, counties: Collection[str], changed: Changed, evidence: Mapping[str, date]
) -> None:
    """Give those of these counties that are kept another stamp: pages say something else now.

    `evidence`: the day of some in each of them, which may be the last one now.
    """
    if counties:
        words = changed.words()
        rows = [
            {"county": each, "new": _new_stamp(), "words": words, "day": evidence.get(each)}
            for each in sorted(counties)
        ]
        session.connection().execute(_STAMP, rows)


def _new_stamp() -> str:
    """One that never was: neither what is undone nor another database comes to the same."""
    return token_hex(16)


def put_county(
    session: Session,
    county: str,
    found: Mapping[int, Sequence[WeeklyGap]],
    last_evidence_on: date | None,
) -> None:
    """Keep a county, now that its people and teams are kept, with what its areas always lack."""
    nothing: dict[Any, Any] = {}  # `forget_counties` left nothing, or there never was anything
    _put(session, _AREAS, found, dict.fromkeys(found, nothing), ALWAYS, FOREVER)
    of_county = {county: county_gaps(found)}
    _put(session, _COUNTIES, of_county, {county: nothing}, ALWAYS, FOREVER)
    first = _new_stamp()
    values = {"county_fips": county, "stamp": first, "changes": begun(first)}
    session.connection().execute(insert(_county), {**values, "last_evidence_on": last_evidence_on})


def forget_counties(session: Session, counties: Collection[str]) -> None:
    """Keep nothing of these counties, until everything is there again."""
    connection, gone = session.connection(), sorted(counties)
    theirs = select(_area.id).where(_area.county_fips.in_(gone))
    connection.execute(delete(_AREAS.rows).where(_gap.area_id.in_(theirs)))
    of_county = _COUNTIES.rows.c.county_fips
    connection.execute(delete(_COUNTIES.rows).where(of_county.in_(gone)))
    connection.execute(delete(_county).where(_county.c.county_fips.in_(gone)))


def _put_counties(session: Session, counties: Collection[str], changed: Sequence[Piece]) -> None:
    first, until = min(each.starts for each in changed), max(each.ends for each in changed)
    slots = united((each.weekday, each.slot) for each in changed)
    asked = {
        "counties": list(counties),
        "first": first,
        "until": until,
        "weekdays": list(slots),
        "opens": min(each.slot[0] for each in changed),
        "closes": max(each.slot[1] for each in changed),
    }
    areas: dict[str, dict[int, list[WeeklyGap]]] = {county: {} for county in counties}
    known: dict[str, dict[CountyGap, int]] = {county: {} for county in counties}
    rows = session.connection().execute(_OF_COUNTIES, asked).all()
    for number, county, area, *gap in rows:
        if number is None:
            areas[county].setdefault(area, []).append(WeeklyGap._make((*gap, "", None, None)))
        else:
            known[county][CountyGap._make((*gap, area))] = number
    found = {county: county_gaps(mine, first, until, slots) for county, mine in areas.items()}
    _put(session, _COUNTIES, found, known, first, until, slots)


def _put(
    session: Session,
    table: _Table,
    found: Mapping[Any, Sequence[Gap]],
    known: Mapping[Any, Mapping[Gap, int]],
    first: int,
    until: int,
    slots: Slots = ALL_WEEK,
) -> dict[Any, list[Piece]]:
    """Write what differs from what is known, which has the numbers of rows.

    Returns where that is, by whose it is.
    """
    gone: list[int] = []
    added: list[dict[str, Any]] = []
    changed: dict[Any, list[Piece]] = {}
    for whose, fresh in found.items():
        kept = known[whose]
        pieces = differing(kept, fresh, first, until, slots)
        if not pieces:
            continue
        changed[whose] = pieces
        now = patched(kept, fresh, first, until, slots)
        still = set(now)
        lost: list[Any] = [gap for gap in kept if gap not in still]
        new: list[Any] = [gap for gap in now if gap not in kept]
        gone += [kept[gap] for gap in lost]
        added += [{table.whose: whose, **dict(zip(table.names, gap, strict=True))} for gap in new]
    if gone:
        session.connection().execute(table.forget, {"ids": gone})
    if added:
        session.connection().execute(table.add, added)
    return changed
