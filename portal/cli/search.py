"""`flask search`: what is searched is kept for speed, and can be made anew at any time."""

import click
from flask.cli import with_appcontext

from portal import clock, held
from portal.db import db
from portal.services import library, search


@click.group("search")
def searched() -> None:
    """What the search knows."""


@searched.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Index everything anew: the library with its schedule, the trainings, the requirements."""
    now, catalogue = clock.now(), held.catalogue()
    search.note(db.session, search.WORDS, search.KEPT)
    items = library.index_again(db.session, now)
    search.index_trainings(db.session, catalogue, search.fingerprint(catalogue), now)
    rules, print_ = held.rulebook(), search.fingerprint_of_files(held.regulations())
    search.index_requirements(db.session, rules, now, print_)
    db.session.commit()
    click.echo(
        f"{items} items of the library, {len(catalogue.courses)} trainings and "
        f"{len(rules.requirements)} requirements are indexed."
    )
