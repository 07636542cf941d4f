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
    stretches,
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
from portal.views.readiness.words import moment_words

HORIZON = timedelta(weeks=8)
"""How far ahead is looked."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fragile:
    """Somebody on whom hours hang."""

    person: int
    name: str
    hours: int
    """How many get worse in the coming weeks."""
    first: str
    lapse: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the page says about the coming weeks."""

    days_left: str
    well: str
    """When it will be well again, in a sentence; empty while it is."""
    fragile: list[Fragile]


def look_ahead(known: AreaSeen, rulebook: Rulebook, moment: Moment) -> Ahead:
    """The coming eight weeks of an area."""
    start = moment.at.astimezone(UTC).replace(second=0, microsecond=0)
    end = start + HORIZON

    def rules(day: date) -> TeamRules:
        return team_rules(rulebook, day)

    left = days_of_readiness(
        stretches(known.teams, known.shifts, known.held, rules, start, end), start
    ).not_covered
    fragile = fragility(known.teams, known.shifts, known.held, rules, start, end)
    well = ""
    if left is not None:
        trained = _trained(known, rulebook, moment)
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
    return Ahead(_days_left(left), well, _fragile(fragile, known.names))


def _trained(
    known: AreaSeen, rulebook: Rulebook, moment: Moment
) -> dict[int, tuple[AbilitySpan, ...]]:
    """What everybody on the shifts would bring if they finished every training still open."""
    facts = certification.facts_of(
        db.session, known.held, held.catalogue(), moment.known_at, names=False
    )
    found = {}
    for person, spans in known.held.items():
        states = states_of(facts[person], rulebook, moment.as_of)
        gained = Able(0)
        for ability, slugs in gains_of(facts[person], rulebook, moment.as_of, states).items():
            if all(rulebook.requirements[slug].check == "completed" for slug in slugs):
                gained |= ability
        if gained:
            found[person] = as_if_gained(spans, gained, moment.as_of)
    return found


def _days_left(left: int | None) -> str:
    if left is None:
        return "By what is verified, the area is covered for all of them."
    if left == 0:
        return "It is not covered for all of today."
    days = "day is" if left == 1 else "days are"
    return f"{left} {days} left before the first hour that is not covered."


def _well(found: GetWell, start: datetime) -> str:
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
                f"Breaks {moment_words(lapse.worse[0].starts_at)}: something held ends on "
                f"{date_text(lapse.on - _DAY)}"
                if lapse
                else "–",
            )
        )
    return sorted(lines, key=lambda line: -line.hours)
