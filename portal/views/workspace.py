"""The workspace: what waits for those who look after people and teams, riskiest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from flask import Blueprint, render_template, url_for

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.dates import civil_date, date_text
from portal.domain.due.heading import number_words
from portal.domain.matrix import Wanted, chosen
from portal.services import imports, matrix, merging, places, readiness
from portal.services.assignments import drafts, reading
from portal.services.events import listing
from portal.services.library import questions
from portal.views import access, citations, subject
from portal.views.access import me
from portal.views.events.blueprint import viewer
from portal.views.readiness.state import heading as coverage_heading
from portal.views.readiness.words import moment_words
from portal.views.reviews.asking import to_review

blueprint = Blueprint("workspace", __name__, url_prefix="/workspace")

SOON = 30
"""What lapses within so many days waits."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the visitor."""

    tone: str
    state: str
    title: str
    why: str
    action: str
    url: str


@blueprint.get("")
@access.requires(Permission.SEE_PEOPLE)
def index() -> str:
    """What waits, the sessions of the coming week, and the way to everything else."""
    now = clock.now()
    waiting = list(_everything(now))
    count = f"{number_words(len(waiting))} {'thing waits' if len(waiting) == 1 else 'things wait'}"
    scope = subject.scope(Permission.SEE_PEOPLE)
    sessions = listing.held(db.session, viewer(), now, now + WEEK)
    names = {
        fips: name for fips, name in held.kept().names.items() if scope is None or fips in scope
    }
    return render_template(
        "workspace/index.html",
        heading=f"{count} for you" if waiting else "Nothing waits for you",
        where=places.scope_name(names, scope),
        today=civil_date(now),
        waiting=waiting,
        sessions=sessions,
        may={each.value: holds(me.grants, each) for each in Permission},
    )


def _everything(now: datetime) -> Iterator[Waiting]:
    """In the order of their risk: hours without a team, people, papers, words for readers."""
    today = civil_date(now)
    if holds(me.grants, Permission.SEE_READINESS):
        yield from _uncovered(now)
    if holds(me.grants, Permission.ASSIGN):
        yield from _late(today)
    if holds(me.grants, Permission.DECIDE):
        yield from _reviews()
    if holds(me.grants, Permission.HOLD_SESSIONS):
        yield from _attendance(now)
    yield from _lapses(today, now)
    if holds(me.grants, Permission.MANAGE_PEOPLE):
        yield from _lists(now)
        yield from _duplicates(today)
    if holds(me.grants, Permission.ASSIGN):
        yield from _drafts()
    if holds(me.grants, Permission.EDIT_LIBRARY):
        yield from _library()


def _uncovered(now: datetime) -> Iterator[Waiting]:
    scope = subject.scope(Permission.SEE_READINESS)
    lines = readiness.state(
        db.session,
        now,
        held.rulebook(),
        held.catalogue(),
        None,
        scope,
        held.memory(),
        held.kept(),
    )
    gaps = [line for line in lines if line.uncovered]
    if not gaps:
        return
    breaks = [line.next_break for line in gaps if line.next_break]  # each of them has one
    first = min(breaks, key=lambda each: each.at)
    yield Waiting(
        "bad",
        "Not covered",
        coverage_heading(gaps),
        f"The next such hour: {moment_words(first.at)}, {first.area_name}.",
        "See why",
        url_for("readiness.county", county=gaps[0].fips)
        if len(gaps) == 1
        else url_for("readiness.state"),
    )


def _late(today: date) -> Iterator[Waiting]:
    """Whom to chase. Of the whole state that is each county's to do."""
    scope = subject.scope(Permission.ASSIGN)
    if scope is None:
        return
    late = reading.late(db.session, held.rulebook(), held.catalogue(), scope, today)
    if late:
        yield Waiting(
            "bad",
            "Late",
            f"{_people(late)} late with what was asked of them",
            "Each assignment lists them, with the way to each person.",
            "See who",
            url_for("assignments.index"),
        )


def _reviews() -> Iterator[Waiting]:
    count = to_review()
    if count:
        what = "training from elsewhere waits" if count == 1 else "trainings from elsewhere wait"
        yield Waiting(
            "soon",
            "To review",
            f"{number_words(count)} {what} for a reviewer",
            "The one that has waited longest comes first.",
            "Review",
            url_for("reviews.index"),
        )


