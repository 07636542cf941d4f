"""The floors of pages: one indexed SQL aggregate over the rows that are kept, and a bare page."""

from typing import Any

from bench.readiness_state import State

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
_ON = "({day} + (weekday - {weekday} + 7) % 7)"
"""The date of a gap's weekday within the week."""
_GAPS = """
SELECT {whose}, outcome, sum(closes - opens) FROM {rows}
WHERE ends > {day} AND starts <= {on} AND {on} < ends GROUP BY {whose}, outcome
"""


class Sums:
    """Teams by outcome and minutes by outcome, asked of the driver itself."""

    def __init__(self, state: State) -> None:
        dialect = state.engine.dialect.name
        self.connection = state.engine.connect()
        self.values: dict[str, Any] = {
            "day": state.today.toordinal(),
            "weekday": state.today.weekday(),
            "date": state.today.isoformat() if dialect == "sqlite" else state.today,
        }
        named = ":{}" if dialect == "sqlite" else "%({})s"
        names = {name: named.format(name) for name in ("day", "weekday", "date")}
        names["on"] = _ON.format(**names)
        if dialect != "sqlite":
            names["on"] = names["on"].replace(" % ", " %% ")
        one = f"county_fips = {named.format('county')}"
        self.state = [
            _TEAMS.format(county="", **names),
            _GAPS.format(whose="county_fips", rows="kept_county_gap", **names),
        ]
        self.people = _FROM_PEOPLE.format(**names)
        of_county = f"kept_gap JOIN service_area ON service_area.id = area_id AND {one}"
        self.county = [
            _TEAMS.format(county=f"AND {one}", **names),
            _GAPS.format(whose="area_id", rows=of_county, **names),
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
