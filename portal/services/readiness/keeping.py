"""Writing kept rows of people and teams in place of those before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from portal.domain.coverage import FOREVER
from portal.domain.staffing import TeamSpan
from portal.models import KeptPerson, KeptTeam, Team
from portal.services.certification.statements import table_of
from portal.services.once import put_many
from portal.services.readiness.people import PersonStretch

_people, _teams, _team = table_of(KeptPerson), table_of(KeptTeam), table_of(Team)
_IDS: Any = bindparam("ids", expanding=True)
_FORGET_PEOPLE = delete(_people).where(_people.c.person_id.in_(_IDS))
_FORGET_STRETCH = delete(_people).where(
    _people.c.person_id == bindparam("person"), _people.c.starts == bindparam("day")
)
_FORGET_TEAMS = delete(_teams).where(_teams.c.team_id.in_(_IDS))
_ADD_TEAMS = insert(_teams).values(
    team_id=bindparam("of_team"),
    county_fips=select(_team.c.county_fips)
    .where(_team.c.id == bindparam("of_team"))
    .scalar_subquery(),
    starts=bindparam("starts"),
    ends=bindparam("ends"),
    outcome=bindparam("outcome"),
    requirement=bindparam("requirement"),
    answer=bindparam("answer"),
)


def put_people(
    session: Session,
    found: Mapping[int, Sequence[PersonStretch]],
    before: Mapping[int, Sequence[PersonStretch]],
) -> None:
    """Keep what these people are and bring, in place of what was kept of them before."""
    gone: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for person, stretches in found.items():
        known = {each.starts: each for each in before.get(person, ())}
        rows += [
            {"person_id": person, **each._asdict()}
            for each in stretches
            if known.pop(each.starts, None) != each
        ]
        gone += [{"person": person, "day": starts} for starts in known]
    if gone:
        session.connection().execute(_FORGET_STRETCH, gone)
    put_many(session, KeptPerson, ("person_id", "starts"), rows)


def forget_people(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these people: what they are is worked out when somebody asks."""
    session.connection().execute(_FORGET_PEOPLE, {"ids": list(ids)})


def forget_teams(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these teams."""
    session.connection().execute(_FORGET_TEAMS, {"ids": list(ids)})


def put_teams(session: Session, found: Mapping[int, Iterable[TeamSpan]]) -> None:
    """Keep whether these teams could answer."""
    if not found:
        return
    connection = session.connection()
    connection.execute(_FORGET_TEAMS, {"ids": list(found)})
    rows = [
        {
            "of_team": team_id,
            "starts": span.starts.toordinal(),
            "ends": FOREVER if span.ends is None else span.ends.toordinal(),
            "outcome": span.outcome,
            "requirement": span.requirement,
            "answer": span.answer,
        }
        for team_id, spans in found.items()
        for span in spans
    ]
    connection.execute(_ADD_TEAMS, rows)
