"""The sample world's areas, rosters and evidence: enough for every state of an hour to be seen.

Fresno is covered but for Tuesday night, where nobody on site may assess; Humboldt lacks whole
nights; Sutter and Yuba are covered as far as verified requirements go, and no further.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.development.sample_evidence import CORE, Evidence
from portal.domain.dates import civil_date
from portal.domain.people import ProviderType
from portal.domain.staffing import Mode
from portal.models import (
    Affiliation,
    AreaSetting,
    CountyFact,
    Person,
    PersonProviderType,
    ServiceArea,
    Shift,
    ShiftAssignment,
    Team,
    TeamArea,
)

Row = TypeVar("Row")
SINCE = date(2022, 11, 1)
"""Before BHIN 23-025, and before the benefit, so that the days around them can be asked about."""
_DAY, _NIGHT = (time(7), time(19)), (time(19), time(7))
_WEEK = range(7)
_TUESDAY = 1
_CLINICIANS = {
    ProviderType.PHYSICIAN,
    ProviderType.PSYCHOLOGIST,
    ProviderType.LCSW,
    ProviderType.LPCC,
    ProviderType.LMFT,
    ProviderType.NURSE_PRACTITIONER,
}


def create(session: Session, at: datetime) -> None:
    """Add them to a sample world that has its people and teams already."""
    _Rosters(session, at).make()


class _Rosters:
    """The making of it, step by step."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session = session
        self.at = at
        self.today = civil_date(at)
        self.long_ago = (self.today - SINCE).days
        self.by = session.scalars(
            select(Person.id).where(Person.email == "priya@sample.example")
        ).one()
        self.newcomer = session.scalars(
            select(Person.id).where(Person.email == "ana@sample.example")
        ).one()
        """Who has core trainings still to take: a home with something due. On no shift yet."""
        self.teams = {team.name: team for team in session.scalars(select(Team))}
        self.evidence = Evidence(session, at, self.by)

    def make(self) -> None:
        self.evidence.verify()
        self.evidence.give_precedents()
        self._fresno()
        self._humboldt()
        self._two_rivers()
        self.session.flush()

    def _add(self, row: Row, *, flush: bool = False) -> Row:
        self.session.add(row)
        if flush:
            self.session.flush()
        return row

    # People

    def _responders(self, team: Team) -> list[int]:
        """Members of the team who may be counted, in a fixed order, clinicians first."""
        rows = self.session.execute(
            select(Person.id, PersonProviderType.provider_type)
            .join(Affiliation, Affiliation.person_id == Person.id)
            .join(PersonProviderType, PersonProviderType.person_id == Person.id)
            .where(Affiliation.team_id == team.id)
            .order_by(Person.id)
        )
        known = [(person, kind) for person, kind in rows if kind is not ProviderType.PEACE_OFFICER]
        return [person for person, _ in sorted(known, key=lambda one: one[1] not in _CLINICIANS)]

    # Places and times

    def _area(self, name: str, county: str, setting: AreaSetting, teams: Iterable[str]) -> None:
        area = self._add(
            ServiceArea(name=name, county_fips=county, setting=setting, **self.evidence.recorded()),
            flush=True,
        )
        for team in teams:
            self._add(
                TeamArea(
                    team_id=self.teams[team].id,
                    area_id=area.id,
                    starts_on=SINCE,
                    **self.evidence.recorded(self.long_ago),
                )
            )

    def _shift(
        self,
        team: str,
        name: str,
        weekday: int,
        hours: tuple[time, time],
        people: Iterable[tuple[int, Mode]],
    ) -> None:
        shift = self._add(
            Shift(
                team_id=self.teams[team].id,
                name=name,
                weekday=weekday,
                starts=hours[0],
                ends=hours[1],
                first_on=SINCE,
                **self.evidence.recorded(self.long_ago),
            ),
            flush=True,
        )
        for person, mode in people:
            self._work_since_then(person)
            self._add(
                ShiftAssignment(
                    shift_id=shift.id,
                    person_id=person,
                    mode=mode,
                    first_on=SINCE,
                    **self.evidence.recorded(self.long_ago),
                )
            )

    def _work_since_then(self, person: int) -> None:
        """Who is on a shift has been there as long: so it is made before anybody sees it."""
        for table in (Affiliation, PersonProviderType):
            self.session.execute(
                update(table)
                .where(table.person_id == person, table.starts_on > SINCE)
                .values(starts_on=SINCE, **self.evidence.recorded(self.long_ago))
            )

    # Counties

    def _fresno(self) -> None:
        county = self.teams["Valley Day Team"].county_fips
        self._area("Fresno and Clovis", county, AreaSetting.URBAN, self.teams_of(county))
        day, night = (
            [one for one in self._responders(self.teams[team]) if one != self.newcomer]
            for team in ("Valley Day Team", "North Night Team")
        )
        no_assessment = [slug for slug in CORE if slug != "crisis-assessment"]
        self.evidence.train([*day[:4], *night[:3]], CORE)
        self.evidence.train([self.newcomer], ("trauma-informed-care", "crisis-assessment"))
        self.evidence.train(night[3:5], no_assessment)
        self.evidence.equip([day[1], day[3], night[1], night[2], night[3]])
        for weekday in _WEEK:
            pair = day[:2] if weekday % 2 else day[2:4]
            on_call = [(day[0], Mode.ON_CALL)] if day[0] not in pair else []
            here = [(person, Mode.ON_SITE) for person in pair]
            self._shift("Valley Day Team", "Day", weekday, _DAY, [*here, *on_call])
            # On Tuesday night neither may assess, which is what the sample is there to show.
            pair = night[3:5] if weekday == _TUESDAY else night[1:3]
            here = [(person, Mode.ON_SITE) for person in pair]
            self._shift(
                "North Night Team", "Night", weekday, _NIGHT, [*here, (night[0], Mode.ON_CALL)]
            )
        for slug, day_done, note in (
            ("benefit-live", date(2023, 12, 31), "Sample: the benefit is live."),
            ("dispatch-tool", date(2024, 1, 15), "Sample: tool and procedures adopted."),
        ):
            self._add(
                CountyFact(
                    county_fips=county,
                    requirement=slug,
                    done_on=day_done,
                    note=note,
                    **self.evidence.recorded(200),
                )
            )

    def _humboldt(self) -> None:
        county = self.teams["Coast Team"].county_fips
        self._area("Humboldt Bay", county, AreaSetting.URBAN, ["Coast Team"])
        self._area("Inland Humboldt", county, AreaSetting.RURAL, ["Inland Team"])
        for name in ("Coast Team", "Inland Team"):
            people = self._responders(self.teams[name])[:3]
            self.evidence.train(people, CORE)
            self.evidence.equip(people[1:2])
            for weekday in _WEEK:
                here = [(person, Mode.ON_SITE) for person in people[:2]]
                self._shift(name, "Day", weekday, _DAY, here)
                if weekday < 4:
                    self._shift(name, "Night", weekday, _NIGHT, [(people[2], Mode.ON_SITE)])

    def _two_rivers(self) -> None:
        for name, place in (("Rivers Team", "Sutter County"), ("Foothill Team", "Yuba County")):
            people = self._responders(self.teams[name])[:4]
            self._area(place, self.teams[name].county_fips, AreaSetting.RURAL, [name])
            self.evidence.train(people, ["crisis-intervention", "crisis-assessment"])
            for weekday in _WEEK:
                self._shift(
                    name, "Day", weekday, _DAY, [(person, Mode.ON_SITE) for person in people[:2]]
                )
                self._shift(
                    name,
                    "Night",
                    weekday,
                    _NIGHT,
                    [(person, Mode.ON_SITE) for person in people[2:4]],
                )

    def teams_of(self, county: str) -> list[str]:
        """The names of a county's teams."""
        return [name for name, team in self.teams.items() if team.county_fips == county]
