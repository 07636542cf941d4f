"""People and rules at random, crowded into two years so that their days often meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portal.domain.facts import DecisionKind, Duty, PersonFacts
from portal.domain.people import ProviderType
from portal.domain.requirements import FOR_GOOD, UNKNOWN, Requirement, Rulebook, Severity
from tests.domain.facts import (
    affiliated,
    begun,
    claim,
    completed,
    decision,
    designated,
    duty,
    licensed,
    outside,
    person,
    precedent,
    profession,
    responds,
)
from tests.domain.rulebooks import (
    changing,
    designation,
    exempt,
    license_rule,
    qualified,
    refresh,
    rulebook,
    training,
)

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))
MAYBE_DAYS = st.one_of(st.none(), DAYS)
EVERY_DAY = [date(2024, 6, 1) + timedelta(days=days) for days in range(1500)]
"""Every day on which something may change, and the years around them."""
TYPES = (ProviderType.PEER_SUPPORT_SPECIALIST, ProviderType.LCSW, ProviderType.PEACE_OFFICER)
Case = tuple[PersonFacts, Rulebook]


def completions() -> st.SearchStrategy[Any]:
    """A training, here or elsewhere."""
    return st.one_of(
        st.builds(completed, DAYS),
        st.builds(completed, DAYS, superseded=MAYBE_DAYS, revoked=MAYBE_DAYS),
        st.builds(completed, DAYS, st.just("another")),
        st.builds(
            lambda day, claims: outside(day, *claims),
            DAYS,
            st.lists(st.builds(claim, DAYS, precedents()), min_size=1, max_size=2),
        ),
        education(),
    )


def precedents() -> st.SearchStrategy[Any]:
    """A decision that credits trainings."""
    return st.one_of(
        st.builds(precedent, revoked=MAYBE_DAYS),
        st.builds(
            precedent,
            st.sampled_from(["crisis-assessment", "harm-reduction"]),
            ends=MAYBE_DAYS,
            recency_months=st.one_of(st.none(), st.integers(1, 24)),
            revoked=MAYBE_DAYS,
        ),
    )


def education() -> st.SearchStrategy[Any]:
    """A training elsewhere with hours."""
    return st.builds(
        lambda day, subject, hours, revoked, confirmed: outside(
            day, subject=subject, minutes=hours * 60, revoked=revoked, confirmed=confirmed
        ),
        DAYS,
        st.sampled_from(["", "naloxone", "law-and-ethics"]),
        st.integers(0, 15),
        MAYBE_DAYS,
        st.booleans(),
    )


def decisions(slug: str) -> st.SearchStrategy[list[Any]]:
    """What was decided about somebody."""
    kinds = st.sampled_from(DecisionKind)
    one = st.builds(
        lambda kind, starts, days: decision(kind, starts, starts + timedelta(days=days), slug),
        kinds,
        DAYS,
        st.integers(0, 400),
    )
    return st.lists(one, max_size=2)


def trainees() -> st.SearchStrategy[PersonFacts]:
    """Somebody who does something, mostly answering calls, and takes trainings."""
    duties = st.builds(duty, st.sampled_from([Duty.ASSESSES, *Duty]), MAYBE_DAYS, MAYBE_DAYS)
    teams = st.builds(affiliated, MAYBE_DAYS, MAYBE_DAYS, team=st.sampled_from([1, None]))
    answering = st.one_of(
        st.builds(responds, DAYS, st.none()),
        st.builds(responds, st.none(), st.none()),
        st.builds(duty, st.just(Duty.CARRIES_NALOXONE), DAYS, MAYBE_DAYS),
    )
    return st.builds(
        lambda *known: person(*(fact for facts in known for fact in facts)),
        st.lists(answering, min_size=1, max_size=2),
        st.lists(st.one_of(duties, teams), max_size=2),
        st.lists(completions(), min_size=1, max_size=4),
        st.lists(st.builds(begun, DAYS, MAYBE_DAYS), max_size=2),
        st.one_of(st.just([]), decisions("crisis-assessment")),
    )


def in_versions(one: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    """One or two versions, each from a day of its own."""

    def starts(each: Requirement) -> date:
        return each.versions[0].starts

    several = st.one_of(
        st.lists(one, min_size=1, max_size=1),
        st.lists(one, min_size=2, max_size=2, unique_by=starts),
    )
    return several.map(lambda each: changing(*sorted(each, key=starts)))


EARLY_OR_LATER = st.one_of(st.just(date(2024, 9, 1)), DAYS)


def trainings() -> st.SearchStrategy[Requirement]:
    """A training that some have to complete by some day."""
    return in_versions(
        st.builds(
            training,
            courses=st.sampled_from(
                [("assessment",), ("assessment",), ("assessment", "another"), UNKNOWN]
            ),
            subjects=st.sampled_from([(), ("naloxone",)]),
            required_of=st.sampled_from(["responders", "responders", "assessors", UNKNOWN]),
            deadline=st.sampled_from(["before", 400, 0, 90, UNKNOWN]),
            severity=st.shared(st.sampled_from([Severity.BLOCK, Severity.DUE]), key="severity"),
            starts=EARLY_OR_LATER,
            verified=st.booleans(),
        )
    )


def refreshes() -> st.SearchStrategy[Requirement]:
    """How often it has to be repeated."""
    return in_versions(
        st.builds(
            refresh,
            st.sampled_from([3, 6, 12, FOR_GOOD, UNKNOWN]),
            renew_days=st.sampled_from([0, 30, 60, UNKNOWN]),
            grace_days=st.sampled_from([0, 10, 45, UNKNOWN]),
            starts=EARLY_OR_LATER,
            verified=st.sampled_from([True, True, False]),
        )
    )


def exemptions() -> st.SearchStrategy[Requirement]:
    """Whom it exempts."""
    return st.builds(
        lambda duties, starts, days, verified: exempt(
            *duties, starts=starts, ends=starts + timedelta(days=days), verified=verified
        ),
        st.sampled_from([("responds",), ("carries-naloxone",), ("responds", "assesses")]),
        DAYS,
        st.integers(100, 400),
        st.sampled_from([True, True, False]),
    )


def in_training() -> st.SearchStrategy[Case]:
    """Somebody and a training."""
    books = st.one_of(
        st.builds(rulebook, trainings(), refreshes()),
        st.builds(rulebook, trainings(), exemptions()),
        st.builds(rulebook, trainings(), refreshes(), exemptions()),
    )
    return st.tuples(trainees(), books)


def licensees(slug: str) -> st.SearchStrategy[PersonFacts]:
    """Somebody with a profession."""
    types = st.sampled_from([*TYPES, ProviderType.PEER_SUPPORT_SPECIALIST])
    return st.builds(
        lambda *known: person(*(fact for facts in known for fact in facts)),
        st.lists(st.builds(profession, types, MAYBE_DAYS, MAYBE_DAYS), max_size=2),
        st.lists(st.builds(licensed, MAYBE_DAYS, types, MAYBE_DAYS, first=MAYBE_DAYS), max_size=2),
        st.lists(education(), max_size=4),
        decisions(slug),
    )


def in_practice() -> st.SearchStrategy[Case]:
    """Somebody and a rule about licenses, professions or designations."""
    renewed = st.builds(
        license_rule,
        st.sampled_from([0, 10, 20, UNKNOWN]),
        types=st.sampled_from([("peer-support-specialist",), ("lcsw",), UNKNOWN]),
        cycle_months=st.sampled_from([12, 24, UNKNOWN]),
        subjects=st.sampled_from([{}, {"law-and-ethics": 6}, UNKNOWN]),
        apply_days=st.sampled_from([None, 0, 90]),
        first_renewal=st.sampled_from([None, "asked", "none", UNKNOWN]),
        first_months=st.sampled_from([None, 26, UNKNOWN]),
        severity=st.sampled_from([Severity.BLOCK, Severity.DUE]),
    )
    listed = st.builds(
        qualified, st.sampled_from([each.value for each in TYPES]), known=st.booleans()
    )
    designees = st.builds(
        lambda held, decided: person(*held, *decided),
        st.lists(st.builds(designated, MAYBE_DAYS, MAYBE_DAYS), max_size=2),
        decisions("hold-designation"),
    )
    return st.one_of(
        st.tuples(licensees("peer-certification"), renewed.map(rulebook)),
        st.tuples(licensees("qualified-provider"), listed.map(rulebook)),
        st.tuples(
            designees,
            st.builds(designation, st.sampled_from([12, FOR_GOOD, UNKNOWN])).map(rulebook),
        ),
    )


def cases() -> st.SearchStrategy[Case]:
    """Somebody and the rule that the test is about."""
    return st.one_of(in_training(), in_training(), in_practice())
