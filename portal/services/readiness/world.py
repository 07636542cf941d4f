"""Readiness as it is known now or was known: from kept rows where there are some, else afresh.

Every answer is the same either way. What is kept is always right under the rules in use. What is
not there, was kept under other rules, or was known otherwise, is worked out from the facts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from portal.domain.coverage import ALWAYS, FOREVER, Shift, WeeklyGap
from portal.domain.curriculum import Catalogue
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing import (
    Abilities,
    AbilitySpan,
    TeamSpan,
    abilities_through_time,
)
from portal.services.certification import facts_of
from portal.services.readiness import asking
from portal.services.readiness.areas import AreaFacts, Gap, area_gaps, days_of, people_of, within
from portal.services.readiness.looking import Kept, look
from portal.services.readiness.members import memberships, spans_of
from portal.services.readiness.people import (
    PersonStretch,
    abilities_of,
    ability_spans_of,
    able,
    person_stretches,
)
from portal.services.readiness.remembering import Lasting
from portal.services.readiness.since import NOTHING, Since, since
from portal.services.readiness.under import digest
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
        kept: Kept | None = None,
        afresh: bool = False,
    ) -> None:
        self.session = session
        self.rulebook = rulebook
        self.catalogue = catalogue
        self.known_at = known_at
        self.afresh = afresh
        if kept is not None:
            self.look = kept
        self._worked_out: dict[int, tuple[PersonStretch, ...]] = {}
        self._brought: dict[int, tuple[AbilitySpan, ...]] = {}

    @property
    def connection(self) -> Connection:
        """Where rows are read: past the session, which would only cost time."""
        return self.session.connection()

    @cached_property
    def since(self) -> Since | None:
        """What is known otherwise now than at the moment; None: no kept row may be used.

        `afresh` leaves them aside.
        """
        if self.afresh or self.look.under != self._rules:
            return None
        return NOTHING if self.known_at is None else since(self.session, self.known_at)

    @cached_property
    def _rules(self) -> str:
        return digest(self.rulebook, self.catalogue)

    @cached_property
    def look(self) -> Kept:
        """What is kept at the moment, unless whoever asks has looked already."""
        return look(self.session)

    @property
    def kept(self) -> bool:
        """Whether all kept rows say what is known at the moment."""
        return self.since is NOTHING

    @cached_property
    def kept_counties(self) -> dict[str, date | None]:
        """The counties of which everything is kept, with the day of their last evidence."""
        if self.since is None:
            return {}
        elsewhere = self.since.counties
        return {
            county: day for county, day in self.look.evidence.items() if county not in elsewhere
        }

    def keeps(self, county: str) -> bool:
        """Whether all of a county is kept as it is known at the moment."""
        return self.kept and county in self.kept_counties

    def lasting(self, county: str, on: date) -> Lasting | None:
        """Under what all that is said of a county on a day is remembered; None: it is not."""
        stamp = None if self.afresh else self.look.stamps.get(county)
        return None if stamp is None else Lasting(county, stamp, on, self._rules, self.known_at)

    def people(self, ids: Iterable[int]) -> dict[int, tuple[PersonStretch, ...]]:
        """What these people are and bring, through all time."""
        wanted = sorted(set(ids))
        found = self.kept_people(wanted)
        return found | self._afresh([person for person in wanted if person not in found])

    def kept_people(self, ids: Iterable[int]) -> dict[int, tuple[PersonStretch, ...]]:
        """The same as far as it is kept."""
        if self.since is None:
            return {}
        found: dict[int, list[PersonStretch]] = defaultdict(list)
        asked = {"ids": sorted(set(ids) - self.since.people)}
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
        self._worked_out.clear()
        self._brought.clear()

    def abilities(self, ids: Iterable[int]) -> dict[int, tuple[AbilitySpan, ...]]:
        """What these people bring, through all time."""
        found = self.abilities_within(ids, ALWAYS, FOREVER)
        self._brought.update(found)
        return found

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
        self, ids: Iterable[int], first: int, until: int
    ) -> dict[int, tuple[AbilitySpan, ...]]:
        """What they bring on the days of [first, until), perhaps with what they bring besides."""
        asked_for = set(ids)
        known = {person: self._brought[person] for person in asked_for & self._brought.keys()}
        wanted = sorted(asked_for - known.keys())
        found: dict[int, list[tuple[int, int, Abilities]]] = defaultdict(list)
        kept = [] if self.since is None else [one for one in wanted if one not in self.since.people]
        if kept:
            asked = {"ids": kept, "first": first, "until": until}
            rows = self.connection.execute(asking.BROUGHT, asked).all()
            for person, starts, ends, judged, advised in rows:
                found[person].append((starts, ends, able(judged, advised)))
        missing = [person for person in wanted if person not in found]
        known |= {person: ability_spans_of(held) for person, held in found.items()}
        return known | (self._brought_by(missing) if missing else {})

    def teams(self, ids: Iterable[int]) -> dict[int, tuple[TeamSpan, ...]]:
        """Whether these teams could answer with everybody on them, through all time."""
        wanted = sorted(set(ids))
        found = self.kept_teams(wanted)
        return found | self.teams_afresh([team for team in wanted if team not in found])

    def kept_teams(self, ids: Collection[int]) -> dict[int, tuple[TeamSpan, ...]]:
        """The same as far as it is kept."""
        if self.since is None or not ids:
            return {}
        found: dict[int, list[TeamSpan]] = defaultdict(list)
        asked = {"ids": sorted(set(ids) - self.since.teams)}
        for team, starts, ends, *said in self.connection.execute(asking.TEAMS, asked).all():
            found[team].append(team_span(starts, ends, *said))
        return {team: tuple(spans) for team, spans in found.items()}

    def teams_afresh(self, ids: Collection[int]) -> dict[int, tuple[TeamSpan, ...]]:
        """The same, worked out from what its people bring."""
        if not ids:
            return {}
        on_teams = memberships(self.session, ids, self.known_at)
        held = self.abilities(each.person for found in on_teams.values() for each in found)
        return {team: spans_of(found, held, self.rulebook) for team, found in on_teams.items()}

    def areas(
        self,
        ids: Iterable[int],
        first: int = ALWAYS,
        until: int = FOREVER,
    ) -> dict[int, AreaFacts]:
        """Who serves these areas, when, and with what abilities on the days of [first, until)."""
        serving = area_teams(self.session, sorted(set(ids)), self.known_at)
        teams = sorted({each.team for found in serving.values() for each in found})
        shifts = shifts_of(self.session, teams, self.known_at, facts=False) if teams else {}
        people = people_of(each for found in shifts.values() for each in found)
        held = self.abilities_within(people, first, until)
        return {
            area: AreaFacts(area, found, _shifts(found, shifts), held)
            for area, found in serving.items()
        }

    def gaps(self, ids: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Gap]]:
        """When these areas are not plainly covered within [start, end)."""
        return {
            area: within(gaps, start, end)
            for area, gaps in self.weekly(ids, *days_of(start, end)).items()
        }

    def weekly(self, ids: Iterable[int], first: int, until: int) -> dict[int, list[WeeklyGap]]:
        """What these areas lack on all days of [first, until), perhaps with what holds besides."""
        wanted = sorted(set(ids))
        found = self.kept_weekly(wanted, first, until)
        return found | self.weekly_afresh(
            [area for area in wanted if area not in found], first, until
        )

    def kept_weekly(
        self, ids: Sequence[int], first: int = ALWAYS, until: int = FOREVER
    ) -> dict[int, list[WeeklyGap]]:
        """The same of those areas of which it is kept."""
        if self.since is None or not ids:
            return {}
        areas = self.connection.execute(asking.KEPT_AREAS, {"ids": ids}).scalars()
        found: dict[int, list[WeeklyGap]] = {
            area: [] for area in areas if area not in self.since.areas
        }
        asked = {"ids": list(found), "first": first, "until": until}
        for area, *gap in self.connection.execute(asking.GAPS, asked).all():
            found[area].append(WeeklyGap(*gap))
        return found

    def weekly_afresh(
        self,
        ids: Collection[int],
        first: int = ALWAYS,
        until: int = FOREVER,
    ) -> dict[int, list[WeeklyGap]]:
        """The same, worked out from rosters and from what people bring."""
        if not ids:
            return {}
        return {
            area: area_gaps(facts, self.rulebook, first, until)
            for area, facts in self.areas(ids, first, until).items()
        }


def team_span(starts: int, ends: int, *said: Any) -> TeamSpan:
    """A span as its row has it."""
    until = None if ends == FOREVER else date.fromordinal(ends)
    return TeamSpan(date.fromordinal(starts), until, *said)


def _shifts(serving: Iterable[Any], shifts: dict[int, list[Shift]]) -> list[Shift]:
    teams = dict.fromkeys(each.team for each in serving)
    return [shift for team in teams for shift in shifts.get(team, ())]
