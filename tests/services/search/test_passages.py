"""What the search is told of requirements: each version for its own time, with how it stands."""

from dataclasses import replace
from datetime import date

from portal.domain.coverage import midnight
from portal.domain.requirements import Tier
from portal.services.search.passages import of_rulebook
from tests import rules
from tests.rules import FIRST, SECOND

TODAY = date(2026, 3, 2)


def passages(*requirements, day=TODAY):
    book = rules.rulebook()
    book = replace(book, requirements={each.slug: each for each in requirements})
    return list(of_rulebook(book, midnight(day)))


def two_members(**more):
    return rules.requirement("two-members", "members_at_least", Tier.TEAM, {"minimum": 2}, **more)


def test_it_says_what_is_asked_where_that_stands_and_that_it_advises():
    [found] = passages(two_members())
    assert found.path == "/requirements/two-members"
    assert found.heading == "Advisory, not verified"
    assert found.body.startswith("Two members. · ")
    assert found.body.endswith(": 2 · Source: The new notice, The state · II.A")
    assert (found.visible_from, found.visible_until) == (midnight(SECOND), None)
    [verified] = passages(two_members(verified=True))
    assert verified.heading == "Verified"


def test_each_version_is_found_in_its_own_time():
    settings = ({"minimum": 1}, {"minimum": 2})
    both = rules.requirement(
        "two-members", "members_at_least", Tier.TEAM, *settings, starts=(FIRST, SECOND)
    )
    assert [each.body.count(": 2") for each in passages(both)] == [1], "the older one is over"
    first, second = passages(both, day=FIRST)
    assert first.visible_until == second.visible_from == midnight(SECOND)
    before, *_ = passages(both, day=date(2022, 1, 1))
    assert before.heading == "Not in force"
    assert before.visible_until == midnight(FIRST)


def test_one_that_is_over_is_still_found_and_says_so():
    one = two_members()
    over = replace(one, versions=(replace(one.versions[0], ends=date(2025, 1, 1)),))
    [found] = passages(over)
    assert found.heading == "Not in force"
    assert "The new notice" not in found.body
