"""A team on a day: could it answer a call with everybody who is on it?"""

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import held
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.dates import date_text
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome, Present, gains_of
from portal.services import readiness, teams
from portal.services.readiness import TeamPage
from portal.views import access, moments
from portal.views.access import me
from portal.views.moments import Moment
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint
from portal.views.readiness.county_people import then_words
from portal.views.readiness.fixes import FixGroup, There, brings, fix_groups, lacks
from portal.views.readiness.steps import Desk


@blueprint.get("/teams/<int:team>/readiness")
@access.requires(Permission.SEE_READINESS)
def team(team: int) -> ResponseReturnValue:
    """The team on a day, requirement by requirement."""
    row, county, _agency = teams.find(db.session, team, me.grants, Permission.SEE_READINESS)
    moment, form, status = moments.asked()
    rulebook = held.rulebook(moment.known_at)
    found = readiness.team(
        db.session, team, moment.as_of, rulebook, held.catalogue(), moment.known_at, held.kept()
    )
    page = render_template(
        "readiness/team.html",
        team=row,
        county=county,
        heading=_heading(found, moment),
        then_words=then_words(found.standing),
        doubts=doubts.of_lines(found.verdict.lines),
        verdict=found.verdict,
        fixes=_fixes(found, rulebook, moment),
        people=[
            There(
                one.person,
                one.name,
                one.mode.label,
                brings(one.able, found.facts.get(one.person), moment.as_of),
                lacks(one.states, rulebook, moment.as_of),
            )
            for one in found.members
        ],
        rulebook=rulebook,
        moment=moment,
        form=form,
    )
    return page, status


def _fixes(found: TeamPage, rulebook: Rulebook, moment: Moment) -> tuple[FixGroup, ...]:
    if found.verdict.outcome is Outcome.COVERED:
        return ()
    on, county = moment.as_of, found.county_fips
    return fix_groups(
        [Present(one.person, one.name, one.mode, one.able) for one in found.members],
        {
            one.person: gains_of(found.facts[one.person], rulebook, on, one.states)
            for one in found.members
        },
        readiness.people(
            db.session, county, on, rulebook, held.catalogue(), moment.known_at, held.kept()
        ),
        found.verdict.outcome,
        rulebook,
        on,
        desk=Desk(found.id, on) if may(me.grants, Permission.MANAGE_ROSTERS, county) else None,
        around={},  # a day has many shifts, or none
    )


def _heading(found: TeamPage, moment: Moment) -> str:
    when = "today" if moment.is_today else _on(moment.as_of)
    advised = doubts.advised(found.verdict.lines)
    return {
        Outcome.COVERED: f"{found.name} can answer a call {when}",
        Outcome.ADVISORY: f"{found.name} can answer a call {when}; {advised}",
        Outcome.UNKNOWN: f"Whether {found.name} can answer a call {when} cannot be said",
        Outcome.NOT_COVERED: f"{found.name} cannot answer a call {when}",
    }[found.verdict.outcome]


def _on(day: date) -> str:
    return f"on {date_text(day)}"
