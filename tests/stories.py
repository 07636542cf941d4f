"""The story of the sample world, made small: a county whose Tuesday night nobody may assess.

story = stories.tell(session)          # at stories.NOW, a Monday at noon in California
story.people["Ana"], story.night_team, story.city

Fresno is covered but for that night. In Kern nobody carries naloxone by day, which only advises,
and nobody is on shift at night. No other county has a team.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.development.sample_evidence import CORE, Evidence
from portal.domain.dates import CALIFORNIA
from portal.domain.people import ProviderType
from portal.models import OutsideTraining, Person, ServiceArea, Shift, Team
from tests import factories, rosters
from tests.factories import FRESNO, KERN

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
"""Monday noon; in the night to Sunday of that week the clocks change."""
TODAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
SINCE = date(2022, 1, 3)
RECORDED = datetime(2022, 1, 3, 20, tzinfo=UTC)
"""When everything here was recorded but the evidence, which came 298 days ago."""
DAY, NIGHT = (time(7), time(19)), (time(19), time(7))
NO_ASSESSMENT = [slug for slug in CORE if slug != "crisis-assessment"]


@dataclass
class Story:
    """Who and what there is."""

    session: Session
    evidence: Evidence
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    areas: dict[str, ServiceArea] = field(default_factory=dict)
    shifts: dict[tuple[str, int], Shift] = field(default_factory=dict)
    """By the team's name and the day of the week."""

    @property
    def city(self) -> ServiceArea:
        """Where the night is."""
        return self.areas["Fresno City"]

    @property
    def night_team(self) -> Team:
        """Whose night it is."""
        return self.teams["Night Team"]

    @property
    def tuesday_night(self) -> Shift:
        """The shift on which nobody may assess."""
        return self.shifts["Night Team", 1]


def tell(session: Session, *, verified: bool = True) -> Story:
    """Make it; `verified=False` leaves every requirement as the files have it."""
    priya = factories.person(session, "Priya Staff", at=RECORDED)
    story = Story(session, Evidence(session, NOW, priya.id))
    if verified:
        story.evidence.verify()
    story.evidence.give_precedents()
    _fresno(story)
    _kern(story)
    session.flush()
    return story


def _fresno(story: Story) -> None:
    add_team(story, "Day Team", FRESNO, ["Ana", "Ben"])
    add_team(story, "Night Team", FRESNO, ["Cleo", "Dev", "Eli", "Fay"])
    add_area(story, "Fresno City", ["Day Team", "Night Team"])
    train(story, ["Ana", "Ben", "Cleo", "Dev"])
    train(story, ["Eli", "Fay"], NO_ASSESSMENT)
    story.evidence.equip([story.people[name].id for name in ("Ana", "Dev", "Eli")])
    for weekday in range(7):
        add_shift(story, "Day Team", weekday, DAY, ["Ana", "Ben"])
        night = ["Eli", "Fay"] if weekday == TUESDAY.weekday() else ["Cleo", "Dev"]
        add_shift(story, "Night Team", weekday, NIGHT, night)


def _kern(story: Story) -> None:
    add_team(story, "Valley Team", KERN, ["Gus", "Hana"])
    add_area(story, "Bakersfield", ["Valley Team"])
    train(story, ["Gus", "Hana"])
    for weekday in range(7):
        add_shift(story, "Valley Team", weekday, DAY, ["Gus", "Hana"])


def add_team(story: Story, name: str, county: str, people: Iterable[str]) -> Team:
    """A team with new people on it; the first of them is a clinician."""
    team = factories.team(story.session, name, county)
    team.recorded_at = RECORDED
    kind = ProviderType.LCSW
    for who in people:
        person = story.people[who] = factories.person(story.session, who, at=RECORDED)
        row = factories.profession(story.session, person, kind, starts_on=SINCE)
        row.recorded_at = RECORDED
        kind = ProviderType.PEER_SUPPORT_SPECIALIST
        factories.affiliation(
            story.session, person, county, team=team, starts_on=SINCE, at=RECORDED
        )
    story.teams[name] = team
    return team


def add_area(story: Story, name: str, teams: Iterable[str]) -> ServiceArea:
    """An area that these teams serve."""
    rows = [story.teams[team] for team in teams]
    area = story.areas[name] = rosters.area(story.session, name, rows[0].county_fips)
    area.recorded_at = RECORDED
    for team in rows:
        rosters.team_area(story.session, team, area, starts_on=SINCE, at=RECORDED)
    return area


def add_shift(
    story: Story, team: str, weekday: int, hours: tuple[time, time], people: Iterable[str]
) -> Shift:
    """A weekly shift with these people on site."""
    row = story.shifts[team, weekday] = rosters.shift(
        story.session,
        story.teams[team],
        "Day" if hours == DAY else "Night",
        weekday=weekday,
        starts=hours[0],
        ends=hours[1],
        first_on=SINCE,
        at=RECORDED,
    )
    for who in people:
        rosters.assignment(story.session, row, story.people[who], first_on=SINCE, at=RECORDED)
    return row


def add_hills(story: Story) -> ServiceArea:
    """A second area of Fresno, whose gap is at another time: on Thursday by day."""
    add_team(story, "Hill Team", FRESNO, ["Ivy", "Jon"])
    train(story, ["Ivy", "Jon"])
    for weekday in range(7):
        if weekday != 3:
            add_shift(story, "Hill Team", weekday, DAY, ["Ivy", "Jon"])
    for weekday in range(7):
        add_shift(story, "Hill Team", weekday, NIGHT, ["Ivy", "Jon"])
    return add_area(story, "Fresno Hills", ["Hill Team"])


def train(story: Story, people: Iterable[str], topics: Iterable[str] = tuple(CORE)) -> None:
    """They took courses on these topics 300 days ago, and have credit for them."""
    story.evidence.train([story.people[name].id for name in people], topics)


def give_assessment(
    story: Story, who: str, completed_on: date, *, claimed_on: date | None = None
) -> OutsideTraining:
    """Somebody has what Tuesday night lacks, from a day on; it is recorded now."""
    precedent = story.evidence.precedents["crisis-assessment"]
    row = factories.outside_training(
        story.session,
        story.people[who],
        precedent.title,
        completed_on=completed_on,
        at=NOW,
    )
    factories.claim(story.session, row, precedent, claimed_on or completed_on, at=NOW)
    return row


def address(area: ServiceArea, at: datetime) -> str:
    """The page of an area's hour, which begins at this moment in California."""
    moment = at.replace(tzinfo=CALIFORNIA).astimezone(UTC)
    return f"/readiness/areas/{area.id}/hours/{moment:%Y-%m-%dt%H-%Mz}"


TUESDAY_NIGHT = datetime.combine(TUESDAY, NIGHT[0])
"""When it begins, by the clocks of California."""
WEDNESDAY_MORNING = TUESDAY_NIGHT + timedelta(hours=12)
