"""Handing a recording out: by ranges of bytes, to whoever may see it, and never as a page."""

from collections.abc import Iterator
from datetime import datetime

from flask import Response, current_app, request
from werkzeug.datastructures import ETags
from werkzeug.http import http_date, parse_date

from portal import held
from portal.content.media.store import Folder, Store, key
from portal.domain.errors import NotFound
from portal.domain.ranges import Unsatisfiable, part
from portal.models import MediaFile
from portal.services.library.shelf import Kept
from portal.views import access
from portal.views.webinars.asked import NOTHING, recording_or_404
from portal.views.webinars.blueprint import blueprint

POSTER = "image/jpeg"


@blueprint.get("/webinars/<slug:slug>/recording/<slug:digest>")
@access.public
def recording(slug: str, digest: str) -> Response:
    """The recording, or the part of it that a player asks for."""
    row, public = recording_or_404(slug)
    if digest != row.sha256:
        raise NotFound(NOTHING)
    return hand_out(row.sha256, row.size, row.media_type, row.recorded_at, public)


@blueprint.get("/webinars/<slug:slug>/poster/<slug:digest>")
@access.public
def poster(slug: str, digest: str) -> Response:
    """A picture from the recording."""
    row, public = recording_or_404(slug)
    if digest != row.poster:
        raise NotFound(NOTHING)
    return hand_out_poster(row, public=public)


def hand_out_poster(row: MediaFile | Kept, *, public: bool) -> Response:
    """The poster of a recording. Raises NotFound."""
    if row.poster is None:
        raise NotFound(NOTHING)
    try:
        size = held.media().size(row.poster)
    except FileNotFoundError:
        raise NotFound(NOTHING) from None
    return hand_out(row.poster, size, POSTER, row.recorded_at, public)


def hand_out(name: str, size: int, media_type: str, modified: datetime, public: bool) -> Response:
    """A file of the store, or the range of it that the request asks for."""
    store = held.media()
    location = current_app.config["SETTINGS"].media_accel
    if location and isinstance(store, Folder):
        # nginx reads the file, and says itself which part of which state of it this is, or that
        # whoever asks has it already.
        place = f"{location.rstrip('/')}/{key(name)}"
        return Response(mimetype=media_type, headers={**_rules(public), "X-Accel-Redirect": place})
    response = Response(mimetype=media_type, headers=_description(name, modified, public))
    if _is_known(name, modified):
        response.status_code = 304
        return response
    try:
        wanted = part(_range(name, modified), size)
    except Unsatisfiable:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    try:
        if wanted is None:
            response.headers["Content-Length"] = str(size)
            response.response = _whole(store, name)
        else:
            response.status_code = 206
            response.headers["Content-Range"] = f"bytes {wanted.first}-{wanted.last}/{size}"
            response.headers["Content-Length"] = str(wanted.length)
            if request.method != "HEAD":
                response.response = [store.read(name, wanted.first, wanted.length)]
    except FileNotFoundError:
        current_app.logger.exception("the store has no %s", name)
        raise NotFound(NOTHING) from None
    return response


def _whole(store: Store, name: str) -> Iterator[bytes]:
    return iter(()) if request.method == "HEAD" else store.stream(name)


def _description(name: str, modified: datetime, public: bool) -> dict[str, str]:
    """What caches and browsers are told of a file."""
    return {
        **_rules(public),
        "Accept-Ranges": "bytes",
        "ETag": f'"{name}"',
        "Last-Modified": http_date(modified),
    }


def _rules(public: bool) -> dict[str, str]:
    """What they may do with it. The type is the one found by content, and no other."""
    return {
        # Whoever keeps it asks each time whether it may still be shown; that costs no byte of it.
        "Cache-Control": f"{'public' if public else 'private'}, no-cache",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


def _is_known(name: str, modified: datetime) -> bool:
    """Whether who asks has it already (RFC 9110, section 13)."""
    known: ETags = request.if_none_match
    if known:
        return known.contains_weak(name)
    since = request.if_modified_since
    return since is not None and modified.replace(microsecond=0) <= since


def _range(name: str, modified: datetime) -> str | None:
    """The Range header, unless it is only for another state of the file than this one."""
    condition = request.headers.get("If-Range")
    if condition is None:
        return request.headers.get("Range")
    if condition.startswith('"'):
        holds = condition == f'"{name}"'
    else:
        holds = parse_date(condition) == modified.replace(microsecond=0)
    return request.headers.get("Range") if holds else None
