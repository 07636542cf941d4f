"""Looking ahead for an area: how long it holds, what hangs on whom, and when it is well again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from portal import held
from portal.db import db
from portal.domain.coverage import (
    Fragility,
    GetWell,
    days_of_readiness,
    fragility,
    get_well,
)
from portal.domain.dates import date_text
from portal.domain.requirements import Rulebook
from portal.domain.staffing import (
    AbilitySpan,
    Able,
    Outcome,
    TeamRules,
    as_if_gained,
    gains_of,
    team_rules,
)
from portal.services import certification
from portal.services.readiness import AreaSeen
from portal.views.moments import Moment
from portal.views.readiness.fixes import states_of
from portal.views.readiness.words import moment_words, stretch_words, title

HORIZON = timedelta(weeks=8)
"""How far ahead is looked."""
WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fragile:
    """Somebody on whom hours hang."""

    person: int
    name: str
    hours: int
    """How many get worse in the coming weeks."""
    first: str
    worse: tuple[str, ...]
    """The first few stretches that get worse."""
    lapse: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the page says about the coming weeks."""

    days_left: str
    well: str
    """When it will be well again, in a sentence; empty while it is."""
    open_trainings: list[tuple[int, str, str]]
    """Person, name, and the trainings that are open; what the sentence counts on."""
    fragile: list[Fragile]


def look_ahead(known: AreaSeen, rulebook: Rulebook, moment: Moment) -> Ahead:
    """The coming eight weeks of an area."""
    start = moment.at.astimezone(UTC).replace(second=0, microsecond=0)
    end = start + HORIZON

    def rules(day: date) -> TeamRules:
        return team_rules(rulebook, day)

    fragile = fragility(known.teams, known.shifts, known.held, rules, start, end)
    left = days_of_readiness(fragile.usual, start).not_covered
    well, open_trainings = "", []
    if left is not None:
        trained, missing = _trained(known, rulebook, moment)
        open_trainings = [
            (person, known.names[person], "; ".join(title(rulebook, slug) for slug in slugs))
            for person, slugs in missing.items()
        ]
        well = _well(
            get_well(
                known.teams,
                known.shifts,
                known.held,
                trained,
                rules,
                start,
                end,
                Outcome.ADVISORY,
            ),
            start,
        )
    return Ahead(_days_left(left), well, open_trainings, _fragile(fragile, known.names))


def _trained(
    known: AreaSeen, rulebook: Rulebook, moment: Moment
) -> tuple[dict[int, tuple[AbilitySpan, ...]], dict[int, list[str]]]:
    """What everybody on the shifts would bring if they finished every open training; and which."""
    facts = certification.facts_of(
        db.session, known.held, held.catalogue(), moment.known_at, names=False
    )
    found, missing = {}, {}
    for person, spans in known.held.items():
        states = states_of(facts[person], rulebook, moment.as_of)
        gained, open_slugs = Able(0), dict[str, None]()
        for ability, slugs in gains_of(facts[person], rulebook, moment.as_of, states).items():
            if all(rulebook.requirements[slug].check == "completed" for slug in slugs):
                gained |= ability
                open_slugs |= dict.fromkeys(slugs)
        if gained:
            found[person] = as_if_gained(spans, gained, moment.as_of)
            missing[person] = list(open_slugs)
    return found, missing


def _days_left(left: int | None) -> str:
    if left is None:
        return "By what is verified, the area is covered for all of them."
    if left == 0:
        return "Some hour of the first day is not covered."
    days = "day is" if left == 1 else "days are"
    return f"{left} {days} left before the first hour that is not covered."


def _well(found: GetWell, start: datetime) -> str:
    found = GetWell(_lasting(found.at, start), _lasting(found.if_trained, start))
    if found.at is not None:
        said = f"As things stand, it is well from {moment_words(found.at)} on."
    else:
        said = "As things stand, it is not well again within eight weeks."
    if found.if_trained is None:
        return f"{said} Finishing the open trainings does not change that: the roster has to."
    if found.if_trained == found.at:
        return said
    if found.if_trained <= start:
        return f"{said} Once the open trainings are done, it is well at once."
    return f"{said} Once the open trainings are done, from {moment_words(found.if_trained)} on."


def _lasting(at: datetime | None, start: datetime) -> datetime | None:
    """Rosters repeat by the week: well for less than the last week says nothing about the next."""
    return at if at is not None and at <= start + HORIZON - WEEK else None


def _fragile(found: Fragility, names: dict[int, str]) -> list[Fragile]:
    lapses = {each.person: each for each in reversed(found.lapses)}
    lines = []
    for each in found.absences:
        seconds = sum((one.ends_at - one.starts_at).total_seconds() for one in each.worse)
        lapse = lapses.get(each.person)
        lines.append(
            Fragile(
                each.person,
                names[each.person],
                round(seconds / 3600),
                moment_words(each.worse[0].starts_at),
                tuple(stretch_words(one.starts_at, one.ends_at) for one in each.worse[:_SHOWN]),
                f"Breaks {moment_words(lapse.worse[0].starts_at)}: something of theirs ends on "
                f"{date_text(lapse.on - _DAY)}, such as a license or their work here"
                if lapse
                else "–",
            )
        )
    return sorted(lines, key=lambda line: -line.hours)
