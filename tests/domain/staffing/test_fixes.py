"""The smallest fixes are all those that an exhaustive search finds, and no step is idle."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.requirements import UNKNOWN
from portal.domain.staffing import (
    MAYBE,
    Abilities,
    Able,
    Change,
    Fix,
    Mode,
    Outcome,
    Present,
    Step,
    find_fixes,
    outcome,
    smallest_fixes,
    team_rules,
)
from portal.domain.staffing.fixes import COUNTED
from tests.domain.staffing.people import (
    ALL,
    RESPONDER,
    THERE,
    able,
    masks,
    present,
    rulebooks,
)
from tests.domain.staffing.rulebooks import DAY, TEAM, rulebook

ON_SITE, REMOTE, ON_CALL = Mode.ON_SITE, Mode.REMOTE, Mode.ON_CALL
JUDGED = rulebook(TEAM)
CARRY = ("naloxone",)
LEARN = ("crisis-assessment",)


def others(*masks: Able) -> list[Present]:
    names = ("Gil Roe", "Hal Poe", "Ida Woe", "Jo Noe")
    return [
        Present(number, name, ON_SITE, able(mask))
        for number, (name, mask) in enumerate(zip(names, masks, strict=False), 11)
    ]


def said(fixes: tuple[Fix, ...]) -> list[list[str]]:
    return [[f"{step.change} {step.name}" for step in fix.steps] for fix in fixes]


def fixes_of(there, elsewhere=(), gains=None, book=JUDGED, **options) -> list[list[str]]:
    return said(smallest_fixes(there, elsewhere, gains or {}, book, DAY, **options))


def test_when_all_is_well_there_is_nothing_to_fix() -> None:
    assert smallest_fixes(present((ON_SITE, ALL), (ON_SITE, ALL)), [], {}, JUDGED, DAY) == ()


def test_whoever_brings_what_is_missing_may_come_or_be_called() -> None:
    two = present((ON_SITE, ALL & ~Able.CLINICIAN), (ON_SITE, RESPONDER))
    elsewhere = others(RESPONDER | Able.CLINICIAN, RESPONDER)
    assert fixes_of(two, elsewhere) == [["add Gil Roe"], ["call Gil Roe"]]


def test_somebody_remote_may_come() -> None:
    two = present((ON_SITE, RESPONDER), (REMOTE, ALL))
    assert fixes_of(two, others(RESPONDER)) == [["come Ben Cho"]]


def test_somebody_may_gain_what_is_missing_with_what_it_takes() -> None:
    two = present((ON_SITE, ALL & ~Able.ASSESSES), (ON_SITE, RESPONDER | Able.MAYBE_ASSESSES))
    gains = {1: {Able.ASSESSES: LEARN}, 2: {Able.ASSESSES: LEARN}}
    found = smallest_fixes(two, [], gains, JUDGED, DAY)
    assert found == (
        Fix((Step(Change.GAIN, 1, "Ana Reyes", Able.ASSESSES, LEARN),)),
        Fix((Step(Change.GAIN, 2, "Ben Cho", Able.ASSESSES, LEARN),)),
    )


def test_each_requirement_still_to_be_met_is_a_step_and_one_for_two_is_one() -> None:
    alone = present((ON_SITE, THERE | Able.CLINICIAN | Able.NALOXONE), (ON_SITE, RESPONDER))
    gains = {1: {Able.COUNTS: LEARN, Able.ASSESSES: LEARN}}
    steps = smallest_fixes(alone, others(ALL), gains, JUDGED, DAY)
    assert said(steps) == [["gain Ana Reyes", "gain Ana Reyes"], ["add Gil Roe"]]
    dearer = {1: {Able.COUNTS: LEARN, Able.ASSESSES: ("crisis-assessment", "children")}}
    assert fixes_of(alone, others(ALL), dearer) == [["add Gil Roe"]]


def test_one_person_may_gain_two_things_and_is_named_for_both_once() -> None:
    two = present((ON_SITE, RESPONDER | Able.CLINICIAN), (ON_SITE, RESPONDER))
    gains = {1: {Able.ASSESSES: LEARN, Able.NALOXONE: CARRY}}
    assert fixes_of(two, gains=gains) == [["gain Ana Reyes", "gain Ana Reyes"]]


def test_no_step_is_idle() -> None:
    two = present((ON_SITE, ALL & ~Able.NALOXONE), (ON_SITE, RESPONDER))
    gains = {2: {Able.ASSESSES: CARRY, Able.NALOXONE: CARRY}}
    (fix,) = smallest_fixes(two, [], gains, JUDGED, DAY)
    assert [step.ability for step in fix.steps] == [Able.NALOXONE]


def test_nobody_there_takes_two_who_bring_all_between_them() -> None:
    elsewhere = others(RESPONDER, RESPONDER | Able.NALOXONE | Able.ASSESSES, ALL & ~Able.COUNTS)
    assert fixes_of([], elsewhere, most=2) == []
    assert fixes_of([], elsewhere) == [
        ["add Gil Roe", "add Hal Poe", "add Ida Woe"],
        ["add Gil Roe", "add Hal Poe", "call Ida Woe"],
    ]


def test_a_lesser_outcome_may_be_asked_for() -> None:
    book = rulebook({"clinician"})
    alone = present((ON_SITE, RESPONDER))
    elsewhere = others(RESPONDER | Able.CLINICIAN)
    assert fixes_of(alone, elsewhere, book=book) == []
    assert fixes_of(alone, elsewhere, book=book, reach=Outcome.ADVISORY) == [
        ["add Gil Roe"],
        ["call Gil Roe"],
    ]


def test_no_change_helps_against_a_setting_that_nobody_knows() -> None:
    book = rulebook(TEAM, settings={"clinician": {"types": UNKNOWN}})
    assert fixes_of(present((ON_SITE, ALL)), others(ALL), book=book) == []
    assert fixes_of(present((ON_SITE, ALL)), others(ALL), book=book, reach=Outcome.UNKNOWN) == [
        ["add Gil Roe"]
    ]


def test_who_is_away_gains_nothing_and_who_is_never_counted_gains_only_as_judged() -> None:
    away = present((ON_SITE, ALL), (ON_SITE, Able(0)))
    assert fixes_of(away, gains={2: {Able.COUNTS: LEARN}}) == []
    officer = present((ON_SITE, ALL), (ON_SITE, THERE, THERE | Able.EXCLUDED))
    gains = {2: {Able.COUNTS: LEARN}}
    assert fixes_of(officer, gains=gains) == []
    assert fixes_of(officer, gains=gains, reach=Outcome.ADVISORY) == [["gain Ben Cho"]]


def test_somebody_who_is_there_already_is_not_added() -> None:
    (ana,) = present((ON_SITE, RESPONDER))
    assert fixes_of([ana], [replace(ana, able=able(ALL))]) == []
    twice = [replace(ana, mode=REMOTE), ana, replace(ana, mode=ON_CALL)]
    assert fixes_of(twice, others(ALL)) == [["add Gil Roe"]]


def test_a_long_list_is_cut_and_says_how_many_there_are() -> None:
    alone = present((ON_SITE, ALL))
    crowd = [Present(number, f"Person {number}", ON_SITE, able(ALL)) for number in range(20, 45)]
    found = find_fixes(alone, crowd, {}, JUDGED, DAY)
    assert (len(found.shown), found.count) == (10, 25)
    assert said(found.shown)[:2] == [["add Person 20"], ["add Person 21"]]
    many = find_fixes(
        [], [*crowd, *(replace(each, person=each.person + 99) for each in crowd)], {}, JUDGED, DAY
    )
    assert many.count == COUNTED


def test_the_first_few_are_of_different_kinds() -> None:
    two = present((ON_SITE, ALL & ~Able.CLINICIAN), (ON_SITE, RESPONDER))
    elsewhere = others(*[RESPONDER | Able.CLINICIAN] * 4)
    assert fixes_of(two, elsewhere)[:3] == [["add Gil Roe"], ["call Gil Roe"], ["add Hal Poe"]]


@st.composite
def situations(draw):
    def people(start: int, most: int) -> list[Present]:
        return [
            Present(
                start + number,
                f"P{start + number}",
                draw(st.sampled_from(Mode)),
                Abilities(draw(masks()), draw(masks())),
            )
            for number in range(draw(st.integers(0, most)))
        ]

    there, elsewhere = people(1, 3), people(11, 3)
    slugs = st.sampled_from(["a", "b", "c"])
    gains = {
        each.person: draw(
            st.dictionaries(
                st.sampled_from([Able.COUNTS, Able.NALOXONE, Able.ASSESSES]),
                st.sets(slugs, min_size=1, max_size=2).map(lambda some: tuple(sorted(some))),
                max_size=2,
            )
        )
        for each in there
    }
    return there, elsewhere, gains


def exhaustive(there, elsewhere, gains, book, most: int, reach: Outcome) -> set[frozenset[Step]]:
    rules = team_rules(book, DAY)
    steps = [
        Step(change, each.person, each.name, None, ())
        for each in elsewhere
        for change in (Change.ADD, Change.CALL)
    ]
    steps += [
        Step(Change.COME, each.person, each.name, None, ())
        for each in there
        if each.mode is not Mode.ON_SITE
    ]
    steps += [
        Step(Change.GAIN, each.person, each.name, ability, needs)
        for each in there
        for ability, needs in gains[each.person].items()
    ]

    def reaches(chosen) -> bool:
        people = {each.person: (each.mode, each.able) for each in there}
        for step in chosen:
            if step.change in (Change.ADD, Change.CALL):
                who = next(each for each in elsewhere if each.person == step.person)
                people[step.person] = (
                    Mode.ON_SITE if step.change is Change.ADD else Mode.ON_CALL,
                    who.able,
                )
                continue
            mode, has = people[step.person]
            if step.change is Change.COME:
                people[step.person] = (Mode.ON_SITE, has)
            else:
                gone = Able(step.ability << MAYBE)
                more = (level & ~gone | step.ability for level in (has.judged, has.advised))
                people[step.person] = (mode, Abilities(*more))
        return outcome(people.values(), rules)[0].rank >= reach.rank

    def cost(chosen) -> int:
        gained = [step for step in chosen if step.change is Change.GAIN]
        needs = {(step.person, slug) for step in gained for slug in step.needs}
        return len(chosen) - len(gained) + len(needs)

    if reaches(()):
        return set()
    good = [
        frozenset(chosen)
        for size in range(1, 2 * most + 1)
        for chosen in combinations(steps, size)
        if cost(chosen) <= most
        and len({step.person for step in chosen if step.change in (Change.ADD, Change.CALL)})
        == sum(step.change in (Change.ADD, Change.CALL) for step in chosen)
        and reaches(chosen)
    ]
    least = min(map(cost, good), default=0)
    return {each for each in good if cost(each) == least and not any(o < each for o in good)}


@settings(max_examples=40, deadline=None)
@given(situations(), rulebooks(), st.sampled_from([Outcome.COVERED, Outcome.ADVISORY]))
def test_they_are_those_of_an_exhaustive_search(situation, book, reach) -> None:
    found = find_fixes(*situation, book, DAY, most=2, reach=reach, shown=COUNTED)
    expected = exhaustive(*situation, book, 2, reach)
    assert {frozenset(fix.steps) for fix in found.shown} == expected
    assert found.count == len(found.shown) == len(expected)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_shorter_reach_finds_only_what_is_as_short(most) -> None:
    elsewhere = others(RESPONDER, RESPONDER | Able.NALOXONE | Able.ASSESSES, ALL & ~Able.COUNTS)
    found = smallest_fixes([], elsewhere, {}, JUDGED, DAY, most)
    assert {len(fix.steps) for fix in found} == ({3} if most == 3 else set())
