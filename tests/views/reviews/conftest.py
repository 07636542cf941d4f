"""Ana of Fresno, who enters things, and Fresno's trainer, who reviews them."""

from datetime import timedelta

import pytest

from portal.domain.access import Role
from tests import factories
from tests.factories import AT, FRESNO
from tests.signing_in import signed_in_as

NOW = AT + timedelta(days=145)  # June 9, 2026


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana María Flores", name_used="Ana")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


@pytest.fixture
def staff(app, session):
    return signed_in_as(app, session, factories.person(session, "Sam Staff"), Role.TA_STAFF)


@pytest.fixture
def member(app, session, ana):
    return signed_in_as(app, session, ana, Role.TEAM_MEMBER)
