"""Rules and abilities for tests, random ones too, and the plain outcome of a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from portal.domain.coverage import AreaTeam, ExceptionKind, People, Shift
from portal.domain.dates import civil_date
from portal.domain.facts import holds
from portal.domain.requirements import (
    Confidence,
    Requirement,
    Rulebook,
    Setting,
    Severity,
    Subject,
    Tier,
    Version,
)
from portal.domain.staffing import (
    Abilities,
    AbilitySpan,
    Able,
    Mode,
    Outcome,
    TeamRules,
    outcome,
    team_rules,
)
from tests.domain.coverage.rosters import DAY, assigned, at, exception, shift, there

Held = Mapping[int, tuple[AbilitySpan, ...]]
Answer = tuple[Outcome, str, int | None, People]
LONG_AGO = date(2024, 1, 1)
PLAIN = Able.THERE | Able.COUNTS
CARRIES = PLAIN | Able.NALOXONE


def _requirement(
    slug: str, check: str, subject: Subject, *versions: tuple[date, bool, dict[str, Setting]]
) -> Requirement:
    ends = [*(starts for starts, _, _ in versions[1:]), None]
    return Requirement(
        slug=slug,
        rule="T-00",
        title=slug,
        statement=slug,
        subject=subject,
        tier=Tier.TEAM,
        severity=Severity.BLOCK,
        check=check,
        versions=tuple(
            Version(starts, end, settings, "s", "1", Confidence.VERIFIED, starts if sure else None)
            for (starts, sure, settings), end in zip(versions, ends, strict=True)
        ),
    )


def rulebook(naloxone_from: date | None = None) -> Rulebook:
    """Two members; naloxone on site, which judges from a day on and advises before it."""
    naloxone = [(LONG_AGO, False, {"training": "naloxone-training"})]
    if naloxone_from is not None:
        naloxone.append((naloxone_from, True, {"training": "naloxone-training"}))
    found = (
        _requirement(
            "two-members", "members_at_least", Subject.TEAM, (LONG_AGO, True, {"minimum": 2})
        ),
        _requirement("naloxone", "someone_on_site_carries_naloxone", Subject.TEAM, *naloxone),
        _requirement(
            "around-the-clock", "covered_around_the_clock", Subject.COUNTY, (LONG_AGO, True, {})
        ),
    )
    return Rulebook({}, {each.slug: each for each in found})


class Rules:
    """The rules of a day."""

    def __init__(self, naloxone_from: date | None = None) -> None:
        self.naloxone_from = naloxone_from
        self.rulebook = rulebook(naloxone_from)

    def __call__(self, day: date) -> TeamRules:
        return team_rules(self.rulebook, day)

    def __repr__(self) -> str:
        return f"Rules({self.naloxone_from!r})"


def always(*people: int, able: Able = CARRIES) -> dict[int, tuple[AbilitySpan, ...]]:
    """People who bring the same every day."""
    return {each: (AbilitySpan(date.min, None, Abilities(able, able)),) for each in people}


def until(person: int, day: date, able: Able = CARRIES, then: Able = PLAIN) -> dict[int, tuple]:
    """Somebody who brings less from a day on."""
    return {
        person: (
            AbilitySpan(date.min, day, Abilities(able, able)),
            AbilitySpan(day, None, Abilities(then, then)),
        )
    }


def answer(
    teams: Sequence[AreaTeam],
    shifts: Sequence[Shift],
    held: Held,
    rules: Rules,
    minute: datetime,
    reading: datetime,
) -> Answer:
    """The outcome for an area at a minute, with nothing remembered and nothing clever."""
    today = civil_date(minute)
    found: list[tuple[int, int, Answer]] = []
    for team in {each.team for each in teams if holds(each.starts_on, each.ends_on, today)}:
        modes: dict[int, set[Mode]] = {}
        for each in shifts:
            if each.team == team:
                for person, mode in there(each, reading) or ():
                    modes.setdefault(person, set()).add(mode)
        if modes:
            people = tuple(
                (person, next(mode for mode in Mode if mode in modes[person]))
                for person in sorted(modes)
            )
            present = [(mode, _able(held, person, today)) for person, mode in people]
            said, slug = outcome(present, rules(today))
            found.append((-said.rank, team, (said, slug, team, people)))
    if found:
        return min(found, key=lambda each: each[:2])[2]
    return (*outcome([], rules(today)), None, ())


def _able(held: Held, person: int, today: date) -> Abilities:
    on_the_day = [
        span.able
        for span in held.get(person, ())
        if holds(span.starts, None if span.ends is None else span.ends - DAY, today)
    ]
    return on_the_day[0] if on_the_day else Abilities(Able(0), Able(0))


@dataclass(frozen=True)
class Situation:
    """An area with its teams, roster and people, in which much happens near one day."""

    teams: list[AreaTeam]
    shifts: list[Shift]
    held: dict[int, tuple[AbilitySpan, ...]]
    rules: Rules
    start: datetime
    end: datetime

    @property
    def asked(self) -> tuple:
        """What the functions of coverage are called with."""
        return (self.teams, self.shifts, self.held, self.rules, self.start, self.end)


ABILITIES = [
    Able(0),
    Able.THERE,
    *[PLAIN] * 4,
    *[CARRIES] * 8,
    PLAIN | Able.MAYBE_NALOXONE,
    Able.THERE | Able.MAYBE_COUNTS | Able.NALOXONE,
]


def situation(around: date, seed: int) -> Situation:
    """A random one, always the same for a seed."""
    dice = Random(seed)

    def near() -> date:
        return around + dice.randint(-1, 1) * DAY

    def belongs(team: int) -> AreaTeam:
        starts_on = dice.choice([LONG_AGO, LONG_AGO, near()])
        return AreaTeam(team, starts_on, dice.choice([None, None, near()]))

    held = {
        person: _some_spans(dice, near(), near()) for person in range(1, 6) if dice.random() < 0.95
    }
    start = at(around - DAY) + timedelta(minutes=dice.randint(0, 1200))
    return Situation(
        teams=[belongs(team) for team in (1, 2) for _ in range(dice.choice([1, 1, 2]))],
        shifts=[_some_shift(dice, number, near(), near()) for number in range(1, 13)],
        held=held,
        rules=Rules(dice.choice([None, near()])),
        start=start,
        end=start + timedelta(minutes=dice.randint(1800, 3000)),
    )


def _some_spans(dice: Random, *days: date) -> tuple[AbilitySpan, ...]:
    starts = [date.min, *sorted(set(days))]
    return tuple(
        AbilitySpan(start, end, Abilities(dice.choice(ABILITIES), dice.choice(ABILITIES)))
        for start, end in zip(starts, [*starts[1:], None], strict=True)
    )


def _some_shift(dice: Random, number: int, begins: date, other: date) -> Shift:
    times = [time(dice.choice([0, 1, 2, 3, 8, 16, 22]), dice.choice([0, 30])) for _ in "12"]
    crew = dice.sample(range(1, 7), dice.randint(1, 4))
    return shift(
        *times,
        *(assigned(person, dice.choice([Mode.ON_SITE, *Mode])) for person in crew),
        weekday=begins.weekday(),
        team=dice.choice([1, 2]),
        number=number,
        exceptions=(
            exception(begins, ExceptionKind.OFF, dice.choice(crew)),
            exception(other, ExceptionKind.ON, 6, number=2),
        ),
    )
