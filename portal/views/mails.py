"""Writing mails from templates, and sending them once the page's work is committed."""

import threading
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.config import Settings
from portal.db import db
from portal.jobs.mail import MailServer, send_due
from portal.services import mail


def settings() -> Settings:
    """Those of this portal."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def secret() -> str:
    """What links in mails are signed with."""
    return str(current_app.config["SECRET_KEY"])


def public_url(endpoint: str, **values: Any) -> str:
    """An address as people outside reach it, whatever host this request came to."""
    return settings().public_url.rstrip("/") + url_for(endpoint, **values)


def write(
    template: str, *, recipient: str, subject: str, person_id: int | None, **values: Any
) -> None:
    """Put a mail into the outbox, from email/<template>.txt and .html."""
    here = settings()
    values["sample"] = here.sample_world
    mail.queue(
        db.session,
        recipient=recipient,
        subject=subject,
        text=render_template(f"email/{template}.txt", **values),
        html=render_template(f"email/{template}.html", subject=subject, **values),
        person_id=person_id,
        domain=urlsplit(here.public_url).hostname or "localhost",
        at=clock.now(),
    )


def mail_server(settings: Settings) -> MailServer:
    """The server that the settings name."""
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
    )


def send_soon() -> None:
    """Send what is in the outbox, without keeping the page waiting.

    In the background, so that a page takes as long for an address nobody has as for one that is
    known. What cannot be sent now, the worker sends later.
    """
    if current_app.testing:
        return
    engine, server = db.engine, mail_server(current_app.config["SETTINGS"])
    threading.Thread(
        target=send_due, args=(lambda: Session(engine), server), name="mail", daemon=True
    ).start()
