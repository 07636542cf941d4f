"""A whole made-up state, for measuring: every county with people, teams, evidence and rosters.

Openly made up: every name begins with “Sample”. Rows go in as plain inserts, because the portal's
own acts would take an hour; `flask readiness rebuild` then works out what is kept for speed.
The same seed and day give the same state.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.development.sample_evidence import CENTER, CORE, Evidence
from portal.development.sample_rows import Rows
from portal.domain.dates import civil_date
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from portal.domain.staffing import Mode
from portal.models import (
    Affiliation,
    Agency,
    AreaSetting,
    Base,
    Claim,
    County,
    Credential,
    DutyHeld,
    OutsideTraining,
    Person,
    PersonProviderType,
    ServiceArea,
    Shift,
    ShiftAssignment,
    Team,
    TeamArea,
)

SEED = 2023
_NIGHT = "Sample night"
_SHORT_NIGHTS = 0.15
_SHIFTS = (
    ("Sample day", time(6), time(14)),
    ("Sample evening", time(14), time(22)),
    (_NIGHT, time(22), time(6)),
)
_KINDS = (
    (ProviderType.LCSW, 3),
    (ProviderType.LMFT, 2),
    (ProviderType.MHRS, 3),
    (ProviderType.PEER_SUPPORT_SPECIALIST, 3),
    (ProviderType.AOD_COUNSELOR, 2),
    (ProviderType.EMT, 1),
    (ProviderType.PEACE_OFFICER, 1),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    people: int = 500
    """In each county."""
    teams: int = 2000
    """In the state, spread evenly."""
    on_shift: int = 3
    """People on each shift; on some nights there is only one, so that there is something to see."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    people: int
    facts: int
    teams: int
    shifts: int


def create(session: Session, at: datetime, size: Size | None = None) -> Made:
    """Add the state to an empty database that has its counties. The caller commits."""
    return _State(session, at, size or Size()).make()


