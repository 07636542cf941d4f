"""The state at a glance: the 58 counties, worst first, with the map beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import held
from portal.db import db
from portal.domain.access import Permission, counties
from portal.domain.dates import date_text
from portal.services import places, readiness
from portal.services.readiness import CountyLine
from portal.views import access, moments
from portal.views.access import me
from portal.views.addresses import addresses
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint
from portal.views.readiness.words import NEXT_SEVEN, length, moment_words, seven_days

_SHOW: Mapping[str, tuple[str, Callable[[CountyLine], bool]]] = MappingProxyType(
    {
        "uncovered": ("Counties with hours that are not covered", lambda one: one.uncovered > 0),
        "not-ready": (
            "Counties with a team that is not ready",
            lambda one: one.teams_ready < one.teams,
        ),
        "advisory": (
            "Counties with a team of which an advisory rule is open",
            lambda one: one.teams_advisory > 0,
        ),
    }
)
"""What may be asked for in `show`: the words for these counties, and which they are."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A county in the words of the page."""

    line: CountyLine
    url: str
    """Of the county's page."""
    next_break: str
    advisory: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Over all counties shown."""

    uncovered: int
    """Counties with hours that are not covered."""
    teams: int
    ready: int
    advisory: int
    empty: int
    """Counties without a team."""


@blueprint.get("/readiness")
@access.requires(Permission.SEE_READINESS)
def state() -> ResponseReturnValue:
    """Every county one may see: its teams, its uncovered hours, its next break."""
    moment, form, status = moments.asked()
    scope = counties(me.grants, Permission.SEE_READINESS)
    rulebook = held.rulebook(moment.known_at)
    found = readiness.state(
        db.session,
        moment.at,
        rulebook,
        held.catalogue(),
        moment.known_at,
        scope,
        held.memory(),
        held.kept(),
    )
    address = addresses("readiness.county", "county", **moment.asked)
    lines = sorted((one for one in found if one.teams), key=_worst_first)
    empty = [one for one in found if not one.teams]
    caption, belongs = _SHOW.get(request.args.get("show", ""), (None, None))
    page = render_template(
        "readiness/state.html",
        heading=heading(lines, seven_days(moment)),
        scope=places.scope_name({one.fips: one.name for one in found}, scope),
        caption=caption,
        lines=[_shown(one, address(one.fips)) for one in lines if not belongs or belongs(one)],
        lists={
            show: url_for("readiness.state", show=show, **moment.asked, _anchor="counties")
            for show in _SHOW
        },
        empty=[(one, address(one.fips)) for one in empty],
        sums=_sums(lines, empty),
        unknown_rules=doubts.unknown_team_rules(rulebook, moment.as_of),
        map=[_on_map(one, address(one.fips)) for one in found],
        moment=moment,
        form=form,
    )
    return page, status


def _worst_first(line: CountyLine) -> tuple[int, int, str]:
    return -line.uncovered, line.teams_ready - line.teams, line.name


def heading(lines: Sequence[CountyLine], days: str = NEXT_SEVEN) -> str:
    """The answer in a sentence: the hours without a team."""
    gaps = [one for one in lines if one.uncovered]
    if not lines:
        return "No county has a team in the portal yet"
    if not gaps:
        return f"Every hour of {days} is covered where there are teams"
    if len(gaps) == 1:
        return f"{gaps[0].name} County has {length(gaps[0].uncovered)} without a qualified team"
    return f"{len(gaps)} counties have hours without a qualified team in {days}"


def _shown(line: CountyLine, url: str) -> Shown:
    share = line.advisory_share
    return Shown(
        line,
        url,
        f"{moment_words(line.next_break.at)}, {line.next_break.area_name}"
        if line.next_break
        else "None in four weeks",
        "–" if share is None else f"{share:.0%}",
        date_text(line.last_evidence_on) if line.last_evidence_on else "None yet",
    )


def _sums(lines: Sequence[CountyLine], empty: Sequence[CountyLine]) -> Sums:
    return Sums(
        uncovered=sum(one.uncovered > 0 for one in lines),
        teams=sum(one.teams for one in lines),
        ready=sum(one.teams_ready for one in lines),
        advisory=sum(one.teams_advisory for one in lines),
        empty=len(empty),
    )


def _on_map(line: CountyLine, url: str) -> tuple[str, str, str, str, str]:
    if not line.teams:
        kind, words = "none", "no team in the portal yet"
    elif line.uncovered:
        kind, words = "bad", f"{length(line.uncovered)} not covered in seven days"
    elif line.unknown:
        kind, words = "none", f"{length(line.unknown)} of which nothing can be said"
    elif line.advisory:
        kind, words = "advise", f"{length(line.advisory)} hang on an advisory rule"
    else:
        kind, words = "ok", "every hour of seven days covered"
    return line.fips, line.name, kind, words, url
