"""Taking files in where a view says so, and handing them out so that no browser runs them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, send_file

from portal.content import papers
from portal.content.papers import Paper
from portal.content.uploads import LARGEST
from portal.db import db, writing
from portal.domain.errors import Invalid
from portal.models import EvidenceFile

View = TypeVar("View", bound=Any)

LARGEST_REQUEST = 2 * LARGEST
"""What is read of a request, in bytes. More than a file may have, so that one a bit too large
still gets an error at its field, with the other answers kept."""


def accepts_files(view: View) -> View:
    """The view takes files, so its requests may be larger than others."""
    view.accepts_files = True
    return view


def accepts(largest: int) -> Callable[[View], View]:
    """The view takes something of up to so many bytes.

    A form is read before the database is asked for anything more, since on a slow line that takes
    minutes, for which whoever else wants to write would wait.
    """

    def mark(view: View) -> View:
        view.accepts_bytes = largest
        return view

    return mark


def _allow_more() -> None:
    if not writing.get():
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "accepts_files", False):
        request.max_content_length = LARGEST_REQUEST
    largest: int | None = getattr(view, "accepts_bytes", None)
    if largest is not None:
        # One more, since who reads to the end asks once more: at the limit itself that is refused.
        request.max_content_length = largest + 1
        db.session.rollback()  # who is signed in is known already
        _ = request.files  # reads a form; what is no form is left for the view


def init_app(app: Flask) -> None:
    """Look what the view says before anything reads the form, and after access was granted."""
    app.before_request(_allow_more)


def hand_out(file: EvidenceFile) -> Response:
    """The file as a download: of the type that its content is, and shown in no page of ours."""
    response = send_file(
        BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        conditional=False,
        etag=False,
    )
    return _inert(response)


def look_into(file: EvidenceFile) -> Paper | None:
    """What the document looks like and says; None when it cannot be read."""
    try:
        known = papers.known(file.sha256)
        return known or papers.read(file.sha256, file.media_type, file.content)
    except Invalid:
        return None


def show_page(file: EvidenceFile, page: int) -> Response:
    """A picture of a page, drawn here: nothing of the file itself reaches the browser.

    Raises Invalid when it cannot be drawn.
    """
    drawn = papers.picture(file.media_type, file.content, page)
    response = Response(drawn, mimetype="image/webp")
    response.headers["Content-Disposition"] = "inline"
    return _inert(response)


def _inert(response: Response) -> Response:
    """Nothing in it runs, whatever a browser takes it for, and nothing is kept."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
