"""`flask library`: fill an empty portal from files, and write files of what is shown."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from portal import clock, held
from portal.content.files import ContentError
from portal.content.library import Document, read_library, write_library
from portal.content.library.text import problems
from portal.db import db, writing
from portal.domain.library.items import Kind, Ref, county_slug
from portal.models import County
from portal.services import library as shelves
from portal.services import webinars

FILES = click.Path(path_type=Path, file_okay=False)


@click.group("library")
def library() -> None:
    """Initiatives, notices, FAQs, webinars and resources, as files."""


@library.command("import")
@click.argument("folder", type=FILES, required=False)
@click.option("--update", is_flag=True, help="Where the portal says otherwise, the file counts.")
@with_appcontext
def take_in(folder: Path | None, update: bool) -> None:
    """Publish what the files have and the portal has not; all of it, or nothing.

    FOLDER is curricula/library/ when it is left out. Once more, it changes nothing.
    """
    root = folder or current_app.config["SETTINGS"].curricula / "library"
    if not root.is_dir():
        raise click.ClickException(f"There is no folder {root}. Name the one with the items.")
    try:
        documents = read_library(root)
        check(documents)
    except ContentError as error:
        lines = [f"{problem}" for problem in error.problems]
        raise click.ClickException("\n".join([*lines, "Nothing was taken in."])) from error
    now = clock.now()
    done = shelves.fill(db.session, documents, renews=update, by=None, at=now)
    try:
        webinars.take_in(db.session, held.media(), root, documents, by=None, at=now)
    except ContentError as error:
        lines = [f"{problem}" for problem in error.problems]
        raise click.ClickException("\n".join([*lines, "Nothing was taken in."])) from error
    db.session.commit()
    click.echo(
        f"{len(done.added)} added, {len(done.renewed)} renewed, {len(done.unchanged)} unchanged."
    )
    if done.kept:
        click.echo("The portal has other words for these and keeps them (--update renews them):")
        _list(done.kept)


def check(documents: Sequence[Document]) -> None:
    """Raises ContentError where a text or a county cannot be used."""
    names = frozenset(map(county_slug, db.session.scalars(select(County.name))))
    found = list(problems(documents, held.catalogue(), names))
    if found:
        raise ContentError(found)


@library.command("export")
@click.argument("folder", type=FILES)
@with_appcontext
def write_out(folder: Path) -> None:
    """Write what is shown now into FOLDER, in the format that `import` reads."""
    before = writing.set(False)
    try:
        documents = shelves.shown_documents(db.session, clock.now())
    finally:
        writing.reset(before)
    write_library(folder, documents)
    webinars.write_out(db.session, held.media(), folder, documents)
    click.echo(f"{len(documents)} items are written to {folder}.")
    known = {document.ref for document in documents}
    lost = [ref for document in documents for ref in document.facts.references()]
    if missing := sorted(set(lost) - known):
        click.echo("These are referred to and not shown now, so the files lack them:", err=True)
        _list(missing, err=True)
    if stale := sorted(_files_of(folder) - known):
        click.echo("These lie in the folder and are not shown now; nothing removed them:", err=True)
        _list(stale, err=True)


def _files_of(folder: Path) -> set[Ref]:
    return {Ref(kind, path.stem) for kind in Kind for path in (folder / kind.value).glob("*.toml")}


def _list(refs: Sequence[Ref], *, err: bool = False) -> None:
    for ref in refs:
        click.echo(f"  {ref}", err=err)
