"""The auditor's packet: one signed file for a team and a day; and the keys that check it."""

import os
from pathlib import Path

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from portal import clock
from portal.config import Settings
from portal.documents.packets.keys import Key, key_set, new_key, private_key, public_keys
from portal.views import access

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
