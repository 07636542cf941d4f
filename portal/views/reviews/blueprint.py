"""The blueprint that the modules beside it add their pages to."""

from flask import Blueprint

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")
