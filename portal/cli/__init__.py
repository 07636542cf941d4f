"""The commands of `flask`: what is done without a browser."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from portal import clock, held
from portal.cli.library import library
from portal.cli.mail import mail, send_mail, work
from portal.cli.search import searched
from portal.db import alembic, db, writing
from portal.documents.packets.keys import KeyFault, new_key
from portal.documents.packets.reading import check, read_keys
from portal.domain.access import Role
from portal.domain.accounts import normal_email
from portal.jobs.readiness import build_rest
from portal.jobs.readiness import rebuild as build_all
from portal.models import Person
from portal.services import accounts, readiness, roles
from portal.views.packets import known_keys


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


@click.group("packet")
def packet() -> None:
    """Auditors' packets: check one, or make the key that signs them."""


@packet.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    type=click.Path(path_type=Path),
    help="Public keys, as a portal publishes them at /.well-known/jwks.json. Without it: our own.",
)
@with_appcontext
def verify(file: Path, keys: Path | None) -> None:
    """Say whether a packet is as it was signed; ends with status 1 if it is not."""
    try:
        valid, words = check(file, read_keys(keys) if keys else known_keys())
    except KeyFault as error:
        valid, words = False, str(error)
    click.echo(words)
    if not valid:
        click.get_current_context().exit(1)


@packet.command("new-key")
def make_key() -> None:
    """Print a new key for PORTAL_SIGNING_KEY, and what to keep of it in public."""
    key = new_key(clock.now())
    click.echo(key.private())
    click.echo(
        "Keep this line secret, as PORTAL_SIGNING_KEY. When another key takes its place, put the "
        "public half of this one into PORTAL_OLD_SIGNING_KEYS: it is at /.well-known/jwks.json.",
        err=True,
    )


@click.group("readiness")
def kept() -> None:
    """What is kept for speed about readiness. Pages are right without it, only slower."""


@kept.command("rebuild")
@click.option("--missing", is_flag=True, help="Only what is not there.")
@with_appcontext
def rebuild(missing: bool) -> None:
    """Work everything out anew. Others may work meanwhile."""
    begin = build_rest if missing else build_all
    pieces = 0
    for pieces in begin(db.sessionmaker, held.regulations(), held.catalogue()):  # noqa: B007
        click.echo(".", nl=False)
    click.echo(f"\n{pieces} pieces are built.")


@kept.command("check")
@with_appcontext
def check_kept() -> None:
    """Prove that what is kept equals a fresh derivation; ends with status 1 if it does not."""
    before = writing.set(False)
    try:
        found = _differences()
    finally:
        writing.reset(before)
    number = "1 difference" if found == 1 else f"{found} differences"
    click.echo(f"{number}." if found else "Everything kept is right.")
    if found:
        click.get_current_context().exit(1)


def _differences() -> int:
    """Print each, in one view of the database however much is recorded meanwhile; how many."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    found = 0
    for one in readiness.check(db.session, held.rulebook(), held.catalogue()):
        click.echo(one.words)
        found += 1
    return found


@kept.command("drop")
@with_appcontext
def drop() -> None:
    """Forget everything that is kept."""
    readiness.drop(db.session)
    db.session.commit()
    click.echo("Nothing is kept any more.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (
        migrate,
        make_administrator,
        send_mail,
        mail,
        work,
        packet,
        kept,
        library,
        searched,
    ):
        app.cli.add_command(command)
