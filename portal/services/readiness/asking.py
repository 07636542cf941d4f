"""What is asked of kept rows: statements, built once."""

from sqlalchemy import bindparam, func, select

from portal.domain.staffing import Outcome
from portal.models import KeptGap, KeptHorizon, KeptPerson, KeptTeam
from portal.services.certification.statements import table_of

_person, _team = table_of(KeptPerson).c, table_of(KeptTeam).c
_gap, _horizon = table_of(KeptGap).c, table_of(KeptHorizon).c
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
        _person.starts <= bindparam("last"),
    )
    .order_by(_person.person_id, _person.starts)
)
TEAMS = (
    select(_team.team_id, _team.starts, _team.ends, _team.outcome, _team.requirement)
    .where(_team.team_id.in_(bindparam("ids", expanding=True)))
    .order_by(_team.team_id, _team.starts)
)
GAPS = (
    select(
        _gap.area_id,
        _gap.starts_at,
        _gap.ends_at,
        _gap.outcome,
        _gap.requirement,
        _gap.team_id,
    )
    .where(
        _gap.area_id.in_(bindparam("ids", expanding=True)),
        _gap.ends_at > bindparam("start"),
        _gap.starts_at < bindparam("end"),
    )
    .order_by(_gap.area_id, _gap.starts_at)
)
FIRST = (
    select(_gap.area_id, func.min(_gap.starts_at))
    .where(
        _gap.area_id.in_(bindparam("ids", expanding=True)),
        _gap.outcome == Outcome.NOT_COVERED,
        _gap.ends_at > bindparam("start"),
        _gap.starts_at < bindparam("end"),
    )
    .group_by(_gap.area_id)
)
REACHES = select(_horizon.area_id).where(
    _horizon.area_id.in_(bindparam("ids", expanding=True)),
    _horizon.from_at <= bindparam("start"),
    _horizon.through_at >= bindparam("end"),
)
