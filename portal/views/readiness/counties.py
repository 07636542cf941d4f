"""A county: its areas and their gaps, its teams, where people fall short, what lapses next."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from flask import get_template_attribute, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal import held
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.services import counties, readiness
from portal.services.readiness import AreaLine, CountyPage, Gap
from portal.views import access, moments
from portal.views.access import me
from portal.views.moments import Moment
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint
from portal.views.readiness.checklist import done, items
from portal.views.readiness.county_people import lapses, requirements, teams
from portal.views.readiness.words import (
    because,
    have,
    hour_addresses,
    length,
    moment_words,
    seven_days,
    stretch_words,
)
from portal.views.reviews.asking import to_review_in

Drawn = TypeVar("Drawn")


class GapLine(NamedTuple):
    """A gap in words; the address explains it."""

    words: str
    url: str
    area: str
    outcome: Outcome
    why: str
    minutes: int


class _Drawn(NamedTuple):
    """The gaps of an area, and their rows."""

    area: str
    gaps: tuple[Gap, ...]
    rows: Markup


class Own(NamedTuple):
    """What the rules ask of the county itself."""

    done: int
    asked: int
    doubts: str


@blueprint.get("/readiness/counties/<slug:county>")
@access.requires(Permission.SEE_READINESS)
def county(county: str) -> ResponseReturnValue:
    """The county on a day."""
    kept, memory = held.kept(county), held.memory()
    name = counties.name_for(kept.names, county, me.grants, Permission.SEE_READINESS)
    moment, form, status = moments.asked()
    rulebook = held.rulebook(moment.known_at)
    found = readiness.county(
        db.session, county, moment.at, rulebook, held.catalogue(), moment.known_at, memory, kept
    )
    may_roster = may(me.grants, Permission.MANAGE_ROSTERS, county)
    remembered = partial(_remembered, found, moment)
    of_teams = partial(teams, found, rulebook, moment, may_roster=may_roster)
    of_requirements = partial(requirements, found, moment)
    of_lapses = partial(lapses, found, rulebook, moment)
    own = partial(_own, found, rulebook, moment)
    page = render_template(
        "readiness/county.html",
        fips=county,
        name=name,
        heading=heading(found, moment),
        found=found,
        ready=sum(one.standing.ready for one in found.teams),
        uncovered=found.uncovered,
        advisory=found.advisory,
        areas=[(one, _first_gap(one)) for one in found.areas],
        gaps=_gap_rows(found, rulebook, moment, remembered("gaps", dict)),
        teams=len(found.teams),
        lapses=len(found.lapses),
        team_section=remembered(f"teams, {may_roster=}", of_teams, "teams"),
        requirement_section=remembered("requirements", of_requirements, "requirements", "lapses"),
        lapse_section=remembered("lapses", of_lapses, "lapses"),
        own=memory.one("checklist", found.lasting_of("first", "itself"), own),
        may_roster=may_roster,
        waiting=_waiting(county) if moment.is_now else None,
        moment=moment,
        form=form,
    )
    return page, status


def _remembered(
    found: CountyPage, moment: Moment, kind: str, draw: Callable[[], Drawn], *parts: str
) -> Drawn:
    """What is drawn of some parts of a county. Of other days links say the day: not remembered."""
    lasting = found.lasting_of(*parts) if moment.is_today else None
    return held.memory().one(f"drawn: {kind}", lasting, draw)


def _own(found: CountyPage, rulebook: Rulebook, moment: Moment) -> Own:
    listed = items(found.fips, rulebook, moment, found.first_not_covered)
    met, asked = done(listed)
    return Own(met, asked, doubts.of_answers(one.verdict.answer for one in listed))


def _waiting(county: str) -> int | None:
    """How many trainings wait for a reviewer, but for one’s own; None for who may not."""
    if not may(me.grants, Permission.DECIDE, county):
        return None
    return to_review_in(frozenset({county}))


def heading(found: CountyPage, moment: Moment) -> str:
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
    return f"Every hour of {seven_days(moment)} in {found.name} County is covered"


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


def _gap_rows(
    found: CountyPage, rulebook: Rulebook, moment: Moment, known: dict[int, _Drawn]
) -> list[Markup]:
    """The rows of its gaps. `known`: how each area was drawn last, and with which gaps."""
    row = get_template_attribute("readiness/_rows.html", "gap_row")
    address = hour_addresses(moment)
    rows = []
    for area in found.areas:
        drawn = known.get(area.id)
        if drawn is None or (area.name, area.gaps) != drawn[:2]:
            lines = [gap_line(gap, area, rulebook, address) for gap in area.gaps]
            said = (row(one.words, one.url, one.area, one.outcome, one.why) for one in lines)
            drawn = known[area.id] = _Drawn(area.name, area.gaps, Markup("").join(said))
        if area.gaps:
            rows.append(drawn.rows)
    return rows


def _first_gap(area: AreaLine) -> str:
    if area.next_break is None:
        return "None in four weeks"
    return moment_words(area.next_break)
