"""The proof: every kept row equals what is worked out afresh from the facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.models import County, KeptCounty, KeptGap, KeptHorizon, Person, ServiceArea, Team
from portal.services.readiness.areas import Gap, worst
from portal.services.readiness.evidence import last_evidence
from portal.services.readiness.keeping import county_windows
from portal.services.readiness.under import is_kept
from portal.services.readiness.world import AT_ONCE, World

TEAMS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is kept and not as it should be, or not kept."""

    kind: str
    """“person”, “team”, “area”, “county” or “evidence”; “rules” when nothing may be used."""
    id: int | str
    kept: object
    """None: nothing is kept."""
    fresh: object

    @property
    def words(self) -> str:
        """A line for whoever ran the check."""
        if self.kind == "rules":
            return "Nothing is kept under the rules in use. Run: flask readiness rebuild"
        if self.kept is None:
            return f"{self.kind} {self.id}: not kept"
        return f"{self.kind} {self.id}: kept as {self.kept}, but it is {self.fresh}"


def check(session: Session, rulebook: Rulebook, catalogue: Catalogue) -> Iterator[Difference]:
    """Everything that differs. Whoever reads only what one moment knows gets no false alarm."""
    if not is_kept(session, rulebook, catalogue):
        yield Difference("rules", "", None, None)
        return
    kept = World(session, rulebook, catalogue)
    fresh = World(session, rulebook, catalogue, afresh=True)
    people_are_right = True
    for ids in _chunks(session, Person.id, AT_ONCE):
        for one in _differ("person", ids, kept.kept_people(ids), fresh.people(ids)):
            people_are_right = False
            yield one
        fresh.forget()
    # What is kept of people is proven now, so the rest may be worked out from that.
    world = kept if people_are_right else fresh
    for ids in _chunks(session, Team.id, TEAMS_AT_ONCE):
        yield from _differ("team", ids, kept.kept_teams(ids), world.teams_afresh(ids))
        world.forget()
    yield from _areas(session, world)
    yield from _evidence(session)


def _chunks(session: Session, number: Any, size: int) -> Iterator[Sequence[int]]:
    last = 0
    while ids := session.scalars(
        select(number).where(number > last).order_by(number).limit(size)
    ).all():
        yield ids
        last = ids[-1]


def _differ(
    kind: str, ids: Sequence[Any], kept: dict[Any, Any], fresh: dict[Any, Any]
) -> Iterator[Difference]:
    for each in ids:
        if kept.get(each) != fresh[each]:
            yield Difference(kind, each, *_parts(kept.get(each), fresh[each]))


def _parts(kept: Any, fresh: Any) -> tuple[object, object]:
    """Of two rows of stretches, the first that differ."""
    if not isinstance(kept, Sequence) or not isinstance(fresh, Sequence):
        return kept, fresh
    for number in range(max(len(kept), len(fresh))):
        one = kept[number] if number < len(kept) else "nothing"
        other = fresh[number] if number < len(fresh) else "nothing"
        if one != other:
            return one, other
    return kept, fresh


def _areas(session: Session, fresh: World) -> Iterator[Difference]:
    """Area by area, each for the time that it is kept for; then their county."""
    windows = county_windows(session, None)
    asked = (
        select(ServiceArea.county_fips, KeptHorizon.from_at, KeptHorizon.through_at, ServiceArea.id)
        .outerjoin(KeptHorizon, KeptHorizon.area_id == ServiceArea.id)
        .order_by(ServiceArea.county_fips, KeptHorizon.from_at, KeptHorizon.through_at)
    )
    rows = session.execute(asked).all()
    for county, areas in groupby(rows, key=lambda row: row[0]):
        known: dict[int, list[Gap]] = {}
        for (start, end), alike in groupby(areas, key=lambda row: row[1:3]):
            ids = [row[3] for row in alike]
            if start is None:
                yield from (Difference("area", area, None, None) for area in ids)
                continue
            found = fresh.gaps_afresh(ids, start, end)
            kept = {area: _kept_gaps(session, KeptGap.area_id == area) for area in ids}
            yield from _differ("area", ids, kept, found)
            known |= found
        of_county = worst(known.values(), *windows[county]) if county in windows else []
        kept_of = _kept_gaps(session, KeptGap.area_id.is_(None), KeptGap.county_fips == county)
        yield from _differ("county", [county], {county: kept_of}, {county: of_county})
        fresh.forget()


def _kept_gaps(session: Session, *conditions: Any) -> list[Gap]:
    rows = session.execute(
        select(
            KeptGap.starts_at,
            KeptGap.ends_at,
            KeptGap.outcome,
            KeptGap.requirement,
            KeptGap.team_id,
        )
        .where(*conditions)
        .order_by(KeptGap.starts_at)
    )
    return [Gap(*row) for row in rows]


def _evidence(session: Session) -> Iterator[Difference]:
    fresh: dict[str, date] = last_evidence(session, None)
    kept = {
        row.county_fips: row.last_evidence_on
        for row in session.execute(select(KeptCounty.county_fips, KeptCounty.last_evidence_on))
    }
    for county in session.scalars(select(County.fips).order_by(County.fips)):
        if county not in kept:
            yield Difference("evidence", county, None, fresh.get(county))
        elif kept[county] != fresh.get(county):
            yield Difference("evidence", county, kept[county] or "none", fresh.get(county))
