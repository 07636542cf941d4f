"""The library as views ask for it: who reads, what is shown to them now, and how it is cached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from flask_login import current_user
from markupsafe import Markup

from portal import clock, held
from portal.config import ROOT, Settings
from portal.content.library.text import fragment, page
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.coverage import midnight
from portal.domain.curriculum import Course
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import NotFound
from portal.domain.library.items import VISITOR, Confidence, Kind, Reader, Ref, county_name
from portal.domain.library.provenance import Stale
from portal.domain.requirements import Requirement, Rulebook
from portal.services.library import Shelf, Shown, Visible, citing, reader_of

__all__ = [
    "answer",
    "now",
    "reader",
    "shelf",
    "show",
    "shown_or_404",
    "stale_requirement",
    "stale_training",
    "visible",
]

PAGES = "portal.library.pages"
"""Where a process keeps the pages that all visitors get alike, by what each rests on."""
_MOST_PAGES = 300
_HELD = "portal.library.visible"
_MOST_HELD = 100
_SECONDS_APART = timedelta(seconds=2)
"""A date in a header has no parts of a second: so long after a change it tells nothing yet."""


def now() -> datetime:
    """The moment of this request: one for everything that it shows."""
    at: datetime | None = g.get("library_now")
    if at is None:
        at = g.library_now = clock.now()
    return at


def reader() -> Reader:
    """Who asks with this request: a visitor, or somebody with their counties."""
    if not _has_session() or not current_user.is_authenticated:
        return VISITOR
    if "library_reader" not in g:
        me, today = current_user, civil_date(now())
        g.library_reader = reader_of(db.session, me.person_id, me.grants, today)
    return cast(Reader, g.library_reader)


def _has_session() -> bool:
    """Whether a session comes with this request; without one, nobody is signed in."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def shelf() -> Shelf:
    """Everything that is shown or scheduled; asked for once in a request."""
    found: Shelf | None = g.get("library_shelf")
    if found is None:
        found = g.library_shelf = held.library()
    return found


def visible() -> Visible:
    """What this reader sees now. It is kept until something is published, or begins or ends."""
    kept: dict[Reader, Visible] = current_app.extensions.setdefault(_HELD, {})
    who, at, library = reader(), now(), shelf()
    found = kept.get(who)
    if found is None or not found.holds(library, at):
        if len(kept) >= _MOST_HELD:
            kept.clear()
        found = kept[who] = Visible(library, who, at)
    return found


def shown_or_404(kind: Kind, slug: str) -> Shown:
    """What is shown to this reader now. What they may not see does not exist for them."""
    found = visible().get(Ref(kind, slug))
    if found is None:
        message = f"There is no {kind.label} with this address, or it is not shown any more."
        raise NotFound(message)
    return found


def stale_training(course: Course, lesson: str = "") -> list[Stale]:
    """What a training, or its lesson of this title, cites that was replaced since."""
    if not any(source.notice for source in course.sources):
        return []  # and nobody asks the database
    found = citing.citing_training(course)
    place = citing.LESSON.format(title=lesson)
    return [
        row
        for row in visible().stale_files([found] if found else [])
        if not lesson or any(cited.place == place for cited in row.places)
    ]


def stale_requirement(one: Requirement, rulebook: Rulebook) -> list[Stale]:
    """What a requirement rests on today that was replaced since."""
    found = citing.citing_requirement(one, rulebook, civil_date(now()))
    return visible().stale_files([found] if found else [])


# Caching


@lru_cache(maxsize=1)
def _edition() -> tuple[str, datetime]:
    """Which edition of code, templates, styles and trainings this process serves; its last day."""
    folders = [(ROOT / "templates", "*.*"), (ROOT / "static", "*.*"), (ROOT / "portal", "*.py")]
    folders += [(ROOT / "curricula" / "courses", "*.toml"), (ROOT / "portal", "*.toml")]
    digest, last = sha256(), 0.0
    for folder, pattern in folders:
        for path in sorted(filter(Path.is_file, folder.rglob(pattern))):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
            last = max(last, path.stat().st_mtime)
    return digest.hexdigest()[:16], datetime.fromtimestamp(last, tz=now().tzinfo)


@dataclass(frozen=True, slots=True)
class _Validators:
    """What an answer rests on, so that a cache may ask whether it still holds."""

    tag: str
    modified: str
    """Empty: since when, nobody knows."""

    def put(self, response: Response) -> Response:
        """Say so."""
        response.set_etag(self.tag, weak=True)
        if self.modified:
            response.headers["Last-Modified"] = self.modified
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers.add("Vary", "Cookie")
        return response


