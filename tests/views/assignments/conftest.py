"""A county with a team of two and one on no team; its trainer and TA staff at their browsers."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.domain.access import Role
from portal.models import Agency, Person, Team
from tests import factories
from tests.factories import FRESNO, KERN
from tests.signing_in import signed_in_as
from tests.trainings import NOW


@dataclass
class County:
    """Fresno."""

    team: Team
    agency: Agency
    ana: Person
    """On the team since February 10, at the agency since January 31."""
    ben: Person
    """On the team, since a day that is not known."""
    kit: Person
    """On no team, for the same agency, since December 1, 2020."""
    kern: Person
    """Works in Kern."""


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def county(session):
    agency = factories.agency(session)
    team = factories.team(session, "Night Team", of=agency)
    ana, ben, kit, kern = (
        factories.person(session, name) for name in ("Ana Flores", "Ben Okafor", "Kit", "Kern Kim")
    )
    factories.affiliation(session, ana, starts_on=date(2026, 1, 31), ends_on=date(2026, 2, 9))
    factories.affiliation(session, ana, team=team, starts_on=date(2026, 2, 10))
    factories.affiliation(session, ben, team=team)
    factories.affiliation(session, kit, of=agency, starts_on=date(2020, 12, 1))
    factories.affiliation(session, kern, KERN)
    session.commit()
    return County(team, agency, ana, ben, kit, kern)


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Alvarez")


@pytest.fixture
def trainer(app, session, rosa):
    """A browser of Fresno's trainer."""
    return signed_in_as(app, session, rosa, Role.TRAINER, FRESNO)


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    return signed_in_as(app, session, factories.person(session, "Sam Staff"), Role.TA_STAFF)
