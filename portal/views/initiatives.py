"""The initiatives: everything about a programme on one page."""

import re
from typing import cast

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.content.library import InitiativeTable, NoticeTable
from portal.content.library.text import page
from portal.domain.dates import civil_date
from portal.domain.library.items import Kind
from portal.services.library import Shown, Visible
from portal.views import access
from portal.views.archive import by_time
from portal.views.faqs import by_topic
from portal.views.library import now, show, shown_or_404, visible
from portal.views.resources import by_form

_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')

_YEAR = re.compile(r"\b20\d\d\b")
"""In what is said of a day that is not known: “December 2022. The day is not known.”"""

blueprint = Blueprint("initiatives", __name__, url_prefix="/initiatives")


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """Every initiative, with what is new in each."""
    return show("initiatives/index.html", lambda: {"initiatives": visible().of(Kind.INITIATIVE)})


@blueprint.get("/<slug:initiative>")
@access.public
def initiative(initiative: str) -> ResponseReturnValue:
    """One initiative with all its parts."""
    shown, found = shown_or_404(Kind.INITIATIVE, initiative), visible()
    facts = cast(InitiativeTable, shown.facts)
    return show(
        "initiatives/initiative.html",
        lambda: {
            "shown": shown,
            "facts": facts,
            "sections": sections(shown.text),
            "timeline": timeline(facts),
            "today": civil_date(now()),
            "notices": newest_first(found.belonging(Kind.NOTICE, initiative)),
            "webinars": by_time(found.belonging(Kind.WEBINAR, initiative), now()),
            "resources": by_form(found.belonging(Kind.RESOURCE, initiative)),
            "topics": by_topic(shown, found.belonging(Kind.FAQ, initiative)),
            "last_change": last_change(shown, found),
        },
    )


def sections(text: str) -> list[tuple[str, Markup]]:
    """The headings of a text, with the ids that they have on the page."""
    return [(anchor, Markup(words)) for anchor, words in _HEADING.findall(page(text).html)]  # noqa: S704 (clean)


def timeline(facts: InitiativeTable) -> list[object]:
    """The milestones in the order of their days; what has no day stands at the end of its time."""

    def place(row: object) -> str:
        on, about = getattr(row, "on", None), getattr(row, "about", None)
        return str(on) if on else f"{about}-99" if about else "9999"

    return sorted(facts.milestone, key=place)


def newest_first(notices: tuple[Shown, ...]) -> list[Shown]:
    """Notices by the day of issue; where only the year is known, after the others of that year."""

    def day(shown: Shown) -> str:
        facts = cast(NoticeTable, shown.facts)
        year = _YEAR.search(facts.issued_note)
        return facts.issued.isoformat() if facts.issued else year.group() if year else ""

    return sorted(notices, key=day, reverse=True)


def last_change(shown: Shown, found: Visible) -> Shown:
    """What was published last of everything on an initiative's page."""
    kinds = (Kind.NOTICE, Kind.FAQ, Kind.WEBINAR, Kind.RESOURCE)
    parts = [each for kind in kinds for each in found.belonging(kind, shown.ref.slug)]
    return max([shown, *parts], key=lambda each: each.span.starts_at)
