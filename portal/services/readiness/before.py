"""People as they are known now and as they were kept before, asked for at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, union_all
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.facts import PersonFacts
from portal.models import Affiliation, KeptCounty, KeptPerson, Team
from portal.services.certification import facts_from
from portal.services.certification.statements import Of, Row, by_kind, columns, table_of
from portal.services.long_statements import ask
from portal.services.readiness.people import PersonStretch

_KEPT, _WORKED = "kept", "worked"
_person, _affiliation = table_of(KeptPerson).c, table_of(Affiliation)
_team, _county = table_of(Team), table_of(KeptCounty)


class Worked(NamedTuple):
    """Somebody works, worked, or was by mistake said to work somewhere."""

    person: int
    county: str
    team: int | None
    county_of_team: str
    """Empty for whoever is on none."""
    last_evidence_on: date | None
    """Of the county, as it is kept."""


@dataclass(slots=True)
class People:
    """Some people."""

    facts: dict[int, PersonFacts]
    kept: dict[int, list[PersonStretch]] = field(default_factory=dict)
    """What was kept of them before; those of whom nothing was are left out."""
    worked: list[Worked] = field(default_factory=list)


def people(session: Session, ids: Collection[int], catalogue: Catalogue) -> People:
    """These people. One query."""
    if not ids:
        return People({})
    of = Of.ONE if len(ids) == 1 else Of.SOME
    asked: dict[str, Any] = {"id": next(iter(ids))} if of is Of.ONE else {"ids": sorted(ids)}
    rows: dict[str, list[Row]] = defaultdict(list)
    for found in ask(session.connection(), _people(of), asked):
        rows[found[0]].append(Row._make(found))
    kept: dict[int, list[PersonStretch]] = {}
    for row in sorted(rows.pop(_KEPT, ()), key=lambda row: row.id):
        said: Any = (row.id, row.number, row.word, row.second, row.by, row.other)
        kept.setdefault(row.person, []).append(PersonStretch(*said))
    worked = [
        Worked(row.person, row.word, row.number, row.second, row.starts)
        for row in rows.pop(_WORKED, ())
    ]
    facts = facts_from((row for some in rows.values() for row in some), ids, catalogue)
    return People(facts, kept, worked)


@lru_cache(maxsize=2)
def _people(of: Of) -> Any:
    """Their facts, what is kept of them, and where they ever worked."""

    def theirs(column: Any) -> Any:
        if of is Of.ONE:  # lists are written into a statement anew each time
            return column == bindparam("id")
        return column.in_(bindparam("ids", expanding=True))

    stretches = columns(
        _KEPT,
        id=_person.starts,
        person=_person.person_id,
        by=_person.judged,
        word=_person.states,
        second=_person.advisory,
        number=_person.ends,
        other=_person.advised,
    )
    worked = columns(
        _WORKED,
        id=_affiliation.c.id,
        person=_affiliation.c.person_id,
        word=_affiliation.c.county_fips,
        second=func.coalesce(_team.c.county_fips, ""),
        number=_affiliation.c.team_id,
        starts=_county.c.last_evidence_on,
    )
    joined = _affiliation.outerjoin(_team, _team.c.id == _affiliation.c.team_id).outerjoin(
        _county, _county.c.county_fips == _affiliation.c.county_fips
    )
    return union_all(
        *by_kind(of=of, then=False),
        stretches.where(theirs(_person.person_id)),
        worked.select_from(joined).where(theirs(_affiliation.c.person_id)),
    )
