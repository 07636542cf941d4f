"""A county: its areas and their gaps, its teams, where people fall short, what lapses next."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.certification import State
from portal.domain.dates import civil_date, date_text
from portal.domain.requirements import Requirement, Rulebook
from portal.domain.staffing import Outcome
from portal.services import counties, readiness, reviews
from portal.services.readiness import (
    AreaLine,
    CountyPage,
    Gap,
    RequirementCount,
    Standing,
    TeamLine,
)
from portal.views import access, moments
from portal.views.access import me
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint
from portal.views.readiness.checklist import done, items
from portal.views.readiness.words import (
    because,
    have,
    hour_addresses,
    length,
    moment_words,
    stretch_words,
    title,
)

NEVER = (State.MISSING, State.IN_PROGRESS, State.NOT_YET_DUE)
"""What somebody has not had yet."""
_LACKING = (State.MISSING, State.EXPIRED, State.IN_PROGRESS)
_SHOWN_LAPSES = 50


class GapLine(NamedTuple):
    """A gap in words; the address explains it."""

    words: str
    url: str
    area: str
    outcome: Outcome
    why: str
    minutes: int


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


@blueprint.get("/readiness/counties/<slug:county>")
@access.requires(Permission.SEE_READINESS)
def county(county: str) -> ResponseReturnValue:
    """The county on a day."""
    row = counties.find(db.session, county, me.grants, Permission.SEE_READINESS)
    moment, form, status = moments.asked()
    rulebook = held.rulebook(moment.known_at)
    found = readiness.county(
        db.session, county, moment.at, rulebook, held.catalogue(), moment.known_at
    )
    listed = items(row, rulebook, moment, found.first_not_covered)
    address = hour_addresses(moment)
    met, asked = done(listed)
    page = render_template(
        "readiness/county.html",
        fips=county,
        name=row.name,
        heading=heading(found),
        found=found,
        ready=sum(one.standing.ready for one in found.teams),
        uncovered=found.uncovered,
        advisory=found.advisory,
        areas=[(one, _first_gap(one)) for one in found.areas],
        gaps=[gap_line(gap, area, rulebook, address) for area in found.areas for gap in area.gaps],
        teams=[_team(one, rulebook, moment.as_of) for one in sorted(found.teams, key=_worst_first)],
        worst=worst(found.requirements, moment.as_of),
        unknown_rules=doubts.unknown_team_rules(rulebook, moment.as_of),
        unjudged=doubts.of_counts(found.requirements, moment.as_of),
        cards=cards(found),
        lapses=found.lapses[:_SHOWN_LAPSES],
        more_lapses=max(0, len(found.lapses) - _SHOWN_LAPSES),
        title_of=lambda slug: title(rulebook, slug),
        checklist_done=met,
        checklist_total=asked,
        checklist_doubts=doubts.of_answers(one.verdict.answer for one in listed),
        may_roster=may(me.grants, Permission.MANAGE_ROSTERS, county),
        waiting=_waiting(county),
        moment=moment,
        form=form,
    )
    return page, status


def _waiting(county: str) -> int | None:
    """How many trainings wait for a reviewer; None for who may not."""
    if not may(me.grants, Permission.DECIDE, county):
        return None
    return reviews.count(db.session, frozenset({county}), clock.today(), but=me.person_id)


def heading(found: CountyPage) -> str:
    """The answer, for the top of the page."""
    if not found.areas:
        return f"{found.name} County has no service area to judge yet"
    bad = [one for one in found.areas if one.uncovered]
    if bad:
        where = bad[0].name if len(bad) == 1 else f"{found.name} County"
        first = min(
            gap.starts_at for one in bad for gap in one.gaps if gap.outcome is Outcome.NOT_COVERED
        )
        return (
            f"{length(found.uncovered)} in {where} {have(found.uncovered)} no qualified team; "
            f"the first gap begins {moment_words(first)}"
        )
    if any(one.unknown for one in found.areas):
        return f"Nothing in {found.name} County is plainly uncovered; some hours cannot be judged"
    if any(one.advisory for one in found.areas):
        return f"Every hour in {found.name} County is covered by all that is verified"
    return f"Every hour of the next seven days in {found.name} County is covered"


def gap_line(
    gap: Gap, area: AreaLine, rulebook: Rulebook, address: Callable[[int, datetime], str]
) -> GapLine:
    """A gap in words. `address`: as `hour_addresses` gives it."""
    return GapLine(
        stretch_words(gap.starts_at, gap.ends_at),
        address(area.id, gap.starts_at),
        area.name,
        gap.outcome,
        because(rulebook, gap.outcome, gap.requirement, civil_date(gap.starts_at), gap.answer),
        gap.minutes,
    )


def _first_gap(area: AreaLine) -> str:
    if area.next_break is None:
        return "None in four weeks"
    return moment_words(area.next_break)


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
