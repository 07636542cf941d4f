"""What is due next for a person, riskiest first, each with its reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from portal.domain.certificates import StandingToday, hours_text, standing_text
from portal.domain.curriculum import Course, Tier, minutes
from portal.domain.dates import civil_date, clock_text, date_text
from portal.domain.progress import Item, Progress
from portal.domain.quizzes import SittingState

SOON = timedelta(days=60)


class Risk(IntEnum):
    """Why a row stands where it stands; the lowest number comes first."""

    LATE = 0
    SOON = 1
    UNDER_WAY = 2
    ADVISED = 3


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A training that a person has begun and not completed."""

    course: Course
    progress: Progress
    number: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    """A training whose only certificate was revoked."""

    course: Course
    standing: StandingToday


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """A credential as far as its expiry goes."""

    title: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do. `course` is empty for a credential."""

    risk: Risk
    on: date | None
    title: str
    state: str
    """The words of the tag."""
    why: str
    action: str
    """The words of the button; empty when there is nothing to press."""
    course: str = ""
    item: Item | None = None
    """Where the button leads within the training."""
    again: int = 0
    """The enrolment that the button would begin anew after."""
    progress: tuple[int, int] | None = None


def rows(
    under_way: Iterable[UnderWay],
    superseded: Iterable[Course],
    not_begun: Iterable[Course],
    credentials: Iterable[HeldCredential],
    at: datetime,
    *,
    revoked: Iterable[Revoked] = (),
) -> list[Row]:
    """Everything that is due, riskiest first and within a risk earliest first.

    `revoked`: trainings whose certificate was withdrawn and which are not under way again.
    `superseded`: trainings whose certificate no longer counts, in their newest edition.
    `not_begun`: core trainings that the person, who answers calls, has not begun.
    """
    today = civil_date(at)
    found = [row for held in credentials if (row := _credential(held, today))]
    found += [_under_way(begun) for begun in under_way]
    found += [_revoked(each) for each in revoked]
    found += [_superseded(course) for course in superseded]
    found += [_not_begun(course) for course in not_begun if course.tier is Tier.CORE]
    return sorted(found, key=lambda row: (row.risk, row.on or date.max, row.title))


def heading(due: list[Row]) -> str:
    """The answer, for the top of the page."""
    pressing = sum(row.risk <= Risk.SOON for row in due)
    begun = sum(row.risk is Risk.UNDER_WAY for row in due)
    if pressing:
        due_now = f"{_number(pressing)} {'thing is' if pressing == 1 else 'things are'} due"
        rest = len(due) - pressing
        return f"{due_now}, and {_number(rest).lower()} more to take up" if rest else due_now
    if begun:
        what = "training is" if begun == 1 else "trainings are"
        return f"Nothing is late; {_number(begun).lower()} {what} under way"
    if due:
        return "Nothing is late; here is what to take next"
    return "Nothing is due"


def _number(count: int) -> str:
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
    return words[count] if count < len(words) else str(count)


def _credential(held: HeldCredential, today: date) -> Row | None:
    if held.expires_on < today:
        return Row(
            Risk.LATE,
            held.expires_on,
            held.title,
            f"Expired · {date_text(held.expires_on)}",
            f"The entry on your page says it was good through {date_text(held.expires_on)}. "
            "If it has been renewed, add the new date.",
            "See my details",
        )
    if held.expires_on <= today + SOON:
        return Row(
            Risk.SOON,
            held.expires_on,
            held.title,
            f"Renew · good through {date_text(held.expires_on)}",
            f"The entry on your page says it is good through {date_text(held.expires_on)}. "
            f"It shows here from {SOON.days} days before.",
            "See my details",
        )
    return None


def _under_way(begun: UnderWay) -> Row:
    course, now = begun.course, begun.progress
    base = f"You began it on {date_text(civil_date(begun.started_at))}."
    counted = (now.done, now.total)
    if now.final.state is SittingState.USED_UP:
        return Row(
            Risk.SOON,
            None,
            course.title,
            f"Attempts used up · best {now.final.best} %",
            f"All {course.final.attempts} attempts at the final are taken. "
            "Begin again to get new ones, starting with the lessons.",
            "Begin again",
            course=course.slug,
            again=begun.number,
            progress=counted,
        )
    following = now.next_item
    if now.final.state is SittingState.WAIT and now.final.opens_at and now.done == now.total - 1:
        return Row(
            Risk.UNDER_WAY,
            civil_date(now.final.opens_at),
            course.title,
            f"Final opens again at {clock_text(now.final.opens_at)}",
            f"Best so far {now.final.best} %; {now.pass_percent} % passes. "
            "The pause gives you time to read again what was missed.",
            "See what was missed",
            course=course.slug,
            item=now.items[-1],
            progress=counted,
        )
    best = now.final.best
    if best is not None and now.done == now.total - 1:
        state = f"Final not passed yet · best {best} %"
        why = f"{now.pass_percent} % passes. {_attempts(now.final.left)} left."
        action = "Try the final again"
    else:
        state = "In progress"
        why = f"{base} No deadline is set for it here."
        action = f"Continue: {following.title}" if following else "Open"
    return Row(
        Risk.UNDER_WAY,
        None,
        course.title,
        state,
        why,
        action,
        course=course.slug,
        item=following,
        progress=counted,
    )


def _attempts(count: int) -> str:
    return "One attempt is" if count == 1 else f"{_number(count)} attempts are"


def _revoked(revoked: Revoked) -> Row:
    words = standing_text(revoked.standing)
    return Row(
        Risk.LATE,
        revoked.standing.since,
        revoked.course.title,
        f"Certificate {words[0].lower()}{words[1:]}",
        f"The reason given: {revoked.standing.reason} If you think this is a mistake, tell your "
        "county's trainer. You can take the training again.",
        "See the training",
        course=revoked.course.slug,
    )


def _superseded(course: Course) -> Row:
    return Row(
        Risk.SOON,
        course.published,
        course.title,
        f"Edition {course.edition} is out",
        f"Edition {course.edition} was published on {date_text(course.published)} and says that "
        "the edition on your certificate no longer counts.",
        f"Take edition {course.edition}",
        course=course.slug,
    )


def _not_begun(course: Course) -> Row:
    return Row(
        Risk.ADVISED,
        None,
        course.title,
        "Advisory · no deadline confirmed",
        f"The state's training center names {course.topic} among the core topics for everyone "
        "who answers mobile crisis calls. The deadline could not be verified yet, so nothing "
        "here blocks you.",
        f"Start · {hours_text(minutes(course))}",
        course=course.slug,
    )
