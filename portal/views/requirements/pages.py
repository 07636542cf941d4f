"""All requirements, and each with what it says, its versions, and who verified it."""

from flask import render_template
from flask_login import current_user

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.errors import NotFound
from portal.domain.requirements import Requirement, Tier
from portal.services import verifications
from portal.views import access
from portal.views.access import me
from portal.views.library import stale_requirement, visible
from portal.views.requirements.blueprint import blueprint
from portal.views.rule_settings import settings_words


@blueprint.get("")
@access.public
def index() -> str:
    """Every requirement, by tier."""
    today, rules = clock.today(), held.rulebook()
    everything = list(rules.requirements.values())
    return render_template(
        "requirements/index.html",
        rulebook=rules,
        today=today,
        total=len(everything),
        verified=sum(bool((now := one.on(today)) and now.is_verified) for one in everything),
        tiers=[
            (tier.label, found)
            for tier in Tier
            if (found := [one for one in everything if one.tier is tier])
        ],
    )


def find(slug: str) -> Requirement:
    """The requirement with this slug. Raises NotFound."""
    found = held.rulebook().requirements.get(slug)
    if found is None:
        message = "There is no requirement with this address. Look in the list of requirements."
        raise NotFound(message)
    return found


@blueprint.get("/<slug:requirement>")
@access.public
def requirement(requirement: str) -> str:
    """One requirement: what it says, where that stands, every version, and who verified it."""
    one, rules = find(requirement), held.rulebook()
    today = clock.today()
    now = one.on(today)
    signed_in = current_user.is_authenticated
    lines = verifications.history(db.session, requirement)
    return render_template(
        "requirements/requirement.html",
        one=one,
        now=now,
        judges_from=next(
            (v.starts for v in one.versions if v.is_verified and v.starts > today), None
        ),
        rulebook=rules,
        settings=settings_words(one, now.settings) if now else [],
        confirmed=next(
            (line for line in lines if now and line.id == now.verified_by),
            None,
        ),
        history=[
            (
                line,
                "; ".join(
                    f"{label}: {words}" for label, words in settings_words(one, line.settings)
                ),
            )
            for line in lines
        ],
        shows_names=signed_in,
        may_verify=signed_in and holds(me.grants, Permission.VERIFY_REQUIREMENTS),
        stale=stale_requirement(one, rules),
        library=visible(),
    )
