"""The addresses of assignments."""

from flask import Blueprint

blueprint = Blueprint("assignments", __name__, url_prefix="/assignments")
