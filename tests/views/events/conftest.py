"""A trainer of Fresno who holds sessions, and Ana, who works there."""

import pytest

from portal.domain.access import Role
from tests import factories
from tests.factories import FRESNO
from tests.signing_in import signed_in_as
from tests.trainings import NOW


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Delgado")


@pytest.fixture
def trainer(app, session, rosa):
    """A browser of Fresno's trainer."""
    return signed_in_as(app, session, rosa, Role.TRAINER, FRESNO)


@pytest.fixture
def ana(session):
    person = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, person)
    return person


@pytest.fixture
def member(app, session, ana):
    """A browser of Ana."""
    return signed_in_as(app, session, ana)


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    return signed_in_as(app, session, factories.person(session, "Priya Raman"), Role.TA_STAFF)
