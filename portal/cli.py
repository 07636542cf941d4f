"""The commands of `flask`: what is done without a browser."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.db import alembic, db
from portal.domain.access import Role
from portal.domain.accounts import normal_email
from portal.jobs.mail import send_due
from portal.models import Person
from portal.services import accounts, roles
from portal.views.mails import mail_server


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database up to date; safe to run again."""
    alembic.upgrade()
    click.echo("The database is up to date.")


@click.command("make-administrator")
@click.argument("email")
@click.argument("legal_name")
@with_appcontext
def make_administrator(email: str, legal_name: str) -> None:
    """Make somebody an administrator, and print an invitation if they have no account.

    Running it again does no harm: it prints a new invitation, and the one before stops working.
    """
    now = clock.now()
    address = normal_email(email)
    account = accounts.account_by_email(db.session, address)
    person = (
        db.session.get(Person, account.person_id)
        if account
        else db.session.scalar(select(Person).where(func.lower(Person.email) == address))
    )
    if person is None:
        person = Person(
            legal_name=legal_name, name_used="", email=address, phone="", recorded_at=now
        )
        db.session.add(person)
        db.session.flush()
    roles.give(db.session, person.id, Role.ADMINISTRATOR, None, by=None, at=now)
    if account is not None:
        db.session.commit()
        click.echo(f"{address} has an account and is an administrator now.")
        return
    link = accounts.invite(db.session, person, by=None, at=now)
    token = accounts.link_token(str(current_app.config["SECRET_KEY"]), link)
    public_url = current_app.config["SETTINGS"].public_url.rstrip("/")
    db.session.commit()
    click.echo(f"Open this link to choose a password:\n{public_url}/invitations/{token}")


@click.command("send-mail")
@with_appcontext
def send_mail() -> None:
    """Send what is in the outbox and could not be sent before."""
    engine = db.engine
    sent, failed = send_due(lambda: Session(engine), mail_server(current_app.config["SETTINGS"]))
    click.echo(f"{sent} sent, {failed} failed.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (migrate, make_administrator, send_mail):
        app.cli.add_command(command)