class _State:
    """The making of it, county by county."""

    def __init__(self, session: Session, at: datetime, size: Size) -> None:
        self.session = session
        self.size = size
        self.at = at
        self.today = civil_date(at)
        self.chance = random.Random(SEED)  # noqa: S311 (made-up data)
        self.rows = Rows(session, at)
        self.facts = 0
        self.people = 0

    def make(self) -> Made:
        counties = list(self.session.scalars(select(County.fips).order_by(County.fips)))
        precedents = self._once()
        teams_made = 0
        for place, fips in enumerate(counties):
            teams_until = self.size.teams * (place + 1) // len(counties)
            self._county(fips, teams_until - teams_made, precedents)
            teams_made = teams_until
        self.rows.flush()
        return Made(self.people, self.facts, teams_made, teams_made * 7 * len(_SHIFTS))

    def _once(self) -> dict[str, int]:
        evidence = Evidence(self.session, self.at, by=None)
        evidence.verify()
        evidence.give_precedents()
        return {slug: row.id for slug, row in evidence.precedents.items()}

    # A county

    def _county(self, fips: str, teams: int, precedents: dict[str, int]) -> None:
        agency = self.rows.number(Agency)
        self.rows.put(Agency, 900, id=agency, name=f"Sample agency {fips}")
        numbers = [self._team(fips, agency, place) for place in range(teams)]
        members: dict[int, list[int]] = {team: [] for team in numbers}
        for place in range(self.size.people):
            team = numbers[place % teams] if teams else None
            person = self._person(fips, agency, team, place, precedents)
            if team is not None:
                members[team].append(person)
        for team in numbers:
            self._roster(team, members[team])

    def _team(self, fips: str, agency: int, place: int) -> int:
        team = self.rows.number(Team)
        self.rows.put(
            Team, 900, id=team, name=f"Sample team {place + 1}", county_fips=fips, agency_id=agency
        )
        if place % 2 == 0:
            setting = AreaSetting.RURAL if place % 4 else AreaSetting.URBAN
            self.area = self.rows.number(ServiceArea)
            name = f"Sample area {place // 2 + 1}"
            self.rows.put(
                ServiceArea, 900, id=self.area, name=name, county_fips=fips, setting=setting
            )
        self.rows.put(
            TeamArea,
            900,
            team_id=team,
            area_id=self.area,
            starts_on=self._ago(900),
        )
        return team

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def _person(
        self, fips: str, agency: int, team: int | None, place: int, precedents: dict[str, int]
    ) -> int:
        chance, person = self.chance, self.rows.number(Person)
        self.people += 1
        kinds, weights = zip(*_KINDS, strict=True)
        kind = chance.choices(kinds, weights)[0]
        began = chance.randrange(60, 900)
        self.rows.put(
            Person,
            began,
            id=person,
            legal_name=f"Sample Person {fips}-{place + 1:03}",
            name_used="",
            email="",
            phone="",
        )
        self._fact(
            PersonProviderType,
            began,
            person_id=person,
            provider_type=kind,
            starts_on=self._ago(began),
        )
        self._fact(
            Affiliation,
            began,
            person_id=person,
            county_fips=fips,
            agency_id=agency,
            team_id=team,
            position=kind.label,
            starts_on=self._ago(began),
        )
        self._fact(
            Credential,
            began,
            person_id=person,
            title=kind.label,
            issuer="Sample board",
            number="",
            provider_type=kind,
            starts_on=self._ago(began),
            expires_on=self.today + timedelta(days=chance.randrange(-60, 700)),
        )
        if chance.random() < 0.7:
            self._fact(
                DutyHeld,
                began,
                person_id=person,
                duty=Duty.CARRIES_NALOXONE,
                starts_on=self._ago(began),
            )
        self._trainings(person, began, precedents)
        return person

    def _fact(self, table: type[Base], days_ago: int, **values: Any) -> None:
        self.facts += 1
        self.rows.put(table, days_ago, **values)

    def _trainings(self, person: int, began: int, precedents: dict[str, int]) -> None:
        for slug in CORE:
            if self.chance.random() > 0.93:
                continue
            self._training(person, f"Sample course: {slug}", "", began, precedents[slug])
            if self.chance.random() < 0.56:
                again = max(1, began - 365)
                self._training(person, f"Sample course: {slug}", "", again, precedents[slug])
        self._training(person, "Sample course: giving naloxone", "naloxone", began, None)
        self._training(person, "Sample course: law and ethics", "law-and-ethics", began // 2, None)

    def _training(
        self, person: int, title: str, subject: str, days_ago: int, precedent: int | None
    ) -> None:
        training = self.rows.number(OutsideTraining)
        self._fact(
            OutsideTraining,
            days_ago,
            id=training,
            person_id=person,
            title=title,
            provider=CENTER,
            subject=subject,
            completed_on=self._ago(days_ago),
            ce_minutes=360 if subject == "law-and-ethics" else 0,
        )
        if precedent is not None:
            self._fact(
                Claim,
                days_ago,
                training_id=training,
                equivalency_id=precedent,
                claimed_on=self._ago(days_ago),
            )

    def _roster(self, team: int, members: list[int]) -> None:
        if not members:
            return
        first = self._ago(100)
        turn = 0
        for weekday in range(7):
            for name, starts, ends in _SHIFTS:
                shift = self.rows.number(Shift)
                self.rows.put(
                    Shift,
                    100,
                    id=shift,
                    team_id=team,
                    name=name,
                    weekday=weekday,
                    starts=starts,
                    ends=ends,
                    first_on=first,
                )
                for _ in range(min(self._places(name), len(members))):
                    person = members[turn % len(members)]
                    turn += 1
                    self.rows.put(
                        ShiftAssignment,
                        100,
                        shift_id=shift,
                        person_id=person,
                        mode=Mode.ON_SITE,
                        first_on=first,
                    )

    def _places(self, shift: str) -> int:
        is_short = shift == _NIGHT and self.chance.random() < _SHORT_NIGHTS
        return 1 if is_short else self.size.on_shift
