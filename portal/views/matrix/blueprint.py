"""The blueprint that the modules beside it add their pages to."""

from flask import Blueprint

blueprint = Blueprint("matrix", __name__, url_prefix="/matrix")
