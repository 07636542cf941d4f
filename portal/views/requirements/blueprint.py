"""Where the pages of requirements are gathered."""

from flask import Blueprint

blueprint = Blueprint("requirements", __name__, url_prefix="/requirements")
