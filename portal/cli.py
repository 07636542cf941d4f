"""The commands of `flask`: what is done without a browser."""

import click
from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.db import alembic, db
from portal.domain.access import Role
from portal.jobs.mail import send_due
from portal.models import Person, RoleGrant
from portal.services import accounts
from portal.views.mails import mail_server


@click.command("migrate")
def migrate() -> None:
    """Bring the database up to date; safe to run again."""
    alembic.upgrade()
    click.echo("The database is up to date.")


@click.command("make-administrator")
@click.argument("email")
@click.argument("legal_name")
def make_administrator(email: str, legal_name: str) -> None:
    """Print an invitation for the first administrator."""
    now = clock.now()
    settings = current_app.config["SETTINGS"]
    person = db.session.scalar(select(Person).where(Person.email == email)) or Person(
        legal_name=legal_name, name_used="", email=email, phone="", recorded_at=now
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(RoleGrant(person_id=person.id, role=Role.ADMINISTRATOR, recorded_at=now))
    link = accounts.invite(db.session, person, by=None, at=now)
    token = accounts.link_token(str(current_app.config["SECRET_KEY"]), link)
    db.session.commit()
    click.echo("Open this link to choose a password:")
    click.echo(f"{settings.public_url.rstrip('/')}/invitations/{token}")


@click.command("send-mail")
def send_mail() -> None:
    """Send what is in the outbox and could not be sent before."""
    engine = db.engine
    sent, failed = send_due(lambda: Session(engine), mail_server(current_app.config["SETTINGS"]))
    click.echo(f"{sent} sent, {failed} failed.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (migrate, make_administrator, send_mail):
        app.cli.add_command(command)
