"""Giving and ending roles."""

from flask import Blueprint

blueprint = Blueprint("roles", __name__, url_prefix="/people/<int:person>/roles")