def _attendance(now: datetime) -> Iterator[Waiting]:
    for shown in listing.to_confirm(db.session, viewer(), now):
        yield Waiting(
            "soon",
            "To confirm",
            f"Say who came to “{shown.version.title}”",
            f"It ended on {date_text(civil_date(shown.version.ends_at))}. "
            "Nobody gets credit for it before.",
            "Confirm",
            url_for("events.roster", event=shown.event.id),
        )


def _lapses(today: date, now: datetime) -> Iterator[Waiting]:
    """What ends soon in one's counties. The whole state has its own page for it: Readiness."""
    scope = subject.scope(Permission.SEE_PEOPLE)
    if scope is None:
        return
    count = _remembered("lapses", scope, today, lambda: _lapsing(scope, today, now))
    if count:
        yield Waiting(
            "soon",
            "Lapses soon",
            f"Something of {_whom(count)} lapses within {SOON} days",
            "Who renews in time loses no day.",
            "See what",
            url_for("matrix.grid", within=SOON),
        )


def _remembered(kind: str, scope: frozenset[str], today: date, count: Callable[[], int]) -> int:
    """What is counted of the people of these counties: the same until a fact about one of them."""
    found: int = held.memory().one(kind, held.kept().lasting(scope, today), count)
    return found


def _lapsing(scope: frozenset[str], today: date, now: datetime) -> int:
    """Of how many people something lapses soon."""
    rulebook, catalogue = held.rulebook(), held.catalogue()
    found = matrix.read(db.session, scope, today, rulebook, catalogue, matrix.Asked(), now=now)
    columns, wanted = range(len(found.requirements)), Wanted(within=SOON)
    return sum(bool(chosen(one.cells, wanted, columns, today)) for one in found.people)


def _lists(now: datetime) -> Iterator[Waiting]:
    for row in imports.unfinished(
        db.session, me.person_id, subject.scope(Permission.MANAGE_PEOPLE), now
    ):
        yield Waiting(
            "info",
            "Not taken in",
            f"The list “{row.name}” is not taken in yet",
            f"Handed in on {date_text(civil_date(row.recorded_at))}. "
            "Nothing of it is in the portal before.",
            "Go on",
            url_for("imports.batch", batch=row.id),
        )


def _duplicates(today: date) -> Iterator[Waiting]:
    scope = subject.scope(Permission.MANAGE_PEOPLE)
    if scope is None:
        return  # whoever looks after the state goes through them on their own page
    pairs = partial(merging.how_many_pairs, db.session, me.grants, today)
    count = _remembered("pairs", scope, today, pairs)
    if count:
        who = "Two people may be one" if count == 1 else f"{count:,} times two people may be one"
        why = "Two rows for one person split their record."
        yield Waiting("info", "Duplicate?", who, why, "Compare", url_for("merging.duplicates"))


def _drafts() -> Iterator[Waiting]:
    count = len(drafts.unfinished(db.session, me.person_id))
    if count:
        what = "An assignment is" if count == 1 else f"{count:,} assignments are"
        yield Waiting(
            "info",
            "Begun",
            f"{what} not finished",
            "A draft asks nobody for anything.",
            "Go on",
            url_for("assignments.index"),
        )


def _library() -> Iterator[Waiting]:
    count = citations.open_count()
    if count:
        yield Waiting(
            "soon",
            "To review",
            f"{count} {'place cites' if count == 1 else 'places cite'} a replaced notice",
            "Readers see a warning there until somebody has looked.",
            "Review",
            url_for("citations.index"),
        )
    waiting, first = questions.waiting(db.session)
    if first:
        what = "question waits" if waiting == 1 else "questions wait"
        yield Waiting(
            "soon",
            "To answer",
            f"{waiting} {what} from readers",
            f"The first of them since {date_text(civil_date(first))}.",
            "Answer",
            url_for("questions.index"),
        )


def _people(count: int) -> str:
    return f"{number_words(count)} {'person is' if count == 1 else 'people are'}"


def _whom(count: int) -> str:
    return f"{number_words(count).lower()} {'person' if count == 1 else 'people'}"
