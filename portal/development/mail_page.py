"""What the portal has sent, as the development mail catcher received it."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, current_app, render_template

from portal.domain.errors import NotFound
from portal.views import access

blueprint = Blueprint("mail_page", __name__, url_prefix="/dev/mail")


@dataclass(frozen=True, slots=True)
class Caught:
    """A mail as it arrived."""

    key: str
    recipient: str
    subject: str
    date: str
    text: str


def _read(path: Path) -> Caught:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        message_type = "the default policy makes EmailMessage"
        raise TypeError(message_type)
    body = message.get_body(("plain",))
    return Caught(
        key=path.stem,
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=body.get_content() if body else "",
    )


def _files() -> list[Path]:
    folder: Path = current_app.config["SETTINGS"].mail_folder
    return sorted(folder.glob("*.eml"), reverse=True)


@blueprint.get("")
@access.public
def index() -> str:
    """The newest hundred, newest first."""
    return render_template("development/mails.html", mails=[_read(p) for p in _files()[:100]])


@blueprint.get("/<string:key>")
@access.public
def one(key: str) -> str:
    """One mail, with its links."""
    path = next((path for path in _files() if path.stem == key), None)
    if path is None:
        message = "There is no such mail. Send it again, and look in the list."
        raise NotFound(message)
    return render_template("development/mail.html", mail=_read(path))
