"""The sample sessions are at hours at which people hold sessions."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.development.sample_events import held_at
from portal.domain.dates import CALIFORNIA

NIGHT = datetime(2026, 11, 28, 9, 7, tzinfo=UTC)
"""Seven minutes past one on a Saturday morning in California."""


@pytest.mark.parametrize("days", [-20, -1, 0, 9, 12, 16])
def test_by_day_and_not_on_a_weekend(days):
    for hours in range(0, 168, 5):
        at, when = NIGHT + timedelta(hours=hours), timedelta(days=days)
        local = held_at(at, when).astimezone(CALIFORNIA)
        assert local.weekday() < 5
        assert 8 <= local.hour < 18
        assert local.minute == 0
        if days:
            assert (held_at(at, when) > at) is (days > 0)


def test_one_is_on_now_while_people_work():
    monday = datetime(2026, 11, 30, 19, 20, tzinfo=UTC)
    assert held_at(monday, timedelta()) == datetime(2026, 11, 30, 19, tzinfo=UTC)
