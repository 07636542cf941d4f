"""What every page of editing shares: its address, and what an address means."""

from datetime import datetime
from typing import Any

from flask import Blueprint

from portal import clock, held
from portal.content.library import text
from portal.content.library.labels import AUDIENCES, ROWS
from portal.content.library.text import Known
from portal.db import db
from portal.domain.dates import CALIFORNIA, clock_text
from portal.domain.errors import NotFound
from portal.domain.library.items import Kind, Ref
from portal.services import editing
from portal.services.editing import Register

blueprint = Blueprint("editing", __name__, url_prefix="/library")


def kind_or_404(kind: str) -> Kind:
    """The kind that an address names. Raises NotFound."""
    try:
        return Kind(kind)
    except ValueError:
        message = f"The library has no {kind}. It has {', '.join(Kind)}."
        raise NotFound(message) from None


def ref_or_404(kind: str, slug: str) -> Ref:
    """The item that an address names. Raises NotFound for a kind that there is not."""
    return Ref(kind_or_404(kind), slug)


def register() -> Register:
    """The library as it is now."""
    return editing.register(db.session, clock.now())


def known(found: Register) -> Known:
    """What the links in texts may lead to."""
    return text.known(found.entries, held.catalogue())


@blueprint.app_template_global()
def time_words(instant: datetime) -> str:
    """A time in California; on the night on which an hour comes twice, which of them."""
    local = instant.astimezone(CALIFORNIA)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return clock_text(instant) + (f" ({local.tzname()}, the clocks change)" if twice else "")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """What the templates of editing may use."""
    return {"audiences": AUDIENCES, "nouns": ROWS}
