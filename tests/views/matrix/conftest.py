"""The story, on its Monday at noon, and who reads its matrix."""

import pytest

from portal.domain.access import Role
from tests import factories, stories
from tests.factories import FRESNO
from tests.signing_in import signed_in_as


@pytest.fixture(autouse=True)
def _monday_noon(time_machine):
    time_machine.move_to(stories.NOW, tick=False)


@pytest.fixture
def story(session):
    """With Ivy of the Night Team, who has none of the trainings."""
    story = stories.tell(session)
    ivy = story.people["Ivy"] = factories.person(session, "Ivy", at=stories.RECORDED)
    team = story.night_team
    factories.affiliation(session, ivy, team=team, starts_on=stories.SINCE, at=stories.RECORDED)
    return story


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    return signed_in_as(app, session, factories.person(session, "Sam Staff"), Role.TA_STAFF)


@pytest.fixture
def trainer(app, session):
    """A browser of Fresno's trainer."""
    person = factories.person(session, "Rosa Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)
