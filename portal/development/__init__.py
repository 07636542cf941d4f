"""What only a developer's machine has: the mail page, samples, the component page."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the development pages. Imported late, so that production never loads them."""
    from portal.development import commands, components, mail_page, sample

    app.register_blueprint(components.blueprint)
    app.register_blueprint(mail_page.blueprint)
    app.cli.add_command(commands.make_state)
    if app.config["SAMPLE_WORLD"]:
        app.config["TRIAL_ACCOUNTS"] = sample.TRIAL_ACCOUNTS
