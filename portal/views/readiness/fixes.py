"""Who is there together, what each brings, and the smallest fixes, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.certification import State, standings
from portal.domain.facts import PersonFacts, holds
from portal.domain.requirements import Rulebook
from portal.domain.staffing import (
    Abilities,
    Able,
    Change,
    Fix,
    Mode,
    Outcome,
    Present,
    Step,
    TeamVerdict,
    find_fixes,
    gains_of,
)
from portal.services.readiness import PersonLine, TeamOnShift
from portal.services.rosters.elsewhere import Elsewhere
from portal.views.readiness import doubts
from portal.views.readiness.steps import Desk, Link
from portal.views.readiness.words import clock_of, title

_ALIKE = 6
"""Of people who bring the very same, so many are named."""
_ORDER = (Change.COME, Change.GAIN, Change.ADD, Change.CALL)
"""How fixes are listed: first what those who are there can do."""
_PUT_ON = (Change.ADD, Change.CALL)
_MOST = 3
"""Steps in a fix, at most."""
_BRINGS = {
    Able.COUNTS: "may be counted",
    Able.ASSESSES: "may assess",
    Able.NALOXONE: "carries naloxone",
    Able.CLINICIAN: "clinician",
    Able.PEER: "peer",
}
_MAYBE = {
    Able.COUNTS: Able.MAYBE_COUNTS,
    Able.ASSESSES: Able.MAYBE_ASSESSES,
    Able.NALOXONE: Able.MAYBE_NALOXONE,
    Able.CLINICIAN: Able.MAYBE_CLINICIAN,
    Able.PEER: Able.MAYBE_PEER,
}


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who is there."""

    id: int
    name: str
    mode: str
    brings: str
    lacks: str


@dataclass(frozen=True, slots=True)
class FixLine:
    """A fix as a sentence, and where it can be done."""

    words: str
    links: tuple[Link, ...]
    """None for who may not do it."""
    note: str = ""
    """Where those who would be put on come from, or go on to."""


@dataclass(frozen=True, slots=True)
class FixGroup:
    """The smallest fixes that reach something."""

    heading: str
    lines: tuple[FixLine, ...]
    more: int
    """How many there are besides."""


@dataclass(frozen=True, slots=True)
class TeamThere:
    """A team at a moment."""

    id: int
    name: str
    verdict: TeamVerdict
    doubts: str
    """How many rules are unknown or without evidence; empty for none."""
    people: tuple[There, ...]
    fixes: tuple[FixGroup, ...]


def brings(able: Abilities, facts: PersonFacts | None, on: date) -> str:
    """What somebody brings, in words; what only unverified requirements deny is marked.

    `facts`: of somebody who is not there.
    """
    if not able.there:
        leaves = facts.leaves if facts else ()
        away = any(holds(each.starts_on, each.ends_on, on) for each in leaves)
        return "Nothing: on leave that day" if away else "Nothing: affiliated nowhere that day"
    if able.judged & Able.EXCLUDED:
        return "Of a profession that is not counted"
    words = []
    for bit, said in _BRINGS.items():
        if able.advised & bit:
            words.append(said)
        elif able.judged & bit:
            words.append(f"{said} (advisory rules say no)")
        elif (able.judged | able.advised) & _MAYBE[bit]:
            words.append(f"perhaps {said}, not recorded")
    return ", ".join(words).capitalize() or "Nothing the rules ask for"


def lacks(states: Mapping[str, tuple[State, bool]], rulebook: Rulebook, on: date) -> str:
    """The requirements that somebody falls short of, in words; and how many cannot be judged."""
    found = [
        title(rulebook, slug) + (" (advisory)" if advisory else "")
        for slug, (state, advisory) in states.items()
        if state.satisfies is False
    ]
    said = "; ".join(found) or "Nothing"
    unsaid = doubts.of_states(states, rulebook, on)
    return f"{said}; {unsaid}" if unsaid else said


def states_of(facts: PersonFacts, rulebook: Rulebook, on: date) -> dict[str, tuple[State, bool]]:
    """Where somebody stands with every requirement."""
    return standings(facts, rulebook, on)


def team_there(
    found: TeamOnShift,
    others: Sequence[PersonLine],
    rulebook: Rulebook,
    on: date,
    *,
    desk: Desk | None,
    around: Mapping[int, Elsewhere],
) -> TeamThere:
    """A team on shift, judged, with the smallest fixes; `desk`: its roster, for who may fix it.

    `around`: where others are on site around the shift. Who is elsewhere meanwhile cannot come.
    """
    free = [one for one in others if one.person not in around or around[one.person].is_free]
    free.sort(key=lambda one: one.person in around)  # first whoever has no shift close by
    states = {person: states_of(facts, rulebook, on) for person, facts in found.facts.items()}
    return TeamThere(
        found.team,
        found.name,
        found.verdict,
        doubts.of_lines(found.verdict.lines),
        tuple(
            There(
                each.person,
                each.name,
                each.mode.label,
                brings(each.able, found.facts[each.person], on),
                lacks(states[each.person], rulebook, on),
            )
            for each in found.present
        ),
        fix_groups(
            found.present,
            {
                person: gains_of(facts, rulebook, on, states[person])
                for person, facts in found.facts.items()
            },
            free,
            found.verdict.outcome,
            rulebook,
            on,
            desk=desk,
            around=around,
        ),
    )


