"""Resources and documents: what somebody else wrote, and what of it was read."""

from collections.abc import Iterable
from typing import Any, cast

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.content.library import ResourceTable
from portal.domain.library.items import Kind
from portal.services.library import Shown
from portal.views import access
from portal.views.library import show, shown_or_404, visible

blueprint = Blueprint("resources", __name__, url_prefix="/resources")


def facts_of(shown: Shown) -> ResourceTable:
    """What a resource says of itself."""
    return cast(ResourceTable, shown.facts)


def by_form(resources: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """Resources by what they are, each group by title."""
    found: dict[str, list[Shown]] = {}
    for shown in sorted(resources, key=lambda each: each.facts.title.casefold()):
        found.setdefault(facts_of(shown).form, []).append(shown)
    return sorted(found.items())


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """Every resource, by what it is; the address may ask for ?initiative=… and ?form=…"""
    return show("resources/index.html", _index)


def _index() -> dict[str, Any]:
    found, args = visible(), request.args
    initiative, form = args.get("initiative", ""), args.get("form", "")
    everything = found.of(Kind.RESOURCE)
    resources = [
        shown
        for shown in everything
        if (not initiative or initiative in shown.facts.initiatives)
        and (not form or form == facts_of(shown).form)
    ]
    forms = sorted({facts_of(shown).form for shown in everything})
    return {
        "groups": by_form(resources),
        "count": len(resources),
        "forms": forms,
        "form": form,
        "initiatives": found.of(Kind.INITIATIVE),
        "initiative": initiative,
    }


@blueprint.get("/<slug:resource>")
@access.public
def resource(resource: str) -> ResponseReturnValue:
    """One resource: where it is, and what of it was read."""
    shown, found = shown_or_404(Kind.RESOURCE, resource), visible()
    return show(
        "resources/resource.html",
        lambda: {
            "shown": shown,
            "facts": facts_of(shown),
            "used_by": found.naming(shown.ref),
        },
    )
