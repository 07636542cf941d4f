"""The sample world's areas, rosters and evidence: enough for every state of an hour to be seen.

Fresno is covered but for Tuesday night, where nobody on site may assess; Humboldt lacks whole
nights; Sutter and Yuba are covered as far as verified requirements go, and no further.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from portal.domain.staffing import Mode
from portal.models import (
    Affiliation,
    AreaSetting,
    Claim,
    CountyFact,
    DutyHeld,
    Equivalency,
    OutsideTraining,
    Person,
    PersonProviderType,
    RuleVerification,
    ServiceArea,
    Shift,
    ShiftAssignment,
    Team,
    TeamArea,
)

Row = TypeVar("Row")
CENTER = "Sample Training Center"
BENEFIT = date(2023, 6, 19)
"""The day BHIN 23-025 was issued; the versions that the sample verifies start then."""
_CORE = {
    "crisis-intervention": "Crisis intervention and de-escalation",
    "harm-reduction": "Harm reduction",
    "trauma-informed-care": "Trauma-informed care",
    "crisis-assessment": "Crisis assessment",
    "safety-planning": "Safety planning",
}
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
        self.long_ago = at - timedelta(days=420)
        self.today = civil_date(at)
        self.by = session.scalars(
            select(Person.id).where(Person.email == "priya@sample.example")
        ).one()
        self.teams = {team.name: team for team in session.scalars(select(Team))}
        self.precedents: dict[str, Equivalency] = {}

    def make(self) -> None:
        self._verify()
        self._precedents()
        self._fresno()
        self._humboldt()
        self._two_rivers()
        self.session.flush()

    def _add(self, row: Row, *, flush: bool = False) -> Row:
        self.session.add(row)
        if flush:
            self.session.flush()
        return row

    def _recorded(self, days_ago: int = 420) -> dict[str, object]:
        return {"recorded_at": self.at - timedelta(days=days_ago), "recorded_by_id": self.by}

    def _verify(self) -> None:
        for slug, section in (
            ("enough-responders", "Sample section 1"),
            ("assessor-on-site", "Sample section 2"),
        ):
            settings = {"minimum": 2} if slug == "enough-responders" else {}
            self._add(
                RuleVerification(
                    requirement=slug,
                    version=BENEFIT,
                    settings=settings,
                    source="bhin-23-025",
                    section=section,
                    read_on=self.long_ago.date(),
                    starts_on=BENEFIT,
                    note="Sample: nobody read the notice for this. It shows how a verified "
                    "requirement judges.",
                    **self._recorded(),
                )
            )

    def _precedents(self) -> None:
        for slug, topic in _CORE.items():
            self.precedents[slug] = self._add(
                Equivalency(
                    title=f"Sample course: {topic}",
                    provider=CENTER,
                    requirement=slug,
                    starts_on=BENEFIT,
                    recency_months=None,
                    reason="Sample decision: the course covers the topic.",
                    **self._recorded(),
                ),
                flush=True,
            )

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

    def _train(self, people: Iterable[int], topics: Iterable[str], days_ago: int = 300) -> None:
        for person in people:
            for slug in topics:
                training = self._add(
                    OutsideTraining(
                        person_id=person,
                        title=f"Sample course: {_CORE[slug]}",
                        provider=CENTER,
                        subject="",
                        completed_on=self.today - timedelta(days=days_ago),
                        ce_minutes=0,
                        **self._recorded(days_ago - 2),
                    ),
                    flush=True,
                )
                self._add(
                    Claim(
                        training_id=training.id,
                        equivalency_id=self.precedents[slug].id,
                        claimed_on=self.today - timedelta(days=days_ago - 2),
                        **self._recorded(days_ago - 2),
                    )
                )

    def _equip(self, people: Iterable[int]) -> None:
        for person in people:
            taken = self.today - timedelta(days=200)
            self._add(
                OutsideTraining(
                    person_id=person,
                    title="Sample course: giving naloxone",
                    provider=CENTER,
                    subject="naloxone",
                    completed_on=taken,
                    ce_minutes=0,
                    **self._recorded(198),
                )
            )
            self._add(
                DutyHeld(
                    person_id=person,
                    duty=Duty.CARRIES_NALOXONE,
                    starts_on=taken,
                    **self._recorded(198),
                )
            )

    # Places and times

    def _area(self, name: str, county: str, setting: AreaSetting, teams: Iterable[str]) -> None:
        area = self._add(
            ServiceArea(name=name, county_fips=county, setting=setting, **self._recorded()),
            flush=True,
        )
        for team in teams:
            self._add(
                TeamArea(
                    team_id=self.teams[team].id,
                    area_id=area.id,
                    starts_on=self.today - timedelta(days=400),
                    **self._recorded(),
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
        first = self.today - timedelta(days=90)
        shift = self._add(
            Shift(
                team_id=self.teams[team].id,
                name=name,
                weekday=weekday,
                starts=hours[0],
                ends=hours[1],
                first_on=first,
                **self._recorded(90),
            ),
            flush=True,
        )
        for person, mode in people:
            self._add(
                ShiftAssignment(
                    shift_id=shift.id,
                    person_id=person,
                    mode=mode,
                    first_on=first,
                    **self._recorded(90),
                )
            )

    # Counties

    def _fresno(self) -> None:
        county = self.teams["Valley Day Team"].county_fips
        self._area("Fresno and Clovis", county, AreaSetting.URBAN, self.teams_of(county))
        day, night = (
            self._responders(self.teams["Valley Day Team"]),
            self._responders(self.teams["North Night Team"]),
        )
        no_assessment = [slug for slug in _CORE if slug != "crisis-assessment"]
        self._train([*day[:4], *night[:3]], _CORE)
        self._train(night[3:5], no_assessment)
        self._equip([day[1], day[3], night[1], night[2], night[3]])
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
                    **self._recorded(200),
                )
            )

    def _humboldt(self) -> None:
        county = self.teams["Coast Team"].county_fips
        self._area("Humboldt Bay", county, AreaSetting.URBAN, ["Coast Team"])
        self._area("Inland Humboldt", county, AreaSetting.RURAL, ["Inland Team"])
        for name in ("Coast Team", "Inland Team"):
            people = self._responders(self.teams[name])[:3]
            self._train(people, _CORE)
            self._equip(people[1:2])
            for weekday in _WEEK:
                here = [(person, Mode.ON_SITE) for person in people[:2]]
                self._shift(name, "Day", weekday, _DAY, here)
                if weekday < 4:
                    self._shift(name, "Night", weekday, _NIGHT, [(people[2], Mode.ON_SITE)])

    def _two_rivers(self) -> None:
        for name, place in (("Rivers Team", "Sutter County"), ("Foothill Team", "Yuba County")):
            people = self._responders(self.teams[name])[:4]
            self._area(place, self.teams[name].county_fips, AreaSetting.RURAL, [name])
            self._train(people, ["crisis-intervention", "crisis-assessment"])
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
