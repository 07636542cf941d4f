"""What somebody brings to a team follows from what is recorded, and says when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.certification import Span, State
from portal.domain.facts import (
    Affiliated,
    Duty,
    DutyHeld,
    Leave,
    LicenseHeld,
    PersonFacts,
    Profession,
    Recorded,
)
from portal.domain.people import ProviderType
from portal.domain.requirements import UNKNOWN
from portal.domain.staffing import Abilities, Able, abilities, ability_spans
from tests.domain.staffing.rulebooks import DAY, MEMBER, START, TEAM, rulebook, version
from tests.domain.staffing.rulebooks import with_versions as changed

ONE = timedelta(days=1)
FACT = Recorded("fact:1", datetime(2026, 1, 1, tzinfo=UTC), "Tess Trainer")
ADVISING = rulebook()
JUDGING = rulebook((*TEAM, *MEMBER))


def person(
    *duties: Duty,
    types: tuple[str, ...] = ("lcsw",),
    team: int | None = 1,
    affiliated: tuple[date | None, date | None] | None = (None, None),
    leaves: tuple[tuple[date, date | None], ...] = (),
) -> PersonFacts:
    return PersonFacts(
        person=1,
        name="Ana Reyes",
        affiliations=(Affiliated(FACT, "06001", team, *affiliated),) if affiliated else (),
        duties=tuple(DutyHeld(FACT, duty, None, None) for duty in duties),
        professions=tuple(Profession(FACT, ProviderType(each), None, None) for each in types),
        leaves=tuple(Leave(FACT, *each) for each in leaves),
    )


def states(book, **other: State) -> dict[str, tuple[State, bool]]:
    """Everything valid but what is named otherwise."""
    found = {}
    for slug in MEMBER:
        if slug in book.requirements:
            now = book.requirements[slug].on(DAY)
            state = other.get(slug.replace("-", "_"), State.VALID)
            found[slug] = (state, now is None or not now.is_verified)
    return found


def brings(facts: PersonFacts, book=ADVISING, **other: State) -> Abilities:
    return abilities(facts, book, DAY, states(book, **other))


def both(able: Able) -> Abilities:
    return Abilities(able, able)


LCSW = Able.THERE | Able.COUNTS | Able.ASSESSES | Able.CLINICIAN


def test_somebody_with_everything_valid_is_counted_at_both_levels() -> None:
    assert brings(person()) == brings(person(), JUDGING) == both(LCSW)


@pytest.mark.parametrize(
    "facts",
    [
        person(affiliated=None),
        person(affiliated=(DAY + ONE, None)),
        person(affiliated=(None, DAY - ONE)),
        person(leaves=((DAY, DAY),)),
        person(leaves=((DAY - ONE, None),)),
    ],
)
def test_who_is_away_or_belongs_nowhere_brings_nothing(facts) -> None:
    assert brings(facts) == both(Able(0))
    assert not brings(facts).there


@pytest.mark.parametrize(
    "facts",
    [
        person(affiliated=(DAY, DAY)),
        person(leaves=((DAY + ONE, None), (START, DAY - ONE))),
    ],
)
def test_days_hold_through_the_day(facts) -> None:
    assert brings(facts) == both(LCSW)


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.VALID, Able.COUNTS),
        (State.RENEW_NOW, Able.COUNTS),
        (State.GRACE, Able.COUNTS),
        (State.WAIVED, Able.COUNTS),
        (State.NOT_YET_DUE, Able.COUNTS),
        (State.NOT_REQUIRED, Able.COUNTS),
        (State.UNKNOWN, Able.MAYBE_COUNTS),
        (State.EXPIRED, Able(0)),
        (State.MISSING, Able(0)),
        (State.IN_PROGRESS, Able(0)),
    ],
)
@pytest.mark.parametrize("slug", ["crisis_intervention", "qualified"])
def test_a_requirement_forbids_once_verified_and_before_that_only_advises(
    slug, state, counts
) -> None:
    rest = LCSW & ~Able.COUNTS
    assert brings(person(), JUDGING, **{slug: state}) == both(rest | counts)
    assert brings(person(), ADVISING, **{slug: state}) == Abilities(LCSW, rest | counts)


def test_what_is_failed_outweighs_what_is_not_known() -> None:
    found = brings(person(), crisis_intervention=State.UNKNOWN, qualified=State.MISSING)
    assert found.advised == LCSW & ~Able.COUNTS


def test_trainings_that_do_not_block_take_nothing_away() -> None:
    found = brings(person(), JUDGING, children=State.EXPIRED, naloxone_training=State.MISSING)
    assert found == both(LCSW)


def test_a_requirement_that_nobody_judged_is_not_known() -> None:
    assert abilities(person(), JUDGING, DAY, {}).judged & Able.MAYBE_COUNTS
    found = abilities(person(), ADVISING, DAY, {})
    assert (found.judged & Able.COUNTS, found.advised & Able.MAYBE_COUNTS) == (
        Able.COUNTS,
        Able.MAYBE_COUNTS,
    )


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        (person(), Able.COUNTS),
        (person(Duty.RESPONDS, team=None), Able.COUNTS),
        (person(Duty.RESPONDS, Duty.CONSULTS), Able.COUNTS),
        (person(Duty.CARRIES_NALOXONE), Able.COUNTS),
        (person(team=None), Able.MAYBE_COUNTS),
        (person(Duty.CONSULTS), Able.MAYBE_COUNTS),
    ],
)
def test_not_required_of_those_who_answer_no_calls_does_not_mean_trained(facts, counts) -> None:
    found = brings(facts, JUDGING, crisis_intervention=State.NOT_REQUIRED)
    assert found.judged & (Able.COUNTS | Able.MAYBE_COUNTS) == counts


def test_not_required_of_those_who_conduct_no_assessments_is_just_that() -> None:
    found = brings(person(team=None), JUDGING, crisis_assessment=State.NOT_REQUIRED)
    assert found == both(LCSW & ~Able.ASSESSES)


@pytest.mark.parametrize(
    ("duties", "state", "brought"),
    [
        ((Duty.CARRIES_NALOXONE,), State.VALID, Able.NALOXONE),
        ((Duty.CARRIES_NALOXONE,), State.GRACE, Able.NALOXONE),
        ((Duty.CARRIES_NALOXONE,), State.UNKNOWN, Able.MAYBE_NALOXONE),
        ((Duty.CARRIES_NALOXONE,), State.EXPIRED, Able(0)),
        ((Duty.CARRIES_NALOXONE,), State.WAIVED, Able(0)),
        ((), State.VALID, Able(0)),
        ((), State.UNKNOWN, Able(0)),
    ],
)
def test_naloxone_takes_both_training_and_carrying(duties, state, brought) -> None:
    found = brings(person(*duties), naloxone_training=state)
    assert found == both(LCSW | brought)


@pytest.mark.parametrize(
    ("state", "brought"),
    [
        (State.RENEW_NOW, Able.ASSESSES),
        (State.UNKNOWN, Able.MAYBE_ASSESSES),
        (State.NOT_REQUIRED, Able(0)),
    ],
)
def test_assessing_takes_the_training_itself(state, brought) -> None:
    found = brings(person(), rulebook(TEAM), crisis_assessment=state)
    assert found.judged == LCSW & ~Able.ASSESSES | brought


@pytest.mark.parametrize(
    ("types", "brought"),
    [
        ((), Able.MAYBE_CLINICIAN | Able.MAYBE_PEER),
        (("lmft",), Able.CLINICIAN),
        (("peer-support-specialist", "lcsw"), Able.CLINICIAN | Able.PEER),
        (("emt",), Able(0)),
    ],
)
def test_a_profession_makes_a_clinician_or_a_peer_and_none_recorded_leaves_it_open(
    types, brought
) -> None:
    assert brings(person(types=types)) == both(LCSW & ~Able.CLINICIAN | brought)


def test_a_profession_that_has_ended_leaves_it_open_what_somebody_is_now() -> None:
    ended = replace(person(), professions=(Profession(FACT, ProviderType.LCSW, None, DAY - ONE),))
    open_ = Able.MAYBE_CLINICIAN | Able.MAYBE_PEER
    assert brings(ended) == both(LCSW & ~Able.CLINICIAN | open_)


def license_of(*expiries: date | None, starts_on: date | None = None, of: str = "lcsw"):
    return tuple(
        LicenseHeld(FACT, "License", ProviderType(of), starts_on, each, None) for each in expiries
    )


@pytest.mark.parametrize(
    ("licenses", "brought"),
    [
        (license_of(DAY), Able.CLINICIAN),
        (license_of(None), Able.CLINICIAN),
        (license_of(DAY - ONE, DAY), Able.CLINICIAN),
        (license_of(DAY - ONE, of="emt"), Able.CLINICIAN),
        (license_of(DAY - ONE, starts_on=DAY + ONE), Able.CLINICIAN),
        (license_of(DAY - ONE), Able(0)),
    ],
)
def test_who_let_the_license_run_out_is_no_clinician(licenses, brought) -> None:
    found = brings(replace(person(), licenses=licenses))
    assert found == both(LCSW & ~Able.CLINICIAN | brought)


def test_an_officer_brings_nothing_as_advised_and_as_judged_once_verified() -> None:
    officer = person(types=("lcsw", "peace-officer"))
    excluded = Able.THERE | Able.EXCLUDED
    assert brings(officer) == Abilities(LCSW, excluded)
    assert brings(officer, rulebook({"officers"})) == both(excluded)
    assert brings(officer, rulebook(only={"naloxone"})).advised == Able.THERE | Able.COUNTS


def test_a_list_that_nobody_knows_makes_nobody_an_officer_or_clinician() -> None:
    book = rulebook(
        settings={
            "officers": {"types": UNKNOWN},
            "clinician": {"types": UNKNOWN},
            "naloxone": {"training": UNKNOWN},
        }
    )
    officer = person(Duty.CARRIES_NALOXONE, types=("peace-officer", "lcsw"))
    assert brings(officer, book) == both(LCSW & ~Able.CLINICIAN)


DAYS = st.dates(date(2023, 6, 1), date(2023, 8, 1))
SLUGS = ("crisis-intervention", "crisis-assessment", "qualified", "naloxone-training")


@st.composite
def stretches(draw) -> tuple[Span, ...]:
    starts = [date.min, *sorted(draw(st.sets(DAYS, max_size=3)))]
    return tuple(
        Span(day, end, draw(st.sampled_from(State)), draw(st.booleans()))
        for day, end in zip(starts, [*starts[1:], None], strict=True)
    )


@st.composite
def anybody(draw) -> PersonFacts:
    def window() -> tuple[date, date | None]:
        first = draw(DAYS)
        last = draw(st.none() | st.integers(0, 40))
        return first, last if last is None else first + last * ONE

    def few() -> range:
        return range(draw(st.integers(0, 2)))

    types = st.sampled_from([ProviderType.LCSW, ProviderType.PEACE_OFFICER])
    return PersonFacts(
        1,
        "Ana Reyes",
        affiliations=tuple(Affiliated(FACT, "06001", 1, *window()) for _ in few()),
        duties=tuple(DutyHeld(FACT, draw(st.sampled_from(Duty)), *window()) for _ in few()),
        professions=tuple(Profession(FACT, draw(types), *window()) for _ in few()),
        leaves=tuple(Leave(FACT, *window()) for _ in few()),
        licenses=tuple(LicenseHeld(FACT, "License", draw(types), *window(), None) for _ in few()),
    )


@given(anybody(), st.fixed_dictionaries({slug: stretches() for slug in SLUGS}))
def test_spans_tile_time_and_say_the_same_as_each_day(facts, spans) -> None:
    book = changed(
        JUDGING,
        "officers",
        version("officers", verified=False),
        version("officers", verified=True, starts=date(2023, 7, 4)),
    )
    found = ability_spans(facts, book, spans)
    assert (found[0].starts, found[-1].ends) == (date.min, None)
    for before, after in pairwise(found):
        assert before.ends == after.starts
        assert before.starts < after.starts
        assert before.able != after.able
    for day in (date(2023, 5, 25) + number * ONE for number in range(120)):
        today = {
            slug: next((s.state, s.advisory) for s in reversed(of) if s.starts <= day)
            for slug, of in spans.items()
        }
        span = next(each for each in reversed(found) if each.starts <= day)
        assert span.able == abilities(facts, book, day, today)


def test_what_lasts_through_the_end_of_time_has_no_day_after() -> None:
    found = ability_spans(person(affiliated=(None, date.max)), rulebook(only=()), {})
    assert [each.able for each in found] == [both(Able.THERE | Able.COUNTS)]
