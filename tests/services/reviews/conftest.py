"""Ana of Fresno, who enters things, and two who review them."""

import pytest

from tests import factories
from tests.factories import FRESNO


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def tess(session):
    return factories.person(session, "Tess Trainer")


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Reviewer")
