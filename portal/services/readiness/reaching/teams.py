"""Which teams new facts bear on, who is on them, what is kept, and what everybody brings."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import CTE, Select, bindparam, or_, select, union
from sqlalchemy.orm import aliased

from portal.models import Affiliation, DutyHeld, KeptPerson, KeptTeam, Team
from portal.services.readiness.reaching.shape import columns, ids
from portal.services.rosters.known import stands


def teams(kinds: Collection[str]) -> CTE:
    """Those that are given, and those on which these people are, will be or ever were."""
    ever = select(Affiliation.team_id).where(Affiliation.person_id.in_(ids("people")))
    which = [Team.id.in_(ids("teams"))] if "teams" in kinds else []
    which += [Team.id.in_(ever)] if "people" in kinds else []
    return select(Team.id, Team.county_fips).where(or_(*which)).cte("of_team")


def counties() -> Select[Any]:
    """Where these people work or worked."""
    return columns("county", word=Affiliation.county_fips).where(
        Affiliation.person_id.in_(ids("people"))
    )


def members(of: CTE) -> CTE:
    """Who was, is or will be on them."""
    row = Affiliation
    return (
        select(
            row.id.label("id"),
            row.team_id.label("whose"),
            row.person_id.label("person"),
            row.starts_on.label("first_on"),
            row.ends_on.label("last_on"),
        )
        .where(row.team_id.in_(select(of.c.id)), *_begun_and_stands(row))
        .cte("member")
    )


def duties(of: CTE) -> Select[Any]:
    """What the members do."""
    row = DutyHeld
    return columns(
        "duty",
        id=row.id,
        person=row.person_id,
        word=row.duty,
        first_on=row.starts_on,
        last_on=row.ends_on,
    ).where(row.person_id.in_(select(of.c.person)), *_begun_and_stands(row))


def _begun_and_stands(table: Any) -> tuple[Any, ...]:
    begun = or_(
        table.starts_on.is_(None), table.ends_on.is_(None), table.ends_on >= table.starts_on
    )
    return begun, stands(table, None)


def spans(of: CTE) -> Select[Any]:
    """Whether these teams could answer, as it is kept."""
    row = KeptTeam
    return columns(
        "span",
        whose=row.team_id,
        starts=row.starts,
        ends=row.ends,
        word=row.outcome,
        second=row.requirement,
        third=row.answer,
    ).where(row.team_id.in_(select(of.c.id)))


def abilities(people: Iterable[CTE]) -> Select[Any]:
    """What these people bring on some days, as it is kept: from when on it is something else."""
    row, earlier = KeptPerson, aliased(KeptPerson)
    same = select(earlier.person_id).where(
        earlier.person_id == row.person_id,
        earlier.starts < row.starts,
        earlier.ends == row.starts,
        earlier.judged == row.judged,
        earlier.advised == row.advised,
    )
    return columns(
        "able", person=row.person_id, starts=row.starts, more=row.judged, most=row.advised
    ).where(
        row.person_id.in_(union(*(select(each.c.person) for each in people))),
        row.ends > bindparam("since"),
        row.starts < bindparam("before"),
        or_(row.starts <= bindparam("since"), ~same.correlate(row).exists()),
    )
