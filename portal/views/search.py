"""One search over everything that the portal publishes and teaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for

from portal import keeping
from portal.db import db
from portal.domain.library.items import Reader
from portal.services import search
from portal.services.search import Answer, Part, Result
from portal.services.search.find import MOST_PLACES, PAGE
from portal.views import access
from portal.views.library import now, reader, shelf

blueprint = Blueprint("search", __name__, url_prefix="/search")

KINDS = {
    "faqs": ("FAQs", "FAQ"),
    "notices": ("Notices", "Notice"),
    "initiatives": ("Initiatives", "Initiative"),
    "webinars": ("Webinars", "Webinar"),
    "captions": ("Said in webinars", "Said in a webinar"),
    "resources": ("Resources", "Resource"),
    "requirements": ("Requirements", "Requirement"),
    "trainings": ("Trainings", "Training"),
    "lessons": ("Lessons", "Lesson"),
}
"""What results are: many, and one."""

MOST_LETTERS = 200


_WORDS = "portal.search.words"
_MOST_READERS = 10
_A_WHILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The words that a reader could see at a moment."""

    stamp: int
    since: datetime
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Filter:
    """A kind to look in, with how many pages fit there."""

    label: str
    number: str
    """“11+” where there may be more; empty where nobody has counted."""
    url: str
    current: bool


@blueprint.get("")
@access.public
def index() -> str:
    """The box, and what was found."""
    keeping.index_soon(current_app._get_current_object())  # type: ignore[attr-defined]
    typed = _typed().strip()
    asked = request.args.get("kind", "")
    kind = asked if asked in KINDS else ""
    kinds = {kind} if kind else set()
    page = max(1, request.args.get("page", 1, type=int))
    # A trailing blank says that the last word is complete; whoever sends a form is done typing.
    wanted = typed + " "
    answer = search.find(db.session, wanted, reader(), now(), kinds, page)
    if typed and not answer.kinds:
        wanted = typed
        answer = search.find(db.session, wanted, reader(), now(), kinds, page)
    pages = max(1, -(-answer.total // PAGE))
    if page > pages:  # an old address, or one that somebody changed: the last page that there is
        page = pages
        answer = search.find(db.session, wanted, reader(), now(), kinds, page)
    other = ""
    if typed and (answer.any_word or not answer.kinds):
        fits = bool(answer.kinds)
        other = search.meant(db.session, typed, reader(), now(), _known(), some_fit=fits)
    here = url_for(".index", q=typed)
    listed = f"{here}&kind={kind}" if kind else here
    return render_template(
        "search/index.html",
        meant=other,
        typed=typed,
        answer=answer,
        filters=_filters(answer, here, kind),
        kinds=KINDS,
        page=page,
        pages=pages,
        page_url=lambda number: f"{listed}&page={number}",
        part_url=part_url,
        most=MOST_PLACES,
    )


def _known() -> Mapping[str, int]:
    """The words that this reader may see. It reads a lot, so a process keeps it for a minute."""
    kept = cast(dict[Reader, _Kept], current_app.extensions.setdefault(_WORDS, {}))
    who, at, stamp = reader(), now(), shelf().stamp
    found = kept.get(who)
    if found is None or found.stamp != stamp or not found.since <= at < found.since + _A_WHILE:
        if len(kept) >= _MOST_READERS:
            kept.clear()
        words = search.vocabulary(db.session, who, at)
        found = kept[who] = _Kept(stamp, at, words)
    return found.words


def _typed() -> str:
    """What somebody looks for, without what nobody can type."""
    asked = request.args.get("q", "")[:MOST_LETTERS]
    return "".join(letter for letter in asked if letter.isprintable())


def _filters(answer: Answer, here: str, kind: str) -> list[Filter]:
    """Kinds that have something; where only the best places were counted, all that may."""
    if not answer.kinds:
        return []
    more = "+" if answer.counts_are_cut else ""
    found = [Filter("Everything", f"{answer.everywhere}{more}", here, not kind)]
    for name, (label, _) in KINDS.items():
        number = answer.kinds.get(name, 0)
        said = f"{number}{more}" if number else ""
        if name == kind:
            said = f"{answer.total}{'+' if answer.is_cut else ''}"
        if said or more:
            found.append(Filter(label, said, f"{here}&kind={name}", name == kind))
    return found


def part_url(result: Result, part: Part) -> str:
    """The address of what was found: the minute, or the part of the page, scrolled to the words."""
    if part.seconds is not None:
        return f"{result.path}?t={part.seconds}#t{part.seconds}"
    words = f":~:text={quote(part.words, safe='')}" if part.words else ""
    return f"{result.path}#{part.anchor}{words}" if part.anchor or words else result.path


@blueprint.get("/suggestions")
@access.public
def suggestions() -> Response:
    """Titles that somebody may be typing."""
    typed = _typed()
    found: list[dict[str, Any]] = [
        {"title": title, "kind": KINDS[kind][1], "url": path}
        for title, kind, path in search.suggestions(db.session, typed, reader(), now())
    ]
    return jsonify(found)
