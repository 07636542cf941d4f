"""What the readiness pages say about times, gaps and causes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from portal.domain.certificates import hours_text
from portal.domain.dates import CALIFORNIA, date_text
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Answer, Outcome
from portal.views.addresses import addresses
from portal.views.moments import Moment

NEXT_SEVEN = "the next seven days"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def clock_of(at: datetime) -> str:
    """The time of day in California, such as “10:00 p.m.”."""
    local = at.astimezone(CALIFORNIA)
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{local.hour % 12 or 12}:{local.minute:02} {half}"


def day_of(at: datetime) -> str:
    """The day, such as “Tuesday, November 24, 2026”."""
    local = at.astimezone(CALIFORNIA)
    return f"{_DAYS[local.weekday()]}, {date_text(local.date())}"


@lru_cache(maxsize=4096)
def moment_words(at: datetime) -> str:
    """A moment, such as “Tuesday, November 24, 2026, 10:00 p.m.”."""
    return f"{day_of(at)}, {clock_of(at)}"


@lru_cache(maxsize=4096)
def stretch_words(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, naming the day once when it is the same."""
    last = ends_at - timedelta(microseconds=1)
    same = starts_at.astimezone(CALIFORNIA).date() == last.astimezone(CALIFORNIA).date()
    until = clock_of(ends_at) if same else moment_words(ends_at)
    return f"{moment_words(starts_at)} – {until}"


def seven_days(moment: Moment) -> str:
    """The days that pages of a state or a county look at, counted from the day asked about."""
    if moment.is_today:
        return NEXT_SEVEN
    return f"the seven days from {date_text(moment.as_of)}"


def length(minutes: int) -> str:
    """A length in words, such as “8 hours” or “1 hour 30 minutes”."""
    return hours_text(minutes)


def have(minutes: int) -> str:
    """The verb for a length that has or have something."""
    return "has" if minutes in (1, 60) else "have"


def because(
    rulebook: Rulebook, outcome: Outcome, slug: str, on: date, answer: Answer | None
) -> str:
    """Why a stretch is not plainly covered, in a phrase.

    `answer` is what the deciding rule says, needed where the outcome leaves that open; the rule
    itself says only whether its own number is known on the day.
    """
    if outcome is Outcome.COVERED:
        return "–"
    found = rulebook.requirements.get(slug)
    if found is None:
        return "–"
    if found.check == "covered_around_the_clock":
        return "Nobody is on shift"
    version = found.on(on)
    if outcome is Outcome.NOT_COVERED:
        said = "Not met"
    elif version is not None and version.unknown:
        said = "The rule’s own number is unknown"
    elif outcome is Outcome.UNKNOWN or answer is not Answer.NOT_MET:
        said = "Without evidence"
    else:
        said = "Not met"
    advised = " (advisory)" if outcome is Outcome.ADVISORY else ""
    return f"{said}{advised}: {found.title}"


def title(rulebook: Rulebook, slug: str) -> str:
    """What a requirement is called; empty for none."""
    found = rulebook.requirements.get(slug)
    return found.title if found else ""


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def hour_addresses(moment: Moment | None = None) -> Callable[[int, datetime], str]:
    """The pages that explain moments of areas, as known at the moment asked about or now."""
    address = addresses("readiness.hour", "area", "at", **(moment.known if moment else {}))
    return lambda area, at: address(area, f"{at.astimezone(UTC):%Y-%m-%dt%H-%Mz}")


def hour_address(area: int, at: datetime, moment: Moment | None = None) -> str:
    """One of them."""
    return hour_addresses(moment)(area, at)
