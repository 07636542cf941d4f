"""The floors of pages: one indexed SQL aggregate over the rows that are kept, and a bare page."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bench.readiness_state import State
from portal.domain.coverage import midnight

_TEAMS = """
SELECT county_fips, outcome, count(*) FROM kept_team
WHERE starts <= {day} AND {day} < ends {county} GROUP BY county_fips, outcome
"""
_FROM_PEOPLE = """
SELECT county_fips, count(*) FROM team JOIN (
 SELECT team_id FROM affiliation JOIN kept_person ON kept_person.person_id = affiliation.person_id
 WHERE starts <= {day} AND {day} < ends AND affiliation.starts_on <= {date}
 AND (affiliation.ends_on IS NULL OR {date} <= affiliation.ends_on)
 GROUP BY team_id HAVING sum(judged & 1) >= 2 AND sum(judged & 4) >= 4
) AS ready ON ready.team_id = team.id GROUP BY county_fips
"""
_GAPS = {
    "sqlite": """
SELECT county_fips, outcome,
 sum(julianday(min(ends_at, {end})) - julianday(max(starts_at, {start}))) * 1440
FROM kept_gap WHERE {whose} AND ends_at > {start} AND starts_at < {end}
GROUP BY county_fips, outcome
""",
    "postgresql": """
SELECT county_fips, outcome,
 sum(extract(epoch FROM least(ends_at, {end}) - greatest(starts_at, {start}))) / 60
FROM kept_gap WHERE {whose} AND ends_at > {start} AND starts_at < {end}
GROUP BY county_fips, outcome
""",
}


class Sums:
    """Teams by outcome and minutes by outcome, asked of the driver itself."""

    def __init__(self, state: State) -> None:
        dialect = state.engine.dialect.name
        self.connection = state.engine.connect()
        start = midnight(state.today).astimezone(UTC)
        self.values: dict[str, Any] = {
            "day": state.today.toordinal(),
            "date": state.today.isoformat() if dialect == "sqlite" else state.today,
            "start": _instant(start, dialect),
            "end": _instant(start + timedelta(days=7), dialect),
        }
        named = ":{}" if dialect == "sqlite" else "%({})s"
        names = {name: named.format(name) for name in ("day", "date", "start", "end")}
        one = f"county_fips = {named.format('county')}"
        self.state = [
            _TEAMS.format(county="", **names),
            _GAPS[dialect].format(whose="area_id IS NULL", **names),
        ]
        self.people = _FROM_PEOPLE.format(**names)
        self.county = [
            _TEAMS.format(county=f"AND {one}", **names),
            _GAPS[dialect].format(whose=f"area_id IS NOT NULL AND {one}", **names),
        ]

    def of_state(self) -> None:
        """By county, for the whole state."""
        for asked in self.state:
            self.connection.exec_driver_sql(asked, self.values).fetchall()

    def from_people(self) -> dict[str, int]:
        """How many teams of each county are ready, from what each of their people brings."""
        found = self.connection.exec_driver_sql(self.people, self.values).fetchall()
        return {row[0]: row[1] for row in found}

    def of_county(self, fips: str) -> None:
        """The same for one county, by its areas."""
        for asked in self.county:
            self.connection.exec_driver_sql(asked, self.values | {"county": fips}).fetchall()

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()


def _instant(at: datetime, dialect: str) -> Any:
    """As the driver takes it; SQLite has text without a zone."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}" if dialect == "sqlite" else at
