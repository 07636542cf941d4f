"""A service area: its week hour by hour, its gaps, what hangs on one person; and one hour."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import held
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.coverage import (
    Gap,
    Stretch,
    gaps,
    instant,
    lasts,
    midnight,
    stretches,
)
from portal.domain.coverage.sweep import able_on
from portal.domain.dates import EARLIEST, LATEST, civil_date
from portal.domain.errors import NotFound
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Answer, Outcome, Present, judge_together, team_rules
from portal.forms.moments import AnyMomentForm
from portal.forms.values import clock, day
from portal.models import County
from portal.services import counties, readiness
from portal.services.readiness import AreaSeen, PersonLine, TeamOnShift
from portal.services.rosters.elsewhere import Elsewhere, elsewhere
from portal.services.rosters.loading import Area, shifts_of
from portal.views import access, moments
from portal.views.access import me
from portal.views.moments import Moment
from portal.views.readiness import doubts
from portal.views.readiness.ahead import look_ahead
from portal.views.readiness.blueprint import blueprint
from portal.views.readiness.counties import GapLine
from portal.views.readiness.fixes import TeamThere, team_there
from portal.views.readiness.steps import Desk, filling
from portal.views.readiness.strip import strip
from portal.views.readiness.words import (
    because,
    clock_of,
    day_of,
    have,
    hour_address,
    hour_addresses,
    length,
    moment_words,
    monday_of,
    stretch_words,
)

_DAY = timedelta(days=1)


def _area(area_id: int, known_at: datetime | None, rulebook: Rulebook) -> tuple[AreaSeen, County]:
    """The area and its county."""
    found = readiness.area_facts(
        db.session, area_id, rulebook, held.catalogue(), known_at, held.kept()
    )
    county = counties.find(db.session, found.area.county, me.grants, Permission.SEE_READINESS)
    return found, county


def _first_day(moment: Moment) -> date:
    asked = request.args.get("week")
    if asked is None:
        return moment.as_of
    try:
        first = date.fromisoformat(asked)
    except ValueError:
        first = date.min
    if EARLIEST <= first <= LATEST:
        return first
    message = "There is no such day. Write the first day to be shown, such as 2026-11-23."
    raise NotFound(message)


@blueprint.get("/readiness/areas/<int:area>")
@access.requires(Permission.SEE_READINESS)
def area(area: int) -> ResponseReturnValue:
    """The week of an area."""
    return _page(area, AnyMomentForm(None))


@blueprint.get("/readiness/areas/<int:area>/hours")
@access.requires(Permission.SEE_READINESS)
def moment(area: int) -> ResponseReturnValue:
    """The page of any moment somebody asks about."""
    asked, _form, _status = moments.asked()
    form = AnyMomentForm(request.args)
    if not form.validate():
        return _page(area, form, 422)
    at = instant(day(form.day), clock(form.time))
    return redirect(hour_address(area, at, asked), 303)


def _page(area: int, moment_form: AnyMomentForm, status: int = 200) -> ResponseReturnValue:
    moment, form, understood = moments.asked()
    status = max(status, understood)
    rulebook = held.rulebook(moment.known_at)
    known, county = _area(area, moment.known_at, rulebook)
    first = _first_day(moment)
    address = hour_addresses(moment)
    week = _stretches(known, rulebook, midnight(first), midnight(first + 7 * _DAY))
    page = render_template(
        "readiness/area.html",
        area=known.area,
        county=county.name,
        heading=_heading(week, known.area),
        teams=_serving(known, moment.as_of),
        first=first,
        before=(first - 7 * _DAY).isoformat(),
        after=(first + 7 * _DAY).isoformat(),
        days=strip(week, first, lambda at: address(area, at)),
        gaps=_gaps(week, known, rulebook, address),
        ahead=look_ahead(known, rulebook, moment),
        moment=moment,
        form=form,
        moment_form=moment_form,
    )
    return page, status


def _stretches(
    known: AreaSeen, rulebook: Rulebook, start: datetime, end: datetime
) -> tuple[Stretch, ...]:
    return stretches(
        known.teams,
        known.shifts,
        known.held,
        lambda day: team_rules(rulebook, day),
        start,
        end,
    )


def _serving(known: AreaSeen, on: date) -> list[str]:
    return [
        known.team_names[each.team]
        for each in known.teams
        if each.starts_on <= on and (each.ends_on is None or on <= each.ends_on)
    ]


def _heading(week: Sequence[Stretch], area: Area) -> str:
    found = [gap for gap in gaps(week) if gap.outcome is Outcome.NOT_COVERED]
    if not found:
        if any(each.outcome is not Outcome.COVERED for each in week):
            return f"No hour in {area.name} is plainly uncovered in these seven days"
        return f"Every hour of these seven days is covered in {area.name}"
    minutes = sum(int((gap.ends_at - gap.starts_at).total_seconds()) // 60 for gap in found)
    if len(found) == 1:
        first = moment_words(found[0].starts_at)
        return f"{length(minutes)} from {first} {have(minutes)} no qualified team"
    return f"{length(minutes)} of these seven days {have(minutes)} no qualified team in {area.name}"


def _gaps(
    week: Sequence[Stretch],
    known: AreaSeen,
    rulebook: Rulebook,
    address: Callable[[int, datetime], str],
) -> list[GapLine]:
    area = known.area
    return [
        GapLine(
            stretch_words(gap.starts_at, gap.ends_at),
            address(area.id, gap.starts_at),
            area.name,
            gap.outcome,
            because(rulebook, gap.outcome, gap.requirement, *_decided(gap, known, rulebook)),
            int((gap.ends_at - gap.starts_at).total_seconds()) // 60,
        )
        for gap in gaps(week)
    ]


def _decided(gap: Gap, known: AreaSeen, rulebook: Rulebook) -> tuple[date, Answer | None]:
    """The day on which a gap begins, and what the rule that decides it says then."""
    on = civil_date(gap.starts_at)
    present = [
        Present(person, known.names[person], mode, able_on(known.held.get(person, ()), on))
        for person, mode in gap.stretches[0].people
    ]
    line = judge_together(present, rulebook, on).first_failing
    return on, line.answer if line else None


@blueprint.get("/readiness/areas/<int:area>/hours/<slug:at>")
@access.requires(Permission.SEE_READINESS)
def hour(area: int, at: str) -> ResponseReturnValue:
    """One moment of an area: who is on shift, what each requirement says, the smallest fixes."""
    moment, form, status = moments.asked()
    instant = _instant(at)
    rulebook = held.rulebook(moment.known_at)
    known, county = _area(area, moment.known_at, rulebook)
    on = civil_date(instant)
    found = readiness.on_shift(
        db.session, area, instant, rulebook, held.catalogue(), moment.known_at, known
    )
    others = (
        []
        if all(each.verdict.outcome is Outcome.COVERED for each in found)
        else readiness.people(
            db.session,
            county.fips,
            on,
            rulebook,
            held.catalogue(),
            moment.known_at,
            held.kept(),
        )
    )
    may_fix = may(me.grants, Permission.MANAGE_ROSTERS, known.area.county)
    desks = _desks(found, on) if may_fix else {}
    around = _around(found, others, known)
    teams = [
        team_there(each, others, rulebook, on, desk=desks.get(each.team), around=around[each.team])
        for each in found
    ]
    best = teams[0].verdict.outcome if teams else Outcome.NOT_COVERED
    serving = [
        (known.team_names[each.team], filling(each.team, known.shifts, instant))
        for each in known.teams
        if each.starts_on <= on and (each.ends_on is None or on <= each.ends_on)
    ]
    page: dict[str, Any] = {
        "area": known.area,
        "county": county.name,
        "heading": _hour_heading(best, instant, teams),
        "lead": _hour_lead(teams, known.area, instant),
        "words": moment_words(instant),
        "monday": monday_of(on).isoformat(),
        "on": on,
        "teams": teams,
        "serving": serving,
        "rulebook": rulebook,
        "may_roster": may_fix,
        "moment": moment,
        "form": form,
    }
    return render_template("readiness/hour.html", **page), status


def _around(
    found: Sequence[TeamOnShift], others: Sequence[PersonLine], known: AreaSeen
) -> dict[int, dict[int, Elsewhere]]:
    """For each team: where others are on site around the shift with most people."""
    shifts = {shift.id: shift for shift in known.shifts}
    fullest = {each.team: each.shifts[0] for each in found}
    times = {team: lasts(shifts[shift], day) for team, (shift, day) in fullest.items()}
    people = {one.person for one in others}
    return elsewhere(db.session, known.area.county, people, times)


def _desks(found: Sequence[TeamOnShift], on: date) -> dict[int, Desk]:
    """The rosters of these teams, as they are now: what is recorded goes into them."""
    rosters = shifts_of(db.session, [each.team for each in found])
    desks = {}
    for each in found:
        by_id = {shift.id: shift for shift in rosters[each.team]}
        lasting = tuple((by_id[shift], day) for shift, day in each.shifts if shift in by_id)
        desks[each.team] = Desk(each.team, on, lasting)
    return desks


def _instant(written: str) -> datetime:
    try:
        instant = datetime.strptime(written, "%Y-%m-%dt%H-%Mz").replace(tzinfo=UTC)
    except ValueError:
        instant = datetime.min.replace(tzinfo=UTC)
    if EARLIEST < instant.date() <= LATEST + _DAY and civil_date(instant) <= LATEST:
        return instant
    message = "There is no such hour. Open it from the area’s week."
    raise NotFound(message)


def _hour_heading(outcome: Outcome, at: datetime, teams: Sequence[TeamThere]) -> str:
    when = moment_words(at)
    advised = doubts.advised(teams[0].verdict.lines) if teams else ""
    return {
        Outcome.COVERED: f"{when} is covered",
        Outcome.ADVISORY: f"{when} is covered by all that is verified; {advised}",
        Outcome.UNKNOWN: f"Whether {when} is covered cannot be said",
        Outcome.NOT_COVERED: f"{when} is not covered",
    }[outcome]


def _hour_lead(teams: Sequence[TeamThere], area: Area, at: datetime) -> str:
    count = {0: "No team has", 1: "One team has"}.get(len(teams), f"{len(teams)} teams have")
    return f"On {day_of(at)} at {clock_of(at)}, {count.lower()} somebody on shift for {area.name}."
