"""The addresses of webinars."""

from flask import Blueprint

blueprint = Blueprint("webinars", __name__)
