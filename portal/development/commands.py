"""The command that only a developer's machine has: a whole made-up state, for measuring."""

import click
from flask.cli import with_appcontext
from sqlalchemy import exists, select

from portal import clock, held
from portal.db import db
from portal.development import sample_state
from portal.development.sample_state import Size
from portal.jobs.readiness import rebuild
from portal.models import Person
from portal.services import readiness

_FULL = Size()


@click.command("sample-state")
@click.option(
    "--people", default=_FULL.people, show_default=True, type=click.IntRange(1), help="Per county."
)
@click.option(
    "--teams", default=_FULL.teams, show_default=True, type=click.IntRange(1), help="In the state."
)
@with_appcontext
def make_state(people: int, teams: int) -> None:
    """Fill an empty database with a made-up state: people, evidence, teams and rosters.

    Every name begins with “Sample”. The full size takes a minute or two.
    """
    if db.session.scalar(select(exists().where(Person.id.is_not(None)))):
        message = (
            "There are people in this database, and made-up ones must not mix with them. Name an "
            "empty database in PORTAL_DATABASE_URL. Nothing was added."
        )
        raise click.ClickException(message)
    readiness.drop(db.session)  # what was kept about nobody
    made = sample_state.create(db.session, clock.now(), Size(people, teams))
    db.session.commit()
    click.echo(
        f"A sample state, all made up: {made.people:,} people with {made.facts:,} facts, "
        f"{made.teams:,} teams, {made.shifts:,} weekly shifts."
    )
    click.echo("Working out readiness ", nl=False)
    for _ in rebuild(db.sessionmaker, held.regulations(), held.catalogue()):
        click.echo(".", nl=False)
    click.echo(" done.")
