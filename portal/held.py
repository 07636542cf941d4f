"""What a process holds in memory: curricula and regulations, read once, and the rules of today."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from portal.content.curriculum import read_catalogue
from portal.content.media.store import Store, open_store
from portal.content.regulations import read_rulebook
from portal.db import db, writing
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.services import library as shelves
from portal.services import readiness
from portal.services import rulebook as rules
from portal.services.readiness import Memory


def catalogue(app: Flask | None = None) -> Catalogue:
    """Every training. Raises ContentError, naming all errors, when a file is broken."""
    home = app or current_app
    held = home.extensions.get("portal.catalogue")
    if held is None:
        held = read_catalogue(home.config["SETTINGS"].curricula)
        home.extensions["portal.catalogue"] = held
    return cast(Catalogue, held)


def regulations(app: Flask | None = None) -> Rulebook:
    """The requirements as the files have them. Raises ContentError when a file is broken."""
    home = app or current_app
    held = home.extensions.get("portal.regulations")
    if held is None:
        held = read_rulebook(home.config["SETTINGS"].regulations)
        home.extensions["portal.regulations"] = held
    return cast(Rulebook, held)


def rulebook(known_at: datetime | None = None, session: Session | None = None) -> Rulebook:
    """The requirements with what people have verified, as known now or at an earlier moment."""
    if known_at is None and session is None and not writing.get():
        return readiness.current_rules(db.session, kept().under, regulations(), catalogue())
    return rules.current(session or db.session, regulations(), known_at)


def kept(county: str | None = None) -> readiness.Kept:
    """What is kept of readiness, above all of a county. A request that only reads looks once.

    Facts give no stamp to what is kept under other rules than those in use: so it has none here.
    """
    if writing.get():
        return readiness.look(db.session, county)
    if "kept" not in g:
        found = readiness.look(db.session, county)
        under, files = found.under, regulations()
        if under is not None and not readiness.in_use(db.session, under, files, catalogue()):
            found = replace(found, stamps={})
        g.kept = found
    return cast(readiness.Kept, g.kept)


def library() -> shelves.Shelf:
    """All that is published or scheduled. One query, and a reading where something changed.

    What a transaction sees that may still be undone is not kept for others.
    """
    held: shelves.Shelf | None = current_app.extensions.get("portal.library")
    # A request that has asked nothing yet may have nothing more to ask: no session begins for it.
    is_begun = writing.get() or db.has_begun()
    stamp = shelves.stamp(db.session) if is_begun else shelves.glance(db.engine)
    if held is None or held.stamp != stamp:
        held = shelves.load(db.session)
        if not writing.get():
            current_app.extensions["portal.library"] = held
    return held


def memory(app: Flask | None = None) -> Memory:
    """What the process remembers of counties.

    What a transaction sees that may still be undone is not remembered for others.
    """
    if writing.get():
        return Memory()
    home = app or current_app
    return cast(Memory, home.extensions.setdefault("portal.memory", Memory()))


def media(app: Flask | None = None) -> Store:
    """The store of recordings."""
    home = app or current_app._get_current_object()  # type: ignore[attr-defined]
    held: Store | None = home.extensions.get("portal.media")
    settings = home.config["SETTINGS"]
    if held is None or held.staging is not settings.media_staging:
        held = open_store(settings.media_store, settings.media_staging)
        home.extensions["portal.media"] = held
    return held
