"""Addresses of many pages of one kind."""

from collections.abc import Callable
from typing import Any

from flask import Flask, url_for

_STANDS_IN = 2_000_000_001
"""In an address, for the first part that is still to come; a number, as some have to be."""


def addresses(endpoint: str, *parts: str, **same: Any) -> Callable[..., str]:
    """The address of such a page by these parts of it, in this order; the others are the same.

    Flask is asked once, which takes as long as a row of a table. Parts are numbers, or words as
    the portal itself writes them into addresses: nothing in them is quoted.
    """
    stand_ins: dict[str, Any] = {part: _STANDS_IN + place for place, part in enumerate(parts)}
    pattern = url_for(endpoint, **stand_ins, **same)
    for place, number in enumerate(stand_ins.values()):
        pattern = pattern.replace(str(number), f"{{{place}}}")
    return pattern.format


def init_app(app: Flask) -> None:
    """Let templates ask for them."""
    app.jinja_env.globals["addresses"] = addresses
