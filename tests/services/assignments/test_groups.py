"""Whom to ask: people are found by parts of their names, as people write them."""

import pytest

from portal.domain.access import Grant, Role
from portal.domain.dates import civil_date
from portal.services.assignments import groups
from tests import factories
from tests.factories import FRESNO
from tests.trainings import NOW

TRAINER = [Grant(Role.TRAINER, FRESNO)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Đặng Hồng", "Éva", "Fay"]),
        ("dang", ["Đặng Hồng"]),
        ("HONG đặng", ["Đặng Hồng"]),
        ("éVA", ["Éva"]),
        ("%", []),
    ],
)
def test_people_are_found_and_listed_by_plain_letters(session, words, found):
    for name in ("Fay", "Đặng Hồng", "Éva"):
        factories.affiliation(session, factories.person(session, name))
    listed = groups.to_choose(session, FRESNO, TRAINER, civil_date(NOW), words=words)
    assert list(listed.values()) == found
