"""The list of all addresses, so that none vanishes unnoticed.

Renew it: .venv/bin/python -m tests.house.routes
"""

from pathlib import Path

from flask import Flask

LIST = Path(__file__).with_name("routes.txt")


def of(app: Flask) -> list[str]:
    """One line an address: its path and the methods it answers."""
    methods: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        methods.setdefault(rule.rule, set()).update(rule.methods - {"HEAD", "OPTIONS"})
    return [f"{path}  {' '.join(sorted(verbs))}" for path, verbs in sorted(methods.items())]


if __name__ == "__main__":
    from tests.fresh import new_app, settings_for

    LIST.write_text("\n".join(of(new_app(settings_for("sqlite://")))) + "\n")
