"""The commands about mail and the worker: send, take what came back, work."""

import signal
import sys
import threading

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import clock, working
from portal.content import bounces as reports
from portal.db import db
from portal.domain.errors import NotFound
from portal.services import bounces


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


@click.command("send-mail")
@with_appcontext
def send_mail() -> None:
    """Send what is in the outbox and could not be sent before."""
    sent, failed = working.send(_app(), clock.now())
    click.echo(f"{sent} sent, {failed} failed.")


@click.command("work")
@with_appcontext
def work() -> None:
    """Do what runs without a visitor, until interrupted: reminders, mail, readiness ahead."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = working.worker(_app())
    worker.start()
    click.echo("The worker is at work. Ctrl+C ends it.")
    stop.wait()
    worker.stop()
    click.echo("The worker has stopped.")


@click.group("mail")
def mail() -> None:
    """The mails that the portal sends."""


@mail.command("plan")
@with_appcontext
def plan() -> None:
    """Write the reminders that are to be sent now; running it again adds nothing."""
    count = working.plan(_app(), clock.now())
    click.echo("1 mail is written." if count == 1 else f"{count} mails are written.")


@mail.command("bounced")
@click.argument("message_id")
@click.option("--because", default="Said on the command line.", help="What the mail server said.")
@with_appcontext
def bounced(message_id: str, because: str) -> None:
    """Say that the mail with this Message-ID came back. Its address gets no more until cleared."""
    try:
        row, new = bounces.take(db.session, message_id, because, at=clock.now())
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    recipient = row.recipient
    db.session.commit()
    click.echo(f"Mail to {recipient} came back." if new else "That was known.")


@mail.command("take-bounce")
@with_appcontext
def take_bounce() -> None:
    """Read one report of a mail server on standard input, as from a pipe of its settings.

    A message that reports no failure is left alone: ends with status 0.
    """
    report = reports.read(sys.stdin.buffer.read())
    if report is None:
        click.echo("This message does not report that a mail came back for good.")
        return
    try:
        row, new = bounces.take(db.session, report.message_id, report.words, at=clock.now())
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    recipient = row.recipient
    db.session.commit()
    click.echo(f"Mail to {recipient} came back." if new else "That was known.")
