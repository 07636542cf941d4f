"""Taking files in where a view says so, and handing them out so that no browser runs them."""

from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, send_file

from portal.content.uploads import LARGEST
from portal.models import EvidenceFile

View = TypeVar("View", bound=Any)

LARGEST_REQUEST = 6 * LARGEST
"""What is read of a request, in bytes. More than a file may have, so that one a bit too large
still gets an error at its field, with the other answers kept."""


def accepts_files(view: View) -> View:
    """The view takes files, so its requests may be larger than others."""
    view.accepts_files = True
    return view


def _allow_more() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "accepts_files", False):
        request.max_content_length = LARGEST_REQUEST


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
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
