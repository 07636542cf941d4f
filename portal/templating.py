"""How templates are looked up: as Flask does it, without what nobody here needs."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Flask's environment, whose templates share one mapping of what all of them may use."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template may use besides what it is given.

        Jinja puts a mapping of the template's own before the environment's, and then asks both for
        each name, for every macro that a page imports: a tenth of a page. Nothing here gives a
        template names of its own.
        """
        return super().make_globals(d) if d else self.globals
