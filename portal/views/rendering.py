"""How templates are rendered: macros remember what comes again on every page and in every row."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

from portal.domain.certification import State
from portal.domain.staffing import Answer, Outcome

MANY = 16_384
"""So many answers of a macro are kept: the tables of a whole state, in some megabytes."""
_PLAIN = frozenset({str, Markup, int, bool, date, type(None), Answer, Outcome, State})
Macro = Callable[..., Markup]


def remembered(macro: Macro) -> Macro:
    """The macro, rendered once for the same arguments.

    Only for what depends on nothing else: neither on the request nor on who is signed in. Text and
    markup that read alike stay apart, since only one of them is escaped; what is no plain value,
    and so might change meanwhile, is rendered each time.
    """
    said = lru_cache(maxsize=MANY, typed=True)(macro)

    def say(*args: object) -> Markup:
        return said(*args) if _PLAIN.issuperset(map(type, args)) else macro(*args)

    return say


def init_app(app: Flask) -> None:
    """Let templates say it of their macros: {% set icon = remembered(icon) %}."""
    app.jinja_env.globals["remembered"] = remembered
