"""Each thing to do as a row, and all rows riskiest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from portal.domain.certificates import hours_text, standing_text
from portal.domain.curriculum import Course, Tier, minutes
from portal.domain.dates import civil_date, clock_text, date_text
from portal.domain.due.heading import number_words
from portal.domain.due.values import Asked, HeldCredential, Revoked, Risk, Row, UnderWay
from portal.domain.quizzes import SittingState

SOON = timedelta(days=60)


def rows(
    under_way: Iterable[UnderWay],
    superseded: Iterable[Course],
    not_begun: Iterable[Course],
    credentials: Iterable[HeldCredential],
    at: datetime,
    *,
    revoked: Iterable[Revoked] = (),
    asked: Iterable[Asked] = (),
) -> list[Row]:
    """Everything that is due, riskiest first and within a risk earliest first.

    `revoked`: trainings whose certificate was withdrawn and which are not under way again.
    `superseded`: trainings whose certificate no longer counts, in their newest edition.
    `not_begun`: core trainings that the person, who answers calls, has not begun.
    `asked`: what assignments ask for and is not there, once for each training; it joins the row
    that the training has already.
    """
    today = civil_date(at)
    found = [row for held in credentials if (row := _credential(held, today))]
    found += [_under_way(begun) for begun in under_way]
    found += [_revoked(each) for each in revoked]
    found += [_superseded(course) for course in superseded]
    found += [_not_begun(course) for course in not_begun if course.tier is Tier.CORE]
    for each in asked:
        place = next(
            (n for n, row in enumerate(found) if each.course and row.course == each.course.slug),
            None,
        )
        if place is None:
            found.append(_asked(each, today))
        else:
            found[place] = _asked_too(found[place], each, today)
    return sorted(found, key=lambda row: (row.risk, row.on or date.max, row.title))


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
        why = f"{base} {_NO_DEADLINE}"
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
    return "One attempt is" if count == 1 else f"{number_words(count)} attempts are"


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


_NO_DEADLINE = "No deadline is set for it here."


def _pressing(due: date | None, today: date) -> tuple[Risk, str]:
    """How pressing something asked for is, and the words of its tag."""
    if due is None:
        return Risk.ASKED, "Asked for · no date yet"
    if due < today:
        return Risk.LATE, f"Late · was due {date_text(due)}"
    return Risk.SOON if due <= today + SOON else Risk.ASKED, f"Due {date_text(due)}"


def _asked(asked: Asked, today: date) -> Row:
    risk, state = _pressing(asked.due, today)
    course = asked.course
    return Row(
        risk,
        asked.due,
        course.title if course else asked.title,
        state,
        asked.why,
        f"Start · {hours_text(minutes(course))}" if course else "",
        course=course.slug if course else "",
    )


def _asked_too(row: Row, asked: Asked, today: date) -> Row:
    """A row with the reasons why somebody asks for it as well: the more pressing of both counts."""
    risk, state = _pressing(asked.due, today)
    if row.risk is Risk.ADVISED:
        also = "The state's training center names it among the core topics, too; that is advisory."
        return replace(row, risk=risk, on=asked.due, state=state, why=f"{asked.why}\n{also}")
    begun = row.risk is Risk.UNDER_WAY
    why = row.why.replace(_NO_DEADLINE, "").strip() if begun else row.why
    days = [day for day in (asked.due, None if begun else row.on) if day is not None]
    return replace(
        row,
        risk=min(row.risk, risk),
        on=min(days, default=row.on),
        state=f"{row.state} · {state[0].lower()}{state[1:]}",
        why=f"{asked.why}\n{why}".strip(),
    )
