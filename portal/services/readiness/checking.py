"""The proof: every kept row equals what is worked out afresh from the facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import county_gaps
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.models import County, Person, ServiceArea, Team
from portal.services.readiness.evidence import last_evidence
from portal.services.readiness.under import is_kept
from portal.services.readiness.weeks import kept_county_gaps
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
    yield from _counties(session, kept, world)


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


def _counties(session: Session, kept: World, fresh: World) -> Iterator[Difference]:
    """County by county: its areas, then what is kept of it as a whole."""
    evidence = last_evidence(session, None)
    areas: dict[str, list[int]] = defaultdict(list)
    for county, area in session.execute(select(ServiceArea.county_fips, ServiceArea.id)):
        areas[county].append(area)
    for county in session.scalars(select(County.fips).order_by(County.fips)):
        if county not in kept.kept_counties:
            yield Difference("county", county, None, "")
            continue
        ids = areas[county]
        found = fresh.weekly_afresh(ids)
        yield from _differ("area", ids, *_in_order(kept.kept_weekly(ids), found))
        gaps = kept_county_gaps(kept, [county])
        whole = _in_order(gaps, {county: county_gaps(found)})
        yield from _differ("county", [county], *whole)
        known = kept.kept_counties[county] or "none"
        days = {county: known}, {county: evidence.get(county, "none")}
        yield from _differ("evidence", [county], *days)
        fresh.forget()


def _in_order(*found: Mapping[Any, Sequence[Any]]) -> list[dict[Any, list[Any]]]:
    return [{key: sorted(gaps) for key, gaps in mine.items()} for mine in found]