def _validators(*, by_day: bool, besides: object = None) -> _Validators:
    edition, changed = _edition()
    settings: Settings = current_app.config["SETTINGS"]
    found, at = visible(), now()
    today = civil_date(at).isoformat() if by_day else ""
    rests_on = (
        edition,
        settings.public_url,
        current_app.config["SAMPLE_WORLD"],
        found.shelf.stamp,
        found.since,
        today,
        request.full_path,
        besides,
    )
    tag, modified = sha256(repr(rests_on).encode()).hexdigest()[:24], ""
    edges = [edge for edge in (found.shelf.last_change(at), found.since, changed) if edge]
    past = [edge for edge in edges if edge <= at]
    if by_day:
        past.append(midnight(civil_date(at)))
    if besides is None and past and at - max(past) >= _SECONDS_APART:
        modified = format_datetime(max(past), usegmt=True)
    return _Validators(tag, modified)


def answer(
    make: Callable[[], str | Response], *, by_day: bool = True, besides: object = None
) -> Response:
    """An answer made only if the one that somebody keeps no longer holds.

    `by_day`: it says something that the day alone may change, such as what is to come.
    `besides`: what it shows that is not of the library; since when, nobody knows, so that such an
    answer has no date of its last change.
    """
    if _has_session():  # only what everybody gets alike may be kept by a cache
        return _private(make_response(make()))
    validators = _validators(by_day=by_day, besides=besides)
    if request.if_none_match or request.if_modified_since:
        unchanged = validators.put(current_app.response_class())
        unchanged.make_conditional(request)
        if unchanged.status_code == 304:
            return unchanged
    pages = cast(dict[str, tuple[bytes, str]], current_app.extensions.setdefault(PAGES, {}))
    key = validators.tag
    if key not in pages:
        made = make_response(make())
        if session.modified:  # it holds something of this visitor's own
            return _private(made)
        if request.query_string:  # there are too many of these
            return validators.put(made)
        if len(pages) >= _MOST_PAGES:
            pages.clear()
        pages[key] = (made.get_data(), made.content_type or "")
    body, kind = pages[key]
    return validators.put(current_app.response_class(body, content_type=kind))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def show(template: str, context: Callable[[], dict[str, Any]]) -> Response:
    """A page of the library, with what its reader sees as `library`.

    What goes into it is worked out only where the page has to be made.
    """
    return answer(lambda: render_template(template, library=visible(), **context()))


# What templates may use


def item_url(ref: Ref | str) -> str:
    """The address of an item's page."""
    return f"/{ref}"


def absolute(path: str) -> str:
    """An address with the name of this portal, for machines."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/") + path


def part_text(part: str) -> str:
    """A month or a year as people write it: “July 2023”, “2023”."""
    year, _, month = part.partition("-")
    return f"{date(int(year), int(month), 1):%B %Y}" if month else year


SURE = {
    Confidence.READ: ("ok", "Read at its publisher"),
    Confidence.REPORTED: ("info", "Reported by others"),
    Confidence.DERIVED: ("info", "Worked out here"),
    Confidence.UNKNOWN: ("advise", "Not known"),
}
"""How sure a statement is: the tone and the words."""


def _writes() -> bool:
    """Whether the reader keeps the library, and so finds the way to its desk."""
    return current_user.is_authenticated and holds(current_user.grants, Permission.EDIT_LIBRARY)


def _signed_in() -> bool:
    """Whether the way around has one entry for the library; for visitors it has one a kind."""
    return bool(current_user.is_authenticated)


def _described(text: str, longest: int = 200) -> str:
    """Some words for previews: whole words, as many as fit."""
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0] + " …"


def init_app(app: Flask) -> None:
    """Give the templates the library's words."""
    env = app.jinja_env
    env.filters["markdown"] = lambda text: Markup(fragment(text).html)  # noqa: S704 (clean)
    env.filters["markdown_page"] = lambda text: Markup(page(text).html)  # noqa: S704 (clean)
    env.filters["county_name"] = county_name
    env.filters["part_text"] = part_text
    env.filters["described"] = _described
    env.filters["day_of"] = civil_date
    env.filters["day_text"] = lambda instant: date_text(civil_date(instant))
    env.globals["item_url"] = item_url
    env.globals["absolute"] = absolute
    env.globals["SURE"] = SURE
    env.globals["writes_library"] = _writes
    env.globals["is_signed_in"] = _signed_in
    env.globals["library_visible"] = visible
