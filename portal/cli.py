"""The commands of `flask`: what is done without a browser."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands."""
