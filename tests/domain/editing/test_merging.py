"""Two edits of one version: nothing of either is lost in silence."""

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.editing.merging import merge

FACTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4)


def test_what_each_changed_alone_goes_together():
    found = merge({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 1}, {"a": 1, "b": 2})
    assert found.facts == {"a": 2, "b": 2}
    assert found.taken == ("b", "c")
    assert found.clashes == ()


def test_where_both_changed_the_same_mine_stands_and_it_is_said():
    found = merge({"a": 1}, {"a": 2}, {"a": 3, "b": 1})
    assert found.facts == {"a": 2, "b": 1}
    assert found.clashes == ("a",)


def test_the_same_change_is_no_clash():
    assert merge({"a": 1}, {"a": 2}, {"a": 2}).clashes == ()


@given(FACTS, FACTS, FACTS)
def test_every_key_is_mine_or_theirs(base, mine, theirs):
    found = merge(base, mine, theirs)
    for key in {*base, *mine, *theirs}:
        assert found.facts.get(key) in (mine.get(key), theirs.get(key))
        if mine.get(key) != base.get(key):  # what I changed stands
            assert found.facts.get(key) == mine.get(key)
