"""What only a developer's machine has: the mail page, the sample world, the component page."""

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    """The development pages; imported late, so that production never loads them."""
    from portal.development import components, mail_page

    return (components.blueprint, mail_page.blueprint)
