"""Where a person stands with every requirement on a day, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.certification import Span, State, Verdict, judge, judge_all, spans
from portal.domain.dates import date_text
from portal.domain.errors import NotFound
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Requirement, Rulebook, Subject, Tier
from portal.models import Person
from portal.services import certification, people
from portal.services.people import Seen
from portal.views import access, moments
from portal.views.access import me
from portal.views.assignments import asked as asked_of
from portal.views.moments import Moment
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A stretch of time with one state, in words."""

    from_words: str
    through_words: str
    state: State
    advisory: bool


@blueprint.get("/standing")
@access.signed_in
def mine() -> ResponseReturnValue:
    """One's own standing."""
    return _standing(me.person_id)


@blueprint.get("/people/<int:person>/standing")
@access.signed_in
def person(person: int) -> ResponseReturnValue:
    """Where a person stands, requirement by requirement."""
    return _standing(person)


@blueprint.get("/standing/<slug:requirement>")
@access.signed_in
def why_mine(requirement: str) -> ResponseReturnValue:
    """Why one stands so with one requirement."""
    return _why(me.person_id, requirement)


@blueprint.get("/people/<int:person>/standing/<slug:requirement>")
@access.signed_in
def why(person: int, requirement: str) -> ResponseReturnValue:
    """Why a person stands so with one requirement."""
    return _why(person, requirement)


def _seen(person_id: int, moment: Moment) -> tuple[Seen, Moment]:
    """The person, and the moment within what this visitor may see of them."""
    seen = people.find(
        db.session,
        person_id,
        me.grants,
        Permission.SEE_PEOPLE,
        clock.today(),
        me=me.person_id,
    )
    if seen.until is None:
        return seen, moment
    known_on = min(moment.known_on or seen.until, seen.until)
    as_of = min(moment.as_of, seen.until)
    return seen, Moment(as_of, known_on, moment.now)


def _facts(person: Person, moment: Moment) -> tuple[PersonFacts, Rulebook]:
    rulebook = held.rulebook(moment.known_at)
    facts = certification.one(db.session, person.id, held.catalogue(), moment.known_at)
    return facts, rulebook


def _called(person: Person) -> str:
    return person.called


def _standing(person_id: int) -> ResponseReturnValue:
    asked, form, status = moments.asked()
    seen, moment = _seen(person_id, asked)
    row = seen.person
    facts, rulebook = _facts(row, moment)
    verdicts = judge_all(facts, rulebook, moment.as_of)
    is_own = person_id == me.person_id
    shown = [one for one in verdicts if one.state is not State.NOT_REQUIRED]
    page = render_template(
        "readiness/person.html",
        person=row,
        name=_called(row),
        until=seen.until,
        is_own=is_own,
        heading=_heading(shown, "You" if is_own else _called(row)),
        lead=_lead(shown, len(verdicts) - len(shown), moment),
        doubts=doubts.of_verdicts(shown),
        beside=doubts.beside,
        tiers=[
            (tier.label, found)
            for tier in Tier
            if (found := [one for one in shown if one.requirement.tier is tier])
        ],
        not_required=[
            one for one in verdicts if one.state is State.NOT_REQUIRED and one.version is not None
        ],
        not_in_force=[one for one in verdicts if one.version is None],
        last_good=_last_good,
        asked=asked_of.of(seen, moment.as_of, moment.known_at),
        moment=moment,
        form=form,
    )
    return page, status


def _last_good(verdict: Verdict) -> str:
    """Through which day it is good, whatever the state is called in between."""
    last = verdict.due if verdict.state.holds and verdict.due else verdict.through
    return date_text(last) if last else "–"


def _heading(verdicts: Sequence[Verdict], who: str) -> str:
    lacking = [one for one in verdicts if not one.advisory and one.state.satisfies is False]
    advised = [one for one in verdicts if one.advisory and one.state.satisfies is False]
    unsaid = [one for one in verdicts if one.state.satisfies is None]
    whom = "you" if who == "You" else who
    lack, have = ("lack", "have") if who == "You" else ("lacks", "has")
    if lacking:
        first = lacking[0].requirement.title
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        return f"{who} {lack} “{first}”{more}"
    if advised:
        said = f"{who} {have} all that is verified"
        if not all(one.advisory for one in unsaid):
            said = f"Nothing verified is known to be missing for {whom}"
        count = "one thing" if len(advised) == 1 else f"{len(advised)} things"
        return f"{said}; {count} advised {_is(advised)} open"
    if unsaid:
        count = "one thing" if len(unsaid) == 1 else f"{len(unsaid)} things"
        return f"Nothing is known to be missing for {whom}; {count} cannot be said"
    if not verdicts:
        return f"Nothing is required of {whom}"
    return f"{who} {have} all that is asked for"


def _is(found: Sequence[Verdict]) -> str:
    return "is" if len(found) == 1 else "are"


def _lead(shown: Sequence[Verdict], others: int, moment: Moment) -> str:
    advisory = sum(one.advisory for one in shown)
    apply = "1 requirement applies" if len(shown) == 1 else f"{len(shown)} requirements apply"
    said = [f"On {date_text(moment.as_of)}, {apply}."]
    if advisory:
        only = "1 of them only advises" if advisory == 1 else f"{advisory} of them only advise"
        said.append(
            f"{only}: nobody has confirmed that at the source, so it never counts against anybody."
        )
    if others:
        said.append("1 does not apply." if others == 1 else f"{others} do not apply.")
    return " ".join(said)


def _why(person_id: int, slug: str) -> ResponseReturnValue:
    asked, form, status = moments.asked()
    seen, moment = _seen(person_id, asked)
    row = seen.person
    facts, rulebook = _facts(row, moment)
    requirement = _requirement(rulebook, slug)
    verdict = judge(facts, requirement, rulebook, moment.as_of)
    is_own = person_id == me.person_id
    keys = [reason.fact for reason in verdict.reasons if reason.fact]
    page = render_template(
        "readiness/why.html",
        person=row,
        name=_called(row),
        until=seen.until,
        is_own=is_own,
        heading=_why_heading(verdict, "You" if is_own else _called(row), moment),
        verdict=verdict,
        beside=doubts.beside(requirement, verdict.state, moment.as_of),
        facts=certification.describe(db.session, rulebook, keys),
        spans=span_lines(spans(facts, requirement, rulebook)),
        rulebook=rulebook,
        moment=moment,
        form=form,
    )
    return page, status


def _requirement(rulebook: Rulebook, slug: str) -> Requirement:
    found = rulebook.requirements.get(slug)
    if found is None or found.subject is not Subject.MEMBER or found.tier is Tier.SCOPE:
        message = "No requirement for people has this address. Look in the list of requirements."
        raise NotFound(message)
    return found


def _why_heading(verdict: Verdict, who: str, moment: Moment) -> str:
    day = "today" if moment.is_today else f"on {date_text(moment.as_of)}"
    return f"{who}, “{verdict.requirement.title}”: {verdict.state.label.lower()} {day}"


def span_lines(found: Sequence[Span]) -> list[SpanLine]:
    """In words; as one, where a line would say what the one before says."""
    lines: list[SpanLine] = []
    for span in found:
        advisory = span.advisory and span.state is not State.NOT_REQUIRED
        first = "The beginning" if span.starts == date.min else date_text(span.starts)
        last = date_text(span.ends - timedelta(days=1)) if span.ends else "No end known"
        if lines and (lines[-1].state, lines[-1].advisory) == (span.state, advisory):
            first = lines.pop().from_words
        lines.append(SpanLine(first, last, span.state, advisory))
    return lines
