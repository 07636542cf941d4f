"""What a roster says about the hours of its shifts: covered or not, why, and what leave does."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import held
from portal.db import db
from portal.domain.coverage import Shift, midnight
from portal.domain.dates import civil_date, date_text
from portal.domain.facts import holds
from portal.domain.requirements import Rulebook
from portal.domain.rosters import WEEKDAYS, first_from
from portal.domain.staffing import Outcome
from portal.services import readiness
from portal.services.readiness import ShiftHours
from portal.services.readiness.shifts import Key
from portal.views.readiness.words import because, clock_of, hour_address

WEEKS = 4
"""So many weeks of a weekly shift are looked at."""
_WEEK = timedelta(weeks=1)
_KINDS = {
    Outcome.COVERED: "ok",
    Outcome.ADVISORY: "advise",
    Outcome.UNKNOWN: "none",
    Outcome.NOT_COVERED: "bad",
}
_WORDS = {
    Outcome.COVERED: "Covered",
    Outcome.ADVISORY: "Covered by what is verified",
    Outcome.UNKNOWN: "Cannot be said",
    Outcome.NOT_COVERED: "Not covered",
}
_EITHER_WAY = {
    Outcome.COVERED: "It stays covered despite the leave.",
    Outcome.ADVISORY: "The leave changes nothing about that.",
    Outcome.UNKNOWN: "It could not be said without the leave either.",
    Outcome.NOT_COVERED: "It would not be covered without the leave either.",
}
_WORSE = {
    Outcome.COVERED: "It stays covered despite the leave.",
    Outcome.ADVISORY: "Because of the leave an advisory rule is open.",
    Outcome.UNKNOWN: "Without the leave more could be said.",
    Outcome.NOT_COVERED: "Without the leave it would be covered.",
}
"""What leave does where it changes the hours, by what holds now."""


@dataclass(frozen=True, slots=True)
class HoursTold:
    """The hours of a shift on a date, in words."""

    kind: str
    """Of the tag: ok, advise, none, bad."""
    words: str
    why: str
    """Where, when and why they are not plainly covered; empty when they are."""
    url: str
    """The page that explains it; empty when there is nothing to explain."""
    leave: str
    """What leave does to the shift; empty when nobody on it is on leave."""
    away: dict[int, str]
    """Who on it is on leave, with the part of the shift; empty for all of it."""


@dataclass(frozen=True, slots=True)
class SeriesTold:
    """The coming hours of weekly shifts, in words."""

    words: str
    lines: tuple[tuple[str, HoursTold], ...]
    """Each that is not plainly covered: its day, and what holds."""


def of_shifts(begin: Iterable[tuple[Shift, date]]) -> dict[Key, HoursTold]:
    """What holds for these shifts, each of which begins on a date; as known now."""
    rulebook = held.rulebook(None)
    found = readiness.shift_hours(db.session, begin, rulebook, held.catalogue())
    return {key: told(each, rulebook) for key, each in found.items()}


def told(found: ShiftHours, rulebook: Rulebook, *, leave: bool | None = None) -> HoursTold:
    """One shift on a date in words; with what leave does when somebody is on leave, or if asked."""
    away = {
        each.person: _part(each.starts_at, each.ends_at, found.starts_at, found.ends_at)
        for each in found.away
    }
    said = leave_words(found) if (bool(away) if leave is None else leave) else ""
    if found.outcome is None:
        words = "Not judged"
        return HoursTold("none", words, "The team serves no area then.", "", said, away)
    kind, words = _KINDS[found.outcome], _WORDS[found.outcome]
    if found.worst is None:
        return HoursTold(kind, words, "", "", said, away)
    area, gap = found.worst
    where = f"{area.name}, " if len(found.areas) > 1 else ""
    when = _part(gap.starts_at, gap.ends_at, found.starts_at, found.ends_at)
    why = because(rulebook, gap.outcome, gap.requirement, civil_date(gap.starts_at), gap.answer)
    more = sum(len(each.gaps) for each in found.areas) > 1
    why = f"{where}{when}: {why}" if when else f"{where}{why}"
    why = f"{why[0].upper()}{why[1:]}{'; and at other times' if more else ''}."
    return HoursTold(kind, words, why, hour_address(area.area, gap.starts_at), said, away)


def leave_words(found: ShiftHours) -> str:
    """What leave does to the hours of a shift, as a sentence."""
    now, otherwise = found.outcome, found.otherwise
    if now is None or otherwise is None:
        return ""
    if all(one.gaps == one.otherwise for one in found.areas):
        return _EITHER_WAY[now]
    return _WORSE[now] if now is not otherwise else "The leave adds to what is missing."


def _part(starts_at: datetime, ends_at: datetime, first: datetime, last: datetime) -> str:
    """Which part of a shift it is; empty for all of it."""
    if starts_at <= first and last <= ends_at:
        return ""
    if starts_at <= first:
        return f"until {_clock(ends_at)}"
    if last <= ends_at:
        return f"from {_clock(starts_at)}"
    return f"from {_clock(starts_at)} until {_clock(ends_at)}"


def _clock(at: datetime) -> str:
    return "midnight" if at == midnight(civil_date(at)) else clock_of(at)


def series(shifts: Sequence[Shift], first: date) -> SeriesTold | None:
    """What holds for the next weeks of weekly shifts from a date on; None: none takes place."""
    begin = [(shift, on) for shift in shifts for on in _dates(shift, first)]
    if not begin:
        return None
    begin.sort(key=lambda pair: pair[1])
    hours = of_shifts(begin)
    lines = [(on, hours[shift.id, on]) for shift, on in begin]
    span = f"from {date_text(begin[0][1])} through {date_text(begin[-1][1])}"
    words = f"{_days(shifts)}, {span}: {_counted([each for _, each in lines])}"
    return SeriesTold(words, tuple((day_words(on), each) for on, each in lines if each.why))


def _days(shifts: Sequence[Shift]) -> str:
    return " and ".join(f"{WEEKDAYS[day]}s" for day in sorted({one.weekday for one in shifts}))


def _counted(found: Sequence[HoursTold]) -> str:
    """How many shifts there are of each kind."""
    kinds = Counter(each.words for each in found)
    if len(kinds) == 1:
        every = "the 1 shift is" if len(found) == 1 else f"all {len(found)} shifts are"
        return f"{every} {found[0].words.lower()}."
    counted = ", ".join(f"{count} {words.lower()}" for words, count in kinds.most_common())
    return f"of {len(found)} shifts, {counted}."


def _dates(shift: Shift, first: date) -> list[date]:
    begins = first_from(max(first, shift.first_on), shift.weekday)
    last = first + WEEKS * _WEEK
    found = []
    while begins < last:
        if holds(shift.first_on, shift.last_on, begins):
            found.append(begins)
        begins += _WEEK
    return found


def day_words(on: date) -> str:
    """A date with its day of the week."""
    return f"{WEEKDAYS[on.weekday()]}, {date_text(on)}"
