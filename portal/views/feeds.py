"""For machines: the feed of updates, the map of the site, and what robots may read."""

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, current_app, url_for
from flask.typing import ResponseReturnValue

from portal import held
from portal.domain.library.items import VISITOR
from portal.services.library import Shown, Visible
from portal.views import access
from portal.views.library import absolute, answer, item_url, now, shelf

blueprint = Blueprint("feeds", __name__)

MOST = 50
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES = (
    "home.index",
    "home.about",
    "initiatives.index",
    "archive.index",
    "faqs.index",
    "notices.index",
    "resources.index",
    "curriculum.catalogue_page",
    "requirements.index",
)
_CLOSED = ("/learning", "/people", "/record", "/questions", "/citations", "/library", "/account")


def public() -> Visible:
    """What a visitor sees, whoever asks: these go to machines that anybody may read."""
    return Visible(shelf(), VISITOR, now())


def _xml(root: Element, kind: str) -> Response:
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")
    return current_app.response_class(body, content_type=f"{kind}; charset=utf-8")


@blueprint.get("/updates.atom")
@access.public
def updates() -> ResponseReturnValue:
    """What was published last, for feed readers (RFC 4287)."""
    return answer(lambda: _xml(_feed(), "application/atom+xml"), by_day=False)


def _feed() -> Element:
    found = public()
    latest = sorted(
        found.items.values(), key=lambda each: (each.span.starts_at, each.ref), reverse=True
    )[:MOST]
    feed = Element("feed", xmlns=ATOM)
    here = absolute(url_for("feeds.updates"))
    _add(feed, "title", "Mobile Crisis Training Portal: updates")
    _add(feed, "id", here)
    updated = latest[0].span.starts_at if latest else now()
    _add(feed, "updated", updated.isoformat())
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=here)
    SubElement(feed, "link", rel="alternate", type="text/html", href=absolute("/"))
    author = SubElement(feed, "author")
    _add(author, "name", "Mobile Crisis Training Portal")
    for shown in latest:
        feed.append(_entry(shown, found))
    return feed


def _entry(shown: Shown, found: Visible) -> Element:
    entry, address = Element("entry"), absolute(item_url(shown.ref))
    sample = "Sample. " if shown.facts.sample else ""
    replaced = found.replaced_by(shown.ref)
    note = " It was replaced by another notice." if replaced else ""
    _add(entry, "title", f"{shown.ref.kind.label}: {shown.facts.title}")
    _add(entry, "id", address)
    _add(entry, "published", shown.published_at.isoformat())
    _add(entry, "updated", shown.span.starts_at.isoformat())
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    SubElement(entry, "category", term=shown.ref.kind.value, label=shown.ref.kind.label)
    _add(entry, "summary", f"{sample}{shown.facts.summary}{note}".strip())
    return entry


def _add(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = "".join(
        letter for letter in words if letter >= " " or letter in "\t\n"
    )


@blueprint.get("/sitemap.xml")
@access.public
def sitemap() -> ResponseReturnValue:
    """Every public address of the library, with the day of its last change."""
    return answer(lambda: _xml(_map(), "application/xml"), by_day=False)


def _map() -> Element:
    root = Element("urlset", xmlns=SITEMAP)
    for endpoint in _PAGES:
        _url(root, url_for(endpoint))
    for course in held.catalogue().courses:
        _url(root, url_for("curriculum.course", course=course.slug))
    for shown in public().items.values():
        _url(root, item_url(shown.ref), shown.span.starts_at.isoformat())
    return root


def _url(root: Element, path: str, changed: str = "") -> None:
    row = SubElement(root, "url")
    _add(row, "loc", absolute(path))
    if changed:
        _add(row, "lastmod", changed)


@blueprint.get("/robots.txt")
@access.public
def robots() -> ResponseReturnValue:
    """What machines may read; nothing of a world of samples."""
    sample = current_app.config["SAMPLE_WORLD"]
    closed = ("/",) if sample else _CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {absolute(url_for('feeds.sitemap'))}", ""]
    response = current_app.response_class(
        "\n".join(lines), content_type="text/plain; charset=utf-8"
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
