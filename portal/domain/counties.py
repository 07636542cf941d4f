"""What counties owe: whether one has done it, by when, and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.dates import date_text
from portal.domain.facts import CountyFact, holds
from portal.domain.requirements import UNKNOWN, Requirement, Version
from portal.domain.staffing import Answer

GO_LIVE = "benefit-live"
"""The requirement whose fact says since when the county offers the benefit."""


@dataclass(frozen=True, slots=True)
class CountyVerdict:
    """A county and a requirement on a day."""

    requirement: Requirement
    version: Version | None
    """The version in force that day; None when it is not in force."""
    answer: Answer
    advisory: bool
    because: str
    """A sentence that names the facts and the days."""
    due: date | None
    """The last day to have it done; None when there is none or it is not known."""
    fact: str
    """The key of the fact that it rests on; empty when there is none."""


def judge_county(
    county: str,
    facts: Sequence[CountyFact],
    requirement: Requirement,
    on: date,
    covered: bool | None,
) -> CountyVerdict:
    """One requirement for a county (its FIPS code) on a day.

    `facts` are all that is known of the county, of every requirement and day. `covered` says
    whether every hour of the day was covered; None: there is no roster to tell by. That nothing is
    recorded is “no evidence”, also after the day it was due: it never means that it was not done.
    """
    version = requirement.on(on)
    if version is None:
        return _Judge(requirement, None).says(Answer.NOT_IN_FORCE, _not_in_force(requirement, on))
    judge = _Judge(requirement, version)
    if requirement.check == "covered_around_the_clock":
        return _around_the_clock(judge, facts, on, covered)
    if requirement.check == "noted":
        return _noted(judge, facts, on)
    if requirement.check == "done_by":
        return _done_by(judge, version, facts, county, on)
    raise ValueError(f"{requirement.check} does not judge a county")


@dataclass(frozen=True, slots=True)
class _Judge:
    requirement: Requirement
    version: Version | None

    def says(
        self, answer: Answer, because: str, due: date | None = None, fact: CountyFact | None = None
    ) -> CountyVerdict:
        return CountyVerdict(
            requirement=self.requirement,
            version=self.version,
            answer=answer,
            advisory=self.version is not None and not self.version.is_verified,
            because=because,
            due=due,
            fact=fact.fact.key if fact else "",
        )

    def own(self, facts: Sequence[CountyFact]) -> list[CountyFact]:
        """The facts about this requirement, earliest first."""
        return _about(facts, self.requirement.slug)


def _about(facts: Sequence[CountyFact], slug: str) -> list[CountyFact]:
    found = [fact for fact in facts if fact.requirement == slug]
    return sorted(found, key=lambda fact: (fact.done_on, fact.fact.at, fact.fact.key))


def _holding(facts: Sequence[CountyFact], on: date) -> CountyFact | None:
    """The one that has held the longest."""
    return next((fact for fact in facts if holds(fact.done_on, fact.ends_on, on)), None)


def _not_in_force(requirement: Requirement, on: date) -> str:
    first = requirement.versions[0].starts
    if on < first:
        return f"It is in force from {date_text(first)}."
    return f"It is not in force on {date_text(on)}."


def _around_the_clock(
    judge: _Judge, facts: Sequence[CountyFact], on: date, covered: bool | None
) -> CountyVerdict:
    live = _about(facts, GO_LIVE)
    if live and on < live[0].done_on:
        because = f"The benefit begins in the county on {date_text(live[0].done_on)}."
        return judge.says(Answer.NOT_APPLICABLE, because, fact=live[0])
    if covered is None:
        because = "No roster covers this day, so nothing tells whether every hour is covered."
        return judge.says(Answer.NO_EVIDENCE, because)
    day = date_text(on)
    if covered:
        return judge.says(Answer.MET, f"By the rosters, every hour of {day} is covered.")
    return judge.says(Answer.NOT_MET, f"By the rosters, not every hour of {day} is covered.")


def _noted(judge: _Judge, facts: Sequence[CountyFact], on: date) -> CountyVerdict:
    fact = _holding(list(reversed(judge.own(facts))), on)
    if fact is None:
        return judge.says(Answer.NO_EVIDENCE, "Nothing is noted yet.")
    return judge.says(Answer.MET, f"Noted for {date_text(fact.done_on)}: {fact.note}", fact=fact)


def _done_by(
    judge: _Judge, version: Version, facts: Sequence[CountyFact], county: str, on: date
) -> CountyVerdict:
    due = _due(version, facts)
    own = judge.own(facts)
    fact = _holding(own, on)
    if fact is not None:
        return judge.says(Answer.MET, _done(fact, due), due, fact)
    if not _concerns(version, county, own):
        return judge.says(Answer.NOT_APPLICABLE, "It does not concern this county.")
    ended = [fact for fact in own if fact.ends_on is not None and fact.ends_on < on]
    if ended:
        last = max(ended, key=lambda fact: fact.ends_on or date.min)
        because = f"It held from {date_text(last.done_on)} through {date_text(last.ends_on or on)}."
        return judge.says(Answer.NOT_MET, because, due, last)
    planned = next((fact for fact in own if on < fact.done_on), None)
    said = _planned(planned) if planned else "Nothing is recorded yet."
    if version.settings["counties"] == UNKNOWN:
        because = f"{said} Which counties it concerns is not known."
        return judge.says(Answer.UNKNOWN_SETTING, because, due, planned)
    if version.settings["due"] == UNKNOWN:
        because = f"{said} By when it is due is not known."
        return judge.says(Answer.UNKNOWN_SETTING, because, fact=planned)
    if due is None:
        because = f"{said} It is due when the benefit begins, and that day is not recorded."
        return judge.says(Answer.NO_EVIDENCE, because, fact=planned)
    tense = "is" if on <= due else "was"
    because = f"{said} It {tense} due by {date_text(due)}."
    return judge.says(Answer.NO_EVIDENCE, because, due, planned)


def _due(version: Version, facts: Sequence[CountyFact]) -> date | None:
    """The last day to have it done; None when unknown, or when the benefit's start is."""
    due = version.settings["due"]
    if isinstance(due, date):
        return due
    live = _about(facts, GO_LIVE)
    return live[0].done_on if due == "go-live" and live else None


def _concerns(version: Version, county: str, own: Sequence[CountyFact]) -> bool:
    """Whether the county has to do it, as far as is known."""
    counties = version.settings["counties"]
    if isinstance(counties, tuple):
        return county in counties
    return counties != "listed" or bool(own)


def _done(fact: CountyFact, due: date | None) -> str:
    since = f"Done since {date_text(fact.done_on)}"
    if due is None:
        return f"{since}."
    if fact.done_on <= due:
        return f"{since}; it was due by {date_text(due)}."
    return f"{since}, later than it was due: {date_text(due)}."


def _planned(fact: CountyFact) -> str:
    return f"It is recorded as beginning on {date_text(fact.done_on)}."
