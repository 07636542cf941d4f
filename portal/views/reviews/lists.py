"""What waits for a reviewer, what was returned, and what was decided lately."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import civil_date
from portal.services import reviews
from portal.services.reviews import Decided, Shown
from portal.services.reviews.queue import PAGE
from portal.views import access
from portal.views.access import me
from portal.views.evidence import requirement_titles
from portal.views.reviews.asking import question
from portal.views.reviews.blueprint import blueprint


@blueprint.get("")
@access.requires(Permission.DECIDE)
def index() -> ResponseReturnValue:
    """The list, the longest wait first."""
    asked = question()
    number = max(1, request.args.get("page", 1, type=int))
    decided: list[Decided] = []
    if asked.shown is not Shown.DECIDED:
        total = len(asked.items)
    else:
        decided, total = reviews.decided_lately(
            db.session, asked.scope, clock.now(), but=me.person_id, page=min(number, 10_000)
        )
    pages = max(1, -(-total // PAGE))
    number = min(number, pages)
    first = (number - 1) * PAGE
    listed = [] if asked.shown is Shown.DECIDED else asked.items[first : first + PAGE]
    page = render_template(
        "reviews/index.html",
        heading=_heading(asked.shown, total),
        asked=asked,
        shown=asked.shown.value,
        found=listed,
        decided=decided,
        today=clock.today(),
        titles=requirement_titles(asked.rulebook),
        civil_date=civil_date,
        page=number,
        pages=pages,
        page_url=lambda to: url_for(
            "reviews.index", shown=asked.shown.value, **asked.narrowed, page=to
        ),
    )
    return page, 200 if asked.good else 422


def _heading(shown: Shown, total: int) -> str:
    words = {
        Shown.WAITS: (
            "No training waits for review",
            "1 training waits for review",
            f"{total:,} trainings wait for review",
        ),
        Shown.RETURNED: (
            "No training is returned",
            "1 training is returned and waits for the person",
            f"{total:,} trainings are returned and wait for the person",
        ),
        Shown.DECIDED: (
            "Nothing was decided in the last 30 days",
            "1 decision in the last 30 days",
            f"{total:,} decisions in the last 30 days",
        ),
    }[shown]
    return words[min(total, 2)]
