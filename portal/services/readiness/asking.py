"""What is asked of kept rows: statements, built once."""

from sqlalchemy import bindparam, select

from portal.domain.coverage import WeeklyGap
from portal.models import KeptCounty, KeptGap, KeptPerson, KeptTeam, ServiceArea
from portal.services.certification.statements import table_of

_person, _team = table_of(KeptPerson).c, table_of(KeptTeam).c
_gap, _county, _area = table_of(KeptGap).c, table_of(KeptCounty).c, table_of(ServiceArea).c
_COLUMNS = {"team": "team_id"}
PEOPLE = (
    select(
        _person.person_id,
        _person.starts,
        _person.ends,
        _person.states,
        _person.advisory,
        _person.judged,
        _person.advised,
    )
    .where(_person.person_id.in_(bindparam("ids", expanding=True)))
    .order_by(_person.person_id, _person.starts)
)
BROUGHT = (
    select(_person.person_id, _person.starts, _person.ends, _person.judged, _person.advised)
    .where(
        _person.person_id.in_(bindparam("ids", expanding=True)),
        _person.ends > bindparam("first"),
        _person.starts < bindparam("until"),
    )
    .order_by(_person.person_id, _person.starts)
)
TEAMS = (
    select(_team.team_id, _team.starts, _team.ends, _team.outcome, _team.requirement, _team.answer)
    .where(_team.team_id.in_(bindparam("ids", expanding=True)))
    .order_by(_team.team_id, _team.starts)
)
KEPT_AREAS = (
    select(_area.id)
    .join_from(
        table_of(ServiceArea), table_of(KeptCounty), _area.county_fips == _county.county_fips
    )
    .where(_area.id.in_(bindparam("ids", expanding=True)))
)
"""Those of which everything is kept."""
GAPS = select(_gap.area_id, *(_gap[_COLUMNS.get(name, name)] for name in WeeklyGap._fields)).where(
    _gap.area_id.in_(bindparam("ids", expanding=True)),
    _gap.ends > bindparam("first"),
    _gap.starts < bindparam("until"),
)
