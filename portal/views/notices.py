"""Notices: what was issued, what it took the place of, and what took its place."""

from typing import Any, cast

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.content.library import NoticeTable
from portal.domain.library.items import Kind
from portal.views import access
from portal.views.initiatives import newest_first
from portal.views.library import show, shown_or_404, visible

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """Every notice, the newest first; the address may ask for one initiative's: ?initiative=…"""
    return show("notices/index.html", _index)


def _index() -> dict[str, Any]:
    found, initiative = visible(), request.args.get("initiative", "")
    notices = found.belonging(Kind.NOTICE, initiative) if initiative else found.of(Kind.NOTICE)
    return {
        "notices": newest_first(notices),
        "initiatives": found.of(Kind.INITIATIVE),
        "initiative": initiative,
    }


@blueprint.get("/<slug:notice>")
@access.public
def notice(notice: str) -> ResponseReturnValue:
    """One notice. One that was replaced stays, and says so."""
    shown, found = shown_or_404(Kind.NOTICE, notice), visible()
    return show(
        "notices/notice.html",
        lambda: {
            "shown": shown,
            "facts": cast(NoticeTable, shown.facts),
            "replaced_by": found.replaced_by(shown.ref),
            "replaces": found.supersedes(shown),
            "cited_by": found.cited_by(shown.ref),
        },
    )
