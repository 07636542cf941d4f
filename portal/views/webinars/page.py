"""The page of a webinar: the recording, its chapters and transcript, and what goes with it."""

from dataclasses import dataclass

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.content.library import WebinarTable
from portal.content.library.text import page as rendered
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.captions import NEEDED, RIGHT_TO_LEFT, Cue, in_seconds, minute
from portal.domain.certificates import hours_text
from portal.domain.library.items import Ref
from portal.services.events import listing
from portal.services.webinars.captions import Captions
from portal.views import access
from portal.views.events.blueprint import viewer
from portal.views.headers import policy
from portal.views.library import now, reader, shelf
from portal.views.webinars.asked import Webinar, webinar_or_404
from portal.views.webinars.blueprint import blueprint
from portal.views.webinars.watching import panel

PROVIDERS = {
    "youtube": ("YouTube", "https://www.youtube-nocookie.com"),
    "vimeo": ("Vimeo", "https://player.vimeo.com"),
}
SPEEDS = ("0.75", "1", "1.25", "1.5", "2")


@dataclass(frozen=True, slots=True)
class Named:
    """Another item that this one names; without an address when it is not shown."""

    title: str
    url: str | None
    where: str = ""


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
    webinar = webinar_or_404(slug)
    facts = webinar.facts
    asked = in_seconds(request.args.get("t", ""))
    spoken = webinar.in_language(request.args.get("lang", "")) or _first(webinar)
    current = _current(spoken, asked)
    outside = _outside(facts, asked)
    html = render_template(
        "webinars/page.html",
        webinar=webinar,
        facts=facts,
        body=rendered(webinar.shown.text).html if webinar.shown.text else "",
        sessions=listing.of_subject(db.session, viewer(), f"webinar:{slug}", now()),
        holds_sessions=viewer().holds_any,
        upcoming=facts.starts is not None and (facts.ends or facts.starts) > now(),
        at=asked,
        spoken=spoken,
        parts=_parts(facts, spoken) if spoken else [],
        current=current,
        begins=_begins(current, asked),
        right_to_left=RIGHT_TO_LEFT,
        outside=outside,
        length=_length(webinar),
        speeds=SPEEDS,
        panel=panel(webinar),
        minute=minute,
        slides=_named(facts.slides) if facts.slides else None,
        resources=[_named(name) for name in facts.resources],
        related=[_named(name) for name in facts.related],
        sources=[_named(cite.source, cite.where) for cite in facts.cites],
        initiatives=[_named(f"initiatives/{name}") for name in facts.initiatives],
        may_edit=current_user.is_authenticated
        and holds(current_user.grants, Permission.EDIT_LIBRARY),
    )
    response = make_response(html)
    if outside and outside.frame:
        response.headers["Content-Security-Policy"] = policy(PROVIDERS[outside.provider][1])
    return response


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


def _length(webinar: Webinar) -> str:
    """How long it is, in words; empty where nobody knows."""
    recording = webinar.recording
    seconds = webinar.facts.minutes * 60
    if recording is not None and recording.length:
        seconds = round(recording.length / 1000)
    if not seconds:
        return ""
    rest = seconds % 60 if seconds < 600 else 0
    minutes = seconds // 60 if rest or seconds % 60 == 0 else round(seconds / 60)
    said = [hours_text(minutes)] if minutes else []
    return " ".join([*said, *([f"{rest} seconds" if rest != 1 else "1 second"] if rest else [])])


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


def _named(name: str, where: str = "") -> Named:
    """An item as this reader may see it; what is not shown keeps its name and has no link."""
    ref = Ref.parse(name)
    shown = shelf().get(ref, reader(), now())
    if shown is None:
        return Named(ref.slug, None, where)
    return Named(shown.facts.title, f"{request.script_root}/{ref}", where)
