"""What was typed into a form that came too late: it is kept, and sent again after signing in.

Nothing is stored. What was typed goes out with the page that asks to sign in, sealed for this
browser, and comes back with the sign-in. Then a person looks at it and sends it again.
"""

import json
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import urlsplit

from flask import current_app, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from portal.views import access
from portal.views.uploads import LARGEST_REQUEST

_LIFE = 24 * 3600  # seconds that a page with a sealed text may stay open
_LONGEST = 200_000  # characters of a sealed text: a page and a sign-in carry it
_SECRETS = {"password", "present"}
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent: where to, from which page, each name and text, each file's name."""

    path: str
    page: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]

    def said(self) -> list[tuple[str, str]]:
        """What people know again of what they typed: the sentences, with the field's name."""
        said = [(_in_words(name), text) for name, text in self.fields if " " in text.strip()]
        return said[:_SHOWN]

    def chosen(self) -> list[tuple[str, str, str]]:
        """The files, which have to be chosen again: the field, its name in words, the file."""
        return [(name, _in_words(name), file) for name, file in self.files]

    def sealed(self) -> str:
        """As text that only this browser can bring back; empty when it is too long for a page."""
        text = str(_seal().dumps(asdict(self)))
        return text if len(text) <= _LONGEST else ""

    @classmethod
    def opened(cls, text: str) -> Self | None:
        """What was sealed for this browser; None for anything else."""
        try:
            held = _seal().loads(text, max_age=_LIFE)
        except BadSignature:
            return None
        pairs = {name: [(one, two) for one, two in held[name]] for name in ("fields", "files")}
        return cls(held["path"], held["page"], **pairs)


def refused() -> Typed | None:
    """What this request brought, if one of our own pages sent it and it may be sent again."""
    view = current_app.view_functions.get(str(request.endpoint))
    if getattr(view, "accepts_files", False):
        request.max_content_length = LARGEST_REQUEST  # what was typed comes with the files
    try:
        fields = list(request.form.items(multi=True))
        files = [(name, file.filename or "") for name, file in request.files.items(multi=True)]
    except HTTPException:  # too large, or cut off: there is nothing whole to keep
        return None
    sender = urlsplit(request.origin or request.referrer or "")
    if request.method != "POST" or sender.netloc != request.host or request.endpoint is None:
        return None
    if _SECRETS & {name for name, _ in fields}:
        return None
    page = urlsplit(request.referrer or "")
    from_page = page.path + (f"?{page.query}" if page.query else "")
    return Typed(
        request.full_path.rstrip("?"),
        from_page
        if page.netloc == request.host and from_page[:2] != "//"
        else url_for("home.index"),
        [(name, text) for name, text in fields if name != "csrf_token"],
        [(name, file) for name, file in files if file],
    )


def needs_sign_in() -> bool:
    """Whether whoever sent this has to sign in before it can be sent again."""
    declared: access.Access = vars(current_app.view_functions[str(request.endpoint)])["access"]
    return declared.kind is not access.Kind.PUBLIC and not current_user.is_authenticated


def _seal() -> URLSafeTimedSerializer:
    generate_csrf()  # so that the session has something of its own that nobody can guess
    key = str(current_app.config["SECRET_KEY"])
    return URLSafeTimedSerializer(key, f"typed {session['csrf_token']}", serializer=json)


def _in_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").strip().capitalize()
