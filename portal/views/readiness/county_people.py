"""What a county's page says of its teams and its people: the same at every moment of a day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from markupsafe import Markup

from portal.domain.certification import State
from portal.domain.dates import date_text
from portal.domain.requirements import Requirement, Rulebook
from portal.services.readiness import CountyPage, RequirementCount, Standing, TeamLine
from portal.views.moments import Moment
from portal.views.readiness import doubts
from portal.views.readiness.words import because, title

NEVER = (State.MISSING, State.IN_PROGRESS, State.NOT_YET_DUE)
"""What somebody has not had yet."""
_LACKING = (State.MISSING, State.EXPIRED, State.IN_PROGRESS)
_SHOWN_LAPSES = 50


@dataclass(frozen=True, slots=True)
class TeamWords:
    """A team in words."""

    line: TeamLine
    why: str
    then: str


@dataclass(frozen=True, slots=True)
class Short:
    """A requirement that people fall short of."""

    requirement: Requirement
    lacking: int
    required: int
    lapsing: int
    advisory: bool
    unknown: bool
    """Whether a number of the rule's own is unknown that day."""


def teams(found: CountyPage, rulebook: Rulebook, moment: Moment, *, may_roster: bool) -> Markup:
    """The section about teams. It depends on nothing else."""
    return Markup(  # noqa: S704 (a template's own)
        render_template(
            "readiness/_county_teams.html",
            teams=[
                _team(one, rulebook, moment.as_of) for one in sorted(found.teams, key=_worst_first)
            ],
            unknown_rules=doubts.unknown_team_rules(rulebook, moment.as_of),
            may_roster=may_roster,
            asked=moment.asked,
        )
    )


def requirements(found: CountyPage, moment: Moment) -> Markup:
    """The section about requirements. It depends on these and the lapses, and on nothing else."""
    return Markup(  # noqa: S704 (a template's own)
        render_template(
            "readiness/_county_requirements.html",
            fips=found.fips,
            worst=worst(found.requirements, moment.as_of),
            unjudged=doubts.of_counts(found.requirements, moment.as_of),
            cards=cards(found),
            asked=moment.asked,
        )
    )


def lapses(found: CountyPage, rulebook: Rulebook, moment: Moment) -> Markup:
    """The section about lapses. It depends on nothing else."""
    return Markup(  # noqa: S704 (a template's own)
        render_template(
            "readiness/_county_lapses.html",
            lapses=found.lapses[:_SHOWN_LAPSES],
            more_lapses=max(0, len(found.lapses) - _SHOWN_LAPSES),
            title_of=lambda slug: title(rulebook, slug),
            asked=moment.asked,
        )
    )


def _worst_first(line: TeamLine) -> tuple[int, str]:
    return line.standing.outcome.rank, line.name


def _team(line: TeamLine, rulebook: Rulebook, on: date) -> TeamWords:
    now = line.standing
    why = because(rulebook, now.outcome, now.requirement, on, now.answer)
    return TeamWords(line, why, then_words(now))


def then_words(standing: Standing) -> str:
    """What comes next for a team."""
    if standing.ready:
        if standing.breaks_on is None:
            return "No break in sight."
        return f"Not ready any more from {date_text(standing.breaks_on)} if nothing is renewed."
    if standing.well_on is None:
        return "Not ready until somebody acts."
    return f"Ready again from {date_text(standing.well_on)}."


def worst(counted: Sequence[RequirementCount], on: date) -> list[Short]:
    """The requirements that people fall short of, the worst first."""
    found = []
    for one in counted:
        required = sum(
            count for state, count in one.counts.items() if state is not State.NOT_REQUIRED
        )
        lacking = _sum(one.counts, _LACKING)
        lapsing = _sum(one.counts, (State.RENEW_NOW, State.GRACE))
        if lacking or lapsing:
            unknown = doubts.is_unknown(one.requirement, on)
            short = Short(one.requirement, lacking, required, lapsing, one.advisory, unknown)
            found.append(short)
    return sorted(found, key=lambda one: (one.advisory, -one.lacking, -one.lapsing))


def _sum(counts: Mapping[State, int], states: Sequence[State]) -> int:
    return sum(counts.get(state, 0) for state in states)


@dataclass(frozen=True, slots=True)
class Cards:
    """What people have and lack, person by requirement."""

    held: int
    within_60: int
    """Will not be well any more in 31 to 60 days, as the forecast lists them."""
    within_30: int
    expired: int
    never: int
    """Missing, under way, or not yet due."""


def cards(found: CountyPage) -> Cards:
    """Counted once for each person and requirement."""
    counts: Counter[State] = Counter()
    for one in found.requirements:
        counts.update(one.counts)
    soon = Counter(each.within for each in found.lapses)
    return Cards(
        sum(count for state, count in counts.items() if state.holds),
        soon[60],
        soon[30],
        counts[State.EXPIRED],
        _sum(counts, NEVER),
    )
