"""Writing kept rows of people and teams in place of those before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from portal.domain.coverage import FOREVER
from portal.domain.staffing import TeamSpan
from portal.models import Base, KeptPerson, KeptTeam
from portal.services.certification.statements import table_of
from portal.services.readiness.people import PersonStretch
from portal.services.readiness.writing import Writes

_people, _teams = table_of(KeptPerson), table_of(KeptTeam)
_IDS: Any = bindparam("ids", expanding=True)
_FORGET_PEOPLE = delete(_people).where(_people.c.person_id.in_(_IDS))
_FORGET_TEAMS = delete(_teams).where(_teams.c.team_id.in_(_IDS))
Rows = Mapping[int, Mapping[str, Any]]
"""By the first day."""


def put_people(
    writes: Writes,
    found: Mapping[int, Sequence[PersonStretch]],
    before: Mapping[int, Sequence[PersonStretch]],
) -> None:
    """Keep what these people are and bring, in place of what was kept of them before."""
    now = {person: {each.starts: each._asdict() for each in mine} for person, mine in found.items()}
    known = {
        person: {each.starts: each._asdict() for each in before.get(person, ())} for person in found
    }
    _put(writes, KeptPerson, "person_id", now, known)


def put_teams(
    writes: Writes,
    found: Mapping[int, Iterable[TeamSpan]],
    before: Mapping[int, Iterable[TeamSpan]],
    counties: Mapping[int, str],
) -> None:
    """Keep whether these teams could answer, in place of what was kept before."""
    now = {team: _spans(spans, counties[team]) for team, spans in found.items()}
    known = {team: _spans(before.get(team, ()), counties[team]) for team in found}
    _put(writes, KeptTeam, "team_id", now, known)


def _spans(spans: Iterable[TeamSpan], county: str) -> dict[int, dict[str, Any]]:
    return {
        span.starts.toordinal(): {
            "starts": span.starts.toordinal(),
            "ends": FOREVER if span.ends is None else span.ends.toordinal(),
            "county_fips": county,
            "outcome": span.outcome,
            "requirement": span.requirement,
            "answer": span.answer,
        }
        for span in spans
    }


def _put(
    writes: Writes,
    table: type[Base],
    whose: str,
    found: Mapping[int, Rows],
    before: Mapping[int, Rows],
) -> None:
    """Write what differs."""
    for each, now in found.items():
        known = before[each]
        writes.forget(table, [{whose: each, "starts": day} for day in known if day not in now])
        rows = [{whose: each, **row} for day, row in now.items() if known.get(day) != row]
        writes.put(table, rows)


def forget_people(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these people: what they are is worked out when somebody asks."""
    session.connection().execute(_FORGET_PEOPLE, {"ids": list(ids)})


def forget_teams(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these teams."""
    session.connection().execute(_FORGET_TEAMS, {"ids": list(ids)})
