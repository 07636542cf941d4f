"""Work that goes on beside a page. What this process leaves when it dies, the worker does."""

import threading
from collections.abc import Callable
from functools import partial

from flask import current_app

from portal.db import db, unit_of_work
from portal.jobs.lists import Sessions


def sessions() -> Sessions:
    """How such work opens its sessions."""
    make_session = db.sessionmaker
    return Sessions(
        partial(unit_of_work, make_session, writes=False),
        partial(unit_of_work, make_session, writes=True),
    )


def begin(name: str, work: Callable[..., object], *arguments: object) -> None:
    """Begin it now, without keeping the page waiting. Tests call the worker instead."""
    if not current_app.testing:
        threading.Thread(target=work, args=arguments, name=name, daemon=True).start()
