"""A trainer of Fresno with a team, who hands lists in."""

import io

import pytest

from portal.domain.access import Role
from tests import factories
from tests.factories import AT, FRESNO
from tests.signing_in import signed_in_as


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def tess(session):
    return factories.person(session, "Tess Trainer")


@pytest.fixture
def trainer(app, session, tess):
    """A browser of Fresno's trainer."""
    return signed_in_as(app, session, tess, Role.TRAINER, FRESNO)


@pytest.fixture(autouse=True)
def team(session):
    return factories.team(session, "North")


@pytest.fixture
def hand_in(trainer):
    """Hand a list in and show the page that answers: that of the columns, or the refusal."""

    def do(content, kind="people", name="staff.csv", status=303):
        content = content.encode() if isinstance(content, str) else content
        trainer.get("/imports")
        trainer.submit("Look at this file", status, kind=kind, file=(io.BytesIO(content), name))
        return trainer if status == 422 else trainer.get(trainer.location, follow=True)

    return do
