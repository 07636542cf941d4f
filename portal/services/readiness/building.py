"""Building everything that is kept, piece by piece, and dropping it.

At any moment what is kept is right: a piece is either there or not there yet. So a build may stop
anywhere, facts may be recorded meanwhile, and the next build goes on where this one stopped.
"""

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.models import (
    County,
    KeptCounty,
    KeptCountyGap,
    KeptGap,
    KeptPerson,
    KeptTeam,
    KeptUnder,
    Person,
    ServiceArea,
    Team,
)
from portal.services import rulebook as rules
from portal.services.certification.statements import table_of
from portal.services.once import one_after_the_other
from portal.services.readiness.evidence import last_evidence
from portal.services.readiness.keeping import put_people, put_teams
from portal.services.readiness.patching import put_county
from portal.services.readiness.under import digest
from portal.services.readiness.world import AT_ONCE, World
from portal.services.readiness.writing import Writes

TEAMS_AT_ONCE = 50
FEW = 1000
"""So many people can be worked out while somebody waits."""

_KEPT = (KeptCountyGap, KeptGap, KeptCounty, KeptTeam, KeptPerson, KeptUnder)


def drop(session: Session) -> None:
    """Forget everything that is kept. Every page says the same, and takes longer."""
    one_after_the_other(session)
    for table in _KEPT:
        session.execute(delete(table_of(table)))


def start_over(session: Session, rulebook: Rulebook, catalogue: Catalogue) -> None:
    """Begin to keep under these rules, with nothing kept yet."""
    drop(session)
    session.execute(insert(table_of(KeptUnder)).values(id=1, digest=digest(rulebook, catalogue)))


def start(session: Session, files: Rulebook, catalogue: Catalogue) -> None:
    """Begin to keep under the rules in use, with nothing kept yet."""
    one_after_the_other(session)
    start_over(session, rules.current(session, files), catalogue)


def build_some(session: Session, files: Rulebook, catalogue: Catalogue) -> bool:
    """Work out the next piece that is not kept yet; False when there is none.

    Everything has been built then, or the rules have changed meanwhile.
    """
    one_after_the_other(session)
    world = World(session, rules.current(session, files), catalogue)
    return world.kept and (_some_people(world) or _some_teams(world) or _county(world))


def rebuild(session: Session, files: Rulebook, catalogue: Catalogue) -> None:
    """Work out everything anew, at once."""
    start(session, files, catalogue)
    while build_some(session, files, catalogue):
        pass


def build_all_if_few(session: Session, files: Rulebook, catalogue: Catalogue) -> bool:
    """Build everything where that is quick; False: it has to be done later."""
    if (session.scalar(select(func.count()).select_from(Person)) or 0) > FEW:
        return False
    while build_some(session, files, catalogue):
        pass
    return True


def _some_people(world: World) -> bool:
    missing = (
        select(Person.id)
        .where(~exists().where(KeptPerson.person_id == Person.id))
        .order_by(Person.id)
        .limit(AT_ONCE)
    )
    ids = world.session.scalars(missing).all()
    writes = Writes()
    put_people(writes, world.people(ids), {})
    writes.write(world.session)
    return bool(ids)


def _some_teams(world: World) -> bool:
    missing = (
        select(Team.id, Team.county_fips)
        .where(~exists().where(KeptTeam.team_id == Team.id))
        .order_by(Team.county_fips, Team.id)
        .limit(TEAMS_AT_ONCE)
    )
    counties = dict(world.session.execute(missing).all())
    writes = Writes()
    put_teams(writes, world.teams_afresh(counties), {}, counties)
    writes.write(world.session)
    return bool(counties)


def _county(world: World) -> bool:
    """One county, which can be kept only now that all people and teams are."""
    known = exists().where(KeptCounty.county_fips == County.fips)
    missing = select(County.fips).where(~known).order_by(County.fips).limit(1)
    county = world.session.scalar(missing)
    if county is None:
        return False
    areas = select(ServiceArea.id).where(ServiceArea.county_fips == county)
    found = world.weekly_afresh(world.session.scalars(areas).all())
    put_county(world.session, county, found, last_evidence(world.session, [county]).get(county))
    return True
