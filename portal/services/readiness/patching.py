"""Writing kept gaps: those of some days take their place among the others.

Only rows that differ are written, so that a fact about today leaves the years before it alone.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from secrets import token_hex
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    Integer,
    bindparam,
    cast,
    delete,
    insert,
    null,
    select,
    union_all,
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
from portal.services.readiness.changed import Changed, begun
from portal.services.readiness.writing import Writes

Gap = TypeVar("Gap", bound=WeeklyGap | CountyGap)
_area, _county = table_of(ServiceArea).c, table_of(KeptCounty)
_WEEKDAYS: Any = bindparam("weekdays", expanding=True)


class _Table:
    """A table of gaps, and what is asked of it."""

    def __init__(self, model: type[Base], whose: str, made: Any, **columns: str) -> None:
        self.model, self.whose = model, whose
        self.names = [columns.get(name, name) for name in made._fields]


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


class _Patch(NamedTuple):
    """What is kept differently now of one area or county."""

    pieces: list[Piece]
    """Where that is."""
    now: list[Any]
    """All gaps that are kept then."""


def put_areas(
    session: Session,
    writes: Writes,
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
    changed = _put(writes, _AREAS, found, before, first, until, slots)
    if changed:
        _put_counties(session, writes, changed, counties)
    return bool(changed)


def stamp(
    writes: Writes, counties: Collection[str], changed: Changed, evidence: Mapping[str, date]
) -> None:
    """Give those of these counties that are kept another stamp: pages say something else now.

    `evidence`: the day of some in each of them, which may be the last one now.
    """
    words = changed.words()
    for each in sorted(counties):
        writes.stamp(each, _new_stamp(), words, evidence.get(each))


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
    writes = Writes()
    _put(writes, _AREAS, found, dict.fromkeys(found, nothing), ALWAYS, FOREVER)
    of_county = {county: county_gaps(found)}
    _put(writes, _COUNTIES, of_county, {county: nothing}, ALWAYS, FOREVER)
    writes.write(session)
    first = _new_stamp()
    values = {"county_fips": county, "stamp": first, "changes": begun(first)}
    session.connection().execute(insert(_county), {**values, "last_evidence_on": last_evidence_on})


def forget_counties(session: Session, counties: Collection[str]) -> None:
    """Keep nothing of these counties, until everything is there again."""
    connection, gone = session.connection(), sorted(counties)
    theirs = select(_area.id).where(_area.county_fips.in_(gone))
    connection.execute(delete(table_of(KeptGap)).where(_gap.area_id.in_(theirs)))
    connection.execute(delete(table_of(KeptCountyGap)).where(_worst.county_fips.in_(gone)))
    connection.execute(delete(_county).where(_county.c.county_fips.in_(gone)))


def _put_counties(
    session: Session,
    writes: Writes,
    changed: Mapping[int, _Patch],
    counties: Mapping[int, str],
) -> None:
    pieces = [piece for patch in changed.values() for piece in patch.pieces]
    first, until = min(each.starts for each in pieces), max(each.ends for each in pieces)
    slots = united((each.weekday, each.slot) for each in pieces)
    those = {counties[area] for area in changed}
    asked = {
        "counties": list(those),
        "first": first,
        "until": until,
        "weekdays": list(slots),
        "opens": min(each.slot[0] for each in pieces),
        "closes": max(each.slot[1] for each in pieces),
    }
    areas: dict[str, dict[int, list[WeeklyGap]]] = {county: {} for county in those}
    known: dict[str, dict[CountyGap, int]] = {county: {} for county in those}
    rows = session.connection().execute(_OF_COUNTIES, asked).all()
    for number, county, area, *gap in rows:
        if number is not None:
            known[county][CountyGap._make((*gap, area))] = number
        elif area not in changed:  # what is kept of those is written later
            areas[county].setdefault(area, []).append(WeeklyGap._make((*gap, "", None, None)))
    for area, patch in changed.items():
        areas[counties[area]][area] = patch.now
    found = {county: county_gaps(mine, first, until, slots) for county, mine in areas.items()}
    _put(writes, _COUNTIES, found, known, first, until, slots)


def _put(
    writes: Writes,
    table: _Table,
    found: Mapping[Any, Sequence[Gap]],
    known: Mapping[Any, Mapping[Gap, int]],
    first: int,
    until: int,
    slots: Slots = ALL_WEEK,
) -> dict[Any, _Patch]:
    """Write what differs from what is known, which has the numbers of rows; by whose it is."""
    changed: dict[Any, _Patch] = {}
    for whose, fresh in found.items():
        kept = known[whose]
        pieces = differing(kept, fresh, first, until, slots)
        if not pieces:
            continue
        now = patched(kept, fresh, first, until, slots)
        changed[whose] = _Patch(pieces, now)
        still = set(now)
        free = [number for gap, number in kept.items() if gap not in still]
        new = [gap for gap in now if gap not in kept]
        writes.forget(table.model, [{"id": number} for number in free[len(new) :]])
        writes.put(
            table.model,
            [
                {"id": number, table.whose: whose, **dict(zip(table.names, gap, strict=True))}
                for number, gap in zip_longest(free[: len(new)], new)
            ],
        )
    return changed
