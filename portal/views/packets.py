"""The auditor's packet: one signed file for a team and a day; and the keys that check it."""

import os
from datetime import datetime
from pathlib import Path

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.config import Settings
from portal.db import db
from portal.documents.packets.keys import Key, key_set, new_key, private_key, public_keys
from portal.documents.packets.page import packet_html
from portal.documents.packets.signing import sign
from portal.domain.access import Permission
from portal.services import packets, teams
from portal.services.packets import Asked, Making
from portal.views import access, moments
from portal.views.access import me
from portal.views.moments import Moment

blueprint = Blueprint("packets", __name__)


def signing_key() -> Key:
    """The key that signs; development makes one for itself the first time."""
    settings: Settings = current_app.config["SETTINGS"]
    text = settings.signing_key.get_secret_value()
    return private_key(text or _of_development(settings.signing_key_file))


def _of_development(file: Path) -> str:
    """A key in this file. Of two processes that make one at once, the first one's is kept."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        own = file.with_suffix(f".{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(new_key(clock.now(), is_development=True).private())
        try:
            os.link(own, file)
        except FileExistsError:
            current_app.logger.info("Another process has made the key of development.")
        finally:
            own.unlink()
    return file.read_text()


def known_keys() -> dict[str, Key]:
    """The key that signs, and those that signed before, by name."""
    settings: Settings = current_app.config["SETTINGS"]
    key = signing_key()
    return {key.kid: key} | public_keys(settings.old_signing_keys)


@blueprint.get("/.well-known/jwks.json")
@access.public
def keys() -> ResponseReturnValue:
    """The public keys, old ones too, with which anybody can check a packet."""
    response = jsonify(key_set(known_keys().values()))
    response.mimetype = "application/jwk-set+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _known_at(moment: Moment) -> datetime:
    """Nothing is known before it is recorded, so today ends now."""
    return min(moment.known_at or moment.now, moment.now)


def _page(team: int) -> ResponseReturnValue:
    moment, form, status = moments.asked()
    row, county, _ = teams.find(db.session, team, me.grants, Permission.SEE_READINESS)
    page = render_template(
        "packets/team.html",
        team=row,
        county=county,
        moment=moment,
        form=form,
        known_at=_known_at(moment),
        is_development=signing_key().is_development,
    )
    return page, status


@blueprint.get("/teams/<int:team>/packet")
@access.requires(Permission.SEE_READINESS)
def team(team: int) -> ResponseReturnValue:
    """What a packet is, for which day and as known when, and the way to download it."""
    return _page(team)


@blueprint.get("/teams/<int:team>/packet/packet.html")
@access.requires(Permission.SEE_READINESS)
def file(team: int) -> ResponseReturnValue:
    """The packet, signed, to be kept."""
    moment, form, _ = moments.asked()
    if form.errors:
        return _page(team)
    row, county, agency = teams.find(db.session, team, me.grants, Permission.SEE_READINESS)
    key, known_at = signing_key(), _known_at(moment)
    settings: Settings = current_app.config["SETTINGS"]
    made = packets.packet(
        db.session,
        Asked(row, county, agency, moment.as_of, known_at),
        held.rulebook(known_at),
        held.catalogue(),
        Making(
            at=moment.now,
            by=me.name,
            portal=settings.public_url.rstrip("/"),
            key=key.kid,
            is_development=key.is_development,
            is_sample=settings.sample_world,
        ),
    )
    response = current_app.response_class(sign(packet_html(made), key), mimetype="text/html")
    name = f"packet-team-{row.id}-{moment.as_of}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
