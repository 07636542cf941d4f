"""Progress is derived from facts: what is done, what is open, and why the rest is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.progress import Count, Facts, Item, ItemKind, Progress, progress
from portal.domain.quizzes import Sitting, SittingState
from tests.domain.trainings import ALL_BUT_FINAL, FULL, NOON, READ, course, module, sat

FACTS = st.builds(
    Facts,
    st.frozensets(st.sampled_from(sorted(READ))),
    st.frozensets(st.just("one")),
    st.frozensets(st.sampled_from(["one", "two"])),
    st.lists(st.integers(0, 100), max_size=3).map(lambda results: sat(*results)),
)


def titles(now: Progress, *, is_open: bool) -> list[str]:
    return [item.title for item in now.items if item.is_open is is_open]


def closed_because(now: Progress, kind: ItemKind, slug: str = "") -> str:
    found = now.item(kind, slug)
    assert found is not None
    return found.closed_because


def test_the_outline_is_lessons_practice_check_for_each_module_then_the_final() -> None:
    items = progress(FULL, Facts(), NOON).items
    assert [(item.kind.value, item.module, item.lesson) for item in items] == [
        ("lesson", "one", "a"),
        ("lesson", "one", "b"),
        ("practice", "one", ""),
        ("check", "one", ""),
        ("lesson", "two", "c"),
        ("lesson", "two", "d"),
        ("check", "two", ""),
        ("lesson", "three", "e"),
        ("final", "", ""),
    ]


def test_at_first_the_first_module_is_open_but_for_its_check() -> None:
    now = progress(FULL, Facts(), NOON)
    assert titles(now, is_open=True) == ["Lesson a", "Lesson b", "Practice: At the door"]
    assert now.next_item == now.items[0]
    assert closed_because(now, ItemKind.CHECK, "one") == (
        "Opens when the module's lessons are read. Still to read: “Lesson a”."
    )


def test_a_later_module_says_what_has_to_be_done_first() -> None:
    now = progress(FULL, Facts(lessons=frozenset({("one", "a")})), NOON)
    assert closed_because(now, ItemKind.CHECK, "two") == (
        "Opens after “Lesson b” in module “Module one”."
    )
    assert closed_because(now, ItemKind.FINAL) == (
        "Opens when every module is done. Still to do: “Lesson b” in module “Module one”."
    )


def test_a_check_opens_with_the_lessons_even_before_the_practice() -> None:
    now = progress(FULL, Facts(lessons=READ), NOON)
    assert closed_because(now, ItemKind.CHECK, "one") == ""
    assert closed_because(now, ItemKind.CHECK, "two") == (
        "Opens after “Practice: At the door” in module “Module one”."
    )


def test_a_draft_is_shown_counts_for_nothing_and_holds_nothing_up() -> None:
    now = progress(FULL, ALL_BUT_FINAL, NOON)
    draft = now.items[5]
    assert (draft.title, draft.draft, draft.is_open) == ("Draft d", True, False)
    assert (now.done, now.total) == (7, 8)
    assert closed_because(now, ItemKind.FINAL) == ""
    assert progress(course(module("x", drafts=("d",))), Facts(), NOON).next_item.kind == "final"


def test_a_module_without_lessons_left_opens_its_check_at_once() -> None:
    now = progress(course(module("x", drafts=("d",), check=True)), Facts(), NOON)
    assert closed_because(now, ItemKind.CHECK, "x") == ""


def test_the_final_opens_when_every_module_is_done() -> None:
    now = progress(FULL, ALL_BUT_FINAL, NOON)
    assert now.next_item == now.items[-1]
    assert not now.is_complete


@pytest.mark.parametrize(("result", "complete"), [(79, False), (80, True), (100, True)])
def test_it_is_complete_with_the_final_passed(result: int, complete: bool) -> None:
    now = progress(FULL, replace(ALL_BUT_FINAL, sittings=sat(result)), NOON)
    assert now.is_complete is complete
    assert now.items[-1].done is complete


@pytest.mark.parametrize("missing", ["lessons", "practices", "checks", "sittings"])
def test_whichever_fact_is_missing_it_is_not_complete(missing: str) -> None:
    whole = replace(ALL_BUT_FINAL, sittings=sat(100))
    assert progress(FULL, whole, NOON).is_complete
    empty = {missing: type(getattr(whole, missing))()}
    assert not progress(FULL, replace(whole, **empty), NOON).is_complete


def test_the_counts_are_those_of_each_kind() -> None:
    now = progress(FULL, Facts(READ, frozenset(), frozenset({"one"})), NOON)
    assert (now.lessons, now.practices, now.checks) == (Count(4, 4), Count(0, 1), Count(1, 2))


def test_the_completion_line_says_what_it_takes_and_how_far_it_is() -> None:
    assert progress(FULL, replace(ALL_BUT_FINAL, sittings=sat(50, 70)), NOON).completion_line == (
        "Complete when: 4 of 4 lessons read, 1 of 1 practices played, "
        "2 of 2 knowledge checks handed in, final ≥ 80 %: best 70 %"
    )
    assert progress(course(module("x", "a")), Facts(), NOON).completion_line == (
        "Complete when: 0 of 1 lessons read, final ≥ 80 %: not taken yet"
    )


def test_before_and_after_leave_drafts_out() -> None:
    now = progress(FULL, Facts(), NOON)
    check = now.item(ItemKind.CHECK, "two")
    assert [item.title for item in now.around(check)] == ["Lesson c", "Lesson e"]
    assert now.around(now.items[0]) == (None, now.items[1])
    assert now.around(now.items[-1]) == (now.items[-2], None)


def test_what_is_not_in_the_outline_is_not_found() -> None:
    now = progress(FULL, Facts(), NOON)
    assert now.item(ItemKind.LESSON, "one", "z") is None
    assert now.item(ItemKind.PRACTICE, "two") is None


def test_all_done_leaves_nothing_next() -> None:
    assert progress(FULL, replace(ALL_BUT_FINAL, sittings=sat(90)), NOON).next_item is None


def test_facts_about_other_things_change_nothing() -> None:
    stray = Facts(frozenset({("one", "gone")}), frozenset({"gone"}), frozenset({"three"}))
    assert progress(FULL, stray, NOON) == progress(FULL, Facts(), NOON)


def test_an_open_attempt_is_no_result() -> None:
    facts = replace(ALL_BUT_FINAL, sittings=(Sitting(1, NOON),))
    assert progress(FULL, facts, NOON).final.state is SittingState.CONTINUE


@given(FACTS)
def test_every_line_is_open_or_says_why_it_is_not(facts: Facts) -> None:
    for item in progress(FULL, facts, NOON).items:
        assert (
            item.is_open + bool(item.closed_because) + (item.draft and not item.closed_because) == 1
        )


@given(FACTS, FACTS, st.integers(0, 200))
def test_progress_never_shrinks_when_facts_are_added(
    facts: Facts, more: Facts, minutes: int
) -> None:
    both = Facts(
        facts.lessons | more.lessons,
        facts.practices | more.practices,
        facts.checks | more.checks,
        facts.sittings + tuple(replace(s, number=s.number + 3) for s in more.sittings),
    )
    before = progress(FULL, facts, NOON)
    after = progress(FULL, both, NOON + timedelta(minutes=minutes))
    assert after.done >= before.done
    assert after.total == before.total
    assert _those(after.items, "done") >= _those(before.items, "done")
    assert _those(after.items, "is_open") >= _those(before.items, "is_open")
    assert after.is_complete >= before.is_complete


def _those(items: tuple[Item, ...], what: str) -> set[tuple[str, str, str]]:
    return {(i.kind, i.module, i.lesson) for i in items if getattr(i, what)}


@given(FACTS)
def test_what_comes_next_can_be_done_now(facts: Facts) -> None:
    now = progress(FULL, facts, NOON)
    following = now.next_item
    if following is None:
        assert now.is_complete
    else:
        assert following.is_open
        assert not following.done
