"""The page of a webinar: the recording, its chapters and transcript, and what goes with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.content.library import WebinarTable
from portal.content.library.tables import CiteTable
from portal.content.library.text import page as rendered
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.captions import NEEDED, RIGHT_TO_LEFT, Cue, in_seconds, minute
from portal.domain.events.terms import when_text
from portal.domain.library.items import Kind
from portal.services.events import listing
from portal.services.library.captions import Captions
from portal.views import access
from portal.views.archive import length_text, seconds_of
from portal.views.events.blueprint import viewer
from portal.views.headers import policy
from portal.views.library import answer, now, shown_or_404, visible
from portal.views.webinars.asked import Webinar, webinar_facts, webinar_or_404
from portal.views.webinars.blueprint import blueprint
from portal.views.webinars.watching import panel

PROVIDERS = {
    "youtube": ("YouTube", "https://www.youtube-nocookie.com"),
    "vimeo": ("Vimeo", "https://player.vimeo.com"),
}
SPEEDS = ("0.75", "1", "1.25", "1.5", "2")


@dataclass(frozen=True, slots=True)
class Named:
    """Another item that this one names."""

    title: str
    url: str
    where: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A recording at another provider. `frame` is its player's address once somebody agreed."""

    provider: str
    watch: str
    frame: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What is said during a chapter."""

    title: str
    seconds: int
    cues: list[Cue]


@blueprint.get("/webinars/<slug:slug>")
@access.public
def page(slug: str) -> ResponseReturnValue:
    """The page. `t` opens it at a moment, `lang` says in which language the transcript is."""
    facts = webinar_facts(shown_or_404(Kind.WEBINAR, slug))
    asked = in_seconds(request.args.get("t", ""))
    outside = _outside(facts, asked)
    response = answer(
        lambda: _drawn(slug, asked, outside),
        besides=listing.public_of_subject(db.session, f"webinar:{slug}", now()),
    )
    if outside and outside.frame:
        response.headers["Content-Security-Policy"] = policy(PROVIDERS[outside.provider][1])
    return response


def _drawn(slug: str, asked: int | None, outside: Outside | None) -> str:
    webinar = webinar_or_404(slug)
    facts = webinar.facts
    spoken = webinar.in_language(request.args.get("lang", "")) or _first(webinar)
    current = _current(spoken, asked)
    starts = facts.starts if facts.starts and (facts.ends or facts.starts) > now() else None
    sessions = listing.of_subject(db.session, viewer(), f"webinar:{slug}", now())
    return render_template(
        "webinars/page.html",
        webinar=webinar,
        facts=facts,
        body=rendered(webinar.shown.text).html if webinar.shown.text else "",
        sessions=sessions,
        holds_sessions=viewer().holds_any,
        upcoming=starts is not None,
        takes_place=when_text(starts, facts.ends)
        if starts and starts not in {one.version.starts_at for one in sessions}
        else "",
        at=asked,
        spoken=spoken,
        parts=_parts(facts, spoken) if spoken else [],
        current=current,
        begins=_begins(current, asked),
        right_to_left=RIGHT_TO_LEFT,
        outside=outside,
        length=length_text(
            seconds_of(facts, webinar.recording.length if webinar.recording else None)
        ),
        speeds=SPEEDS,
        panel=panel(webinar),
        minute=minute,
        slides=_named([facts.slides] if facts.slides else []),
        resources=_named(facts.resources),
        related=_named(facts.related),
        sources=_named(facts.cites),
        initiatives=_named(f"initiatives/{name}" for name in facts.initiatives),
        may_edit=current_user.is_authenticated
        and holds(current_user.grants, Permission.EDIT_LIBRARY),
    )


def _first(webinar: Webinar) -> Captions | None:
    """The captions in what is spoken, else those that are always there."""
    order = (webinar.facts.language, NEEDED)
    found = (webinar.in_language(language) for language in order)
    return next((one for one in found if one), None)


def _parts(facts: WebinarTable, spoken: Captions) -> list[Part]:
    """The lines under the chapters in which they begin."""
    chapters = sorted(facts.chapter, key=lambda one: one.seconds)
    parts = [Part(one.title, one.seconds, []) for one in chapters]
    if not parts or parts[0].seconds > 0:
        parts.insert(0, Part("", 0, []))
    place = 0
    for cue in spoken.cues:
        while place + 1 < len(parts) and parts[place + 1].seconds * 1000 <= cue.start:
            place += 1
        parts[place].cues.append(cue)
    return [part for part in parts if part.cues]


def _current(spoken: Captions | None, seconds: int | None) -> Cue | None:
    """The line that is heard at a moment, or the last one before it."""
    if spoken is None or seconds is None:
        return None
    begun = [cue for cue in spoken.cues if cue.start // 1000 <= seconds]
    return begun[-1] if begun else spoken.cues[0]


def _begins(current: Cue | None, seconds: int | None) -> str:
    """Where the player starts: with the line that begins in this second, else at the second."""
    if seconds and current is not None and current.start // 1000 == seconds:
        return f"{current.start / 1000:g}"
    return str(seconds) if seconds else ""


def _outside(facts: WebinarTable, seconds: int | None) -> Outside | None:
    if facts.external is None:
        return None
    key, name = facts.external.provider, facts.external.id
    agreed = request.args.get("player") == key
    start = seconds or 0
    if key == "youtube":
        watch = f"https://www.youtube.com/watch?v={name}" + (f"&t={start}s" if start else "")
        frame = f"{PROVIDERS[key][1]}/embed/{name}?rel=0&start={start}"
    else:
        watch = f"https://vimeo.com/{name}#t={start}s"
        frame = f"{PROVIDERS[key][1]}/video/{name}?dnt=1#t={start}s"
    return Outside(key, watch, frame if agreed else None)


def _named(names: Iterable[str | CiteTable]) -> list[Named]:
    """Other items; what this reader may not see, or nobody now, is left out."""
    found = []
    for each in names:
        name, where = (each, "") if isinstance(each, str) else (each.source, each.where)
        shown = visible().get(name)
        if shown is not None:
            found.append(Named(shown.facts.title, f"{request.script_root}/{name}", where))
    return found
