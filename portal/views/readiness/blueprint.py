"""The blueprint that the modules beside it add their pages to."""

from flask import Blueprint

blueprint = Blueprint("readiness", __name__)
