"""Readiness as it is known now or was known: from kept rows where there are some, else afresh.

Every answer is the same either way. What is kept is always right under the rules in use; what is
not there, or was kept under other rules, is worked out from the facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from portal.domain.coverage import Shift
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing import (
    Abilities,
    AbilitySpan,
    TeamMember,
    TeamSpan,
    abilities_through_time,
    team_spans,
)
from portal.services.certification import facts_of
from portal.services.readiness import asking
from portal.services.readiness.areas import (
    AreaFacts,
    Gap,
    area_stretches,
    clipped,
    first_break,
    gaps_in,
    people_of,
)
from portal.services.readiness.members import memberships
from portal.services.readiness.people import (
    FOREVER,
    PersonStretch,
    abilities_of,
    ability_spans_of,
    able,
    person_stretches,
)
from portal.services.readiness.under import is_kept
from portal.services.rosters.loading import area_teams, shifts_of

AT_ONCE = 500
"""People worked out at once: enough to spread the queries, few enough for the memory."""


class World:
    """People, teams and areas under one rulebook, as known at one moment (None: now)."""

    def __init__(
        self,
        session: Session,
        rulebook: Rulebook,
        catalogue: Catalogue,
        known_at: datetime | None = None,
        *,
        afresh: bool = False,
    ) -> None:
        self.session = session
        self.rulebook = rulebook
        self.catalogue = catalogue
        self.known_at = known_at
        self.afresh = afresh
        self._worked_out: dict[int, tuple[PersonStretch, ...]] = {}
        self._brought: dict[int, tuple[AbilitySpan, ...]] = {}
        self._seen: dict[int, AreaFacts] = {}

    @property
    def connection(self) -> Connection:
        """Where rows are read: past the session, which would only cost time."""
        return self.session.connection()

    @cached_property
    def kept(self) -> bool:
        """Whether kept rows may be used; `afresh` leaves them aside, and so does the past."""
        if self.afresh or self.known_at is not None:
            return False
        return is_kept(self.session, self.rulebook, self.catalogue)

    def people(self, ids: Iterable[int]) -> dict[int, tuple[PersonStretch, ...]]:
        """What these people are and bring, through all time."""
        wanted = sorted(set(ids))
        found = self.kept_people(wanted) if self.kept else {}
        return found | self._afresh([person for person in wanted if person not in found])

    def kept_people(self, ids: Iterable[int]) -> dict[int, tuple[PersonStretch, ...]]:
        """The same as far as it is kept."""
        found: dict[int, list[PersonStretch]] = defaultdict(list)
        asked = {"ids": sorted(set(ids))}
        for person, *stretch in self.connection.execute(asking.PEOPLE, asked).all():
            found[person].append(PersonStretch(*stretch))
        return {person: tuple(stretches) for person, stretches in found.items()}

    def _afresh(self, ids: Sequence[int]) -> dict[int, tuple[PersonStretch, ...]]:
        known = self._worked_out
        for facts in self._facts(person for person in ids if person not in known):
            known[facts.person] = person_stretches(facts, self.rulebook)
        return {person: known[person] for person in ids if person in known}

    def _facts(self, ids: Iterable[int]) -> Iterator[PersonFacts]:
        wanted = list(ids)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            found = facts_of(self.session, some, self.catalogue, self.known_at, names=False)
            yield from found.values()

    def forget(self) -> None:
        """Let go of what was worked out, for the memory."""
        for known in (self._worked_out, self._brought, self._seen):
            known.clear()

    def abilities(self, ids: Iterable[int]) -> dict[int, tuple[AbilitySpan, ...]]:
        """What these people bring, through all time."""
        wanted = sorted(set(ids))
        kept = self.kept_people(wanted) if self.kept else {}
        found = {person: abilities_of(stretches) for person, stretches in kept.items()}
        return found | self._brought_by([person for person in wanted if person not in found])

    def _brought_by(self, ids: Sequence[int]) -> dict[int, tuple[AbilitySpan, ...]]:
        """The same afresh: quicker than all states, of which only some decide it."""
        known = self._brought
        for person in ids:
            if person not in known and person in self._worked_out:
                known[person] = abilities_of(self._worked_out[person])
        for facts in self._facts(person for person in ids if person not in known):
            known[facts.person] = abilities_through_time(facts, self.rulebook)
        return {person: known[person] for person in ids if person in known}

    def abilities_within(
        self, ids: Iterable[int], start: datetime, end: datetime
    ) -> dict[int, tuple[AbilitySpan, ...]]:
        """What they bring in a time, perhaps with what they bring before and after it."""
        wanted = sorted(set(ids))
        found: dict[int, list[tuple[int, int, Abilities]]] = defaultdict(list)
        if self.kept and wanted:
            days = {
                "first": civil_date(start).toordinal(),
                "last": civil_date(end).toordinal(),
            }
            rows = self.connection.execute(asking.BROUGHT, {"ids": wanted, **days}).all()
            for person, starts, ends, judged, advised in rows:
                found[person].append((starts, ends, able(judged, advised)))
        missing = [person for person in wanted if person not in found]
        return {person: ability_spans_of(held) for person, held in found.items()} | self.abilities(
            missing
        )

    def teams(self, ids: Iterable[int]) -> dict[int, tuple[TeamSpan, ...]]:
        """Whether these teams could answer with everybody on them, through all time."""
        wanted = sorted(set(ids))
        found = self.kept_teams(wanted) if self.kept else {}
        return found | self.teams_afresh([team for team in wanted if team not in found])

    def kept_teams(self, ids: Iterable[int]) -> dict[int, tuple[TeamSpan, ...]]:
        """The same as far as it is kept."""
        found: dict[int, list[TeamSpan]] = defaultdict(list)
        asked = {"ids": sorted(set(ids))}
        for team, starts, ends, *said in self.connection.execute(asking.TEAMS, asked).all():
            until = None if ends == FOREVER else date.fromordinal(ends)
            found[team].append(TeamSpan(date.fromordinal(starts), until, *said))
        return {team: tuple(spans) for team, spans in found.items()}

    def teams_afresh(self, ids: Iterable[int]) -> dict[int, tuple[TeamSpan, ...]]:
        """The same, worked out from what its people bring."""
        on_teams = memberships(self.session, ids, self.known_at)
        held = self.abilities(each.person for found in on_teams.values() for each in found)
        return {
            team: team_spans(
                [
                    TeamMember(
                        each.person, "", each.starts_on, each.ends_on, each.mode, held[each.person]
                    )
                    for each in found
                    if each.person in held
                ],
                self.rulebook,
            )
            for team, found in on_teams.items()
        }

    def areas(
        self, ids: Iterable[int], within: tuple[datetime, datetime] | None = None
    ) -> dict[int, AreaFacts]:
        """Who serves these areas, when, and with what abilities: ever, or within some time."""
        serving = area_teams(self.session, sorted(set(ids)), self.known_at)
        teams = sorted({each.team for found in serving.values() for each in found})
        shifts: dict[int, list[Shift]] = {}
        if teams:
            shifts = shifts_of(self.session, teams, self.known_at, facts=False)
        people = people_of(each for found in shifts.values() for each in found)
        held = self.abilities_within(people, *within) if within else self.abilities(people)
        return {
            area: AreaFacts(area, found, _shifts(found, shifts), held)
            for area, found in serving.items()
        }

    def gaps(
        self, ids: Iterable[int], start: datetime, end: datetime, until: datetime | None = None
    ) -> dict[int, list[Gap]]:
        """When these areas are not plainly covered within [start, end).

        Whoever will ask for more says `until` when; what that takes is remembered till `forget`.
        """
        wanted = sorted(set(ids))
        found = self.kept_gaps(wanted, start, end)
        missing = [area for area in wanted if area not in found]
        fresh = self.gaps_afresh(missing, start, end, until) if missing else {}
        return found | {area: clipped(gaps, start, end) for area, gaps in fresh.items()}

    def kept_gaps(self, ids: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Gap]]:
        """The same of those areas for which all of it is kept."""
        found: dict[int, list[Gap]] = {area: [] for area in self._reaching(ids, start, end)}
        if found:
            asked = {"ids": list(found), "start": start, "end": end}
            for area, *gap in self.connection.execute(asking.GAPS, asked).all():
                found[area].append(Gap(*gap))
        return {area: clipped(gaps, start, end) for area, gaps in found.items()}

    def breaks(
        self, ids: Iterable[int], start: datetime, end: datetime
    ) -> dict[int, datetime | None]:
        """When these areas are first not covered within [start, end)."""
        wanted = sorted(set(ids))
        found: dict[int, datetime | None] = dict.fromkeys(self._reaching(wanted, start, end))
        if found:
            asked = {"ids": list(found), "start": start, "end": end}
            for area, starts_at in self.connection.execute(asking.FIRST, asked).all():
                found[area] = max(starts_at, start)
        missing = [area for area in wanted if area not in found]
        fresh = self.gaps_afresh(missing, start, end) if missing else {}
        return found | {area: first_break(gaps) for area, gaps in fresh.items()}

    def _reaching(self, ids: Iterable[int], start: datetime, end: datetime) -> list[int]:
        """Of which areas everything within [start, end) is kept."""
        wanted = list(ids)
        if not self.kept or not wanted:
            return []
        asked = {"ids": wanted, "start": start, "end": end}
        return list(self.connection.execute(asking.REACHES, asked).scalars())

    def gaps_afresh(
        self, ids: Iterable[int], start: datetime, end: datetime, until: datetime | None = None
    ) -> dict[int, list[Gap]]:
        """The same, worked out from rosters and from what people bring."""
        wanted = list(ids)
        seen = {area: self._seen[area] for area in wanted if area in self._seen}
        missing = [area for area in wanted if area not in seen]
        if missing:
            seen |= self.areas(missing, (start, until or end))
        if until is not None:
            self._seen |= seen
        return {
            area: gaps_in(area_stretches(seen[area], self.rulebook, start, end)) for area in wanted
        }


def _shifts(serving: Iterable[Any], shifts: dict[int, list[Shift]]) -> list[Shift]:
    teams = dict.fromkeys(each.team for each in serving)
    return [shift for team in teams for shift in shifts.get(team, ())]
