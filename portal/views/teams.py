"""Teams and what one may do with them."""

from flask import Blueprint

blueprint = Blueprint("teams", __name__, url_prefix="/teams")
