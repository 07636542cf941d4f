"""A webinar that is still to come, for a calendar."""

from datetime import timedelta

from flask import Response, url_for

from portal.documents.calendars import MEDIA_TYPE, Entry, calendar
from portal.domain.errors import NotFound
from portal.views import access
from portal.views.webinars.asked import webinar_or_404
from portal.views.webinars.blueprint import blueprint

USUAL = timedelta(hours=1)
"""How long it is taken to be where no end is known."""


@blueprint.get("/webinars/<slug:slug>/webinar.ics")
@access.public
def ics(slug: str) -> Response:
    """The webinar as a calendar file."""
    webinar = webinar_or_404(slug)
    facts = webinar.facts
    if facts.starts is None:
        raise NotFound("The time of this webinar is not known.")
    url = url_for("webinars.page", slug=slug, _external=True)
    entry = Entry(
        uid=f"webinar-{slug}@{url.partition('://')[2].partition('/')[0]}",
        sequence=webinar.shown.number,
        title=facts.title,
        about="\n\n".join(part for part in (facts.summary, url) if part),
        place="",
        url=url,
        starts_at=facts.starts,
        ends_at=facts.ends or facts.starts + USUAL,
        said_at=webinar.shown.modified_at,
        cancelled=False,
    )
    response = Response(calendar(facts.title, [entry]), content_type=MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.ics")
    return response
