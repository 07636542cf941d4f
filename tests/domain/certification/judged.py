"""What the tests of this package ask, in few words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from portal.domain.certification import Span, State, Verdict, judge, spans, standing
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Requirement, Rulebook
from tests.domain.facts import Day, certainly


def only(book: Rulebook) -> Requirement:
    """The requirement that comes first, which the test is about."""
    return next(iter(book.requirements.values()))


def state(facts: PersonFacts, book: Rulebook, on: Day) -> State:
    """Where somebody stands on a day."""
    return standing(facts, only(book), book, certainly(on))[0]


def tiles(facts: PersonFacts, book: Rulebook) -> tuple[Span, ...]:
    """Their states through all time."""
    return spans(facts, only(book), book)


def changes(facts: PersonFacts, book: Rulebook) -> list[tuple[str, State]]:
    """The days on which the state or its weight changes, without the beginning of time."""
    return [(span.starts.isoformat(), span.state) for span in tiles(facts, book)[1:]]


def verdict(facts: PersonFacts, book: Rulebook, on: Day) -> Verdict:
    """The whole verdict."""
    return judge(facts, only(book), book, certainly(on))


def said(facts: PersonFacts, book: Rulebook, on: Day) -> list[str]:
    """The derivation without its first sentence, which names the rule."""
    return [reason.text for reason in verdict(facts, book, on).reasons[1:]]


def valid_through(facts: PersonFacts, book: Rulebook) -> date:
    """The last day on which somebody holds it."""
    held = [span for span in tiles(facts, book) if span.state.holds]
    ends = held[-1].ends
    assert ends is not None
    return date.fromordinal(ends.toordinal() - 1)


class Dates(NamedTuple):
    """What a verdict says of days, as ISO text, and what to do."""

    state: State
    since: str | None
    through: str | None
    due: str | None
    action: str


def dates(facts: PersonFacts, book: Rulebook, on: Day) -> Dates:
    """The days of a verdict."""
    found = verdict(facts, book, on)
    since, through, due = (
        None if each is None else each.isoformat()
        for each in (found.since, found.through, found.due)
    )
    return Dates(found.state, since, through, due, found.action)