def fix_groups(
    present: Sequence[Present],
    gains: Mapping[int, Mapping[Able, tuple[str, ...]]],
    others: Sequence[PersonLine],
    outcome: Outcome,
    rulebook: Rulebook,
    on: date,
    *,
    desk: Desk | None,
    around: Mapping[int, Elsewhere],
) -> tuple[FixGroup, ...]:
    """The smallest fixes: for what is verified, and for everything.

    `desk`: the team's roster, for who may change it; None for others. `around`: where people are
    on site close to the time, if there is one.
    """
    here = {each.person for each in present}
    bench = _bench(others, here)
    groups: list[FixGroup] = []
    for reach, heading in (
        (Outcome.ADVISORY, "so that every verified requirement is met"),
        (Outcome.COVERED, "so that advisory requirements are met as well"),
    ):
        if outcome.rank >= reach.rank:
            continue
        found = find_fixes(present, bench, gains, rulebook, on, _MOST, reach=reach)
        shown = sorted(found.shown, key=lambda fix: [_ORDER.index(one.change) for one in fix.steps])
        lines = tuple(_line(fix, rulebook, desk, around) for fix in shown)
        if not groups or lines != groups[0].lines:
            groups.append(FixGroup(heading, lines, found.count - len(found.shown)))
    return tuple(groups)


def _bench(others: Sequence[PersonLine], here: set[int]) -> list[Present]:
    """Who else could come: of people who bring the very same, the first few."""
    alike: dict[tuple[int, int], int] = {}
    bench = []
    for line in others:
        if line.person in here or not line.able.there:
            continue
        key = (int(line.able.judged), int(line.able.advised))
        alike[key] = alike.get(key, 0) + 1
        if alike[key] <= _ALIKE:
            bench.append(Present(line.person, line.name, Mode.ON_SITE, line.able))
    return bench


def _line(
    fix: Fix, rulebook: Rulebook, desk: Desk | None, around: Mapping[int, Elsewhere]
) -> FixLine:
    links = desk.links(fix, rulebook) if desk else ()
    return FixLine(fix_words(fix, rulebook), links, _note(fix, around))


def _note(fix: Fix, around: Mapping[int, Elsewhere]) -> str:
    """A sentence for each who would be put on and has another shift close by.

    One that ends with a time ends with the point of that.
    """
    return " ".join(
        f"{step.name} is on site {_close(around[step.person]).removesuffix('.')}."
        for step in fix.steps
        if step.change in _PUT_ON and step.person in around
    )


def _close(found: Elsewhere) -> str:
    """Such as “with Day Team until 7:00 p.m. and again from 7:00 a.m.”."""
    places = (("until", "shortly before", found.before), ("from", "shortly after", found.after))
    said = [
        (each.team, f"{word} {clock_of(each.at)}" if each.at else vaguely)
        for word, vaguely, each in places
        if each
    ]
    teams = [f"with {team or 'a team of another county'}" for team, _ in said]
    if len(set(teams)) == 1:
        return f"{teams[0]} {' and again '.join(words for _, words in said)}"
    return _joined([f"{team} {words}" for team, (_, words) in zip(teams, said, strict=True)])


def fix_words(fix: Fix, rulebook: Rulebook) -> str:
    """A fix as a sentence; what two steps ask for alike is said once."""
    parts = list(dict.fromkeys(_step(step, rulebook) for step in fix.steps))
    said = _joined(parts)
    return said[0].upper() + said[1:] + "."


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _step(step: Step, rulebook: Rulebook) -> str:
    match step.change:
        case Change.ADD:
            return f"put {step.name} on site"
        case Change.CALL:
            return f"put {step.name} on call"
        case Change.COME:
            return f"{step.name} comes on site"
        case Change.GAIN:
            return f"{step.name} {_joined([_gain(rulebook, slug) for slug in step.needs])}"


def _gain(rulebook: Rulebook, slug: str) -> str:
    found = rulebook.requirements[slug]
    match found.check:
        case "completed":
            return f"finishes “{found.title}”"
        case "someone_on_site_carries_naloxone":
            return "carries naloxone"
        case "qualified_provider":
            return "has a profession and a license on record that may be counted"
        case _:
            return f"meets “{found.title}”"
