"""What is asked for whom and what new facts are about, and where they may change something."""

from datetime import date, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Time, bindparam, cast, null, select, union, union_all

from portal.models import (
    Affiliation,
    Claim,
    KeptCounty,
    OutsideTraining,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftException,
    Team,
    TeamArea,
    TrainingRecord,
)


class Reached(NamedTuple):
    """Somebody with a team of theirs, a team, or an area with a shift; each with its counties."""

    county: str
    """Where the person works or worked, or the county of the team or area."""
    county_of_team: str | None
    person: int | None
    team: int | None
    """None for an area, and for whoever is on none."""
    area: int | None
    weekday: int | None
    """None: all that there is of the area may be something else."""
    starts: time | None
    ends: time | None
    last_evidence_on: date | None
    """Of the county, as it is kept."""


@lru_cache(maxsize=16)
def about(kinds: tuple[str, ...]) -> Any:
    """Whom facts about something else are about."""
    training = select(OutsideTraining.person_id)
    asked = {
        "records": select(TrainingRecord.person_id).where(TrainingRecord.id.in_(_ids("records"))),
        "trainings": training.where(OutsideTraining.id.in_(_ids("trainings"))),
        "precedents": training.join(Claim, Claim.training_id == OutsideTraining.id).where(
            Claim.equivalency_id.in_(_ids("precedents"))
        ),
    }
    return union(*(asked[kind] for kind in kinds))


@lru_cache(maxsize=64)
def reached_by(kinds: tuple[str, ...]) -> Any:
    """Where facts of these kinds may change something, as rows of `Reached`.

    Teams that are given come with their counties alone. Areas are given, or found by the teams that
    serve, will serve or served them, or by what has changed of shifts or who has a place on them.
    Those of which nothing is kept are left out.
    """
    nothing, never, no_day = cast(null(), Integer), cast(null(), Time), cast(null(), Date)
    worked, area = Affiliation, ServiceArea
    places = {
        "people": select(worked.county_fips, Team.county_fips, worked.person_id, worked.team_id)
        .add_columns(nothing, nothing, never, never, KeptCounty.last_evidence_on)
        .outerjoin(Team, Team.id == worked.team_id)
        .outerjoin(KeptCounty, KeptCounty.county_fips == worked.county_fips)
        .where(worked.person_id.in_(_ids("people"))),
        "teams": select(Team.county_fips, Team.county_fips, nothing, Team.id)
        .add_columns(nothing, nothing, never, never, no_day)
        .where(Team.id.in_(_ids("teams"))),
    }
    found = [places[kind] for kind in kinds if kind in places]
    of_areas = [one for kind in kinds for one in _areas_of().get(kind, ())]
    if of_areas:
        when = union(*of_areas).subquery()
        found.append(
            select(area.county_fips, area.county_fips, nothing, nothing)
            .add_columns(area.id, when.c.weekday, when.c.starts, when.c.ends, no_day)
            .join(when, when.c.area_id == area.id)
            .join(KeptCounty, KeptCounty.county_fips == area.county_fips)
        )
    return union_all(*found)


def _areas_of() -> dict[str, list[Any]]:
    """Areas with the shifts that may be others, by the kind of numbers they are found by."""
    always: list[Any] = [cast(null(), Integer).label("weekday")]
    always += [cast(null(), Time).label(name) for name in ("starts", "ends")]
    shift = select(TeamArea.area_id, Shift.weekday, Shift.starts, Shift.ends).join(
        Shift, Shift.team_id == TeamArea.team_id
    )
    area = select(ServiceArea.id.label("area_id"), *always)
    team = select(TeamArea.area_id, *always)
    asked: dict[str, list[Any]] = {
        "areas": [area.where(ServiceArea.id.in_(_ids("areas")))],
        "rosters": [team.where(TeamArea.team_id.in_(_ids("rosters")))],
        "shifts": [shift.where(Shift.id.in_(_ids("shifts")))],
        "imports": [shift.where(Shift.import_id.in_(_ids("imports")))],
        "moved": [],
    }
    for table in (ShiftAssignment, ShiftException):
        on_shifts = shift.join(table, table.shift_id == Shift.id)
        asked["moved"].append(on_shifts.where(table.person_id.in_(_ids("moved"))))
        asked["imports"].append(on_shifts.where(table.import_id.in_(_ids("imports"))))
    return asked


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True)
